import type { Factor, YearValues } from './cohort.ts';
import { type Estimate, NOTHING, ofSex, withError } from './shift.ts';

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
  const shift = mean(to) - mean(from);
  const moved = (value: number) => beyond(factor, value + shift, tier);
  const predicted = count(from, moved) / from.length;
  const slope = (factor.high ? 1 : -1) * density(from, tier - shift);
  const influence = new Map<number, number>();
  const addTo = (person: number, part: number) => influence.set(person, (influence.get(person) ?? 0) + part);
  const [meanFrom, meanTo] = [mean(from), mean(to)];
  for (const { person, value } of to)
    addTo(
      person,
      ((beyond(factor, value, tier) ? 1 : 0) - counts.kTo / to.length - slope * (value - meanTo)) / to.length,
    );
  for (const { person, value } of from)
    addTo(person, (-((moved(value) ? 1 : 0) - predicted) + slope * (value - meanFrom)) / from.length);
  let squares = 0;
  for (const part of influence.values()) squares += part * part;
  return {
    ...counts,
    predicted,
    excess: withError(counts.kTo / to.length - predicted, Math.sqrt(squares)),
  };
}

interface PersonValue {
  readonly person: number;
  readonly value: number;
}

/** The same values are asked for at every tier. */
const known = new WeakMap<YearValues, Map<string, readonly PersonValue[]>>();

function valuesOf(values: YearValues, sex: string): readonly PersonValue[] {
  const bySex = known.get(values) ?? new Map<string, readonly PersonValue[]>();
  known.set(values, bySex);
  const found =
    bySex.get(sex) ?? ofSex(values, sex).map((i) => ({ person: values.person[i]!, value: values.value[i]! }));
  bySex.set(sex, found);
  return found;
}

function count(values: readonly PersonValue[], test: (value: number) => boolean): number {
  return values.reduce((sum, { value }) => sum + (test(value) ? 1 : 0), 0);
}

function mean(values: readonly PersonValue[]): number {
  return values.reduce((sum, { value }) => sum + value, 0) / values.length;
}

/** Gaussian kernel density with Silverman's bandwidth 1.06 σ n^(−1/5). */
function density(values: readonly PersonValue[], at: number): number {
  const n = values.length;
  const centre = mean(values);
  const sd = Math.sqrt(values.reduce((sum, { value }) => sum + (value - centre) ** 2, 0) / (n - 1));
  const width = 1.06 * sd * n ** -0.2;
  if (!(width > 0)) return 0;
  const sum = values.reduce((total, { value }) => total + Math.exp(-0.5 * ((value - at) / width) ** 2), 0);
  return sum / (n * width * Math.sqrt(2 * Math.PI));
}
