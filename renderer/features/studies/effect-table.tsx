import { effectDecimals } from '../../../analysis/domain/effect-decimals.ts';
import type { ForestRow } from '../../charts/forest.ts';
import { Scroll } from '../../components/scroll.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { formatNumber, personsText } from '../../format/number.ts';

function pText(p: number): string {
  return p < 0.001 ? '0.001未満' : formatNumber(p, 3);
}

/** The numbers behind the forest plot. */
export function EffectTable({ rows }: { readonly rows: readonly ForestRow[] }) {
  return (
    <Scroll label="推定の表">
      <table className="data-table">
        <TableHead
          columns={[
            '方法',
            { number: `推定値（${rows[0]?.effect.unit}）` },
            { number: '95%信頼区間' },
            { number: '標準誤差' },
            { number: 'p値' },
            { number: '参加者' },
            { number: '比較群' },
          ]}
        />
        <tbody>
          {rows.map(({ label, effect }) => {
            const decimals = effectDecimals(effect);
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className="num-cell num">{formatNumber(effect.estimate, decimals)}</td>
                <td className="num-cell num">
                  {formatNumber(effect.interval[0], decimals)}〜{formatNumber(effect.interval[1], decimals)}
                </td>
                <td className="num-cell num">{formatNumber(effect.standardError, decimals + 1)}</td>
                <td className="num-cell num">{pText(effect.p)}</td>
                <td className="num-cell num">{personsText(effect.treated)}</td>
                <td className="num-cell num">{personsText(effect.control)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
