import type { ReleasedBalance, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { ACCEPTABLE_DIFFERENCE, loveHeight, loveOption } from '../../charts/love.ts';
import { shownValue } from '../../charts/shape.ts';
import { Figure } from '../../components/figure.tsx';
import { formatNumber } from '../../format/number.ts';
import { BalanceTable } from './balance-table.tsx';

/** How alike the groups are after adjustment, in a sentence. */
export function balanceFinding(balance: ReleasedBalance): string {
  const sizes = balance.rows.flatMap((row) => {
    const value = shownValue(row.after);
    return value === null ? [] : [{ label: row.label, size: Math.abs(value) }];
  });
  const worst = sizes.toSorted((a, b) => b.size - a.size)[0];
  if (worst === undefined) return '両群の似かたを示せる数がありません';
  const over = sizes.filter(({ size }) => size > ACCEPTABLE_DIFFERENCE).length;
  const largest = `最も大きい差は ${worst.label}の ${formatNumber(worst.size, 3)}`;
  const hidden = balance.rows.length - sizes.length;
  const rest = hidden === 0 ? '' : `。${hidden}項目は伏せている`;
  if (over === 0) return `調整後は、${sizes.length}項目で両群が似ている（${largest}${rest}）`;
  return `調整後も、${over}項目で両群に差が残る（${largest}${rest}）`;
}

/** The love plot: standardised differences before and after adjustment. */
export function BalanceFigure(props: {
  readonly wire: ReleasedWire<ReleasedBalance>;
  readonly title?: string;
}) {
  const { palette } = usePreferences();
  const { statistic: balance, release } = props.wire;
  const title = props.title ?? balanceFinding(balance);
  return (
    <Figure
      title={title}
      context={balance.context}
      release={release}
      details={['単位 標準化差（標準偏差の何倍か）', `${balance.rows.length}項目`]}
      method={[{ label: '標準化差の計算', text: balance.convention }]}
      chart={{
        option: loveOption(balance, palette),
        height: loveHeight(balance),
        description: `${title}。調整前と調整後の標準化差。同じ数字は「表で見る」で読めます。`,
      }}
      table={<BalanceTable balance={balance} release={release} />}
    />
  );
}
