/** Eigenvalues and vectors of a small symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, 8.5). */

export interface Eigen {
  readonly values: Float64Array;
  /** Vector j in column j, k × k row-major. */
  readonly vectors: Float64Array;
}

const SWEEPS = 60;

/** Rotates rows and columns p and q of `a` so that a[p,q] vanishes, and the vectors along. */
function rotate(a: Float64Array, v: Float64Array, k: number, [p, q]: readonly [number, number]): void {
  const apq = a[p * k + q]!;
  if (apq === 0) return;
  const theta = (a[q * k + q]! - a[p * k + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (m: Float64Array, i: number, j: number): void => {
    const [x, y] = [m[i]!, m[j]!];
    m[i] = c * x - s * y;
    m[j] = s * x + c * y;
  };
  for (let r = 0; r < k; r++) turn(a, r * k + p, r * k + q);
  for (let r = 0; r < k; r++) turn(a, p * k + r, q * k + r);
  for (let r = 0; r < k; r++) turn(v, r * k + p, r * k + q);
}

/** Decomposes the symmetric k × k matrix (row-major, not changed). */
export function symmetricEigen(matrix: Float64Array, k: number): Eigen {
  const a = Float64Array.from(matrix);
  const vectors = new Float64Array(k * k);
  for (let j = 0; j < k; j++) vectors[j * k + j] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let p = 0; p < k; p++) {
      diagonal += a[p * k + p]! ** 2;
      for (let q = p + 1; q < k; q++) off += a[p * k + q]! ** 2;
    }
    if (off <= 1e-32 * diagonal) break;
    for (let p = 0; p < k; p++) for (let q = p + 1; q < k; q++) rotate(a, vectors, k, [p, q]);
  }
  return { values: Float64Array.from({ length: k }, (_, j) => a[j * k + j]!), vectors };
}
