import { BROAD_AGES, broadAgeOf } from '../domain/age.ts';
import type { CandidateRow, CandidateTable, RateStratum } from '../domain/statistic.ts';
import type { AgeGrouping } from './adjustment.ts';
import { type Aggregate, accumulate } from './aggregate.ts';
import type { CountedQuestion, MeasureDefinition } from './definition.ts';
import { type EstimateKind, standardised, standardisedRatio } from './estimate.ts';
import { type StandardPopulation, standardWeights, type WeightedBand } from './standard.ts';
import { ageBands } from './strata.ts';

/** Totals of an output cell by age (its first year). */
export interface StandardCell {
  readonly byBand: ReadonlyMap<string, Aggregate>;
}

/** Said where broad groups were taken. */
export const BY_BROAD_AGES = `人数の少ない5歳階級があるため、年齢調整は広い年齢区分（${BROAD_AGES.filter((age) => age > 0).join('・')}歳で区切る）で行った。`;

interface Standardising {
  readonly definition: MeasureDefinition;
  readonly question: CountedQuestion;
  readonly standards: readonly StandardPopulation[];
  readonly by: readonly string[];
  readonly ages: AgeGrouping;
}

/**
 * The ages that a table may be standardised by. Broad groups stand in for numbers of people alone: the gate does not know
 * amounts of broad groups again in tables by five years.
 */
export function ageGroupings({
  question,
  standards,
}: Pick<Standardising, 'question' | 'standards'>): readonly [AgeGrouping, ...AgeGrouping[]] {
  return standards.length > 0 && countsPeople(question) ? ['five_years', 'broad'] : ['five_years'];
}

/** The question and what is said of it, with the ages that the numbers are standardised by where these are not five years. */
export function withAges<Asked extends Pick<CandidateTable, 'parameters' | 'context'>>(
  asked: Asked,
  ages: AgeGrouping,
): Asked {
  if (ages === 'five_years') return asked;
  const { parameters, context } = asked;
  return {
    ...asked,
    parameters: { ...parameters, ages },
    context: { ...context, caveats: [...context.caveats, BY_BROAD_AGES] },
  };
}

/** Whether groups by age are numbers of people, of whom a trait or a mean is told. */
export function countsPeople({ kind }: CountedQuestion): boolean {
  return kind === 'share' || kind === 'mean';
}

/** Whether standardised rows have a ratio to the whole municipality; of shares, the comparison of districts has it. */
export function hasRatio({
  question,
  standards,
  by,
}: Pick<Standardising, 'question' | 'standards' | 'by'>): boolean {
  return standards.length > 0 && by.includes('district') && !countsPeople(question);
}

/**
 * Standardised columns of a cell over all ages, with limits, in the order of the columns.
 *
 * @param everything the same of the whole municipality, whose ratio is 100; undefined in the row of one age band, whose
 * numbers are null
 */
export function standardValues(
  setting: Standardising,
  cell: StandardCell,
  everything: StandardCell | undefined,
): readonly (number | null)[] {
  const { definition, question, standards, ages } = setting;
  const kind = kindOf(question);
  const values: (number | null)[] = [];
  for (const standard of standards) {
    if (!everything) {
      values.push(null, null, null);
      continue;
    }
    const weights = weightsBy(ages, standardWeights(standard, ageBands(question.frame.ages)));
    const groups = groupedBy(ages, cell.byBand);
    const { estimate, lower, upper } = standardised(kind, groups, weights, scaleOf(definition, question));
    values.push(estimate, lower, upper);
  }
  if (hasRatio(setting)) {
    const [own, whole] = [cell, everything].map((of) => of && groupedBy(ages, of.byBand));
    const ratio = own && whole && standardisedRatio(kind, own, whole);
    values.push(ratio?.estimate ?? null, ratio?.lower ?? null, ratio?.upper ?? null);
  }
  return values;
}

/**
 * What these numbers are made of: the cell's rates by age; its people and everybody's rates by age.
 *
 * @param siblings cells that make up a printed one together with it: the groups of one say those of the others
 */
export function strataOf(
  { question, ages }: Pick<Standardising, 'question' | 'ages'>,
  cell: StandardCell,
  { everything, siblings }: { readonly everything: StandardCell; readonly siblings: readonly StandardCell[] },
): NonNullable<CandidateRow['strata']> {
  const judged = (groups: ReadonlyMap<string, Aggregate>) =>
    [...groupedBy(ages, groups).values()].map((totals) => stratumOf(question, totals));
  const people = [...groupedBy(ages, cell.byBand).values()].map(({ persons }): RateStratum => ({ persons }));
  const byAge = [cell, ...siblings].flatMap(({ byBand }) => judged(byBand));
  return { age: byAge, expected: [...people, ...judged(everything.byBand)] };
}

/** A group by age as the gate judges it. */
function stratumOf({ kind }: CountedQuestion, { persons, users, num, topNum }: Aggregate): RateStratum {
  if (kind === 'mean') return { persons };
  if (kind === 'share') return { persons, cases: num };
  return { persons, cases: users, amount: { sum: num, largest: topNum } };
}

function groupedBy(
  ages: AgeGrouping,
  groups: ReadonlyMap<string, Aggregate>,
): ReadonlyMap<string, Aggregate> {
  if (ages === 'five_years') return groups;
  const joined = new Map<string, Aggregate>();
  for (const [key, totals] of groups) accumulate(joined, joinedKey(key), totals);
  return joined;
}

/** `1|45` → `1|40`, `45` → `40`. */
function joinedKey(key: string): string {
  const parts = key.split('|');
  return parts.with(-1, String(broadAgeOf(Number(parts.at(-1))))).join('|');
}

function weightsBy(ages: AgeGrouping, weights: readonly WeightedBand[]): readonly WeightedBand[] {
  if (ages === 'five_years') return weights;
  const joined = Map.groupBy(weights, ({ bands }) => broadAgeOf(bands[0] ?? 0));
  return [...joined].map(([start, of]) => ({
    bands: [start],
    weight: of.reduce((sum, { weight }) => sum + weight, 0),
  }));
}

export function kindOf(question: CountedQuestion): EstimateKind {
  return question.kind === 'share' && question.rare ? 'rare' : question.kind;
}

/** Units of a measure's printed number: per cent, per year … */
export function scaleOf(definition: MeasureDefinition, question: CountedQuestion): number {
  return definition.scale * (question.kind === 'rate' ? question.perMonths : 1);
}
