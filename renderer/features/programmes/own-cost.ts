import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { pointOf } from '../../charts/model.ts';
import { dimensionOf } from '../../charts/shape.ts';
import { formatNumber } from '../../format/number.ts';

/**
 * What the table of unit costs says of one programme of it; the others stand there to compare. Undefined where the
 * imported list of programmes has none of this code.
 */
export function ownCostTitle(table: ReleasedTable, code: string): string | undefined {
  const levels = dimensionOf(table, 'programme')?.levels ?? [];
  const own = levels.find((level) => level.code === code);
  if (own === undefined) return undefined;
  const [whole, person] = ['yen', 'yen_per_person'].map((id) => pointOf(table, { programme: code }, id));
  const yen = (value: number): string => `${formatNumber(value, 0)}円`;
  const words = [
    ...(whole?.value == null || whole.value === 0 ? [] : [`事業費 ${yen(whole.value)}`]),
    ...(person?.value == null ? [] : [`参加者1人当たり ${yen(person.value)}`]),
  ];
  if (words.length > 0) return `${own.label}：${words.join('、')}`;
  const others = levels.filter(
    (level) => level.code !== code && pointOf(table, { programme: level.code }, 'yen').value !== null,
  );
  const rest = `図と表はほかの${others.length}事業`;
  return whole?.hidden || person?.hidden
    ? `${own.label}：伏せた数のため、費用を表示できません（${rest}）`
    : `${own.label}：この年度の費用か参加者の記録がありません（${rest}）`;
}
