import { gammaInverse } from '../distributions.ts';
import { NO_ESTIMATE, type RateEstimate } from './interval.ts';
import { poissonLimits, zFor } from './poisson.ts';

/** One stratum of direct standardisation: events among `n` persons (or person-time), standard weight `w`. */
export interface DirectStratum {
  readonly events: number;
  readonly n: number;
  readonly weight: number;
}

/**
 * Directly standardised rate with Fay & Feuer's (1997) gamma interval: events are Poisson in each stratum.
 *
 * Null when a stratum with weight has nobody. Checked against `epitools::ageadjust.direct`.
 */
export function directRateFayFeuer(strata: readonly DirectStratum[], level = 0.95): RateEstimate {
  const weighted = weigh(strata);
  if (!weighted) return NO_ESTIMATE;
  const { estimate, variance, widest } = weighted;
  const alpha = 1 - level;
  const upperMean = estimate + widest;
  const upperVariance = variance + widest * widest;
  const lower =
    estimate === 0 ? 0 : gammaInverse(alpha / 2, (estimate * estimate) / variance, estimate / variance);
  const upper = gammaInverse(
    1 - alpha / 2,
    (upperMean * upperMean) / upperVariance,
    upperMean / upperVariance,
  );
  return { estimate, variance, lower, upper };
}

/** Dobson's (1991) limits of a directly standardised rate, from Poisson limits of the total count. */
export function directRateDobson(strata: readonly DirectStratum[], level = 0.95): RateEstimate {
  const weighted = weigh(strata);
  if (!weighted) return NO_ESTIMATE;
  const { estimate, variance } = weighted;
  const total = strata.reduce((sum, stratum) => sum + stratum.events, 0);
  if (total === 0) return { estimate, variance, lower: null, upper: null };
  const limits = poissonLimits(total, level);
  const scale = Math.sqrt(variance / total);
  return {
    estimate,
    variance,
    lower: estimate + scale * ((limits.lower ?? 0) - total),
    upper: estimate + scale * ((limits.upper ?? 0) - total),
  };
}

/**
 * Directly standardised share with binomial variance in each stratum and a normal interval cut at 0 and 1.
 */
export function directShare(strata: readonly DirectStratum[], level = 0.95): RateEstimate {
  const weighted = weigh(strata);
  if (!weighted) return NO_ESTIMATE;
  const total = strata.reduce((sum, stratum) => sum + stratum.weight, 0);
  let variance = 0;
  for (const { events, n, weight } of strata) {
    if (weight === 0) continue;
    const share = events / n;
    variance += (weight / total) ** 2 * ((share * (1 - share)) / n);
  }
  const half = zFor(level) * Math.sqrt(variance);
  const { estimate } = weighted;
  return { estimate, variance, lower: Math.max(0, estimate - half), upper: Math.min(1, estimate + half) };
}

/** One stratum of a standardised mean: mean and its variance (s²/n), standard weight. */
export interface MeanStratum {
  readonly mean: number | null;
  readonly variance: number | null;
  readonly weight: number;
}

/** Directly standardised mean Σ w·m with SE √Σ w²·s²/n; null when a weighted stratum has no mean. */
export function directMean(strata: readonly MeanStratum[], level = 0.95): RateEstimate {
  const total = strata.reduce((sum, stratum) => sum + stratum.weight, 0);
  if (!(total > 0)) return NO_ESTIMATE;
  let estimate = 0;
  let variance = 0;
  for (const stratum of strata) {
    if (stratum.weight === 0) continue;
    if (stratum.mean === null || stratum.variance === null) return NO_ESTIMATE;
    const share = stratum.weight / total;
    estimate += share * stratum.mean;
    variance += share * share * stratum.variance;
  }
  const half = zFor(level) * Math.sqrt(variance);
  return { estimate, variance, lower: estimate - half, upper: estimate + half };
}

function weigh(strata: readonly DirectStratum[]) {
  const total = strata.reduce((sum, stratum) => sum + stratum.weight, 0);
  if (!(total > 0)) return undefined;
  let estimate = 0;
  let variance = 0;
  let widest = 0;
  for (const { events, n, weight } of strata) {
    if (weight === 0) continue;
    if (!(n > 0)) return undefined;
    const share = weight / total;
    estimate += (share * events) / n;
    variance += (share * share * events) / (n * n);
    widest = Math.max(widest, share / n);
  }
  return { estimate, variance, widest };
}
