/**
 * A regression design and its well-conditioned twin.
 *
 * Everything numerical runs in a basis of centred and scaled (where needed: orthogonalised) columns, so that
 * raw quadratics or years do not spoil a Newton step or an inverse; coefficients and covariances are mapped
 * back at the end. Influence functions do not depend on the basis.
 */
import { cholesky, compensatedSum, crossProduct, sandwich, type Tall } from './linear-algebra.ts';

/** Columns without the intercept; every column has `rows` finite numbers. */
export interface Design {
  readonly rows: number;
  readonly terms: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** A column that repeats the ones before it (`constant`: the intercept) and was left out, as R does. */
export interface DroppedTerm {
  readonly term: string;
  readonly index: number;
  readonly reason: 'constant' | 'collinear';
}

/** The design in its working basis; column 0 of `basis` is the intercept. */
export interface Conditioned {
  readonly basis: Tall;
  /** Terms that have a coefficient: `(Intercept)` first, then the kept columns in their order. */
  readonly terms: readonly string[];
  /** For each kept column its index in the source design. */
  readonly kept: readonly number[];
  readonly dropped: readonly DroppedTerm[];
  /** k × k map from working coefficients to coefficients of the source columns. */
  readonly toOriginal: Float64Array;
}

export interface ConditionOptions {
  /** Put the working basis in shared memory so that worker threads can read it. */
  readonly shared?: boolean;
  /** Leave out dependent columns (default) or only report the first one. */
  readonly tolerance?: number;
}

function allocate(length: number, shared: boolean): Float64Array {
  return shared ? new Float64Array(new SharedArrayBuffer(length * 8)) : new Float64Array(length);
}

interface Scaled {
  readonly values: Float64Array;
  readonly means: number[];
  readonly scales: number[];
  readonly kept: number[];
  readonly dropped: DroppedTerm[];
}

function centreAndScale(design: Design, shared: boolean): Scaled {
  const n = design.rows;
  const values = allocate(n * (design.columns.length + 1), shared);
  values.fill(1, 0, n);
  const out: Scaled = { values, means: [], scales: [], kept: [], dropped: [] };
  design.columns.forEach((column, index) => {
    const mean = compensatedSum(column) / n;
    const at = (out.kept.length + 1) * n;
    let squares = 0;
    let size = 0;
    for (let r = 0; r < n; r++) {
      const v = column[r]! - mean;
      values[at + r] = v;
      squares += v * v;
      size = Math.max(size, Math.abs(column[r]!));
    }
    const scale = Math.sqrt(squares / n);
    if (!(scale > 1e-12 * size)) {
      out.dropped.push({ term: design.terms[index] ?? '', index, reason: 'constant' });
      return;
    }
    for (let r = 0; r < n; r++) values[at + r]! /= scale;
    out.means.push(mean);
    out.scales.push(scale);
    out.kept.push(index);
  });
  return out;
}

/** Subtracts from column `j` its projections on columns 1..j-1 (unit root mean square); returns them summed. */
function orthogonalise(values: Float64Array, n: number, j: number): Float64Array {
  const projection = new Float64Array(j);
  const cj = j * n;
  for (let pass = 0; pass < 2; pass++) {
    for (let c = 0; c < j; c++) {
      const cc = c * n;
      let dot = 0;
      for (let r = 0; r < n; r++) dot += values[cc + r]! * values[cj + r]!;
      dot /= n;
      projection[c]! += dot;
      for (let r = 0; r < n; r++) values[cj + r]! -= dot * values[cc + r]!;
    }
  }
  return projection;
}

interface Orthogonal {
  /** Indices (into the scaled columns) that stay. */
  readonly stay: number[];
  readonly out: number[];
  /** Upper triangular: scaled column = Σ basis · r. Indexed [stay position][basis position]. */
  readonly r: Float64Array[];
}

/** Modified Gram–Schmidt, twice, in the order of the columns (so later duplicates fall, as in R). */
function gramSchmidt(scaled: Scaled, n: number, tolerance: number): Orthogonal {
  const { values, kept } = scaled;
  const result: Orthogonal = { stay: [], out: [], r: [] };
  for (let c = 0; c < kept.length; c++) {
    const j = result.stay.length + 1;
    if (j !== c + 1) values.copyWithin(j * n, (c + 1) * n, (c + 2) * n);
    const projection = orthogonalise(values, n, j);
    let squares = 0;
    for (let r = 0; r < n; r++) squares += values[j * n + r]! ** 2;
    const norm = Math.sqrt(squares / n);
    if (!(norm > tolerance)) {
      result.out.push(c);
      continue;
    }
    for (let r = 0; r < n; r++) values[j * n + r]! /= norm;
    const row = new Float64Array(j + 1);
    row.set(projection);
    row[j] = norm;
    result.stay.push(c);
    result.r.push(row);
  }
  return result;
}

/** Working → original map for kept columns: X = 1 m' + B R S, so beta = S⁻¹ R⁻¹ gamma. */
function mapToOriginal(scaled: Scaled, orthogonal: Orthogonal): Float64Array {
  const k = orthogonal.stay.length + 1;
  const map = new Float64Array(k * k);
  map[0] = 1;
  for (let g = 1; g < k; g++) {
    // Solve R beta = e_g by back substitution (R upper triangular over the kept columns).
    const beta = new Float64Array(k);
    for (let i = g; i >= 1; i--) {
      let s = i === g ? 1 : 0;
      for (let c = i + 1; c <= g; c++) s -= orthogonal.r[c - 1]![i]! * beta[c]!;
      beta[i] = s / orthogonal.r[i - 1]![i]!;
    }
    for (let i = 1; i <= g; i++) map[i * k + g] = beta[i]! / scaled.scales[orthogonal.stay[i - 1]!]!;
  }
  for (let g = 1; g < k; g++) {
    let shift = 0;
    for (let i = 1; i < k; i++) shift += scaled.means[orthogonal.stay[i - 1]!]! * map[i * k + g]!;
    map[g] = -shift;
  }
  return map;
}

/** Whether the scaled columns are far enough from dependence to be used as they are. */
function wellConditioned(scaled: Scaled, n: number): boolean {
  const cols = scaled.kept.length + 1;
  const gram = crossProduct({ rows: n, cols, values: scaled.values.subarray(0, n * cols) });
  return 'lower' in cholesky(gram, cols, 1e-2);
}

function keepScaled(scaled: Scaled): Orthogonal {
  const r = scaled.kept.map((_, c) => {
    const row = new Float64Array(c + 2);
    row[c + 1] = 1;
    return row;
  });
  return { stay: scaled.kept.map((_, c) => c), out: [], r };
}

/**
 * Centres, scales and where needed orthogonalises a design. Constant columns and columns that depend on
 * earlier ones (residual norm below 1e-9 of their own) are left out and named in `dropped`.
 */
export function conditionDesign(design: Design, options: ConditionOptions = {}): Conditioned {
  const n = design.rows;
  const scaled = centreAndScale(design, options.shared === true);
  const small = n * (scaled.kept.length + 1) ** 2 < 2e7;
  const orthogonal =
    !small && wellConditioned(scaled, n)
      ? keepScaled(scaled)
      : gramSchmidt(scaled, n, options.tolerance ?? 1e-9);
  const kept = orthogonal.stay.map((c) => scaled.kept[c]!);
  const dropped = [...scaled.dropped];
  for (const c of orthogonal.out) {
    const index = scaled.kept[c]!;
    dropped.push({ term: design.terms[index] ?? '', index, reason: 'collinear' });
  }
  const cols = kept.length + 1;
  return {
    basis: { rows: n, cols, values: scaled.values.subarray(0, n * cols) },
    terms: ['(Intercept)', ...kept.map((index) => design.terms[index] ?? '')],
    kept,
    dropped: dropped.sort((a, b) => a.index - b.index),
    toOriginal: mapToOriginal(scaled, orthogonal),
  };
}

/** Coefficients of the source columns (intercept first) from working coefficients. */
export function originalCoefficients(conditioned: Conditioned, working: Float64Array): Float64Array {
  const k = conditioned.terms.length;
  const out = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let s = 0;
    for (let j = 0; j < k; j++) s += conditioned.toOriginal[i * k + j]! * working[j]!;
    out[i] = s;
  }
  return out;
}

/** Covariance of the source coefficients from the covariance of the working ones. */
export function originalCovariance(conditioned: Conditioned, covariance: Float64Array): Float64Array {
  return sandwich(conditioned.toOriginal, covariance, conditioned.terms.length);
}

/** U' v: maps a raw vector (intercept entry first, then kept columns) to the working basis. */
export function workingVector(conditioned: Conditioned, raw: Float64Array): Float64Array {
  // (1, x) · beta = b · gamma with beta = U gamma, hence b = U' (1, x).
  const k = raw.length;
  const out = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    let s = 0;
    for (let i = 0; i < k; i++) s += conditioned.toOriginal[i * k + j]! * raw[i]!;
    out[j] = s;
  }
  return out;
}
