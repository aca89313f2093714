import type { RateStratum } from '../../domain/statistic.ts';
import { zFor } from '../../statistics/rates/poisson.ts';
import type { YearValues } from './cohort.ts';

/** A number with its 95 % interval; null where it cannot be told. */
export interface Estimate {
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export const NOTHING: Estimate = { estimate: null, standardError: null, lower: null, upper: null };

/** Estimate ± 1.96 SE. */
export function withError(estimate: number, standardError: number): Estimate {
  const half = zFor(0.95) * standardError;
  return { estimate, standardError, lower: estimate - half, upper: estimate + half };
}

export interface Moments {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
}

/** Every table of a year asks for the same persons. */
const chosenBySex = new WeakMap<YearValues, Map<string, readonly number[]>>();

/** Chooses persons by sex (`all`, `1`, `2`); the same list for the same question. */
export function ofSex(values: YearValues, sex: string): readonly number[] {
  const known = chosenBySex.get(values) ?? new Map<string, readonly number[]>();
  chosenBySex.set(values, known);
  const found = known.get(sex) ?? choose(values, sex);
  known.set(sex, found);
  return found;
}

function choose({ length, sex: sexes }: YearValues, sex: string): readonly number[] {
  const [chosen, wanted]: [number[], number] = [[], Number(sex)];
  for (let i = 0; i < length; i++) if (sex === 'all' || sexes[i] === wanted) chosen.push(i);
  return chosen;
}

/** The numbers at these places. */
export function picked(numbers: Float64Array, at: readonly number[]): Float64Array {
  const found = new Float64Array(at.length);
  for (let i = 0; i < at.length; i++) found[i] = numbers[at[i]!]!;
  return found;
}

/** Count, mean and sample standard deviation. */
export function moments(values: YearValues, sex: string): Moments {
  const at = ofSex(values, sex);
  if (at.length === 0) return { n: 0, mean: null, sd: null };
  const mean = at.reduce((sum, i) => sum + values.value[i]!, 0) / at.length;
  const squares = at.reduce((sum, i) => sum + (values.value[i]! - mean) ** 2, 0);
  return { n: at.length, mean, sd: at.length < 2 ? null : Math.sqrt(squares / (at.length - 1)) };
}

export interface StandardShift {
  readonly from: Estimate;
  readonly to: Estimate;
  readonly change: Estimate;
  /** Groups by sex and age of both years that the means are made of; none where there is no estimate. */
  readonly groups: readonly RateStratum[];
}

/**
 * Directly standardised means of two years and their difference, Σ w_g (μ_g,to − μ_g,from); both sexes weigh the same
 * in every band. Persons stand in ascending order in both years.
 *
 * The variance comes from each person's influence on the difference, summed over persons, so that somebody
 * examined in both years counts as one person (Huber 1967; survey linearisation). Null where a weighted stratum
 * has fewer than two persons in a year.
 */
export function standardisedShift(
  from: YearValues,
  to: YearValues,
  sex: string,
  weights: ReadonlyMap<number, number>,
): StandardShift {
  const first = influences(from, sex, weights);
  const second = influences(to, sex, weights);
  if (!first || !second) return { from: NOTHING, to: NOTHING, change: NOTHING, groups: [] };
  return {
    from: withError(first.mean, Math.sqrt(squares(first.parts))),
    to: withError(second.mean, Math.sqrt(squares(second.parts))),
    change: withError(
      second.mean - first.mean,
      Math.sqrt(
        jointSquares(
          { persons: from.person, parts: first.parts },
          { persons: to.person, parts: second.parts },
        ),
      ),
    ),
    groups: [...first.counts, ...second.counts].map((persons): RateStratum => ({ persons })),
  };
}

function squares(parts: Float64Array): number {
  let sum = 0;
  for (const part of parts) sum += part * part;
  return sum;
}

export interface PersonParts {
  /** Ascending. */
  readonly persons: Float64Array;
  readonly parts: Float64Array;
}

/** Σ (later − earlier part)² over persons; whoever is in one year only has no part in the other. */
export function jointSquares(earlier: PersonParts, later: PersonParts): number {
  let [sum, i, j] = [0, 0, 0];
  while (i < earlier.persons.length || j < later.persons.length) {
    const a = earlier.persons[i] ?? Number.POSITIVE_INFINITY;
    const b = later.persons[j] ?? Number.POSITIVE_INFINITY;
    const part = (b <= a ? later.parts[j]! : 0) - (a <= b ? earlier.parts[i]! : 0);
    sum += part * part;
    if (a <= b) i += 1;
    if (b <= a) j += 1;
  }
  return sum;
}

/** Every person's influence on the standardised mean; 0 for those who do not count. */
function influences(
  values: YearValues,
  sex: string,
  weights: ReadonlyMap<number, number>,
): { readonly mean: number; readonly parts: Float64Array; readonly counts: Float64Array } | undefined {
  const sexes = sex === 'all' ? [1, 2] : [Number(sex)];
  const starts = [...weights.keys()].sort((a, b) => a - b);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0) * sexes.length;
  const stratum = strataOf(values, sexes, starts);
  const counts = new Float64Array(sexes.length * starts.length);
  const sums = new Float64Array(counts.length);
  for (let i = 0; i < values.length; i++) {
    const at = stratum[i]!;
    if (at < 0) continue;
    counts[at]! += 1;
    sums[at]! += values.value[i]!;
  }
  let mean = 0;
  for (let at = 0; at < counts.length; at++) {
    if (counts[at]! < 2) return undefined;
    mean += ((weights.get(starts[at % starts.length]!) ?? 0) / total) * (sums[at]! / counts[at]!);
  }
  const parts = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const at = stratum[i]!;
    if (at < 0) continue;
    const n = counts[at]!;
    const share = (weights.get(starts[at % starts.length]!) ?? 0) / total / n;
    parts[i] = share * Math.sqrt(n / (n - 1)) * (values.value[i]! - sums[at]! / n);
  }
  return { mean, parts, counts };
}

/** Place of each person's sex and age band; −1 outside. */
function strataOf(values: YearValues, sexes: readonly number[], starts: readonly number[]): Int32Array {
  const bandOfAge = Array.from({ length: 130 }, (_, age) => starts.findLastIndex((start) => age >= start));
  const places = new Int32Array(values.length).fill(-1);
  for (let i = 0; i < values.length; i++) {
    const which = sexes.indexOf(values.sex[i]!);
    const band = bandOfAge[values.age[i]!] ?? -1;
    if (which >= 0 && band >= 0) places[i] = which * starts.length + band;
  }
  return places;
}

/** Quantile by linear interpolation of order statistics (Hyndman & Fan type 7); null without values. */
export function quantile(sorted: Float64Array, p: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * p;
  const low = Math.floor(place);
  const [a, b] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
  return a + (place - low) * (b - a);
}

/** Sorted values of a sex. */
export function sortedValues(values: YearValues, sex: string): Float64Array {
  return picked(values.value, ofSex(values, sex)).sort();
}
