/** Chooses the estimator; the shared shape of what every estimator hands back. */
import { UserIssue } from '../../domain/issue.ts';
import type { Denominator } from '../../statistics/balance.ts';
import type { ArmMeans, ScaledEffect } from '../../statistics/contrast.ts';
import { contrasts, differenceSe, influenceCovariance, normalEffect } from '../../statistics/contrast.ts';
import { conditionDesign } from '../../statistics/design.ts';
import type { GlmFit } from '../../statistics/glm/fit.ts';
import { weightedMeans, weightedMeansEstimatedPropensity } from '../../statistics/iptw.ts';
import { fitPropensity, SeparationError } from '../../statistics/propensity.ts';
import {
  crumpRows,
  type PropensityWeights,
  propensityWeights,
  stabilise,
  type TruncationReport,
  truncate,
} from '../../statistics/weights.ts';
import type { CohortFrame } from './cohort-frame.ts';
import type { CohortPlan } from './cohort-options.ts';
import { designOf } from './frame.ts';
import type { ArmMean, Warning } from './result.ts';

export interface Estimated {
  /** The frame after trimming. */
  readonly frame: CohortFrame;
  readonly estimate: number;
  readonly se: number;
  readonly ci: readonly [number, number];
  readonly p: number;
  readonly scale?: string;
  readonly seRobust?: number;
  readonly ciRobust?: readonly [number, number];
  readonly seAlternatives?: Readonly<Record<string, number>>;
  readonly means?: { readonly treated: ArmMean; readonly control: ArmMean; readonly covariance: number };
  readonly effects: readonly ScaledEffect[];
  readonly propensity?: GlmFit;
  readonly weights?: Float64Array;
  readonly truncated?: TruncationReport;
  readonly balanceDenominator?: Denominator;
  readonly counts?: Readonly<Record<string, number>>;
  readonly model?: Readonly<Record<string, unknown>>;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly warnings?: readonly Warning[];
}

/** The propensity model of a frame; separation becomes a sentence that names the column. */
export function propensityOf(frame: CohortFrame): GlmFit {
  try {
    return fitPropensity({
      design: frame.design,
      columns: frame.terms.map((t) => t.values),
      z: frame.z,
      weights: frame.priorWeights,
    });
  } catch (error) {
    if (!(error instanceof SeparationError)) throw error;
    const term = error.column === undefined ? undefined : frame.terms[error.column];
    throw term === undefined
      ? new UserIssue('input', 'effect.separation', {})
      : new UserIssue('input', 'effect.separation-column', { column: term.source });
  }
}

/** A frame restricted to some rows, with its design rebuilt. */
export function frameRows(frame: CohortFrame, rows: Uint32Array): CohortFrame {
  const pick = (v: Float64Array): Float64Array => Float64Array.from(rows, (r) => v[r]!);
  const maybe = (v: Float64Array | undefined): Float64Array | undefined =>
    v === undefined ? undefined : pick(v);
  const terms = frame.terms.map((t) => ({ ...t, values: pick(t.values) }));
  return {
    ...frame,
    rows: rows.length,
    y: pick(frame.y),
    z: pick(frame.z),
    terms,
    design: conditionDesign(designOf(terms, rows.length)),
    balance: frame.balance.map((b) => ({ ...b, values: pick(b.values) })),
    offset: maybe(frame.offset),
    exposure: maybe(frame.exposure),
    priorWeights: maybe(frame.priorWeights),
    observed: maybe(frame.observed),
    before: maybe(frame.before),
    cluster: frame.cluster === undefined ? undefined : Int32Array.from(rows, (r) => frame.cluster![r]!),
  };
}

/** Trims by the propensity (Crump) where asked; the model is then refitted on those who remain. */
export function trimmed(plan: CohortPlan, frame: CohortFrame): { frame: CohortFrame; propensity: GlmFit } {
  const propensity = propensityOf(frame);
  if (plan.trim === 0) return { frame, propensity };
  const rows = crumpRows(propensity.mu, plan.trim);
  const left = frameRows(frame, rows);
  const treated = left.z.reduce((s, v) => s + v, 0);
  if (treated === 0 || treated === left.rows) throw new UserIssue('input', 'effect.trim-empty', {});
  return { frame: left, propensity: propensityOf(left) };
}

/** Weights of the plan from a propensity model, with the truncation that was applied. */
export function planWeights(
  plan: CohortPlan,
  e: Float64Array,
  z: Float64Array,
): { weights: PropensityWeights; truncated: TruncationReport | undefined } {
  let weights = propensityWeights(e, z, plan.estimand);
  if (plan.stabilised) weights = stabilise(weights, z);
  if (plan.truncate === 0) return { weights, truncated: undefined };
  const cut = truncate(weights, plan.truncate, plan.truncateRule);
  return { weights: cut, truncated: cut.report };
}

const isBinomial = (frame: CohortFrame): boolean => frame.family.link === 'logit';

/** Effects and headline numbers from means with and without the estimation of nuisance models. */
export function fromMeans(
  frame: CohortFrame,
  means: ArmMeans,
  fixed: ArmMeans | undefined,
): Pick<
  Estimated,
  'estimate' | 'se' | 'ci' | 'p' | 'seRobust' | 'ciRobust' | 'seAlternatives' | 'means' | 'effects' | 'scale'
> {
  const v = influenceCovariance(means, frame.cluster);
  const rate = frame.exposure !== undefined;
  const effects = contrasts(means, v, { proportion: isBinomial(frame), rate });
  const main = effects[0]!;
  const out = {
    estimate: main.estimate,
    se: main.se,
    ci: main.ci,
    p: main.p,
    scale: main.scale,
    effects,
    means: {
      treated: { estimate: means.treated, se: Math.sqrt(v.treated) },
      control: { estimate: means.control, se: Math.sqrt(v.control) },
      covariance: v.covariance,
    },
  };
  if (fixed === undefined) return out;
  const n = frame.rows;
  const hc0 = differenceSe(influenceCovariance(fixed, frame.cluster));
  return {
    ...out,
    seRobust: hc0,
    ciRobust: normalEffect('difference', main.estimate, hc0).ci,
    seAlternatives: {
      HC0: hc0,
      HC1: hc0 * Math.sqrt(n / (n - 2)),
      svyglm: hc0 * Math.sqrt(n / (n - 1)),
    },
  };
}

/** Weights for treatment times sampling weights. */
function timesSampling(weights: PropensityWeights, sampling: Float64Array | undefined): PropensityWeights {
  if (sampling === undefined) return weights;
  const scale = (v: Float64Array): Float64Array => v.map((x, i) => x * sampling[i]!);
  return { weights: scale(weights.weights), slopes: scale(weights.slopes) };
}

/** Hájek weighting with the estimated propensity; sampling weights enter the propensity model and the means. */
export function iptw(plan: CohortPlan, source: CohortFrame): Estimated {
  const { frame, propensity } = trimmed(plan, source);
  const { weights: own, truncated } = planWeights(plan, propensity.mu, frame.z);
  const weights = timesSampling(own, frame.priorWeights);
  const input = { y: frame.y, z: frame.z, weights: weights.weights, exposure: frame.exposure };
  const means = weightedMeansEstimatedPropensity(input, propensity, weights);
  return {
    frame,
    ...fromMeans(frame, means, weightedMeans(input)),
    propensity,
    weights: weights.weights,
    ...(truncated === undefined ? {} : { truncated }),
    ...(plan.trim === 0 ? {} : { counts: { trimmed: source.rows - frame.rows } }),
  };
}
