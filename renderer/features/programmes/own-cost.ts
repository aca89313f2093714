import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { pointOf } from '../../charts/model.ts';
import { dimensionOf } from '../../charts/shape.ts';
import { formatNumber } from '../../format/number.ts';

const yen = (value: number): string => `${formatNumber(value, 0)}円`;

/** What a programme cost in a year. */
export function budgetSentence(name: string, budget: number): string {
  return `${name}：事業費 ${yen(budget)}`;
}

/**
 * What a programme cost in a year, and a participant: the budget is public, the cost of a participant is shown where their
 * number is. Undefined where the table is of no programme.
 */
export function ownCostTitle(table: ReleasedTable, budget: number | null): string | undefined {
  const [own] = dimensionOf(table, 'programme')?.levels ?? [];
  if (own === undefined) return undefined;
  if (budget === null) return `${own.label}：この年度の事業費の記録がありません`;
  const person = pointOf(table, { programme: own.code }, 'yen_per_person');
  const perPerson =
    person.value !== null
      ? `、参加者1人当たり ${yen(person.value)}`
      : person.hidden
        ? '（参加者1人当たりは、参加した人の数を伏せているため示せません）'
        : '';
  return budgetSentence(own.label, budget) + perPerson;
}
