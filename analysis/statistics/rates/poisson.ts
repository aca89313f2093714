import { chiSquareInverse, normalCritical } from '../distributions.ts';
import type { Interval } from './interval.ts';

/** Two-sided standard normal quantile for a confidence level (0.95 → 1.959964). */
export function zFor(level: number): number {
  return normalCritical(level);
}

/**
 * Byar's approximate limits of a Poisson count (Breslow & Day 1987, vol. II, eq. 2.13 with the Wilson–Hilferty
 * cube root). The lower limit of 0 is 0. Throws `RangeError` for a negative count.
 */
export function byarLimits(count: number, level = 0.95): Interval {
  if (!(count >= 0)) throw new RangeError('count must not be negative');
  const z = zFor(level);
  const above = count + 1;
  const upper = above * (1 - 1 / (9 * above) + z / (3 * Math.sqrt(above))) ** 3;
  if (count === 0) return { lower: 0, upper };
  const lower = count * (1 - 1 / (9 * count) - z / (3 * Math.sqrt(count))) ** 3;
  return { lower: Math.max(0, lower), upper };
}

/** Exact (Garwood 1936) limits of a Poisson count by chi-square quantiles; the count may be fractional. */
export function exactPoissonLimits(count: number, level = 0.95): Interval {
  if (!(count >= 0)) throw new RangeError('count must not be negative');
  const alpha = 1 - level;
  return {
    lower: count === 0 ? 0 : chiSquareInverse(alpha / 2, 2 * count) / 2,
    upper: chiSquareInverse(1 - alpha / 2, 2 * count + 2) / 2,
  };
}

/** Exact below ten events, Byar from ten on (PHE technical guide on confidence intervals, 2018). */
export function poissonLimits(count: number, level = 0.95): Interval {
  return count < 10 ? exactPoissonLimits(count, level) : byarLimits(count, level);
}
