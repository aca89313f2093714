/**
 * Small dense linear algebra for designs of a few dozen columns.
 *
 * A "tall" matrix is one Float64Array in column-major order (n rows × k columns); a "square" matrix is a
 * Float64Array in row-major order (k × k). Sums over people run in blocks so that they stay in the cache.
 */

const BLOCK = 256;

/** Rows a pass over all columns takes at once: 31 columns of them fit the second-level cache. */
export const CHUNK = 1024;

/** A tall matrix: `values[c * rows + r]`. */
export interface Tall {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array;
}

function addTile(buffer: Float64Array, scaled: Float64Array, at: TilePlace, out: Float64Array): void {
  const { a, b, len, k } = at;
  const a0 = a * BLOCK;
  const a1 = a0 + BLOCK;
  const b0 = b * BLOCK;
  const b1 = b0 + BLOCK;
  const b2 = b1 + BLOCK;
  const b3 = b2 + BLOCK;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (let r = 0; r < len; r++) {
    const x0 = scaled[a0 + r]!;
    const x1 = scaled[a1 + r]!;
    const y0 = buffer[b0 + r]!;
    const y1 = buffer[b1 + r]!;
    const y2 = buffer[b2 + r]!;
    const y3 = buffer[b3 + r]!;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
  }
  const o = a * k + b;
  out[o]! += s00;
  out[o + 1]! += s01;
  out[o + 2]! += s02;
  out[o + 3]! += s03;
  out[o + k]! += s10;
  out[o + k + 1]! += s11;
  out[o + k + 2]! += s12;
  out[o + k + 3]! += s13;
}

interface TilePlace {
  readonly a: number;
  readonly b: number;
  readonly len: number;
  readonly k: number;
}

/** X' diag(w) X as a k × k square matrix; `w` omitted means unit weights. */
export function crossProduct(x: Tall, w?: Float64Array): Float64Array {
  const { rows, cols, values } = x;
  const k = Math.ceil(cols / 4) * 4;
  const buffer = new Float64Array(k * BLOCK);
  const scaled = w === undefined ? buffer : new Float64Array(k * BLOCK);
  const acc = new Float64Array(k * k);
  for (let start = 0; start < rows; start += BLOCK) {
    const len = Math.min(BLOCK, rows - start);
    for (let c = 0; c < cols; c++) {
      const from = c * rows + start;
      const to = c * BLOCK;
      for (let r = 0; r < len; r++) {
        const v = values[from + r]!;
        buffer[to + r] = v;
        if (w !== undefined) scaled[to + r] = v * w[start + r]!;
      }
    }
    for (let a = 0; a < k; a += 2) {
      for (let b = 0; b <= a + 1; b += 4) addTile(buffer, scaled, { a, b, len, k }, acc);
    }
  }
  const out = new Float64Array(cols * cols);
  for (let a = 0; a < cols; a++) {
    for (let b = 0; b <= a; b++) {
      const v = acc[a * k + b]!;
      out[a * cols + b] = v;
      out[b * cols + a] = v;
    }
  }
  return out;
}

/** X' v (length k). */
export function transposeTimes(x: Tall, v: Float64Array): Float64Array {
  const out = new Float64Array(x.cols);
  for (let from = 0; from < x.rows; from += CHUNK) {
    addTransposeRows(x, v, out, { from, to: Math.min(from + CHUNK, x.rows) });
  }
  return out;
}

/** X b (length n), written into `out` when given. */
export function timesVector(
  x: Tall,
  b: Float64Array,
  out: Float64Array = new Float64Array(x.rows),
): Float64Array {
  for (let from = 0; from < x.rows; from += CHUNK) {
    timesVectorRows(x, b, out, { from, to: Math.min(from + CHUNK, x.rows) });
  }
  return out;
}

/** Rows from…to (exclusive). */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** X b for some rows only, written into `out`. */
export function timesVectorRows(x: Tall, b: Float64Array, out: Float64Array, range: RowRange): void {
  const { rows, cols, values } = x;
  const { from, to } = range;
  out.fill(0, from, to);
  let c = 0;
  for (; c + 3 < cols; c += 4) {
    const b0 = b[c]!;
    const b1 = b[c + 1]!;
    const b2 = b[c + 2]!;
    const b3 = b[c + 3]!;
    const o0 = c * rows;
    const o1 = o0 + rows;
    const o2 = o1 + rows;
    const o3 = o2 + rows;
    for (let r = from; r < to; r++) {
      out[r]! += b0 * values[o0 + r]! + b1 * values[o1 + r]! + b2 * values[o2 + r]! + b3 * values[o3 + r]!;
    }
  }
  for (; c < cols; c++) {
    const b0 = b[c]!;
    const o0 = c * rows;
    for (let r = from; r < to; r++) out[r]! += b0 * values[o0 + r]!;
  }
}

/** Adds X' v over some rows to `out`. */
export function addTransposeRows(x: Tall, v: Float64Array, out: Float64Array, range: RowRange): void {
  const { rows, cols, values } = x;
  const { from, to } = range;
  let c = 0;
  for (; c + 3 < cols; c += 4) {
    const o0 = c * rows;
    const o1 = o0 + rows;
    const o2 = o1 + rows;
    const o3 = o2 + rows;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let r = from; r < to; r++) {
      const t = v[r]!;
      s0 += t * values[o0 + r]!;
      s1 += t * values[o1 + r]!;
      s2 += t * values[o2 + r]!;
      s3 += t * values[o3 + r]!;
    }
    out[c]! += s0;
    out[c + 1]! += s1;
    out[c + 2]! += s2;
    out[c + 3]! += s3;
  }
  for (; c < cols; c++) {
    const o0 = c * rows;
    let s0 = 0;
    for (let r = from; r < to; r++) s0 += v[r]! * values[o0 + r]!;
    out[c]! += s0;
  }
}

/**
 * Lower Cholesky factor of a symmetric positive definite square matrix, or the index of the first column
 * whose pivot is not above `tolerance` × its diagonal (that column depends on the ones before it).
 */
export function cholesky(
  a: Float64Array,
  k: number,
  tolerance = 1e-14,
): { lower: Float64Array } | { dependent: number } {
  const lower = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    let d = a[j * k + j]!;
    for (let m = 0; m < j; m++) d -= lower[j * k + m]! ** 2;
    if (!(d > tolerance * Math.abs(a[j * k + j]!))) return { dependent: j };
    const root = Math.sqrt(d);
    lower[j * k + j] = root;
    for (let i = j + 1; i < k; i++) {
      let s = a[i * k + j]!;
      for (let m = 0; m < j; m++) s -= lower[i * k + m]! * lower[j * k + m]!;
      lower[i * k + j] = s / root;
    }
  }
  return { lower };
}

/** Solves A x = b from the lower Cholesky factor of A. */
export function choleskySolve(lower: Float64Array, b: Float64Array): Float64Array {
  const k = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < k; i++) {
    let s = x[i]!;
    for (let m = 0; m < i; m++) s -= lower[i * k + m]! * x[m]!;
    x[i] = s / lower[i * k + i]!;
  }
  for (let i = k - 1; i >= 0; i--) {
    let s = x[i]!;
    for (let m = i + 1; m < k; m++) s -= lower[m * k + i]! * x[m]!;
    x[i] = s / lower[i * k + i]!;
  }
  return x;
}

/** Inverse of A from its lower Cholesky factor. */
export function choleskyInverse(lower: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  const unit = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = choleskySolve(lower, unit);
    for (let i = 0; i < k; i++) out[i * k + j] = column[i]!;
  }
  return out;
}

/** Thrown when a matrix that must be invertible is not; callers turn it into a sentence for the user. */
export class SingularMatrix extends Error {
  readonly column: number;
  constructor(column: number) {
    super(`singular at column ${column}`);
    this.name = 'SingularMatrix';
    this.column = column;
  }
}

/** Cholesky factor or {@link SingularMatrix}. */
export function factor(a: Float64Array, k: number): Float64Array {
  const result = cholesky(a, k);
  if ('dependent' in result) throw new SingularMatrix(result.dependent);
  return result.lower;
}

/** Inverse of a symmetric positive definite matrix; throws {@link SingularMatrix}. */
export function invertSymmetric(a: Float64Array, k: number): Float64Array {
  return choleskyInverse(factor(a, k), k);
}

/** Product of two k × k square matrices. */
export function multiply(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let m = 0; m < k; m++) {
      const v = a[i * k + m]!;
      if (v === 0) continue;
      for (let j = 0; j < k; j++) out[i * k + j]! += v * b[m * k + j]!;
    }
  }
  return out;
}

/** L C L' for k × k square matrices. */
export function sandwich(l: Float64Array, c: Float64Array, k: number): Float64Array {
  const t = new Float64Array(k * k);
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) t[j * k + i] = l[i * k + j]!;
  return multiply(multiply(l, c, k), t, k);
}

/** Sum with Neumaier compensation, for sums that later cancel. */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let carry = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    const t = sum + v;
    carry += Math.abs(sum) >= Math.abs(v) ? sum - t + v : v - t + sum;
    sum = t;
  }
  return sum + carry;
}
