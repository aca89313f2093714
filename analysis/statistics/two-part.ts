/**
 * Two-part model of costs: logistic for any cost, gamma with log link for its size (Manning & Mullahy 2001);
 * marginal means by standardisation, variance by stacking both scores with the averaging step.
 */
import type { ArmMeans } from './contrast.ts';
import type { Conditioned } from './design.ts';
import { workingVector } from './design.ts';
import { familyOf } from './glm/families.ts';
import { fitGlm, type GlmFit } from './glm/fit.ts';
import { addScoreSlope } from './iptw.ts';
import { transposeTimes } from './linear-algebra.ts';
import { counterfactualMeans, type TreatmentPlace, targetRows } from './outcome-model.ts';
import type { Estimand } from './weights.ts';

export interface TwoPartInput {
  readonly design: Conditioned;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly place: TreatmentPlace;
  readonly estimand: Estimand;
  /** Frequency weights (bootstrap draws). */
  readonly weights?: Float64Array | undefined;
}

export interface TwoPartResult {
  readonly any: GlmFit;
  readonly amount: GlmFit;
  readonly means: ArmMeans;
}

/** Fits both parts; the amount model uses rows with a positive outcome (weight 0 elsewhere). */
export function fitTwoPart(input: TwoPartInput): TwoPartResult {
  const { design, y, z, place, estimand, weights } = input;
  const positive = y.map((v) => (v > 0 ? 1 : 0));
  const any = fitGlm({ design, y: positive, family: familyOf('binomial'), weights });
  const amountWeights = positive.map((v, i) => v * (weights === undefined ? 1 : weights[i]!));
  // Rows without cost have weight 0; any positive value keeps the unit deviance finite there.
  const amount = fitGlm({
    design,
    y: y.map((v) => (v > 0 ? v : 1)),
    family: familyOf('gamma'),
    weights: amountWeights,
  });
  const p = counterfactualMeans(any, z, place);
  const m = counterfactualMeans(amount, z, place);
  const target = targetRows(z, estimand).map((v, i) => v * (weights === undefined ? 1 : weights[i]!));
  const mass = target.reduce((s, v) => s + v, 0);
  const arm = (a: 0 | 1): { mean: number; influence: Float64Array } => {
    const pa = a === 1 ? p.treated : p.control;
    const ma = a === 1 ? m.treated : m.control;
    const value = pa.map((v, i) => v * ma[i]!);
    const mean = value.reduce((s, v, i) => s + target[i]! * v, 0) / mass;
    let influence: Float64Array = value.map((v, i) => (target[i]! * (v - mean)) / mass);
    const viaAny = pa.map((v, i) => (target[i]! * v * (1 - v) * ma[i]!) / mass);
    const viaAmount = value.map((v, i) => (target[i]! * v) / mass);
    influence = addScoreSlope(influence, any, slopeAt(any, z, place, { arm: a, h: viaAny }));
    influence = addScoreSlope(influence, amount, slopeAt(amount, z, place, { arm: a, h: viaAmount }));
    return { mean, influence };
  };
  const t = arm(1);
  const c = arm(0);
  return {
    any,
    amount,
    means: { treated: t.mean, control: c.mean, influenceTreated: t.influence, influenceControl: c.influence },
  };
}

/** Σ h_i × (design row i with the treatment set to `arm`), working basis. */
function slopeAt(
  fit: GlmFit,
  z: Float64Array,
  place: TreatmentPlace,
  at: { readonly arm: 0 | 1; readonly h: Float64Array },
): Float64Array {
  const slope = transposeTimes(fit.design.basis, at.h);
  const raw = new Float64Array(fit.design.terms.length);
  const position = fit.design.kept.indexOf(place.column) + 1;
  if (position > 0) raw[position] = at.h.reduce((s, v, i) => s + v * (at.arm - z[i]!), 0);
  for (const { column, modifier } of place.interactions) {
    const j = fit.design.kept.indexOf(column) + 1;
    if (j > 0) raw[j] = at.h.reduce((s, v, i) => s + v * (at.arm - z[i]!) * modifier[i]!, 0);
  }
  return slope.map((v, j) => v + workingVector(fit.design, raw)[j]!);
}
