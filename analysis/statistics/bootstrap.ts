/**
 * Nonparametric bootstrap over persons or clusters (Efron 1979): every replicate refits all models with the
 * draw counts as weights. Replicate r of a seed is the same whatever the number of threads.
 */
import { augmentedMeans } from './aipw.ts';
import type { Conditioned } from './design.ts';
import { type FamilyName, familyOf } from './glm/families.ts';
import { type GlmInput, glmMeans } from './glm/fit.ts';
import { refitLogit } from './glm/logit-refit.ts';
import { SingularMatrix } from './linear-algebra.ts';
import { counterfactualMeans, type TreatmentPlace, targetRows } from './outcome-model.ts';
import { clusterCounts } from './random.ts';
import { type Estimand, propensityWeights, stabilise, truncate } from './weights.ts';

/** A model refitted in every replicate, with the full-sample solution to start from. */
export interface RefitModel {
  readonly design: Conditioned;
  readonly family: FamilyName;
  readonly theta: number;
  readonly start: Float64Array;
  readonly startFactor: Float64Array;
}

/** Everything a replicate needs; plain data and shared arrays, so that it can be posted to a thread. */
export interface BootstrapTask {
  readonly method: 'iptw' | 'aipw' | 'gcomp' | 'regression';
  readonly estimand: Estimand;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly offset: Float64Array | undefined;
  readonly exposure: Float64Array | undefined;
  readonly priorWeights: Float64Array | undefined;
  /** Cluster numbers 0…G-1 to draw instead of rows. */
  readonly cluster: Int32Array | undefined;
  readonly propensity: RefitModel | undefined;
  readonly outcome: RefitModel | undefined;
  /** By-arm outcome models (AIPW): control, treated. */
  readonly arms: readonly [RefitModel, RefitModel] | undefined;
  readonly place: TreatmentPlace | undefined;
  readonly truncate: number;
  readonly truncateRule: 7 | 3;
  readonly stabilised: boolean;
  readonly seed: number;
}

/** Estimates of one replicate: mean (or coefficient) of treated and control. */
export type Replicate = readonly [treated: number, control: number];

const FAILED: Replicate = [Number.NaN, Number.NaN];

const draws = (task: BootstrapTask, index: number): Float64Array =>
  clusterCounts(task.cluster, task.y.length, { seed: task.seed, stream: index });

function refit(
  model: RefitModel,
  y: Float64Array,
  weights: Float64Array,
  offset?: Float64Array,
): ReturnType<typeof glmMeans> {
  const input: GlmInput = {
    design: model.design,
    y,
    family: familyOf(model.family, model.theta),
    weights,
    offset,
    start: model.start,
    startFactor: model.startFactor,
    // Judged before the last step, which comes closer by the square of its ratio: about 1e-11 is left.
    tolerance: 1e-8,
  };
  return glmMeans(input);
}

/** Fitted propensities on a draw. */
function refitPropensity(
  model: RefitModel,
  z: Float64Array,
  weights: Float64Array,
): Float64Array | undefined {
  const { design, start, startFactor } = model;
  return refitLogit({ design, y: z, weights, start, startFactor }) ?? refit(model, z, weights)?.mu;
}

function weightedArmMeans(task: BootstrapTask, w: Float64Array): Replicate {
  const top = [0, 0];
  const bottom = [0, 0];
  for (let i = 0; i < w.length; i++) {
    const arm = task.z[i] === 1 ? 1 : 0;
    top[arm]! += w[i]! * task.y[i]!;
    bottom[arm]! += w[i]! * (task.exposure === undefined ? 1 : task.exposure[i]!);
  }
  return [top[1]! / bottom[1]!, top[0]! / bottom[0]!];
}

/** Weights of the plan at propensities `e`; truncation limits are taken among the rows drawn. */
function planWeights(task: BootstrapTask, e: Float64Array, counts: Float64Array): Float64Array {
  let w = propensityWeights(e, task.z, task.estimand);
  if (task.stabilised) w = stabilise(w, task.z);
  if (task.truncate === 0) return w.weights;
  const drawn: number[] = [];
  for (let i = 0; i < counts.length; i++) for (let c = 0; c < counts[i]!; c++) drawn.push(w.weights[i]!);
  const sample = Float64Array.from(drawn);
  const { report } = truncate({ weights: sample, slopes: sample }, task.truncate, task.truncateRule);
  return w.weights.map((v) => Math.min(report.limits[1], Math.max(report.limits[0], v)));
}

const timesPrior = (task: BootstrapTask, counts: Float64Array): Float64Array =>
  task.priorWeights === undefined ? counts : counts.map((c, i) => c * task.priorWeights![i]!);

function iptwReplicate(task: BootstrapTask, counts: Float64Array): Replicate {
  const drawn = timesPrior(task, counts);
  const e = refitPropensity(task.propensity!, task.z, drawn);
  if (e === undefined) return FAILED;
  const w = planWeights(task, e, counts);
  for (let i = 0; i < w.length; i++) w[i]! *= drawn[i]!;
  return weightedArmMeans(task, w);
}

function outcomeReplicate(task: BootstrapTask, counts: Float64Array): Replicate {
  const weights = timesPrior(task, counts);
  const model = task.outcome!;
  const fit = refit(model, task.y, weights, task.offset);
  if (fit === undefined) return FAILED;
  if (task.method === 'regression') {
    const k = model.design.terms.length;
    let beta = 0;
    for (let j = 0; j < k; j++) beta += model.design.toOriginal[k + j]! * fit.coefficients[j]!;
    return [beta, 0];
  }
  const means = counterfactualMeans(
    {
      design: model.design,
      coefficients: fit.coefficients,
      eta: fit.eta,
      family: familyOf(model.family, model.theta),
    },
    task.z,
    task.place!,
  );
  const target = targetRows(task.z, task.estimand);
  let [t, c, mass] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    const w = target[i]! * weights[i]!;
    t += w * means.treated[i]!;
    c += w * means.control[i]!;
    mass += w * (task.exposure === undefined ? 1 : task.exposure[i]!);
  }
  return [t / mass, c / mass];
}

function aipwReplicate(task: BootstrapTask, counts: Float64Array): Replicate {
  const e = refitPropensity(task.propensity!, task.z, counts);
  if (e === undefined) return FAILED;
  const predictions = (task.arms ?? []).map((model, arm) =>
    refit(
      model,
      task.y,
      counts.map((c, i) => (task.z[i] === arm ? c : 0)),
      task.offset,
    ),
  );
  const [control, treated] = predictions;
  if (control === undefined || treated === undefined) return FAILED;
  const means = augmentedMeans({
    y: task.y,
    z: task.z,
    e,
    predictions: { treated: treated.mu, control: control.mu },
    estimand: task.estimand as 'ate' | 'att' | 'atc',
    weights: planWeights(task, e, counts),
    exposure: task.exposure,
    counts,
  });
  return [means.treated, means.control];
}

/** One replicate; NaN when a model could not be refitted on the draw. */
export function bootstrapReplicate(task: BootstrapTask, index: number): Replicate {
  const counts = draws(task, index);
  try {
    if (task.method === 'iptw') return iptwReplicate(task, counts);
    if (task.method === 'aipw') return aipwReplicate(task, counts);
    return outcomeReplicate(task, counts);
  } catch (error) {
    if (error instanceof SingularMatrix) return FAILED;
    throw error;
  }
}
