/** Propensity-score weights for the usual estimands, with the derivative that the variance needs. */
import { type QuantileRule, quantileSorted } from './summary.ts';

/** Whom the estimate speaks for: everybody, treated, controls, overlap (Li 2018), matched (Li & Greene 2013). */
export type Estimand = 'ate' | 'att' | 'atc' | 'ato' | 'atm';

export const ESTIMANDS: readonly Estimand[] = ['ate', 'att', 'atc', 'ato', 'atm'];

export interface PropensityWeights {
  readonly weights: Float64Array;
  /** d weight / d (linear predictor of the propensity model); 0 where a weight was truncated. */
  readonly slopes: Float64Array;
}

type Rule = (e: number, treated: boolean) => readonly [weight: number, slope: number];

const odds = (e: number): number => e / (1 - e);

const RULES: Readonly<Record<Estimand, Rule>> = {
  ate: (e, treated) => (treated ? [1 / e, -(1 - e) / e] : [1 / (1 - e), odds(e)]),
  att: (e, treated) => (treated ? [1, 0] : [odds(e), odds(e)]),
  atc: (e, treated) => (treated ? [(1 - e) / e, -(1 - e) / e] : [1, 0]),
  ato: (e, treated) => (treated ? [1 - e, -e * (1 - e)] : [e, e * (1 - e)]),
  atm: (e, treated) => {
    if (treated) return e < 0.5 ? [1, 0] : [(1 - e) / e, -(1 - e) / e];
    return e < 0.5 ? [odds(e), odds(e)] : [1, 0];
  },
};

/** Weights of an estimand from propensities `e` and treatment `z` (0/1), both of length n. */
export function propensityWeights(e: Float64Array, z: Float64Array, estimand: Estimand): PropensityWeights {
  const rule = RULES[estimand];
  const weights = new Float64Array(e.length);
  const slopes = new Float64Array(e.length);
  for (let i = 0; i < e.length; i++) {
    const [w, s] = rule(e[i]!, z[i] === 1);
    weights[i] = w;
    slopes[i] = s;
  }
  return { weights, slopes };
}

/** Multiplies each arm by its share of the sample, so that the mean weight is near 1 (ATE). */
export function stabilise(input: PropensityWeights, z: Float64Array): PropensityWeights {
  let treated = 0;
  for (let i = 0; i < z.length; i++) treated += z[i]!;
  const share = treated / z.length;
  const factorOf = (i: number): number => (z[i] === 1 ? share : 1 - share);
  return {
    weights: input.weights.map((w, i) => w * factorOf(i)),
    slopes: input.slopes.map((s, i) => s * factorOf(i)),
  };
}

export interface TruncationReport {
  readonly limits: readonly [number, number];
  readonly low: number;
  readonly high: number;
}

/**
 * Winsorises weights at the quantiles `share` and 1 - `share` of all weights (Cole & Hernán 2008); the limits
 * are treated as fixed afterwards.
 */
export function truncate(
  input: PropensityWeights,
  share: number,
  rule: QuantileRule = 7,
): PropensityWeights & { readonly report: TruncationReport } {
  const sorted = Float64Array.from(input.weights).sort();
  const low = quantileSorted(sorted, share, rule);
  const high = quantileSorted(sorted, 1 - share, rule);
  const weights = Float64Array.from(input.weights);
  const slopes = Float64Array.from(input.slopes);
  let below = 0;
  let above = 0;
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]!;
    if (w >= low && w <= high) continue;
    if (w < low) below++;
    else above++;
    weights[i] = w < low ? low : high;
    slopes[i] = 0;
  }
  return { weights, slopes, report: { limits: [low, high], low: below, high: above } };
}

/** Rows with `low` ≤ e ≤ 1 - `low` (Crump et al. 2009); the propensity is refitted on them by the caller. */
export function crumpRows(e: Float64Array, low: number): Uint32Array {
  const rows: number[] = [];
  for (let i = 0; i < e.length; i++) if (e[i]! >= low && e[i]! <= 1 - low) rows.push(i);
  return Uint32Array.from(rows);
}

/** Preference score expit(logit e - logit P(Z=1)) (Walker et al. 2013). */
export function preferenceScore(e: Float64Array, treatedShare: number): Float64Array {
  const shift = Math.log(treatedShare / (1 - treatedShare));
  return e.map((p) => 1 / (1 + Math.exp(shift - Math.log(p / (1 - p)))));
}

/** Share of rows with a preference score in [0.3, 0.7]: everybody, treated, controls. */
export function equipoise(
  preference: Float64Array,
  z: Float64Array,
): { all: number; treated: number; control: number } {
  const inside = [0, 0];
  const total = [0, 0];
  for (let i = 0; i < z.length; i++) {
    const arm = z[i] === 1 ? 1 : 0;
    total[arm]!++;
    const f = preference[i]!;
    if (f >= 0.3 && f <= 0.7) inside[arm]!++;
  }
  return {
    all: (inside[0]! + inside[1]!) / (total[0]! + total[1]!),
    treated: inside[1]! / total[1]!,
    control: inside[0]! / total[0]!,
  };
}
