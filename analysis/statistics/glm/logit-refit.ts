/**
 * Logistic regression refitted with other row weights, starting from the solution with the old ones: Newton steps
 * with the old information matrix, which resampling changes little (its error shrinks by about k/n a step).
 */
import type { Conditioned } from '../design.ts';
import {
  addTransposeRows,
  CHUNK,
  choleskySolve,
  type RowRange,
  timesVector,
  timesVectorRows,
} from '../linear-algebra.ts';

export interface LogitRefit {
  readonly design: Conditioned;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  /** Solution with the old weights (working basis) and the Cholesky factor of its information. */
  readonly start: Float64Array;
  readonly startFactor: Float64Array;
}

/** Squared distance to the solution, in standard errors, that is left at the end. */
const CLOSE = 1e-8;

const MAX_STEPS = 12;

const startingPredictors = new WeakMap<Float64Array, Float64Array>();

/** Linear predictor at the start, computed once for all refits. */
function startingPredictor(input: LogitRefit): Float64Array {
  const known = startingPredictors.get(input.start);
  if (known !== undefined) return known;
  const eta = timesVector(input.design.basis, input.start);
  startingPredictors.set(input.start, eta);
  return eta;
}

/** mu and the score residual w (y - mu) of some rows. */
function residuals(input: LogitRefit, eta: Float64Array, out: Float64Array, range: RowRange): void {
  const { y, weights } = input;
  for (let i = range.from; i < range.to; i++) {
    out[i] = weights[i] === 0 ? 0 : weights[i]! * (y[i]! - 1 / (1 + Math.exp(-eta[i]!)));
  }
}

/** Moves eta by X delta (when given) and returns X' residual there, reading the design once. */
function pass(
  input: LogitRefit,
  state: { readonly eta: Float64Array; readonly work: Float64Array },
  delta: Float64Array | undefined,
): Float64Array {
  const { basis } = input.design;
  const score = new Float64Array(basis.cols);
  for (let from = 0; from < basis.rows; from += CHUNK) {
    const range = { from, to: Math.min(from + CHUNK, basis.rows) };
    if (delta !== undefined) {
      timesVectorRows(basis, delta, state.work, range);
      for (let i = from; i < range.to; i++) state.eta[i]! += state.work[i]!;
    }
    residuals(input, state.eta, state.work, range);
    addTransposeRows(basis, state.work, score, range);
  }
  return score;
}

/** Fitted probabilities; undefined where the steps do not shrink fast enough (the caller then fits in full). */
export function refitLogit(input: LogitRefit): Float64Array | undefined {
  const { basis } = input.design;
  const eta = Float64Array.from(startingPredictor(input));
  const state = { eta, work: new Float64Array(basis.rows) };
  let score = pass(input, state, undefined);
  let last = Infinity;
  for (let step = 0; step < MAX_STEPS; step++) {
    const delta = choleskySolve(input.startFactor, score);
    const decrement = score.reduce((s, v, j) => s + v * delta[j]!, 0);
    if (!(decrement < 0.2 * last)) return undefined;
    // The next decrement is about this one times the ratio of the last two.
    const remaining = Number.isFinite(last) ? (decrement * decrement) / last : decrement;
    if (remaining <= CLOSE) {
      timesVector(basis, delta, state.work);
      return eta.map((v, i) => 1 / (1 + Math.exp(-v - state.work[i]!)));
    }
    score = pass(input, state, delta);
    last = decrement;
  }
  return undefined;
}
