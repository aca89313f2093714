/**
 * Hájek (normalised) inverse-probability-weighted means and their variance by M-estimation with the estimated
 * propensity (Lunceford & Davidian 2004, Stat Med 23:2937).
 */
import type { ArmMeans } from './contrast.ts';
import type { GlmFit } from './glm/fit.ts';
import { type Tall, timesVector, transposeTimes } from './linear-algebra.ts';
import type { PropensityWeights } from './weights.ts';

export interface WeightedInput {
  readonly y: Float64Array;
  /** Treatment, 0 or 1. */
  readonly z: Float64Array;
  readonly weights: Float64Array;
  /** Person-time for rates; unit when omitted. */
  readonly exposure?: Float64Array | undefined;
}

interface ArmSums {
  readonly mean: readonly [number, number];
  /** Σ w (or Σ w·exposure) by arm [control, treated]. */
  readonly mass: readonly [number, number];
}

function armSums(input: WeightedInput): ArmSums {
  const top = [0, 0];
  const bottom = [0, 0];
  const { y, z, weights, exposure } = input;
  for (let i = 0; i < y.length; i++) {
    const arm = z[i] === 1 ? 1 : 0;
    top[arm]! += weights[i]! * y[i]!;
    bottom[arm]! += exposure === undefined ? weights[i]! : weights[i]! * exposure[i]!;
  }
  return { mean: [top[0]! / bottom[0]!, top[1]! / bottom[1]!], mass: [bottom[0]!, bottom[1]!] };
}

/** Weighted arm means with the weights taken as known: influence w (y - mean) / Σw (HC0 when squared). */
export function weightedMeans(input: WeightedInput): ArmMeans {
  const { mean, mass } = armSums(input);
  const n = input.y.length;
  const influenceTreated = new Float64Array(n);
  const influenceControl = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const arm = input.z[i] === 1 ? 1 : 0;
    const t = input.exposure === undefined ? 1 : input.exposure[i]!;
    const value = (input.weights[i]! * (input.y[i]! - mean[arm]! * t)) / mass[arm]!;
    if (arm === 1) influenceTreated[i] = value;
    else influenceControl[i] = value;
  }
  return { treated: mean[1], control: mean[0], influenceTreated, influenceControl };
}

/**
 * As {@link weightedMeans}, plus what the estimation of the propensity adds:
 * (z - e) x' I⁻¹ H with H = Σ (dw/dη)(y - mean) x / Σw in each arm.
 */
export function weightedMeansEstimatedPropensity(
  input: WeightedInput,
  propensity: GlmFit,
  weights: PropensityWeights,
): ArmMeans {
  const base = weightedMeans(input);
  const { mean, mass } = armSums(input);
  const correct = (arm: 0 | 1, influence: Float64Array): Float64Array => {
    const n = influence.length;
    const h = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      if ((input.z[i] === 1 ? 1 : 0) !== arm) continue;
      const t = input.exposure === undefined ? 1 : input.exposure[i]!;
      h[i] = (weights.slopes[i]! * (input.y[i]! - mean[arm] * t)) / mass[arm];
    }
    return addScoreCorrection(influence, propensity, h);
  };
  return {
    ...base,
    influenceTreated: correct(1, base.influenceTreated),
    influenceControl: correct(0, base.influenceControl),
  };
}

/** influence + score_i' A⁻¹ (X' h): what estimating the model of `fit` adds to an estimator with slope X'h. */
export function addScoreCorrection(influence: Float64Array, fit: GlmFit, h: Float64Array): Float64Array {
  return addScoreSlope(influence, fit, transposeTimes(fit.design.basis, h));
}

/** As {@link addScoreCorrection} with the slope given in the working basis (length k). */
export function addScoreSlope(influence: Float64Array, fit: GlmFit, slope: Float64Array): Float64Array {
  const along = projectRows(fit.design.basis, fit.bread, slope);
  const out = new Float64Array(influence.length);
  for (let i = 0; i < out.length; i++) out[i] = influence[i]! + scoreResidual(fit, i) * along[i]!;
  return out;
}

/** x_i' A⁻¹ slope for every row. */
export function projectRows(basis: Tall, inverse: Float64Array, slope: Float64Array): Float64Array {
  const k = basis.cols;
  const direction = new Float64Array(k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) direction[a]! += inverse[a * k + b]! * slope[b]!;
  return timesVector(basis, direction);
}

/** w (y - mu) (dmu/deta) / V: the scalar that multiplies x in a row's score. */
function scoreResidual(fit: GlmFit, i: number): number {
  const mu = fit.mu[i]!;
  const w = fit.weights === undefined ? 1 : fit.weights[i]!;
  if (fit.family.link === 'logit') return w * (fit.y[i]! - mu);
  return (w * (fit.y[i]! - mu) * fit.family.slope(mu)) / fit.family.variance(mu);
}
