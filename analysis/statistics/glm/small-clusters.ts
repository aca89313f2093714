/**
 * Cluster-robust standard error for few clusters: bias-reduced linearisation CR2 (Bell & McCaffrey 2002) with
 * Satterthwaite degrees of freedom under independent rows (Pustejovsky & Tipton 2018, J Bus Econ Stat 36:672).
 */
import { type ScaledEffect, studentEffect } from '../contrast.ts';
import { originalCoefficients } from '../design.ts';
import { symmetricEigen } from '../eigen.ts';
import { cholesky } from '../linear-algebra.ts';
import type { GlmFit } from './fit.ts';

export interface SmallClusterEffect extends ScaledEffect {
  /** Satterthwaite degrees of freedom. */
  readonly df: number;
  readonly clusters: number;
}

/** Clusters and columns beyond which the plain cluster-robust error needs no help and this one takes too long. */
const MOST_CLUSTERS = 400;
const MOST_COLUMNS = 80;

/** A remaining variance share below which a direction is taken as fully explained by the model. */
const EXPLAINED = 1e-10;

/** Sum of cubed cluster sizes beyond which unequal working weights take more than some seconds. */
const MOST_CUBES = 5e7;

/** Rows on the scale of the response divided by its standard deviation √V: x̃ = μ′x/√V, (y - μ)/√V, and ω = 1/V. */
interface Weighted {
  readonly rows: readonly Float64Array[];
  readonly residual: Float64Array;
  readonly omega: Float64Array;
}

function weightedRows(fit: GlmFit, members: readonly number[]): Weighted {
  const { basis } = fit.design;
  const residual = new Float64Array(members.length);
  const omega = new Float64Array(members.length);
  const rows = members.map((i, r) => {
    const mu = fit.mu[i]!;
    const slope = fit.family.slope(mu);
    const root = Math.abs(slope) / Math.sqrt(fit.family.variance(mu));
    residual[r] = (root * (fit.y[i]! - mu)) / slope;
    omega[r] = 1 / fit.family.variance(mu);
    return Float64Array.from({ length: basis.cols }, (_, c) => root * basis.values[c * basis.rows + i]!);
  });
  return { rows, residual, omega };
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i]! * b[i]!;
  return s;
};

/** X̃ L, whose rows have the inner products H. */
function hatRoots(rows: readonly Float64Array[], lower: Float64Array): Float64Array[] {
  return rows.map((x) =>
    Float64Array.from({ length: x.length }, (_, c) => {
      let s = 0;
      for (let j = c; j < x.length; j++) s += x[j]! * lower[j * x.length + c]!;
      return s;
    }),
  );
}

/** (I - H)^(-1/2) v within one cluster when all weights are equal; H has low rank. */
function adjusted(u: readonly Float64Array[], v: Float64Array): Float64Array {
  const k = u[0]!.length;
  const gram = new Float64Array(k * k);
  for (const row of u)
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) gram[a * k + b]! += row[a]! * row[b]!;
  const { values, vectors } = symmetricEigen(gram, k);
  const inside = new Float64Array(k);
  u.forEach((row, r) => {
    for (let c = 0; c < k; c++) inside[c]! += row[c]! * v[r]!;
  });
  const shift = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    const share = values[j]!;
    if (share < 1e-14) continue;
    const left = 1 - share;
    const factor = ((left > EXPLAINED ? 1 / Math.sqrt(left) : 0) - 1) / share;
    let along = 0;
    for (let c = 0; c < k; c++) along += vectors[c * k + j]! * inside[c]!;
    for (let c = 0; c < k; c++) shift[c]! += factor * along * vectors[c * k + j]!;
  }
  return v.map((value, r) => value + dot(u[r]!, shift));
}

/**
 * ω⁻¹ [ω⁻¹ (I - H) ω⁻¹]^(-1/2) v within one cluster: the root that makes the error unbiased under the model's own
 * variances, among many, is the one that Pustejovsky & Tipton give (and R's clubSandwich uses).
 */
function adjustedUnequal(u: readonly Float64Array[], omega: Float64Array, v: Float64Array): Float64Array {
  const n = u.length;
  const g = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++)
      g[a * n + b] = ((a === b ? 1 : 0) - dot(u[a]!, u[b]!)) / (omega[a]! * omega[b]!);
  const { values, vectors } = symmetricEigen(g, n);
  const out = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    if (!(values[j]! > EXPLAINED / 100)) continue;
    let along = 0;
    for (let r = 0; r < n; r++) along += vectors[r * n + j]! * v[r]!;
    along /= Math.sqrt(values[j]!);
    for (let r = 0; r < n; r++) out[r]! += along * vectors[r * n + j]!;
  }
  return out.map((value, r) => value / omega[r]!);
}

/** Rows of each cluster 0…G-1. */
function membersOf(cluster: Int32Array): number[][] {
  const out: number[][] = [];
  cluster.forEach((g, i) => {
    out[g] ??= [];
    out[g].push(i);
  });
  return out;
}

/** trace(P)² / trace(P²) with P[g,h] = [g=h] a_g′a_g - b_g′ M b_h. */
function degreesOfFreedom(norms: readonly number[], b: readonly Float64Array[], bread: Float64Array): number {
  const k = b[0]!.length;
  const mb = b.map((v) =>
    Float64Array.from({ length: k }, (_, r) => dot(bread.subarray(r * k, r * k + k), v)),
  );
  let trace = 0;
  let squares = 0;
  for (let g = 0; g < b.length; g++) {
    for (let h = 0; h < b.length; h++) {
      const p = (g === h ? norms[g]! : 0) - dot(b[g]!, mb[h]!);
      if (g === h) trace += p;
      squares += p * p;
    }
  }
  return trace ** 2 / squares;
}

/**
 * Coefficient `at` (of `fit.design.terms`) with its CR2 error. Undefined with prior weights, where clusters or columns
 * are too many, or where the adjusted error is not positive.
 */
export function smallClusterEffect(
  fit: GlmFit,
  cluster: Int32Array,
  at: number,
): SmallClusterEffect | undefined {
  const k = fit.design.basis.cols;
  const groups = membersOf(cluster);
  if (fit.weights !== undefined || groups.length > MOST_CLUSTERS || k > MOST_COLUMNS) return undefined;
  const equal = fit.family.name === 'gaussian';
  if (!equal && groups.reduce((s, members) => s + members.length ** 3, 0) > MOST_CUBES) return undefined;
  const factored = cholesky(fit.bread, k);
  if (!('lower' in factored)) return undefined;
  const direction = Float64Array.from({ length: k }, (_, r) =>
    dot(fit.bread.subarray(r * k, r * k + k), fit.design.toOriginal.subarray(at * k, at * k + k)),
  );
  const norms: number[] = [];
  const loadings: Float64Array[] = [];
  let variance = 0;
  for (const members of groups) {
    const { rows, residual, omega } = weightedRows(fit, members);
    const u = hatRoots(rows, factored.lower);
    const v = Float64Array.from(rows, (x) => dot(x, direction));
    const a = equal ? adjusted(u, v) : adjustedUnequal(u, omega, v);
    variance += dot(a, residual) ** 2;
    norms.push(dot(a, a));
    const b = new Float64Array(k);
    rows.forEach((x, r) => {
      for (let c = 0; c < k; c++) b[c]! += x[c]! * a[r]!;
    });
    loadings.push(b);
  }
  const df = degreesOfFreedom(norms, loadings, fit.bread);
  const estimate = originalCoefficients(fit.design, fit.coefficients)[at]!;
  if (!(variance > 0) || !(df > 0)) return undefined;
  return {
    ...studentEffect('coefficient', estimate, Math.sqrt(variance), df),
    df,
    clusters: groups.length,
  };
}
