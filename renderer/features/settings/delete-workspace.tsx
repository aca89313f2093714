import { useState } from 'react';
import { useCommand } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { TextField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';

/** Everything that was loaded goes for good; typing the name keeps it from happening by a slip. */
export function DeleteWorkspace({ name }: { readonly name: string }) {
  const [typed, setTyped] = useState('');
  const remove = useCommand('workspace.delete');
  return (
    <section className="card stack" aria-labelledby="delete-heading">
      <h2 id="delete-heading">すべて削除する</h2>
      <p>
        取り込んだデータ、研究計画、公開記録を、このPCから完全に消します。元に戻せません。書き出した報告書は消えません。
      </p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          remove.mutate(
            { confirmName: typed.trim() },
            { onSuccess: () => announce('ワークスペースを削除しました。') },
          );
        }}
      >
        <TextField
          label={`確認のため「${name}」と入力してください`}
          block
          value={typed}
          onChange={setTyped}
        />
        {remove.isError && <FailurePanel failure={remove.error} />}
        <div className="actions start">
          <PushButton
            type="submit"
            className="button secondary"
            off={typed.trim() !== name || remove.isPending}
          >
            すべて削除する
          </PushButton>
        </div>
      </form>
    </section>
  );
}
