/**
 * Inverse-probability-of-censoring weights on top of treatment weights, with the variance by stacking the
 * propensity, the follow-up model and the weighted means.
 */
import type { ArmMeans } from './contrast.ts';
import type { GlmFit } from './glm/fit.ts';
import { addScoreCorrection, weightedMeans } from './iptw.ts';
import type { PropensityWeights } from './weights.ts';

export interface CensoredInput {
  /** Outcome; any finite number where it is not observed. */
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly exposure?: Float64Array | undefined;
  /** 1 where the outcome is known. */
  readonly observed: Float64Array;
  readonly propensity: GlmFit;
  /** Model of `observed`. */
  readonly followUp: GlmFit;
  readonly weights: PropensityWeights;
}

export interface CensoredResult {
  readonly means: ArmMeans;
  /** With all weights taken as known. */
  readonly known: ArmMeans;
  readonly total: Float64Array;
}

/** Weighted means of the arms among those with an outcome. */
export function censoredMeans(input: CensoredInput): CensoredResult {
  const { y, z, observed, followUp, weights, exposure } = input;
  const inverse = observed.map((r, i) => (r === 1 ? 1 / followUp.mu[i]! : 0));
  const total = weights.weights.map((w, i) => w * inverse[i]!);
  const known = weightedMeans({ y, z, weights: total, exposure });
  const correct = (arm: 0 | 1): Float64Array => {
    const mean = arm === 1 ? known.treated : known.control;
    let mass = 0;
    const time = (i: number): number => (exposure === undefined ? 1 : exposure[i]!);
    for (let i = 0; i < z.length; i++) if (z[i] === arm) mass += total[i]! * time(i);
    const residual = y.map((v, i) => (z[i] === arm ? (v - mean * time(i)) / mass : 0));
    const viaPropensity = residual.map((r, i) => weights.slopes[i]! * inverse[i]! * r);
    const viaFollowUp = residual.map((r, i) => -total[i]! * (1 - followUp.mu[i]!) * r);
    const base = arm === 1 ? known.influenceTreated : known.influenceControl;
    return addScoreCorrection(
      addScoreCorrection(base, input.propensity, viaPropensity),
      followUp,
      viaFollowUp,
    );
  };
  return { known, total, means: { ...known, influenceTreated: correct(1), influenceControl: correct(0) } };
}
