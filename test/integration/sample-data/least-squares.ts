/** Ordinary least squares with HC1 errors, kept apart from the product's estimators on purpose. */

export interface Fit {
  readonly estimate: number;
  readonly se: number;
  readonly lo: number;
  readonly hi: number;
  readonly n: number;
}

/** Coefficient of the first column of `rows` (after an intercept), outcome `y`; 95 % normal interval. */
export function firstCoefficient(y: readonly number[], rows: readonly (readonly number[])[]): Fit {
  const n = y.length;
  const centred = standardise(rows);
  const p = (centred[0]?.length ?? 0) + 1;
  const design = centred.map((r) => [1, ...r]);
  const xtx = zeros(p);
  const xty = new Array<number>(p).fill(0);
  design.forEach((row, i) => {
    for (let a = 0; a < p; a++) {
      xty[a]! += row[a]! * y[i]!;
      for (let b = 0; b < p; b++) xtx[a]![b]! += row[a]! * row[b]!;
    }
  });
  const inverse = invert(xtx);
  const beta = inverse.map((row) => dot(row, xty));
  const bread = inverse[1]!;
  let meat = 0;
  design.forEach((row, i) => {
    meat += (dot(bread, row) * (y[i]! - dot(row, beta))) ** 2;
  });
  const se = Math.sqrt((meat * n) / (n - p));
  return interval(beta[1]!, se, n);
}

/** Mean with its interval. */
export function mean(values: readonly number[]): Fit {
  const n = values.length;
  const m = values.reduce((s, v) => s + v, 0) / n;
  const variance = values.reduce((s, v) => s + (v - m) ** 2, 0) / (n - 1);
  return interval(m, Math.sqrt(variance / n), n);
}

export function covers(fit: Fit, value: number): boolean {
  return fit.lo <= value && value <= fit.hi;
}

function interval(estimate: number, se: number, n: number): Fit {
  return { estimate, se, lo: estimate - 1.96 * se, hi: estimate + 1.96 * se, n };
}

/** Covariates (not the first column) to mean 0 and spread 1, so that the normal equations stay well-conditioned. */
function standardise(rows: readonly (readonly number[])[]): number[][] {
  const out = rows.map((r) => [...r]);
  for (let k = 1; k < (rows[0]?.length ?? 0); k++) {
    const column = rows.map((r) => r[k]!);
    const m = column.reduce((s, v) => s + v, 0) / column.length;
    const sd = Math.sqrt(column.reduce((s, v) => s + (v - m) ** 2, 0) / column.length) || 1;
    for (const r of out) r[k] = (r[k]! - m) / sd;
  }
  return out;
}

function zeros(p: number): number[][] {
  return Array.from({ length: p }, () => new Array<number>(p).fill(0));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((s, v, i) => s + v * b[i]!, 0);
}

/** Gauss–Jordan with partial pivoting. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const p = matrix.length;
  const work = matrix.map((row, i) => [...row, ...Array.from({ length: p }, (_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < p; c++) {
    let pivot = c;
    for (let r = c + 1; r < p; r++) if (Math.abs(work[r]![c]!) > Math.abs(work[pivot]![c]!)) pivot = r;
    [work[c], work[pivot]] = [work[pivot]!, work[c]!];
    const scale = work[c]![c]!;
    work[c] = work[c]!.map((v) => v / scale);
    for (let r = 0; r < p; r++) {
      if (r === c) continue;
      const factor = work[r]![c]!;
      work[r] = work[r]!.map((v, j) => v - factor * work[c]![j]!);
    }
  }
  return work.map((row) => row.slice(p));
}
