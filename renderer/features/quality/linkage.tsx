import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { named } from '../../client/answers.ts';
import { useCommand, useOperation } from '../../client/hooks.ts';
import { announce } from '../../components/announcer.ts';
import { PushButton } from '../../components/push-button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { FailurePanel } from '../../components/state.tsx';
import { TableFigure } from '../../components/table-figure.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';

type Quality = OperationOutput<'quality.report'>;

const LINKAGE_TABLES: readonly string[] = ['quality.linkage.sources', 'quality.not_linked'];

/** Rows that were set aside at import, to be tried again where one reads that they are missing. */
function HeldRows() {
  const held = useOperation('import.quarantine', {});
  const rerun = useCommand('import.rerun', { job: '保留の行をもう一度試す' });
  const batches = held.data?.batches ?? [];
  if (batches.length === 0) return null;
  return (
    <>
      <h3>保留の行</h3>
      <ul className="evidence">
        {batches.map((batch) => (
          <li key={batch.batchId}>
            {batch.fileName}：{formatNumber(batch.rows, 0)}行{' '}
            <PushButton
              className="button secondary small"
              off={rerun.isPending}
              aria-label={`${batch.fileName}の保留の行をもう一度試す`}
              onClick={() =>
                rerun.mutate(
                  { batchId: batch.batchId },
                  {
                    onSuccess: ({ totals }) =>
                      announce(
                        `${totals.rowsLoaded}行を取り込み、${totals.rowsQuarantined}行が保留のままです。`,
                      ),
                  },
                )
              }
            >
              もう一度試す
            </PushButton>
          </li>
        ))}
      </ul>
      {rerun.isSuccess && (
        <p role="status">
          {formatNumber(rerun.data.totals.rowsLoaded, 0)}行を取り込み、
          {formatNumber(rerun.data.totals.rowsQuarantined, 0)}行が保留のままです。
        </p>
      )}
      {rerun.isError && <FailurePanel failure={rerun.error} />}
    </>
  );
}

/** How records of each source found their person, why not, and what can be done about it. */
export function Linkage(props: Pick<Quality, 'remedies' | 'tables'> & { readonly onImport: () => void }) {
  const { remedies, tables, onImport } = props;
  const shown = tables.filter(({ statistic }) => LINKAGE_TABLES.includes(statistic.id));
  return (
    <section aria-label="台帳との突合" className="stack">
      <h2>台帳との突合</h2>
      {remedies.length > 0 && (
        <Scroll label="表：台帳にいない理由">
          <table className="data-table prose">
            <TableHead columns={['データ', '台帳にいない理由', 'どうすればよいか', 'できること']} />
            <tbody>
              {remedies.map(({ source, reason, remedy }) => (
                <tr key={`${source} ${reason}`}>
                  <th scope="row">{source}</th>
                  <td>{reason}</td>
                  <td>{remedy}</td>
                  <td>
                    <button type="button" className="button secondary small" onClick={onImport}>
                      ファイルを取り込む
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <HeldRows />
      {named(shown).map(({ name, wire }) => (
        <TableFigure key={name} wire={wire} />
      ))}
    </section>
  );
}
