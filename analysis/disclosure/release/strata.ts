import type { CandidateRow, CandidateTable, Column, RateStratum } from '../../domain/statistic.ts';
import { type DisclosurePolicy, isSmall } from '../policy.ts';
import { isDominated } from '../rules/dominance.ts';

/**
 * The candidate, or the same standardised for less where most of its standardised numbers would be hidden for the groups
 * they are made of.
 */
export function leastTold(candidate: CandidateTable, policy: DisclosurePolicy): CandidateTable {
  const { lessAdjusted, rows, columns } = candidate;
  if (lessAdjusted === undefined) return candidate;
  const standardised = rows.filter(({ values }) =>
    columns.some(({ ofStrata }, at) => ofStrata !== undefined && typeof values[at] === 'number'),
  );
  const told = standardised.filter((row) =>
    columns.some((column, at) => tellsStrata(row, column, policy, at)),
  );
  return 2 * told.length > standardised.length ? leastTold(lessAdjusted(), policy) : candidate;
}

/** Whether a standardised number, in place `at` of its row, tells a group; one whose groups are not known does. */
export function tellsStrata(
  row: CandidateRow,
  column: Column,
  policy: DisclosurePolicy,
  at: number,
): boolean {
  if (column.ofStrata === undefined) return false;
  const strata = row.strata?.[column.ofStrata];
  return strata?.some((stratum) => isTold(stratum, policy)) ?? typeof row.values[at] === 'number';
}

/**
 * Whether a table by age would hide a group for its own sake: with two of them hidden, their sum and a standardised number
 * give both back exactly. Says nothing of large groups that such a table hides for the sake of others.
 */
export function isTold({ persons, cases, amount }: RateStratum, policy: DisclosurePolicy): boolean {
  const counts = cases === undefined ? [persons] : [persons, cases, persons - cases];
  if (counts.some((count) => isSmall(count, policy.threshold))) return true;
  if (cases !== undefined && persons > 0 && cases === persons) return true;
  return amount !== undefined && isDominated(amount, policy.dominance) !== false;
}
