/**
 * Standardisation (g-computation; Robins 1986): mean predicted outcomes with everybody treated and with nobody
 * treated, and their influence values by stacking the outcome model's score with the averaging step.
 */
import type { ArmMeans } from './contrast.ts';
import { type Conditioned, originalCoefficients, workingVector } from './design.ts';
import type { GlmFit } from './glm/fit.ts';
import { addScoreSlope } from './iptw.ts';
import { transposeTimes } from './linear-algebra.ts';
import type { Estimand } from './weights.ts';

/** Where the treatment sits in the columns of an outcome design. */
export interface TreatmentPlace {
  /** Index of the treatment column among the source columns. */
  readonly column: number;
  /** Source columns that are treatment × modifier, with the modifier's values. */
  readonly interactions: readonly { readonly column: number; readonly modifier: Float64Array }[];
}

/** Position among the coefficients (0 = intercept) of a source column; undefined when it was left out. */
function positionOf(design: Conditioned, column: number): number | undefined {
  const at = design.kept.indexOf(column);
  return at < 0 ? undefined : at + 1;
}

export interface Predictions {
  readonly treated: Float64Array;
  readonly control: Float64Array;
}

/** Predicted means under treatment and no treatment for every row. */
export function counterfactualMeans(
  fit: Pick<GlmFit, 'design' | 'coefficients' | 'eta' | 'family'>,
  z: Float64Array,
  place: TreatmentPlace,
): Predictions {
  const beta = originalCoefficients(fit.design, fit.coefficients);
  const main = positionOf(fit.design, place.column);
  const shift = new Float64Array(z.length).fill(main === undefined ? 0 : beta[main]!);
  for (const { column, modifier } of place.interactions) {
    const at = positionOf(fit.design, column);
    if (at === undefined) continue;
    for (let i = 0; i < shift.length; i++) shift[i]! += beta[at]! * modifier[i]!;
  }
  return {
    treated: shift.map((d, i) => fit.family.mean(fit.eta[i]! + (1 - z[i]!) * d)),
    control: shift.map((d, i) => fit.family.mean(fit.eta[i]! - z[i]! * d)),
  };
}

/** 1 for rows of the target population: everybody, the treated, the controls. */
export function targetRows(z: Float64Array, estimand: Estimand): Float64Array {
  if (estimand === 'att') return z;
  if (estimand === 'atc') return z.map((v) => 1 - v);
  return new Float64Array(z.length).fill(1);
}

export interface StandardisationInput {
  readonly fit: GlmFit;
  readonly z: Float64Array;
  readonly place: TreatmentPlace;
  readonly estimand: Estimand;
  readonly exposure?: Float64Array | undefined;
}

/** d mean / d working coefficients: Σ h_i × (row i with the treatment set to `arm`). */
function slopeVector(input: StandardisationInput, arm: 0 | 1, h: Float64Array): Float64Array {
  const { fit, z, place } = input;
  const slope = transposeTimes(fit.design.basis, h);
  const raw = new Float64Array(fit.design.terms.length);
  const change = h.map((v, i) => v * (arm - z[i]!));
  const main = positionOf(fit.design, place.column);
  if (main !== undefined) raw[main] = change.reduce((s, v) => s + v, 0);
  for (const { column, modifier } of place.interactions) {
    const at = positionOf(fit.design, column);
    if (at !== undefined) raw[at] = change.reduce((s, v, i) => s + v * modifier[i]!, 0);
  }
  const moved = workingVector(fit.design, raw);
  return slope.map((v, j) => v + moved[j]!);
}

export interface Standardised {
  /** Influence of sampling and of estimating the model. */
  readonly population: ArmMeans;
  /** Influence of estimating the model only (covariates taken as fixed; delta method with HC0). */
  readonly conditional: ArmMeans;
  readonly predictions: Predictions;
}

const weightedTarget = (target: Float64Array, weights: Float64Array | undefined): Float64Array =>
  weights === undefined ? target : target.map((v, i) => v * weights[i]!);

/** Standardised means (or rates when `exposure` is given) of an outcome model. */
export function standardise(input: StandardisationInput): Standardised {
  const { fit, z, place, estimand, exposure } = input;
  const predictions = counterfactualMeans(fit, z, place);
  const target = weightedTarget(targetRows(z, estimand), fit.weights);
  let mass = 0;
  for (let i = 0; i < z.length; i++) mass += target[i]! * (exposure === undefined ? 1 : exposure[i]!);
  const one = (
    m: Float64Array,
    arm: 0 | 1,
  ): { mean: number; sampling: Float64Array; model: Float64Array } => {
    let mean = 0;
    for (let i = 0; i < m.length; i++) mean += target[i]! * m[i]!;
    mean /= mass;
    const sampling = m.map(
      (v, i) => (target[i]! * (v - mean * (exposure === undefined ? 1 : exposure[i]!))) / mass,
    );
    const h = m.map((v, i) => (target[i]! * fit.family.slope(v)) / mass);
    const model = addScoreSlope(new Float64Array(m.length), fit, slopeVector(input, arm, h));
    return { mean, sampling, model };
  };
  const t = one(predictions.treated, 1);
  const c = one(predictions.control, 0);
  const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v + b[i]!);
  return {
    predictions,
    population: {
      treated: t.mean,
      control: c.mean,
      influenceTreated: sum(t.sampling, t.model),
      influenceControl: sum(c.sampling, c.model),
    },
    conditional: { treated: t.mean, control: c.mean, influenceTreated: t.model, influenceControl: c.model },
  };
}
