import { broadAgeOf } from '../domain/age.ts';
import type { CandidateTable } from '../domain/statistic.ts';

/** Groups that rates are taken by, from the finest. */
export type Adjustment = 'sex_age' | 'sex_broad_age' | 'broad_age' | 'sex' | 'none';

/** Ages that numbers are taken by: five years, or broad groups where five years hold few people. */
export type AgeGrouping = 'five_years' | 'broad';

/** Name of the group that people of a sex and five-year age are in. */
export function groupBy(
  adjustment: Adjustment,
  { sex, band }: { readonly sex: string; readonly band: string | number },
): string {
  switch (adjustment) {
    case 'sex_age':
      return `${sex}|${band}`;
    case 'sex_broad_age':
      return `${sex}|${broadAgeOf(Number(band))}`;
    case 'broad_age':
      return String(broadAgeOf(Number(band)));
    case 'sex':
      return sex;
    case 'none':
      return '';
  }
}

/** The table adjusted as finely as can be, with those that may stand in for it, made only where they are asked for. */
export function finestFirst<A>(
  [finest, ...less]: readonly [A, ...A[]],
  tableBy: (adjustment: A) => CandidateTable,
): CandidateTable {
  const [next, ...others] = less;
  if (next === undefined) return tableBy(finest);
  let made: CandidateTable | undefined;
  const lessAdjusted = () => {
    made ??= finestFirst([next, ...others], tableBy);
    return made;
  };
  return { ...tableBy(finest), lessAdjusted };
}
