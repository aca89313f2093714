import type {
  CandidateRow,
  CandidateTable,
  Column,
  RateStratum,
  ReleasedTable,
} from '../../domain/statistic.ts';
import { type DisclosurePolicy, isSmall } from '../policy.ts';
import { isDominated } from '../rules/dominance.ts';

/** The list of the groups that expected numbers are made of: people of a row, and everybody's rates. */
const EXPECTED = 'expected';
/** The list of the groups by sex and age to which published rates are applied. */
const PEOPLE = 'people';

/**
 * The candidate, or the same standardised for less where most of its standardised numbers would be hidden for the groups
 * they are made of; where these are to be released as well, where one would be.
 */
export function leastTold(candidate: CandidateTable, policy: DisclosurePolicy): CandidateTable {
  const { lessAdjusted, groups } = candidate;
  if (lessAdjusted === undefined) return candidate;
  const { all, untold } = standardisedRows(candidate, policy);
  const isEnough = groups === undefined ? 2 * untold >= all : untold === all;
  return isEnough ? candidate : leastTold(lessAdjusted(), policy);
}

/** How many rows have standardised numbers, and of how many none tells a group that is hidden for its own sake. */
export function standardisedRows(
  { rows, columns }: CandidateTable,
  policy: DisclosurePolicy,
): { readonly all: number; readonly untold: number } {
  const standardised = rows.filter(({ values }) =>
    columns.some(({ ofStrata }, at) => ofStrata !== undefined && typeof values[at] === 'number'),
  );
  const untold = standardised.filter((row) =>
    columns.every((column, at) => !tellsStrata(row, column, policy, at)),
  );
  return { all: standardised.length, untold: untold.length };
}

/**
 * The candidate with only those groups named of which each number is shown in the released table of them, so that the
 * gate hides what is made of others. What is `expected` by everybody's rates needs these shown as well.
 *
 * @param groups the released tables of the groups; undefined where nothing of them may be shown
 */
export function ofShownGroups(
  candidate: CandidateTable,
  groups: readonly ReleasedTable[] | undefined,
): CandidateTable {
  const judged = groups?.map((table) => shownGroups(candidate, table));
  const areShown: AreShown = (at, name) => judged?.every((each) => each(at, name)) ?? false;
  const rows = candidate.rows.map((row): CandidateRow => {
    if (row.strata === undefined) return row;
    const kept = Object.entries(row.strata).filter(([name]) => areShown(row.at, name));
    return { ...row, strata: Object.fromEntries(kept) };
  });
  return { ...candidate, rows };
}

/** Whether the groups of a row are shown that its numbers of a name are made of. */
type AreShown = (at: readonly string[], name: string) => boolean;

function shownGroups(candidate: CandidateTable, groups: ReleasedTable): AreShown {
  const kept = groups.columns.flatMap(({ kind }, place) => (kind === 'derived' ? [] : [place]));
  const dimensions = groups.dimensions.map(({ id, levels }) => ({
    place: candidate.dimensions.findIndex((own) => own.id === id),
    id,
    // Where the rows are not by them, numbers are made of all of these.
    isOpen: id === 'age' || id === 'broad_age' || id === 'year',
    root: levels.find(({ parent }) => parent === undefined)?.code,
  }));
  /** @param codes the level of each dimension; undefined for all of them */
  const areShown = (codes: readonly (string | undefined)[]) =>
    groups.rows.every(
      ({ at, cells }) =>
        codes.some((code, place) => code !== undefined && code !== at[place]) ||
        kept.every((column) => cells[column]!.state !== 'hidden'),
    );
  return (at, name) => {
    const own = dimensions.map(({ place, isOpen, root }) => at[place] ?? (isOpen ? undefined : root));
    const printed = dimensions.map(({ place }) => at[place]);
    if (name === PEOPLE)
      return areShown(
        dimensions.map(({ id, place, root }) => (id === 'sex' && at[place] === root ? undefined : at[place])),
      );
    if (name !== EXPECTED) return areShown(own);
    const everybody = dimensions.map(({ id, place, root }) => (id === 'district' ? root : at[place]));
    return areShown(printed) && areShown(everybody);
  };
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
