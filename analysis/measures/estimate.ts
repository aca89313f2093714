import { directMean, directRateFayFeuer, directShare } from '../statistics/rates/direct.ts';
import { NO_ESTIMATE, type RateEstimate } from '../statistics/rates/interval.ts';
import { poissonLimits, zFor } from '../statistics/rates/poisson.ts';
import { wilsonInterval } from '../statistics/rates/proportion.ts';
import { type Aggregate, add, EMPTY } from './aggregate.ts';
import type { Question } from './definition.ts';
import type { WeightedBand } from './standard.ts';

/** How a measure's number comes from totals over persons. */
export type EstimateKind = Exclude<Question['kind'], 'table'> | 'rare';

/** Crude estimate with variance and 95 % interval, in the measure's printed unit. */
export function crude(kind: EstimateKind, totals: Aggregate, scale: number): RateEstimate {
  const one = unscaled(kind, totals);
  return times(one, scale);
}

function unscaled(kind: EstimateKind, totals: Aggregate): RateEstimate {
  const { persons, den, num } = totals;
  if (!(den > 0)) return NO_ESTIMATE;
  const estimate = num / den;
  if (kind === 'share') {
    return { estimate, variance: (estimate * (1 - estimate)) / persons, ...wilsonInterval(num, persons) };
  }
  if (kind === 'rare') {
    const limits = poissonLimits(num);
    return {
      estimate,
      variance: num / den ** 2,
      lower: (limits.lower ?? 0) / den,
      upper: limits.upper === null ? null : limits.upper / den,
    };
  }
  const variance = ratioVariance(totals);
  if (variance === null) return { ...NO_ESTIMATE, estimate };
  const half = zFor(0.95) * Math.sqrt(variance);
  return { estimate, variance, lower: estimate - half, upper: estimate + half };
}

/** Variance of Σnum/Σden by linearisation (Cochran 1977, 2.11); s²/n where every den is 1. Null for n < 2. */
export function ratioVariance(totals: Aggregate): number | null {
  const { persons, den } = totals;
  if (persons < 2 || !(den > 0)) return null;
  const squares = squaredDeviations(totals);
  return ((persons / (persons - 1)) * squares) / (den * den);
}

/** Σ (num − R·den)² around the own ratio, kept from going below zero by rounding. */
function squaredDeviations({ num, den, numSquares, products, denSquares }: Aggregate): number {
  const ratio = num / den;
  return Math.max(0, numSquares - 2 * ratio * products + ratio * ratio * denSquares);
}

/** Standard deviation of the value in a `mean` measure; null for n < 2. */
export function standardDeviation(totals: Aggregate): number | null {
  const variance = ratioVariance(totals);
  return variance === null ? null : Math.sqrt(variance * totals.persons);
}

/** Directly standardised estimate over age bands, in the printed unit; null where a weighted band is empty. */
export function standardised(
  kind: EstimateKind,
  byBand: ReadonlyMap<string, Aggregate>,
  weights: readonly WeightedBand[],
  scale: number,
): RateEstimate {
  const strata = weights.map(({ bands, weight }) => {
    const totals = bands.map((band) => byBand.get(String(band)) ?? EMPTY).reduce(add, EMPTY);
    return { totals, weight };
  });
  if (kind === 'share' || kind === 'rare') {
    const counted = strata.map(({ totals, weight }) => ({ events: totals.num, n: totals.den, weight }));
    return times(kind === 'rare' ? directRateFayFeuer(counted) : directShare(counted), scale);
  }
  const means = strata.map(({ totals, weight }) => {
    const variance = ratioVariance(totals);
    return { mean: totals.den > 0 ? totals.num / totals.den : null, variance, weight };
  });
  return times(directMean(means), scale);
}

/**
 * Standardised ratio (reference = 100): observed over what the reference's rates by stratum would give.
 * Shares and events: Byar or exact Poisson limits. Amounts: linearised variance of the observed total.
 */
export function standardisedRatio(
  kind: EstimateKind,
  strata: ReadonlyMap<string, Aggregate>,
  reference: ReadonlyMap<string, Aggregate>,
): RateEstimate {
  let expected = 0;
  let observed = 0;
  let variance = 0;
  for (const [key, totals] of strata) {
    const base = reference.get(key);
    observed += totals.num;
    if (!base || !(base.den > 0)) continue;
    expected += (totals.den * base.num) / base.den;
    if (totals.den > 0) variance += squaredDeviations(totals);
  }
  if (!(expected > 0)) return NO_ESTIMATE;
  const estimate = (100 * observed) / expected;
  if (kind === 'share' || kind === 'rare') {
    const limits = poissonLimits(observed);
    return times(
      { estimate: observed, variance: observed, lower: limits.lower, upper: limits.upper },
      100 / expected,
    );
  }
  const half = (zFor(0.95) * Math.sqrt(variance) * 100) / expected;
  return {
    estimate,
    variance: variance * (100 / expected) ** 2,
    lower: estimate - half,
    upper: estimate + half,
  };
}

function times(estimate: RateEstimate, factor: number): RateEstimate {
  const scaled = (value: number | null) => (value === null ? null : value * factor);
  return {
    estimate: scaled(estimate.estimate),
    variance: estimate.variance === null ? null : estimate.variance * factor * factor,
    lower: scaled(estimate.lower),
    upper: scaled(estimate.upper),
  };
}
