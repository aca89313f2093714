import { NO_ESTIMATE, type RateEstimate } from './interval.ts';
import { poissonLimits } from './poisson.ts';

/** One stratum of indirect standardisation: observed events, persons, and the reference's rate. */
export interface IndirectStratum {
  readonly observed: number;
  readonly n: number;
  readonly referenceRate: number;
}

export interface IndirectRatio extends RateEstimate {
  readonly observed: number;
  readonly expected: number;
}

/**
 * Standardised ratio O/E × 100 with Byar's limits (exact below ten events); null where nothing is expected.
 * SMR style; Breslow & Day 1987.
 */
export function indirectRatio(strata: readonly IndirectStratum[], level = 0.95): IndirectRatio {
  let observed = 0;
  let expected = 0;
  for (const stratum of strata) {
    observed += stratum.observed;
    expected += stratum.n * stratum.referenceRate;
  }
  if (!(expected > 0)) return { ...NO_ESTIMATE, observed, expected };
  const limits = poissonLimits(observed, level);
  const scale = 100 / expected;
  return {
    observed,
    expected,
    estimate: observed * scale,
    variance: observed * scale * scale,
    lower: limits.lower === null ? null : limits.lower * scale,
    upper: limits.upper === null ? null : limits.upper * scale,
  };
}

/** Strata of two groups for Mantel–Haenszel rates: events and person-time, exposed (1) and not (0). */
export interface RateStratum {
  readonly events1: number;
  readonly time1: number;
  readonly events0: number;
  readonly time0: number;
}

/**
 * Mantel–Haenszel rate ratio with Greenland & Robins' (1985) variance of its logarithm.
 * `variance` is that of ln RR. Null without events in one group.
 */
export function mantelHaenszelRateRatio(strata: readonly RateStratum[], z = 1.959963984540054): RateEstimate {
  let r = 0;
  let s = 0;
  let spread = 0;
  for (const { events1, time1, events0, time0 } of strata) {
    const time = time1 + time0;
    if (!(time > 0)) continue;
    r += (events1 * time0) / time;
    s += (events0 * time1) / time;
    spread += ((events1 + events0) * time1 * time0) / (time * time);
  }
  if (!(r > 0) || !(s > 0)) return NO_ESTIMATE;
  const estimate = r / s;
  const variance = spread / (r * s);
  const half = z * Math.sqrt(variance);
  return { estimate, variance, lower: estimate * Math.exp(-half), upper: estimate * Math.exp(half) };
}
