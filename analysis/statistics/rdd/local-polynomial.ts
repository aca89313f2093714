/** Local polynomials on one side of a cut-off with nearest-neighbour or residual variances. */
import { factor, invertSymmetric } from '../linear-algebra.ts';

export type Kernel = 'triangular' | 'epanechnikov' | 'uniform';
export type SideVariance = 'nn' | 'hc0' | 'hc1' | 'hc2' | 'hc3';

/** Rows on one side, ascending by the running variable. */
export interface Side {
  /** Running variable minus cut-off. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Treatment received, for fuzzy designs. */
  readonly t?: Float64Array | undefined;
}

export function kernelWeight(u: number, kernel: Kernel): number {
  const a = Math.abs(u);
  if (a > 1) return 0;
  if (kernel === 'uniform') return 0.5;
  return kernel === 'epanechnikov' ? 0.75 * (1 - u * u) : 1 - a;
}

/** Weighted polynomial design on the rows with positive weight. */
export interface LocalDesign {
  readonly rows: Int32Array;
  readonly weights: Float64Array;
  readonly order: number;
  /** (X'WX)⁻¹ in powers of x / h. */
  readonly inverse: Float64Array;
  readonly bandwidth: number;
}

/** Rows within the bandwidth and the inverse Gram matrix of powers 0…order of x/h. */
export function localDesign(side: Side, bandwidth: number, order: number, kernel: Kernel): LocalDesign {
  const rows: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < side.x.length; i++) {
    const w = kernelWeight(side.x[i]! / bandwidth, kernel) / bandwidth;
    if (w > 0) {
      rows.push(i);
      weights.push(w);
    }
  }
  const k = order + 1;
  const gram = new Float64Array(k * k);
  rows.forEach((row, r) => {
    const u = side.x[row]! / bandwidth;
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) gram[a * k + b]! += weights[r]! * u ** (a + b);
  });
  factor(gram, k);
  const inverse = invertSymmetric(gram, k);
  return { rows: Int32Array.from(rows), weights: Float64Array.from(weights), order, inverse, bandwidth };
}

/** Coefficients (powers of x/h) of a response. */
export function localCoefficients(side: Side, design: LocalDesign, response: Float64Array): Float64Array {
  const k = design.order + 1;
  const moment = new Float64Array(k);
  design.rows.forEach((row, r) => {
    const u = side.x[row]! / design.bandwidth;
    for (let a = 0; a < k; a++) moment[a]! += design.weights[r]! * u ** a * response[row]!;
  });
  const out = new Float64Array(k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) out[a]! += design.inverse[a * k + b]! * moment[b]!;
  return out;
}

/** Fitted value at the row's own x. */
function fitted(side: Side, design: LocalDesign, coefficients: Float64Array, row: number): number {
  const u = side.x[row]! / design.bandwidth;
  return coefficients.reduce((s, c, a) => s + c * u ** a, 0);
}

/**
 * Residual by nearest neighbours: y minus the mean of at least `matches` closest rows (ties taken together),
 * times sqrt(J/(J+1)) (Abadie & Imbens 2006; Calonico, Cattaneo & Titiunik 2014).
 */
function neighbourResiduals(x: Float64Array, response: Float64Array, matches: number): Float64Array {
  const n = x.length;
  const firstOf = new Int32Array(n);
  const lastOf = new Int32Array(n);
  for (let i = 0; i < n; i++) firstOf[i] = i > 0 && x[i] === x[i - 1] ? firstOf[i - 1]! : i;
  for (let i = n - 1; i >= 0; i--) lastOf[i] = i < n - 1 && x[i] === x[i + 1] ? lastOf[i + 1]! : i;
  const prefix = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) prefix[i + 1] = prefix[i]! + response[i]!;
  const needed = Math.min(matches, n - 1);
  return Float64Array.from(x, (value, i) => {
    let low = firstOf[i]!;
    let high = lastOf[i]!;
    while (high - low < needed) {
      const left = low > 0 ? value - x[low - 1]! : Infinity;
      const right = high < n - 1 ? x[high + 1]! - value : Infinity;
      if (right <= left) high = lastOf[high + 1]!;
      if (left <= right) low = firstOf[low - 1]!;
    }
    const count = high - low;
    const others = prefix[high + 1]! - prefix[low]! - response[i]!;
    return Math.sqrt(count / (count + 1)) * (response[i]! - others / count);
  });
}

/** Residuals of the rows of a design by the chosen rule. */
export function sideResiduals(
  side: Side,
  design: LocalDesign,
  response: Float64Array,
  rule: {
    readonly variance: SideVariance;
    readonly matches: number;
    /** Rows that the HC1 factor n/(n-k) counts (those of the design when omitted). */
    readonly counted?: number;
  },
): Float64Array {
  const { rows } = design;
  if (rule.variance === 'nn') {
    const x = Float64Array.from(rows, (r) => side.x[r]!);
    return neighbourResiduals(
      x,
      Float64Array.from(rows, (r) => response[r]!),
      rule.matches,
    );
  }
  const coefficients = localCoefficients(side, design, response);
  const n = rule.counted ?? rows.length;
  const k = design.order + 1;
  return Float64Array.from(rows, (row, r) => {
    const residual = response[row]! - fitted(side, design, coefficients, row);
    if (rule.variance === 'hc0') return residual;
    if (rule.variance === 'hc1') return residual * Math.sqrt(n / (n - k));
    const h = leverage(side, design, row) * design.weights[r]!;
    return rule.variance === 'hc2' ? residual / Math.sqrt(1 - h) : residual / (1 - h);
  });
}

function leverage(side: Side, design: LocalDesign, row: number): number {
  const u = side.x[row]! / design.bandwidth;
  const k = design.order + 1;
  let s = 0;
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) s += u ** a * design.inverse[a * k + b]! * u ** b;
  return s;
}

/** Σ (row weight vector)_a (…)_b residual²: the variance of coefficient `at`, given per-row loadings. */
export function loadedVariance(loadings: Float64Array, residuals: Float64Array): number {
  let s = 0;
  for (let i = 0; i < loadings.length; i++) s += (loadings[i]! * residuals[i]!) ** 2;
  return s;
}

/** Loading of each row of the design on coefficient `at` (powers of x/h): e_at' (X'WX)⁻¹ x w. */
export function loadingsOf(side: Side, design: LocalDesign, at: number): Float64Array {
  const k = design.order + 1;
  return Float64Array.from(design.rows, (row, r) => {
    const u = side.x[row]! / design.bandwidth;
    let s = 0;
    for (let b = 0; b < k; b++) s += design.inverse[at * k + b]! * u ** b;
    return s * design.weights[r]!;
  });
}
