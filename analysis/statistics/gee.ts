/** Generalised estimating equations with exchangeable correlation (Liang & Zeger 1986) and sandwich variance. */
import type { Conditioned } from './design.ts';
import type { Family } from './glm/families.ts';
import { fitGlm } from './glm/fit.ts';
import { choleskySolve, factor, invertSymmetric, multiply, timesVector } from './linear-algebra.ts';

export interface GeeInput {
  readonly design: Conditioned;
  readonly y: Float64Array;
  readonly family: Family;
  /** Cluster numbers 0…G-1. */
  readonly cluster: Int32Array;
  readonly offset?: Float64Array | undefined;
}

export interface GeeFit {
  /** Working coefficients and their robust covariance (working basis). */
  readonly coefficients: Float64Array;
  readonly covariance: Float64Array;
  readonly alpha: number;
  readonly phi: number;
  readonly converged: boolean;
}

function rowsByCluster(cluster: Int32Array): number[][] {
  const rows: number[][] = [];
  cluster.forEach((c, i) => {
    rows[c] ??= [];
    rows[c].push(i);
  });
  return rows;
}

/** Moment estimates of dispersion (Σr²/n) and common correlation from Pearson residuals. */
function momentEstimates(r: Float64Array, groups: readonly number[][]): { alpha: number; phi: number } {
  const phi = r.reduce((s, v) => s + v * v, 0) / r.length;
  let cross = 0;
  let pairs = 0;
  for (const rows of groups) {
    for (let a = 0; a < rows.length; a++) {
      for (let b = 0; b < a; b++) cross += r[rows[a]!]! * r[rows[b]!]!;
    }
    pairs += (rows.length * (rows.length - 1)) / 2;
  }
  return { phi, alpha: pairs === 0 ? 0 : cross / pairs / phi };
}

interface Sums {
  readonly score: Float64Array;
  readonly bread: Float64Array;
  readonly meat: Float64Array;
}

/** Score, bread and meat at the current means; exchangeable inverse (I - ρJ)/(1-α) in closed form. */
function accumulate(input: GeeInput, mu: Float64Array, groups: readonly number[][], alpha: number): Sums {
  const { basis } = input.design;
  const { family, y } = input;
  const k = basis.cols;
  const sums: Sums = {
    score: new Float64Array(k),
    bread: new Float64Array(k * k),
    meat: new Float64Array(k * k),
  };
  for (const rows of groups) {
    const m = rows.length;
    const rho = alpha / (1 + (m - 1) * alpha);
    const scaled = rows.map((i) => family.slope(mu[i]!) / Math.sqrt(family.variance(mu[i]!)));
    const residual = rows.map((i) => (y[i]! - mu[i]!) / Math.sqrt(family.variance(mu[i]!)));
    const d = (p: number, a: number): number => scaled[p]! * basis.values[a * basis.rows + rows[p]!]!;
    const totalResidual = residual.reduce((s, v) => s + v, 0);
    const u = new Float64Array(k);
    const column = new Float64Array(k);
    for (let a = 0; a < k; a++) for (let p = 0; p < m; p++) column[a]! += d(p, a);
    for (let a = 0; a < k; a++) {
      for (let p = 0; p < m; p++) u[a]! += (d(p, a) * (residual[p]! - rho * totalResidual)) / (1 - alpha);
      for (let b = 0; b < k; b++) {
        let s = -rho * column[a]! * column[b]!;
        for (let p = 0; p < m; p++) s += d(p, a) * d(p, b);
        sums.bread[a * k + b]! += s / (1 - alpha);
      }
    }
    for (let a = 0; a < k; a++) {
      sums.score[a]! += u[a]!;
      for (let b = 0; b < k; b++) sums.meat[a * k + b]! += u[a]! * u[b]!;
    }
  }
  return sums;
}

/** Fits the equations; starts from the independence model. */
export function fitExchangeable(input: GeeInput): GeeFit {
  const groups = rowsByCluster(input.cluster);
  const start = fitGlm({ design: input.design, y: input.y, family: input.family, offset: input.offset });
  let beta = start.coefficients;
  let mu = start.mu;
  let estimates = { alpha: 0, phi: 1 };
  let converged = false;
  let sums: Sums | undefined;
  const k = input.design.basis.cols;
  for (let iteration = 0; iteration < 100 && !converged; iteration++) {
    const r = mu.map((m, i) => (input.y[i]! - m) / Math.sqrt(input.family.variance(m)));
    estimates = momentEstimates(r, groups);
    sums = accumulate(input, mu, groups, estimates.alpha);
    const step = choleskySolve(factor(sums.bread, k), sums.score);
    beta = beta.map((v, j) => v + step[j]!);
    const eta = timesVector(input.design.basis, beta);
    mu = eta.map((v, i) => input.family.mean(v + (input.offset === undefined ? 0 : input.offset[i]!)));
    converged = step.every((v) => Math.abs(v) < 1e-12);
  }
  const inverse = invertSymmetric(sums!.bread, k);
  const covariance = multiply(multiply(inverse, sums!.meat, k), inverse, k);
  return { coefficients: beta, covariance, ...estimates, converged };
}
