import { useState } from 'react';
import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { placeHash } from '../../app/location.ts';
import { type Failure, failureOf } from '../../client/failure.ts';
import { useAttachment } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { FailurePanel } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { useOpenDeck } from '../presentation/screen.tsx';

type Files = OperationOutput<'reports.build'>['files'];

/** Finished files, each to be saved where the user wants it. */
export function Finished({ files }: { readonly files: Files }) {
  const { host } = useAttachment();
  const [saved, setSaved] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Failure | null>(null);
  const deck = useOpenDeck();
  const save = async (file: Files[number]) => {
    setFailure(null);
    try {
      if ((await host.saveFile(file.token)) === 'cancelled') return;
      setSaved((before) => new Set(before).add(file.token));
      announce(`${file.name}を保存しました。`);
    } catch (thrown) {
      setFailure(failureOf(thrown, false));
    }
  };
  return (
    <section aria-label="できたファイル">
      <h2>できました（{files.length}個）</h2>
      {failure !== null && <FailurePanel failure={failure} />}
      {deck.failure !== null && <FailurePanel failure={deck.failure} />}
      <table className="data-table">
        <TableHead columns={['ファイル', '指紋（SHA-256の先頭）', '保存']} />
        <tbody>
          {files.map((file) => (
            <tr key={file.token}>
              <th scope="row">{file.name}</th>
              <td>
                <code>{file.sha256.slice(0, 16)}</code>
              </td>
              <td>
                <button type="button" className="button secondary small" onClick={() => void save(file)}>
                  {saved.has(file.token) ? 'もう一度保存' : '保存'}
                </button>{' '}
                {file.name.endsWith('.ebpmdeck') && (
                  <button type="button" className="button small" onClick={() => void deck.open(file.token)}>
                    発表する
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <a href={placeHash({ route: 'releases', detail: '', params: {} })}>公開記録を見る</a>
      </p>
    </section>
  );
}
