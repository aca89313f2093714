/**
 * Generalised linear models by Fisher scoring (McCullagh & Nelder 1989) in the working basis of `design.ts`.
 *
 * Convergence is judged by the Newton decrement (distance to the solution in standard errors), which goes
 * further than R's relative change of deviance; coefficients therefore agree with R to the accuracy R reached.
 */
import type { Conditioned } from '../design.ts';
import {
  addTransposeRows,
  CHUNK,
  choleskyInverse,
  choleskySolve,
  crossProduct,
  factor,
  type RowRange,
  timesVectorRows,
  transposeTimes,
} from '../linear-algebra.ts';
import type { Family } from './families.ts';

export interface GlmInput {
  readonly design: Conditioned;
  readonly y: Float64Array;
  readonly family: Family;
  /** Prior weights (frequency or inverse-probability), length n. */
  readonly weights?: Float64Array | undefined;
  /** Added to the linear predictor, length n. */
  readonly offset?: Float64Array | undefined;
  /** Working coefficients to start from. */
  readonly start?: Float64Array | undefined;
  readonly maxIterations?: number;
  /** Cholesky factor of an information matrix close to the solution's, used until it proves too far off. */
  readonly startFactor?: Float64Array | undefined;
  /** Newton decrement (squared distance in standard errors) at which to stop; 1e-18. */
  readonly tolerance?: number;
}

export interface GlmFit {
  readonly design: Conditioned;
  readonly family: Family;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  /** Working coefficients; see `originalCoefficients`. */
  readonly coefficients: Float64Array;
  readonly eta: Float64Array;
  readonly mu: Float64Array;
  /** Z' W Z at the solution (expected information times dispersion), k × k. */
  readonly information: Float64Array;
  /** Inverse of `information`. */
  readonly bread: Float64Array;
  readonly deviance: number;
  /** Pearson estimate, or 1 where the family fixes it. */
  readonly dispersion: number;
  readonly pearson: number;
  readonly residualDf: number;
  readonly iterations: number;
  readonly converged: boolean;
}

interface State {
  readonly eta: Float64Array;
  readonly mu: Float64Array;
  /** Working weights w (dmu/deta)² / V. */
  readonly work: Float64Array;
  /** Score residual w (y - mu) dmu/deta / V. */
  readonly residual: Float64Array;
  /** Z' residual (length k). */
  readonly score: Float64Array;
}

function newState(n: number, k: number): State {
  return {
    eta: new Float64Array(n),
    mu: new Float64Array(n),
    work: new Float64Array(n),
    residual: new Float64Array(n),
    score: new Float64Array(k),
  };
}

/** Updates eta, mu, weights, residuals and score at `gamma`, reading the design once; returns the deviance. */
function evaluate(input: GlmInput, gamma: Float64Array, state: State): number {
  const { family, y, offset } = input;
  const { basis } = input.design;
  const n = y.length;
  let deviance = 0;
  state.score.fill(0);
  for (let from = 0; from < n; from += CHUNK) {
    const range = { from, to: Math.min(from + CHUNK, n) };
    timesVectorRows(basis, gamma, state.eta, range);
    if (offset !== undefined) for (let i = from; i < range.to; i++) state.eta[i]! += offset[i]!;
    deviance +=
      family.link === 'logit' ? evaluateLogit(input, state, range) : evaluateGeneral(input, state, range);
    addTransposeRows(basis, state.residual, state.score, range);
  }
  return deviance;
}

function evaluateLogit(input: GlmInput, state: State, range: RowRange): number {
  const { y, weights } = input;
  let deviance = 0;
  for (let i = range.from; i < range.to; i++) {
    const eta = state.eta[i]!;
    const v = y[i]!;
    const w = weights === undefined ? 1 : weights[i]!;
    const t = Math.exp(-Math.abs(eta));
    const inverse = 1 / (1 + t);
    const mu = eta >= 0 ? inverse : t * inverse;
    state.mu[i] = mu;
    state.work[i] = w * t * inverse * inverse;
    state.residual[i] = w * (v - mu);
    // -2 log-likelihood; equals the deviance for 0/1 outcomes and differs by a constant for proportions.
    deviance += 2 * w * (Math.log1p(t) + (eta >= 0 ? (1 - v) * eta : -v * eta));
  }
  return deviance;
}

function evaluateGeneral(input: GlmInput, state: State, range: RowRange): number {
  const { family, y, weights } = input;
  let deviance = 0;
  for (let i = range.from; i < range.to; i++) {
    const w = weights === undefined ? 1 : weights[i]!;
    const mu = family.mean(state.eta[i]!);
    const slope = family.slope(mu);
    const ratio = slope / family.variance(mu);
    state.mu[i] = mu;
    state.work[i] = w * slope * ratio;
    state.residual[i] = w * (y[i]! - mu) * ratio;
    if (w > 0) deviance += w * family.deviance(y[i]!, mu);
  }
  return deviance;
}

/** First working coefficients: weighted least squares of the linked start means. */
function startCoefficients(input: GlmInput): Float64Array {
  const { family, y, weights, offset, design } = input;
  const n = y.length;
  const work = new Float64Array(n);
  const target = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const mu = family.startMean(y[i]!);
    const slope = family.slope(mu);
    work[i] = ((weights === undefined ? 1 : weights[i]!) * slope * slope) / family.variance(mu);
    target[i] = work[i]! * (family.linkOf(mu) - (offset === undefined ? 0 : offset[i]!));
  }
  const information = crossProduct(design.basis, work);
  return choleskySolve(factor(information, design.basis.cols), transposeTimes(design.basis, target));
}

/** Large binomial fits start from the fit of an evenly spaced subsample. */
function subsampleStart(input: GlmInput): Float64Array | undefined {
  const { basis } = input.design;
  if (input.family.link !== 'logit' || basis.rows < 50_000) return undefined;
  const stride = Math.floor(basis.rows / 10_000);
  const rows = Math.floor(basis.rows / stride);
  const values = new Float64Array(rows * basis.cols);
  for (let c = 0; c < basis.cols; c++) {
    for (let r = 0; r < rows; r++) values[c * rows + r] = basis.values[c * basis.rows + r * stride]!;
  }
  const pick = (v: Float64Array | undefined): Float64Array | undefined =>
    v === undefined ? undefined : Float64Array.from({ length: rows }, (_, r) => v[r * stride]!);
  const design: Conditioned = { ...input.design, basis: { rows, cols: basis.cols, values } };
  try {
    const fit = fitGlm({
      design,
      y: pick(input.y) ?? new Float64Array(0),
      family: input.family,
      weights: pick(input.weights),
      offset: pick(input.offset),
    });
    return fit.converged ? fit.coefficients : undefined;
  } catch {
    return undefined; // a rare level can vanish in the subsample; the full data then start cold
  }
}

interface Search {
  gamma: Float64Array;
  deviance: number;
  iterations: number;
  converged: boolean;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i]! * b[i]!;
  return s;
};

/** One damped step; returns the accepted deviance. */
function step(input: GlmInput, search: Search, delta: Float64Array, state: State): void {
  let scale = 1;
  const next = new Float64Array(delta.length);
  for (let half = 0; half < 30; half++) {
    for (let j = 0; j < delta.length; j++) next[j] = search.gamma[j]! + scale * delta[j]!;
    const deviance = evaluate(input, next, state);
    if (deviance <= search.deviance + 1e-9 * (Math.abs(search.deviance) + 1)) {
      search.gamma = next;
      search.deviance = deviance;
      return;
    }
    scale /= 2;
  }
  search.deviance = evaluate(input, search.gamma, state);
}

/** Fisher scoring steps before the observed information takes over where the two differ. */
const SCORING_STEPS = 4;

/** Row weights of the next step's matrix: Fisher scoring converges only linearly where the link is not canonical. */
function stepWeights(input: GlmInput, search: Search, state: State): Float64Array {
  const { curvature } = input.family;
  if (curvature === undefined || search.iterations < SCORING_STEPS) return state.work;
  const { y, weights } = input;
  return state.mu.map((mu, i) => (weights === undefined ? 1 : weights[i]!) * curvature(y[i]!, mu));
}

/**
 * Newton with a reused Hessian once close (chord steps cost n·k instead of n·k²/2); a fresh one whenever the
 * decrement does not fall by a factor of 20.
 */
function iterate(input: GlmInput, search: Search, state: State): void {
  const k = input.design.basis.cols;
  const n = input.y.length;
  const limit = input.maxIterations ?? 60;
  const reuse = n * k > 200_000 || input.startFactor !== undefined;
  let lower = input.startFactor;
  let last = Number.POSITIVE_INFINITY;
  while (search.iterations < limit) {
    lower ??= factor(crossProduct(input.design.basis, stepWeights(input, search, state)), k);
    const score = Float64Array.from(state.score);
    const delta = choleskySolve(lower, score);
    const decrement = dot(score, delta);
    step(input, search, delta, state);
    search.iterations++;
    const unit = input.family.dispersed ? Math.max(search.deviance / n, 1e-300) : 1;
    if (decrement <= (input.tolerance ?? 1e-18) * unit) {
      search.converged = true;
      return;
    }
    if (!reuse || !(decrement < 0.05 * last || search.iterations === 1) || decrement > 0.1 * n)
      lower = undefined;
    last = decrement;
  }
}

function pearsonStatistic(input: GlmInput, mu: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < mu.length; i++) {
    const w = input.weights === undefined ? 1 : input.weights[i]!;
    if (w > 0) sum += (w * (input.y[i]! - mu[i]!) ** 2) / input.family.variance(mu[i]!);
  }
  return sum;
}

interface Solution {
  readonly search: Search;
  readonly state: State;
}

function solve(input: GlmInput): Solution {
  const state = newState(input.y.length, input.design.basis.cols);
  const gamma = input.start ?? subsampleStart(input) ?? startCoefficients(input);
  const search: Search = { gamma, deviance: Number.POSITIVE_INFINITY, iterations: 0, converged: false };
  search.deviance = evaluate(input, gamma, state);
  if (!Number.isFinite(search.deviance)) search.deviance = Number.MAX_VALUE;
  iterate(input, search, state);
  return { search, state };
}

/** Only the means at the solution (for resampling); undefined when it did not converge. */
export function glmMeans(
  input: GlmInput,
): { coefficients: Float64Array; eta: Float64Array; mu: Float64Array } | undefined {
  const { search, state } = solve(input);
  return search.converged ? { coefficients: search.gamma, eta: state.eta, mu: state.mu } : undefined;
}

/**
 * Fits a generalised linear model.
 *
 * Throws `SingularMatrix` when the information matrix cannot be factored (which after `conditionDesign`
 * means separation or all-zero weights). `converged` is false when 60 steps were not enough.
 */
export function fitGlm(input: GlmInput): GlmFit {
  const { design, y, family, weights } = input;
  const k = design.basis.cols;
  const { search, state } = solve(input);
  const information = crossProduct(design.basis, state.work);
  const bread = choleskyInverse(factor(information, k), k);
  let used = y.length;
  if (weights !== undefined) {
    used = 0;
    for (let i = 0; i < y.length; i++) if (weights[i]! > 0) used++;
  }
  const pearson = pearsonStatistic(input, state.mu);
  const residualDf = used - k;
  return {
    design,
    family,
    y,
    weights,
    coefficients: search.gamma,
    eta: state.eta,
    mu: state.mu,
    information,
    bread,
    deviance: search.deviance,
    pearson,
    dispersion: family.dispersed ? pearson / residualDf : 1,
    residualDf,
    iterations: search.iterations,
    converged: search.converged,
  };
}
