/**
 * Change of a treated group against a comparison group with covariates: outcome regression (Heckman, Ichimura &
 * Todd 1997), normalised inverse-probability weighting (Abadie 2005) and the doubly robust combination
 * (Sant'Anna & Zhao 2020, J Econometrics 219:101), as R's DRDID has them for panels.
 */
import { conditionDesign } from '../design.ts';
import { familyOf } from '../glm/families.ts';
import { fitGlm, type GlmFit } from '../glm/fit.ts';
import { addScoreSlope } from '../iptw.ts';
import { transposeTimes } from '../linear-algebra.ts';
import { fitPropensity } from '../propensity.ts';

export type Adjustment = 'dr' | 'reg' | 'ipw';

export interface AdjustedInput {
  /** Change of the outcome by unit. */
  readonly change: Float64Array;
  /** 1 for the treated group, 0 for the comparison. */
  readonly treated: Float64Array;
  /** Covariate columns before treatment, same rows. */
  readonly columns: readonly Float64Array[];
  readonly method: Adjustment;
}

export interface AdjustedChange {
  readonly estimate: number;
  /** By unit; its squares sum to the variance. */
  readonly influence: Float64Array;
}

/** Comparison units with a higher propensity than this do not count. */
const HIGHEST_COMPARISON = 0.995;

/** Σ w v / Σ w and its influence with w and v taken as known. */
function ratio(w: Float64Array, v: Float64Array): { mean: number; mass: number; influence: Float64Array } {
  let [top, mass] = [0, 0];
  for (let i = 0; i < w.length; i++) {
    top += w[i]! * v[i]!;
    mass += w[i]!;
  }
  const mean = top / mass;
  return { mean, mass, influence: v.map((x, i) => (w[i]! * (x - mean)) / mass) };
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v - b[i]!);

/** Adds factor × (score of `fit`) × (Z' h): what its estimation adds. */
const withEstimation = (influence: Float64Array, fit: GlmFit, h: Float64Array): Float64Array =>
  addScoreSlope(influence, fit, transposeTimes(fit.design.basis, h));

/** Throws `SingularMatrix` and `SeparationError` where the covariates cannot be told apart from the group. */
export function adjustedChange(input: AdjustedInput): AdjustedChange {
  const { change, treated, columns, method } = input;
  const n = change.length;
  const terms = columns.map((_, c) => `${c}`);
  const design = conditionDesign({ rows: n, terms, columns });
  const outcome =
    method === 'ipw'
      ? undefined
      : fitGlm({ design, y: change, family: familyOf('gaussian'), weights: treated.map((t) => 1 - t) });
  const residual = outcome === undefined ? change : minus(change, outcome.mu);
  const own = ratio(treated, residual);
  const scaled = (w: Float64Array, mass: number): Float64Array => w.map((v) => v / mass);
  let top = own.influence;
  if (outcome !== undefined) top = withEstimation(top, outcome, scaled(treated, -own.mass));
  if (method === 'reg') return { estimate: own.mean, influence: top };
  const propensity = fitPropensity({ design, columns, z: treated });
  const e = propensity.mu.map((p) => Math.min(p, 1 - 1e-6));
  const w = e.map((p, i) => (treated[i] === 1 || p >= HIGHEST_COMPARISON ? 0 : p / (1 - p)));
  const other = ratio(w, residual);
  // d odds / d linear predictor = odds, hence the slope w (residual - mean).
  let bottom = withEstimation(other.influence, propensity, other.influence);
  if (outcome !== undefined) bottom = withEstimation(bottom, outcome, scaled(w, -other.mass));
  return { estimate: own.mean - other.mean, influence: minus(top, bottom) };
}
