/**
 * Restricted wild cluster bootstrap-t of one coefficient of a least-squares fit, Rademacher signs (Cameron, Gelbach
 * & Miller 2008, Rev Econ Stat 90:414), computed from cluster sums (Roodman et al. 2019, Stata J 19:4). All sign
 * vectors are used where they are no more than the replicates asked for.
 */
import type { GlmFit } from './glm/fit.ts';
import { projectRows } from './iptw.ts';
import { uniformStream } from './random.ts';

export interface WildInput {
  /** An unweighted least-squares fit. */
  readonly fit: GlmFit;
  /** Position of the coefficient among the terms (0 = intercept). */
  readonly at: number;
  /** Cluster numbers 0…G-1. */
  readonly cluster: Int32Array;
  readonly replicates: number;
  readonly seed: number;
}

export interface WildResult {
  readonly clusters: number;
  readonly replicates: number;
  /** Whether every vector of signs was used. */
  readonly enumerated: boolean;
  /** Cluster-robust t (factor G/(G-1) · (n-1)/(n-k)). */
  readonly t: number;
  /** Share of |t*| not below |t|. */
  readonly p: number;
  /** Every null value with p > 0.05; undefined where too few clusters bound it. */
  readonly ci: readonly [number, number] | undefined;
}

/** Cluster sums at a null value r are `zero - r · slope`. */
interface Linear {
  readonly zero: Float64Array;
  readonly slope: Float64Array;
}

interface Pieces {
  readonly estimate: number;
  readonly groups: number;
  readonly small: number;
  /** a_g' u_g: contribution of each cluster to the coefficient. */
  readonly p: Linear;
  /** G × G: contribution of each cluster's residuals to each cluster's score. */
  readonly q: Linear;
  readonly t: number;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, v, i) => s + v * b[i]!, 0);

function clusterSums(v: Float64Array, cluster: Int32Array, groups: number): Float64Array {
  const out = new Float64Array(groups);
  for (let i = 0; i < v.length; i++) out[cluster[i]!]! += v[i]!;
  return out;
}

function piecesOf(input: WildInput): Pieces {
  const { fit, at, cluster } = input;
  const { basis, toOriginal } = fit.design;
  const k = basis.cols;
  const n = basis.rows;
  const groups = cluster.reduce((m, c) => Math.max(m, c + 1), 0);
  const row = toOriginal.slice(at * k, at * k + k);
  const estimate = dot(row, fit.coefficients);
  const a = projectRows(basis, fit.bread, row); // estimate = a' y
  const partial = a.map((v) => v / dot(a, a)); // the column with the others taken out
  const residual = fit.y.map((v, i) => v - fit.mu[i]!);
  const restricted = residual.map((v, i) => v + estimate * partial[i]!);
  const columnSums = (v: Float64Array): Float64Array[] =>
    Array.from({ length: k }, (_, c) =>
      clusterSums(
        v.map((x, i) => x * basis.values[c * n + i]!),
        cluster,
        groups,
      ),
    );
  const left = columnSums(a);
  const spread = (u: Float64Array): { p: Float64Array; q: Float64Array } => {
    const p = clusterSums(
      u.map((v, i) => v * a[i]!),
      cluster,
      groups,
    );
    const right = columnSums(u);
    const q = new Float64Array(groups * groups);
    for (let c = 0; c < k; c++) {
      for (let d = 0; d < k; d++) {
        const b = fit.bread[c * k + d]!;
        for (let g = 0; g < groups; g++)
          for (let h = 0; h < groups; h++) q[g * groups + h]! -= left[c]![g]! * b * right[d]![h]!;
      }
    }
    for (let g = 0; g < groups; g++) q[g * groups + g]! += p[g]!;
    return { p, q };
  };
  const zero = spread(restricted);
  const slope = spread(partial);
  const small = (groups / (groups - 1)) * ((n - 1) / (n - k));
  const score = clusterSums(
    residual.map((v, i) => v * a[i]!),
    cluster,
    groups,
  );
  return {
    estimate,
    groups,
    small,
    p: { zero: zero.p, slope: slope.p },
    q: { zero: zero.q, slope: slope.q },
    t: estimate / Math.sqrt(small * dot(score, score)),
  };
}

/** Rows of ±1, all of them when `replicates` allow. */
function signRows(groups: number, replicates: number, seed: number): { signs: Int8Array[]; all: boolean } {
  const all = groups < 30 && 2 ** groups <= replicates;
  const count = all ? 2 ** groups : replicates;
  const uniform = uniformStream(seed, 0);
  const signs = Array.from({ length: count }, (_, r) =>
    Int8Array.from({ length: groups }, (__, g) => ((all ? (r >> g) & 1 : uniform() < 0.5) ? 1 : -1)),
  );
  return { signs, all };
}

const atNull = (l: Linear, r: number): Float64Array => l.zero.map((v, i) => v - r * l.slope[i]!);

/** Share of bootstrap |t| not below the |t| of the data, both against the null value. */
function pValue(pieces: Pieces, signs: readonly Int8Array[], nullValue: number): number {
  const { groups, small } = pieces;
  const p = atNull(pieces.p, nullValue);
  const q = atNull(pieces.q, nullValue);
  const se = Math.abs(pieces.estimate / pieces.t);
  const limit = Math.abs((pieces.estimate - nullValue) / se) * (1 - 1e-10);
  let reached = 0;
  for (const v of signs) {
    let top = 0;
    let squares = 0;
    for (let g = 0; g < groups; g++) {
      top += v[g]! * p[g]!;
      let s = 0;
      for (let h = 0; h < groups; h++) s += v[h]! * q[g * groups + h]!;
      squares += s * s;
    }
    if (Math.abs(top) >= limit * Math.sqrt(small * squares)) reached++;
  }
  return reached / signs.length;
}

/** The end of the interval on one side (-1, 1): bisection between a value that is kept and one that is not. */
function endOf(pieces: Pieces, signs: readonly Int8Array[], side: -1 | 1): number | undefined {
  const step = side * Math.abs(pieces.estimate / pieces.t);
  let inside = pieces.estimate;
  let outside = pieces.estimate + 2 * step;
  for (let tries = 0; pValue(pieces, signs, outside) > 0.05; tries++) {
    if (tries === 50) return undefined;
    outside += step;
  }
  for (let i = 0; i < 45; i++) {
    const middle = (inside + outside) / 2;
    if (pValue(pieces, signs, middle) > 0.05) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** Test and interval of the coefficient; `fit.weights` must be absent. */
export function wildClusterBootstrap(input: WildInput): WildResult {
  const pieces = piecesOf(input);
  const { signs, all } = signRows(pieces.groups, input.replicates, input.seed);
  const low = endOf(pieces, signs, -1);
  const high = low === undefined ? undefined : endOf(pieces, signs, 1);
  return {
    clusters: pieces.groups,
    replicates: signs.length,
    enumerated: all,
    t: pieces.t,
    p: pValue(pieces, signs, 0),
    ci: low === undefined || high === undefined ? undefined : [low, high],
  };
}
