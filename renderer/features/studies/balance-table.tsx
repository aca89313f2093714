import type { Column, ReleasedBalance, ReleaseRecord } from '../../../analysis/domain/statistic.ts';
import { ReleasedNumber } from '../../components/hidden-cell.tsx';
import { Scroll } from '../../components/scroll.tsx';

const difference: Column = { id: 'smd', label: '標準化差', kind: 'derived', unit: 'SD', decimals: 3 };
const mean: Column = { id: 'mean', label: '平均', kind: 'derived', unit: '', decimals: 2 };

const COLUMNS = [
  ['treatedMean', '参加者の平均', mean],
  ['controlMeanBefore', '比較群の平均（調整前）', mean],
  ['controlMeanAfter', '比較群の平均（調整後）', mean],
  ['before', '標準化差（調整前）', difference],
  ['after', '標準化差（調整後）', difference],
] as const;

/** The numbers behind the love plot. */
export function BalanceTable(props: { readonly balance: ReleasedBalance; readonly release: ReleaseRecord }) {
  return (
    <Scroll label="両群の似かたの表">
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">項目</th>
            {COLUMNS.map(([key, label]) => (
              <th key={key} scope="col" className="num-head">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.balance.rows.map((row) => (
            <tr key={row.term}>
              <th scope="row">{row.label}</th>
              {COLUMNS.map(([key, , column]) => (
                <td key={key} className="num-cell">
                  <ReleasedNumber cell={row[key]} column={column} threshold={props.release.threshold} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
