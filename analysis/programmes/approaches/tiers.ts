import type { Factor, YearValues } from './cohort.ts';
import { type Estimate, jointSquares, NOTHING, ofSex, picked, withError } from './shift.ts';

export interface TierShare {
  readonly nFrom: number;
  readonly kFrom: number;
  readonly nTo: number;
  readonly kTo: number;
  /** Share in the later year if the whole earlier curve had only moved by the difference of means. */
  readonly predicted: number | null;
  /** Observed minus predicted share, in points of 1. */
  readonly excess: Estimate;
}

/** True where a value is at or beyond a tier in the harmful direction. */
export function beyond(factor: Pick<Factor, 'high'>, value: number, tier: number): boolean {
  return factor.high ? value >= tier : value < tier;
}

/**
 * Share beyond a tier in two years against what a pure shift of the earlier curve predicts.
 *
 * Around zero: the whole curve moved (population pattern). Below zero: the tail was cut beyond the shift.
 * The interval comes from person-level influence functions of both shares and of the shift, with a Gaussian
 * kernel density (Silverman 1986) at the tier.
 */
export function tierShare(
  factor: Pick<Factor, 'high'>,
  years: { readonly from: YearValues; readonly to: YearValues },
  sex: string,
  tier: number,
): TierShare {
  const from = valuesOf(years.from, sex);
  const to = valuesOf(years.to, sex);
  const counts = {
    nFrom: from.length,
    kFrom: count(from, (value) => beyond(factor, value, tier)),
    nTo: to.length,
    kTo: count(to, (value) => beyond(factor, value, tier)),
  };
  if (from.length < 2 || to.length < 2) return { ...counts, predicted: null, excess: NOTHING };
  const shift = to.mean - from.mean;
  const moved = (value: number) => beyond(factor, value + shift, tier);
  const predicted = count(from, moved) / from.length;
  const slope = (factor.high ? 1 : -1) * density(from, tier - shift);
  const seen = counts.kTo / to.length;
  const later = to.values.map(
    (value) => ((beyond(factor, value, tier) ? 1 : 0) - seen - slope * (value - to.mean)) / to.length,
  );
  const earlier = from.values.map(
    (value) => ((moved(value) ? 1 : 0) - predicted - slope * (value - from.mean)) / from.length,
  );
  const variance = jointSquares(
    { persons: from.persons, parts: earlier },
    { persons: to.persons, parts: later },
  );
  return { ...counts, predicted, excess: withError(seen - predicted, Math.sqrt(variance)) };
}

interface Values {
  readonly length: number;
  readonly persons: Float64Array;
  readonly values: Float64Array;
  readonly mean: number;
  readonly sd: number;
}

/** The same values are asked for at every tier. */
const known = new WeakMap<YearValues, Map<string, Values>>();

function valuesOf(year: YearValues, sex: string): Values {
  const bySex = known.get(year) ?? new Map<string, Values>();
  known.set(year, bySex);
  const found = bySex.get(sex) ?? readValues(year, ofSex(year, sex));
  bySex.set(sex, found);
  return found;
}

function readValues(year: YearValues, chosen: readonly number[]): Values {
  const values = picked(year.value, chosen);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const persons = picked(year.person, chosen);
  return { length: chosen.length, persons, values, mean, sd: Math.sqrt(squares / (values.length - 1)) };
}

function count({ values }: Values, test: (value: number) => boolean): number {
  let n = 0;
  for (const value of values) if (test(value)) n += 1;
  return n;
}

/** Gaussian kernel density with Silverman's bandwidth 1.06 σ n^(−1/5). */
function density({ values, length: n, sd }: Values, at: number): number {
  const width = 1.06 * sd * n ** -0.2;
  if (!(width > 0)) return 0;
  let sum = 0;
  for (const value of values) sum += Math.exp(-0.5 * ((value - at) / width) ** 2);
  return sum / (n * width * Math.sqrt(2 * Math.PI));
}
