/** Effects on several scales from two means (or rates) and their 2 × 2 covariance, by the delta method. */
import { normalCritical, normalTwoSided, tInverse, tTwoSided } from './distributions.ts';

export type Scale = 'difference' | 'ratio' | 'odds-ratio';

/** One effect; for ratio scales `se` is that of the logarithm and the interval is made on the log scale. */
export interface ScaledEffect {
  readonly scale:
    | Scale
    | 'hazard-ratio'
    | 'subdistribution-hazard-ratio'
    | 'rmst-difference'
    | 'coefficient'
    | 'rate-ratio'
    | 'rate-difference';
  readonly estimate: number;
  readonly se: number;
  readonly ci: readonly [number, number];
  readonly p: number;
}

/** Means of the two arms with per-person influence values (sum of products = covariance). */
export interface ArmMeans {
  readonly treated: number;
  readonly control: number;
  readonly influenceTreated: Float64Array;
  readonly influenceControl: Float64Array;
}

/** Variances and covariance of two means. */
export interface MeanCovariance {
  readonly treated: number;
  readonly control: number;
  readonly covariance: number;
}

/**
 * Σ over persons, or over clusters times G/(G-1) (as R's survey, WeightIt and sandwich::vcovCL have it), of
 * products of the influence values.
 */
export function influenceCovariance(means: ArmMeans, cluster?: Int32Array): MeanCovariance {
  const a = cluster === undefined ? means.influenceTreated : sumBy(means.influenceTreated, cluster);
  const b = cluster === undefined ? means.influenceControl : sumBy(means.influenceControl, cluster);
  const small = cluster === undefined ? 1 : a.length / (a.length - 1);
  let treated = 0;
  let control = 0;
  let covariance = 0;
  for (let i = 0; i < a.length; i++) {
    treated += a[i]! * a[i]!;
    control += b[i]! * b[i]!;
    covariance += a[i]! * b[i]!;
  }
  return { treated: small * treated, control: small * control, covariance: small * covariance };
}

/** Σ factor × covariance, term by term. */
export function combineCovariances(
  terms: readonly (readonly [factor: number, v: MeanCovariance])[],
): MeanCovariance {
  const sum = (pick: (v: MeanCovariance) => number): number =>
    terms.reduce((s, [factor, v]) => s + factor * pick(v), 0);
  return {
    treated: sum((v) => v.treated),
    control: sum((v) => v.control),
    covariance: sum((v) => v.covariance),
  };
}

/** Sums of `values` within clusters numbered 0…G-1. */
function sumBy(values: Float64Array, cluster: Int32Array): Float64Array {
  let groups = 0;
  for (let i = 0; i < cluster.length; i++) groups = Math.max(groups, cluster[i]! + 1);
  const out = new Float64Array(groups);
  for (let i = 0; i < values.length; i++) out[cluster[i]!]! += values[i]!;
  return out;
}

/** An effect with a normal interval; `log` true when estimate and se are on the log scale. */
export function normalEffect(
  scale: ScaledEffect['scale'],
  estimate: number,
  se: number,
  options: { log?: boolean; level?: number } = {},
): ScaledEffect {
  const half = normalCritical(options.level ?? 0.95) * se;
  const p = se > 0 ? normalTwoSided(estimate / se) : estimate === 0 ? 1 : 0;
  if (options.log === true) {
    return {
      scale,
      estimate: Math.exp(estimate),
      se,
      ci: [Math.exp(estimate - half), Math.exp(estimate + half)],
      p,
    };
  }
  return { scale, estimate, se, ci: [estimate - half, estimate + half], p };
}

/** An effect with an interval from Student's t (normal when `df` is infinite). */
export function studentEffect(
  scale: ScaledEffect['scale'],
  estimate: number,
  se: number,
  df: number,
): ScaledEffect {
  const half = tInverse(0.975, df) * se;
  const p = se > 0 ? tTwoSided(estimate / se, df) : estimate === 0 ? 1 : 0;
  return { scale, estimate, se, ci: [estimate - half, estimate + half], p };
}

/** Standard error of the difference of the two means. */
export const differenceSe = (v: MeanCovariance): number =>
  Math.sqrt(Math.max(0, v.treated + v.control - 2 * v.covariance));

/**
 * Difference, ratio (both means positive) and odds ratio (both within (0, 1) and `proportion`).
 * The first entry is always the difference.
 */
export function contrasts(
  means: { readonly treated: number; readonly control: number },
  v: MeanCovariance,
  options: { proportion?: boolean; rate?: boolean } = {},
): ScaledEffect[] {
  const { treated: m1, control: m0 } = means;
  const out = [
    normalEffect(options.rate === true ? 'rate-difference' : 'difference', m1 - m0, differenceSe(v)),
  ];
  if (m1 > 0 && m0 > 0) {
    const se = Math.sqrt(
      Math.max(0, v.treated / m1 ** 2 + v.control / m0 ** 2 - (2 * v.covariance) / (m1 * m0)),
    );
    out.push(
      normalEffect(options.rate === true ? 'rate-ratio' : 'ratio', Math.log(m1 / m0), se, { log: true }),
    );
  }
  if (options.proportion === true && m1 > 0 && m0 > 0 && m1 < 1 && m0 < 1) {
    const d1 = 1 / (m1 * (1 - m1));
    const d0 = 1 / (m0 * (1 - m0));
    const se = Math.sqrt(Math.max(0, d1 * d1 * v.treated + d0 * d0 * v.control - 2 * d1 * d0 * v.covariance));
    const logOdds = Math.log(m1 / (1 - m1)) - Math.log(m0 / (1 - m0));
    out.push(normalEffect('odds-ratio', logOdds, se, { log: true }));
  }
  // A mean too close to 0 for its logarithm has no ratio scale.
  return out.filter((e, i) => i === 0 || [e.estimate, e.se, ...e.ci].every(Number.isFinite));
}
