import { useState } from 'react';
import { useCommand } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';
import type { Choice, RecognisedFile } from './use-wizard.ts';

/** Saves how this table is read, so that next year's file is read alike and differences are told. */
export function SaveRecipe({ file, choice }: { readonly file: RecognisedFile; readonly choice: Choice }) {
  const [name, setName] = useState(file.recipe ?? file.name.replace(/\.[^.]*$/u, ''));
  const save = useCommand('import.saveRecipe');
  return (
    <div className="stack">
      <div className="filters">
        <TextField label="レシピの名前" maxLength={80} value={name} onChange={setName} />
        <PushButton
          className="button secondary small"
          off={save.isPending || name.trim() === ''}
          onClick={() =>
            save.mutate(
              { file: file.token, table: file.name, name: name.trim(), choice },
              { onSuccess: (saved) => announce(`レシピ「${saved.name}」を保存しました。`) },
            )
          }
        >
          この読み方をレシピに保存
        </PushButton>
        <span className="hint">
          レシピは見出しと使いみちだけの文章です。データは入らないので、他の自治体とも共有できます。
        </span>
      </div>
      {save.isSuccess && (
        <p role="status">レシピ「{save.data.name}」を保存しました。来年のファイルもこの読み方で読みます。</p>
      )}
      {save.isError && <FailurePanel failure={save.error} />}
    </div>
  );
}
