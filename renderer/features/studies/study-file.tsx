import { useState } from 'react';
import { go } from '../../app/location.ts';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { AreaField } from '../../components/field.tsx';
import { PushButton } from '../../components/push-button.tsx';
import { FailurePanel } from '../../components/state.tsx';

/** Faults of the text by line; asked again whenever the text is checked. */
function Faults({ text }: { readonly text: string }) {
  const check = useOperation('studies.check', { text });
  if (check.data === undefined) return null;
  if (check.data.faults.length === 0) return <p role="status">誤りはありません。</p>;
  return (
    <div className="notice error" role="alert">
      <p className="notice-title">直すところがあります</p>
      <ul>
        {check.data.faults.map((fault) => (
          <li key={`${fault.line} ${fault.key} ${fault.reason}`}>{fault.sentence}</li>
        ))}
      </ul>
    </div>
  );
}

/** A study file to write, paste from another municipality, check and keep. */
export function StudyFile({ start }: { readonly start: string }) {
  const [text, setText] = useState(start);
  const [checked, setChecked] = useState<string | null>(null);
  const save = useCommand('studies.save');
  return (
    <div className="stack">
      <AreaField
        label="研究計画ファイル（YAML。データは入りません。ほかの市町村のファイルを貼り付けられます）"
        code
        rows={18}
        value={text}
        onChange={setText}
      />
      {checked !== null && <Faults text={checked} />}
      {save.isError && <FailurePanel failure={save.error} />}
      <div className="actions">
        <button type="button" className="button secondary" onClick={() => setChecked(text)}>
          点検する
        </button>
        <PushButton
          className="button"
          off={save.isPending || text.trim() === ''}
          onClick={() => save.mutate({ text }, { onSuccess: ({ id }) => go('studies', id) })}
        >
          保存する
        </PushButton>
      </div>
    </div>
  );
}
