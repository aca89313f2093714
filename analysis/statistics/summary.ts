/** Weighted moments, quantiles and effective sample sizes of one variable. */

/** Which of R's quantile rules: 7 (R's and numpy's default) or 3 (nearest even order statistic; SAS). */
export type QuantileRule = 7 | 3;

/** Quantile of an ascending array. */
export function quantileSorted(sorted: Float64Array, p: number, rule: QuantileRule = 7): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  if (rule === 3) {
    // R type 3: nearest order statistic, ties to the even one (m = -1/2).
    const position = n * p - 0.5;
    const j = Math.floor(position + 4 * Number.EPSILON);
    const gap = position - j;
    const index = Math.abs(gap) < 4 * Number.EPSILON && j % 2 === 0 ? j : j + 1;
    return sorted[Math.min(n, Math.max(1, index)) - 1]!;
  }
  const h = (n - 1) * p;
  const low = Math.floor(h);
  const high = Math.min(low + 1, n - 1);
  return sorted[low]! + (h - low) * (sorted[high]! - sorted[low]!);
}

/** Quantiles of unsorted values. */
export function quantiles(values: Float64Array, ps: readonly number[], rule: QuantileRule = 7): number[] {
  const sorted = Float64Array.from(values).sort();
  return ps.map((p) => quantileSorted(sorted, p, rule));
}

/** Plain mean. */
export function mean(values: ArrayLike<number>): number {
  let s = 0;
  for (let i = 0; i < values.length; i++) s += values[i]!;
  return s / values.length;
}

/** Sample variance (divisor n - 1). */
export function variance(values: ArrayLike<number>): number {
  const m = mean(values);
  let s = 0;
  for (let i = 0; i < values.length; i++) s += (values[i]! - m) ** 2;
  return s / (values.length - 1);
}

export interface DistributionSummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sd: number;
  readonly n: number;
  /** By percent: 1, 5, 25, 50, 75, 95, 99. */
  readonly percentiles: Readonly<Record<number, number>>;
}

const PERCENTS = [1, 5, 25, 50, 75, 95, 99] as const;

/** Extremes, moments and percentiles (R type 7). Extremes belong to single persons: not for release. */
export function describe(values: Float64Array): DistributionSummary {
  const sorted = Float64Array.from(values).sort();
  const percentiles: Record<number, number> = {};
  for (const p of PERCENTS) percentiles[p] = quantileSorted(sorted, p / 100);
  return {
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    mean: mean(values),
    sd: Math.sqrt(variance(values)),
    n: values.length,
    percentiles,
  };
}

/** Sum of weights, Kish's effective sample size (Σw)²/Σw² and coefficient of variation. */
export interface WeightSummary {
  readonly sum: number;
  readonly ess: number;
  readonly cv: number;
  readonly n: number;
}

/** Summary of weights over the rows where `member` is true (all when omitted). */
export function weightSummary(weights: Float64Array, member?: (i: number) => boolean): WeightSummary {
  let sum = 0;
  let squares = 0;
  let n = 0;
  for (let i = 0; i < weights.length; i++) {
    if (member !== undefined && !member(i)) continue;
    const w = weights[i]!;
    sum += w;
    squares += w * w;
    n++;
  }
  const m = sum / n;
  let deviations = 0;
  for (let i = 0; i < weights.length; i++) {
    if (member === undefined || member(i)) deviations += (weights[i]! - m) ** 2;
  }
  return { sum, n, ess: (sum * sum) / squares, cv: n > 1 ? Math.sqrt(deviations / (n - 1)) / m : 0 };
}
