import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { Confirm } from '../../components/drawer.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Answer, FailurePanel } from '../../components/state.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';
import type { Replaced } from './use-wizard.ts';

type Batch = OperationOutput<'import.history'>['batches'][number];

interface BatchRowProps {
  readonly batch: Batch;
  readonly busy: boolean;
  readonly onReplace: (batch: Replaced) => void;
  readonly onUndo: (batch: Batch) => void;
}

function BatchRow({ batch, busy, onReplace, onUndo }: BatchRowProps) {
  const { dateTime } = usePreferences();
  return (
    <tr>
      <td className="num nowrap">{dateTime(batch.importedAt)}</td>
      <th scope="row">
        {batch.fileName}
        {batch.rerunOf !== undefined && <span className="hint">（保留の行から）</span>}
      </th>
      <td>{batch.layoutName}</td>
      <td className="num-cell num">{formatNumber(batch.rowsLoaded, 0)}</td>
      <td className="num-cell num">{formatNumber(batch.rowsQuarantined, 0)}</td>
      <td>
        <div className="actions start">
          <button type="button" className="button secondary small" onClick={() => onReplace(batch)}>
            置き換える
          </button>
          <Confirm
            label="取り消す"
            title="この取込を取り消しますか"
            confirm="取り消す"
            busy={busy}
            onConfirm={() => onUndo(batch)}
          >
            <p>
              「{batch.fileName}」から入った {formatNumber(batch.rowsLoaded, 0)}
              行を取り除き、この取込で同じ人とされた人は元どおりに分けます。元のファイルは変わりません。もう一度取り込めば戻せます。
            </p>
          </Confirm>
        </div>
      </td>
    </tr>
  );
}

function bringIntoView(panel: HTMLElement | null): void {
  panel?.scrollIntoView({ block: 'nearest' });
}

/** Loaded batches, newest first, each of which can be replaced or taken back. */
export function History({ onReplace }: { readonly onReplace: (batch: Replaced) => void }) {
  const history = useOperation('import.history', {});
  const undo = useCommand('import.undo');
  const takeBack = ({ batchId, fileName }: Batch) =>
    undo.mutate({ batchId }, { onSuccess: () => announce(`${fileName}の取込を取り消しました。`) });
  return (
    <section aria-label="取込の履歴">
      <h2>取込の履歴{history.data !== undefined && `（${history.data.batches.length}件）`}</h2>
      {undo.isError && (
        // The list may be long: whoever pressed a button far down must see why nothing happened.
        <div ref={bringIntoView}>
          <FailurePanel failure={undo.error} />
        </div>
      )}
      <Answer query={history}>
        {({ batches }) =>
          batches.length === 0 ? (
            <p className="hint">まだ何も取り込んでいません。</p>
          ) : (
            <Scroll label="取込の履歴の表">
              <table className="data-table">
                <TableHead
                  columns={['日時', 'ファイル', '種類', { number: '行' }, { number: '保留' }, 'できること']}
                />
                <tbody>
                  {batches
                    .toSorted((a, b) => b.batchId - a.batchId)
                    .map((batch) => (
                      <BatchRow
                        key={batch.batchId}
                        batch={batch}
                        busy={undo.isPending}
                        onReplace={onReplace}
                        onUndo={takeBack}
                      />
                    ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Answer>
    </section>
  );
}
