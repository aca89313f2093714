/**
 * Augmented weighting for the overlap and matching populations (Li, Morgan & Zaslavsky 2018; Mao, Li & Greene 2019,
 * Stat Methods Med 28:2439): model means standardised to the tilted population plus weighted mean residuals. The
 * variance stacks the equations of the propensity, of both outcome models and of the means.
 */
import type { ArmMeans } from './contrast.ts';
import type { GlmFit } from './glm/fit.ts';
import { addScoreCorrection } from './iptw.ts';
import { timesVector } from './linear-algebra.ts';
import type { PropensityWeights } from './weights.ts';

export interface OverlapInput {
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly propensity: GlmFit;
  /** Weights of the estimand from the propensity, and their slopes. */
  readonly weights: PropensityWeights;
  /** Outcome models fitted on each arm (prior weights 0/1) with the design of the propensity: control, treated. */
  readonly arms: readonly [GlmFit, GlmFit];
  readonly estimand: 'ato' | 'atm';
}

/** Tilting h(e) of the population and its derivative by the linear predictor. */
function tilt(e: number, estimand: 'ato' | 'atm'): readonly [h: number, slope: number] {
  const v = e * (1 - e);
  if (estimand === 'ato') return [v, v * (1 - 2 * e)];
  return e < 0.5 ? [e, v] : [1 - e, -v];
}

/** Mean of one arm and what every person adds to it. */
function armMean(
  input: OverlapInput,
  arm: 0 | 1,
  tilts: readonly (readonly [number, number])[],
): { mean: number; influence: Float64Array } {
  const { y, z, weights, propensity } = input;
  const fit = input.arms[arm];
  const { mean: inverse, slope } = fit.family;
  const n = y.length;
  const m = timesVector(fit.design.basis, fit.coefficients).map((eta) => inverse(eta));
  const own = (i: number): number => (z[i] === arm ? weights.weights[i]! : 0);
  let [h, hm, w, wr] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    h += tilts[i]![0];
    hm += tilts[i]![0] * m[i]!;
    w += own(i);
    wr += own(i) * (y[i]! - m[i]!);
  }
  const [base, residual] = [hm / h, wr / w];
  const influence = new Float64Array(n);
  const byPropensity = new Float64Array(n);
  const byOutcome = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [hi, hSlope] = tilts[i]!;
    const left = y[i]! - m[i]! - residual;
    influence[i] = (hi * (m[i]! - base)) / h + (own(i) * left) / w;
    byPropensity[i] = (hSlope * (m[i]! - base)) / h + (z[i] === arm ? (weights.slopes[i]! * left) / w : 0);
    byOutcome[i] = slope(m[i]!) * (hi / h - own(i) / w);
  }
  const withPropensity = addScoreCorrection(influence, propensity, byPropensity);
  return { mean: base + residual, influence: addScoreCorrection(withPropensity, fit, byOutcome) };
}

/** Means of both arms in the tilted population. */
export function augmentedOverlapMeans(input: OverlapInput): ArmMeans {
  const tilts = Array.from(input.propensity.mu, (e) => tilt(e, input.estimand));
  const treated = armMean(input, 1, tilts);
  const control = armMean(input, 0, tilts);
  return {
    treated: treated.mean,
    control: control.mean,
    influenceTreated: treated.influence,
    influenceControl: control.influence,
  };
}
