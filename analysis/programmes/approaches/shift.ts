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

/** Chooses persons by sex (`all`, `1`, `2`). */
export function ofSex(values: YearValues, sex: string): readonly number[] {
  const chosen: number[] = [];
  for (let i = 0; i < values.length; i++) if (sex === 'all' || values.sex[i] === Number(sex)) chosen.push(i);
  return chosen;
}

/** Count, mean and sample standard deviation. */
export function moments(values: YearValues, sex: string): Moments {
  const at = ofSex(values, sex);
  if (at.length === 0) return { n: 0, mean: null, sd: null };
  const mean = at.reduce((sum, i) => sum + values.value[i]!, 0) / at.length;
  const squares = at.reduce((sum, i) => sum + (values.value[i]! - mean) ** 2, 0);
  return { n: at.length, mean, sd: at.length < 2 ? null : Math.sqrt(squares / (at.length - 1)) };
}

/** Weight of each stratum (sex and age band); both sexes weigh the same in every band. */
export type StratumOf = (age: number) => number;

export interface StandardShift {
  readonly from: Estimate;
  readonly to: Estimate;
  readonly change: Estimate;
}

/**
 * Directly standardised means of two years and their difference, Σ w_g (μ_g,to − μ_g,from).
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
  const band = bandFinder([...weights.keys()]);
  const first = influences(from, sex, weights, band);
  const second = influences(to, sex, weights, band);
  if (!first || !second) return { from: NOTHING, to: NOTHING, change: NOTHING };
  const joint = new Map(second.byPerson);
  for (const [person, influence] of first.byPerson) joint.set(person, (joint.get(person) ?? 0) - influence);
  return {
    from: withError(first.mean, spread(first.byPerson)),
    to: withError(second.mean, spread(second.byPerson)),
    change: withError(second.mean - first.mean, spread(joint)),
  };
}

function spread(byPerson: ReadonlyMap<number, number>): number {
  let squares = 0;
  for (const influence of byPerson.values()) squares += influence * influence;
  return Math.sqrt(squares);
}

function bandFinder(starts: readonly number[]): StratumOf {
  const sorted = [...starts].sort((a, b) => a - b);
  return (age) => sorted.findLast((start) => age >= start) ?? -1;
}

function influences(
  values: YearValues,
  sex: string,
  weights: ReadonlyMap<number, number>,
  band: StratumOf,
): { readonly mean: number; readonly byPerson: Map<number, number> } | undefined {
  const sexes = sex === 'all' ? [1, 2] : [Number(sex)];
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0) * sexes.length;
  const sums = new Map<string, { n: number; sum: number }>();
  const key = (i: number) => `${values.sex[i]}|${band(values.age[i]!)}`;
  const chosen = ofSex(values, sex);
  for (const i of chosen) {
    const held = sums.get(key(i)) ?? { n: 0, sum: 0 };
    held.n += 1;
    held.sum += values.value[i]!;
    sums.set(key(i), held);
  }
  let mean = 0;
  for (const s of sexes) {
    for (const [start, weight] of weights) {
      const held = sums.get(`${s}|${start}`);
      if (!held || held.n < 2) return undefined;
      mean += (weight / total) * (held.sum / held.n);
    }
  }
  const byPerson = new Map<number, number>();
  for (const i of chosen) {
    const weight = weights.get(band(values.age[i]!));
    const held = sums.get(key(i));
    if (weight === undefined || !held) continue;
    const share = weight / total / held.n;
    const correction = Math.sqrt(held.n / (held.n - 1));
    byPerson.set(values.person[i]!, share * correction * (values.value[i]! - held.sum / held.n));
  }
  return { mean, byPerson };
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
  return Float64Array.from(ofSex(values, sex), (i) => values.value[i]!).sort();
}
