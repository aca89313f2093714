import { useRef } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { useAttachment, useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { Confirm, Drawer } from '../../components/drawer.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Answer, FailurePanel } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';

type Recipe = OperationOutput<'import.recipes'>['recipes'][number];

function RecipeRow({ recipe }: { readonly recipe: Recipe }) {
  const { host } = useAttachment();
  const remove = useCommand('import.deleteRecipe');
  const hand = useCommand('import.exportRecipe', { changesWorkspace: false });
  const save = () =>
    hand.mutate(
      { name: recipe.name },
      {
        onSuccess: ({ token }) => {
          void host.saveFile(token).then((done) => {
            if (done === 'saved') announce(`レシピ「${recipe.name}」を書き出しました。`);
          });
        },
      },
    );
  return (
    <tr>
      <th scope="row">{recipe.name}</th>
      <td>{recipe.layoutName}</td>
      <td className="num-cell num">{recipe.columns}</td>
      <td>
        <div className="actions start">
          <Drawer label="中身を見る" title={`レシピ「${recipe.name}」`}>
            <pre>{recipe.text}</pre>
          </Drawer>
          <PushButton className="tool" off={hand.isPending} onClick={save}>
            ファイルに書き出す
          </PushButton>
          <Confirm
            label="削除する"
            title="このレシピを削除しますか"
            confirm="削除する"
            busy={remove.isPending}
            onConfirm={() =>
              remove.mutate(
                { name: recipe.name },
                { onSuccess: () => announce(`レシピ「${recipe.name}」を削除しました。`) },
              )
            }
          >
            <p>取り込んだデータは変わりません。次に取り込むときは、列の使いみちを決め直します。</p>
          </Confirm>
        </div>
      </td>
    </tr>
  );
}

function AddRecipe() {
  const add = useCommand('import.addRecipe');
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <div className="actions start">
        <button type="button" className="button secondary small" onClick={() => chooser.current?.click()}>
          レシピのファイルを読み込む
        </button>
        {/* The browser's own button speaks the language of the browser. */}
        <input
          ref={chooser}
          type="file"
          hidden
          accept=".yaml,.yml"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file === undefined) return;
            void file
              .text()
              .then((text) =>
                add.mutate(
                  { text },
                  { onSuccess: ({ name }) => announce(`レシピ「${name}」を読み込みました。`) },
                ),
              );
          }}
        />
      </div>
      {add.isError && <FailurePanel failure={add.error} />}
    </>
  );
}

/** The recipes by which tables of this municipality are read; text without data. */
export function Recipes() {
  const recipes = useOperation('import.recipes', {});
  return (
    <section aria-label="レシピ">
      <h2>レシピ（列の使いみちの記録）</h2>
      <Answer query={recipes}>
        {(found) =>
          found.recipes.length === 0 ? (
            <p className="hint">
              まだありません。「列の使いみち」の画面で保存すると、次の年のファイルを同じ読み方で取り込めます。
            </p>
          ) : (
            <Scroll label="レシピの表">
              <table className="data-table">
                <TableHead columns={['名前', '種類', { number: '使う列' }, 'できること']} />
                <tbody>
                  {found.recipes.map((recipe) => (
                    <RecipeRow key={recipe.name} recipe={recipe} />
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Answer>
      <AddRecipe />
    </section>
  );
}
