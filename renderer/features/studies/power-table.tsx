import { TableHead } from '../../components/table-head.tsx';
import { formatNumber } from '../../format/number.ts';
import type { StudyDiagnosis } from './study-types.ts';

/** Smallest differences that would be found, beside the ones that matter; no outcome was looked at. */
export function PowerTable({ power }: Pick<StudyDiagnosis, 'power'>) {
  if (power.length === 0) return null;
  return (
    <section aria-label="見つけられる差">
      <h2>結果を見る前に：見つけられる差</h2>
      <table className="data-table">
        <TableHead columns={['結果', { number: '80％の確率で見つかる差' }, { number: '意味のある差' }]} />
        <tbody>
          {power.map((row) => (
            <tr key={row.outcome}>
              <th scope="row">{row.label}</th>
              <td className="num-cell num">
                {formatNumber(row.detectable, row.decimals)}
                {row.unit}
              </td>
              <td className="num-cell num">
                {formatNumber(row.important, row.decimals)}
                {row.unit}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
