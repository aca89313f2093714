import { useOperation } from '../../client/hooks.ts';
import { PushButton } from '../../components/push-button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Answer } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';

const count = (value: number): string => formatNumber(value, 0);

/** Rows that were set aside, by file and reason, each of which can be tried again without the file. */
export function Quarantine(props: {
  readonly busy: boolean;
  readonly onRerun: (batchId: number) => void;
  readonly onReconsider: (batchId: number) => void;
}) {
  const held = useOperation('import.quarantine', {});
  return (
    <Answer query={held}>
      {({ batches }) =>
        batches.length > 0 && (
          <section aria-label="保留の行">
            <h2>保留の行（{count(batches.reduce((sum, { rows }) => sum + rows, 0))}行）</h2>
            <p className="hint">
              使えなかった行は、暗号化してこのワークスペースの中に取ってあります。レシピや台帳・対応表・マスターを直したら、元のファイルがなくてももう一度試せます。
            </p>
            <Scroll label="保留の行の表">
              <table className="data-table">
                <TableHead columns={['ファイル', '種類', '理由', { number: '行' }, 'もう一度']} />
                <tbody>
                  {batches.map((batch) => (
                    <tr key={batch.batchId}>
                      <th scope="row">{batch.fileName}</th>
                      <td>{batch.layoutName}</td>
                      <td>
                        {batch.reasons.map((reason) => (
                          <p key={reason.code}>
                            {reason.sentence}
                            <span className="hint">
                              （{count(reason.count)}行、最初は {count(reason.firstLine)}行目）
                            </span>
                          </p>
                        ))}
                      </td>
                      <td className="num-cell num">{count(batch.rows)}</td>
                      <td>
                        <div className="actions start">
                          <PushButton
                            className="button secondary small"
                            off={props.busy}
                            aria-label={`${batch.fileName}の保留の行をもう一度試す`}
                            onClick={() => props.onRerun(batch.batchId)}
                          >
                            もう一度試す
                          </PushButton>
                          {batch.mappable && (
                            <PushButton
                              className="button secondary small"
                              off={props.busy}
                              aria-label={`${batch.fileName}の保留の行の使いみちを変えて試す`}
                              onClick={() => props.onReconsider(batch.batchId)}
                            >
                              使いみちを変えて試す
                            </PushButton>
                          )}
                        </div>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          </section>
        )
      }
    </Answer>
  );
}
