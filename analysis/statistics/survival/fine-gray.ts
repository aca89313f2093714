/**
 * Regression of the subdistribution hazard of one cause (Fine & Gray 1999, JASP 94:496): Breslow ties, weights of
 * people with the competing event from the Kaplan–Meier curve of censoring, and the variance that allows for that
 * curve being estimated (their equation 7).
 */
import type { Design } from '../design.ts';
import { choleskyInverse, choleskySolve, factor, sandwich } from '../linear-algebra.ts';

export interface FineGrayInput {
  /** Follow-up time, length n. */
  readonly time: Float64Array;
  /** 0 censored, 1 event of interest, 2 competing event. */
  readonly cause: Float64Array;
  /** Columns without an intercept. */
  readonly design: Design;
  /** Cluster numbers 0…G-1; contributions to the variance are summed within (Zhou et al. 2012, Biostatistics 13:371). */
  readonly cluster?: Int32Array | undefined;
}

export interface FineGrayFit {
  readonly terms: readonly string[];
  readonly coefficients: Float64Array;
  /** Robust covariance, k × k. */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
  readonly events: number;
  readonly converged: boolean;
}

/** Rows ascending by time, in blocks of equal time. */
interface Ordered {
  readonly n: number;
  readonly k: number;
  /** Cluster, or the row itself. */
  readonly unit: Int32Array;
  readonly cause: Int8Array;
  /** Centred covariates of row i at [i·k, i·k+k). */
  readonly x: Float64Array;
  /** First and one-past-last row of every distinct time. */
  readonly blocks: readonly (readonly [from: number, to: number])[];
  /** Censoring survival just before the time of each block. */
  readonly censoring: Float64Array;
}

function ordered(input: FineGrayInput): Ordered {
  const { time, design } = input;
  const n = time.length;
  const k = design.columns.length;
  const order = Uint32Array.from(time.keys()).sort((a, b) => time[a]! - time[b]!);
  const cause = Int8Array.from(order, (r) => input.cause[r]!);
  const x = new Float64Array(n * k);
  design.columns.forEach((column, c) => {
    const mean = column.reduce((s, v) => s + v, 0) / n;
    for (let i = 0; i < n; i++) x[i * k + c] = column[order[i]!]! - mean;
  });
  const blocks: [number, number][] = [];
  for (let from = 0; from < n; ) {
    let to = from;
    while (to < n && time[order[to]!] === time[order[from]!]) to++;
    blocks.push([from, to]);
    from = to;
  }
  let survival = 1;
  const censoring = Float64Array.from(blocks, ([from, to]) => {
    const before = survival;
    let censored = 0;
    for (let i = from; i < to; i++) if (cause[i] === 0) censored++;
    survival *= 1 - censored / (n - from);
    return before;
  });
  const unit = Int32Array.from(order, (r) => input.cluster?.[r] ?? r);
  return { n, k, unit, cause, x, blocks, censoring };
}

/** Sums over a risk set at one event time. */
interface Risk {
  readonly hazard: number;
  readonly mean: Float64Array;
  readonly deaths: number;
}

interface Pass {
  readonly risk: Float64Array;
  readonly logLikelihood: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
  /** By block; undefined where nobody has the event of interest. */
  readonly at: readonly (Risk | undefined)[];
}

/** Zeroth, first and second moments of the covariates, packed as one vector. */
function addMoments(sum: Float64Array, o: Ordered, i: number, weight: number): void {
  const { k, x } = o;
  sum[0]! += weight;
  for (let a = 0; a < k; a++) {
    const wa = weight * x[i * k + a]!;
    sum[1 + a]! += wa;
    for (let b = 0; b < k; b++) sum[1 + k + a * k + b]! += wa * x[i * k + b]!;
  }
}

/** Moments over those still at risk (by block), and over earlier competing events divided by their censoring. */
function riskMoments(o: Ordered, risk: Float64Array): Float64Array[] {
  const size = 1 + o.k + o.k * o.k;
  const still = new Float64Array(size);
  const out: Float64Array[] = new Array<Float64Array>(o.blocks.length);
  for (let b = o.blocks.length - 1; b >= 0; b--) {
    const [from, to] = o.blocks[b]!;
    for (let i = from; i < to; i++) addMoments(still, o, i, risk[i]!);
    out[b] = Float64Array.from(still);
  }
  const gone = new Float64Array(size);
  o.blocks.forEach(([from, to], b) => {
    const g = o.censoring[b]!;
    const sum = out[b]!;
    for (let j = 0; j < size; j++) sum[j]! += g * gone[j]!;
    for (let i = from; i < to; i++) if (o.cause[i] === 2) addMoments(gone, o, i, risk[i]! / g);
  });
  return out;
}

function evaluate(o: Ordered, beta: Float64Array): Pass {
  const { n, k, x } = o;
  const eta = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let a = 0; a < k; a++) eta[i]! += x[i * k + a]! * beta[a]!;
  const risk = eta.map(Math.exp);
  const score = new Float64Array(k);
  const information = new Float64Array(k * k);
  let logLikelihood = 0;
  const moments = riskMoments(o, risk);
  const at = o.blocks.map(([from, to], b): Risk | undefined => {
    let deaths = 0;
    for (let i = from; i < to; i++) {
      if (o.cause[i] !== 1) continue;
      deaths++;
      logLikelihood += eta[i]!;
      for (let a = 0; a < k; a++) score[a]! += x[i * k + a]!;
    }
    if (deaths === 0) return undefined;
    const sum = moments[b]!;
    const s0 = sum[0]!;
    const mean = sum.slice(1, 1 + k).map((v) => v / s0);
    logLikelihood -= deaths * Math.log(s0);
    for (let a = 0; a < k; a++) {
      score[a]! -= deaths * mean[a]!;
      for (let c = 0; c < k; c++)
        information[a * k + c]! += deaths * (sum[1 + k + a * k + c]! / s0 - mean[a]! * mean[c]!);
    }
    return { deaths, mean, hazard: deaths / s0 };
  });
  return { risk, logLikelihood, score, information, at };
}

/** Running Σ dΛ and Σ mean·dΛ over event times, packed as one vector of length k + 1. */
function addHazard(sum: Float64Array, r: Risk, weight: number): void {
  sum[0]! += weight * r.hazard;
  for (let a = 0; a < r.mean.length; a++) sum[1 + a]! += weight * r.hazard * r.mean[a]!;
}

/** η: what each row's own process adds to the score (n × k). */
function ownInfluence(o: Ordered, pass: Pass): Float64Array {
  const { n, k, x } = o;
  const out = new Float64Array(n * k);
  const later = pass.at.map(() => new Float64Array(k + 1));
  const ahead = new Float64Array(k + 1);
  for (let b = o.blocks.length - 1; b >= 0; b--) {
    later[b]!.set(ahead);
    const r = pass.at[b];
    if (r !== undefined) addHazard(ahead, r, o.censoring[b]!);
  }
  const past = new Float64Array(k + 1);
  o.blocks.forEach(([from, to], b) => {
    const r = pass.at[b];
    if (r !== undefined) addHazard(past, r, 1);
    for (let i = from; i < to; i++) {
      const weight = o.cause[i] === 2 ? 1 / o.censoring[b]! : 0;
      for (let a = 0; a < k; a++) {
        const xa = x[i * k + a]!;
        const spent = xa * past[0]! - past[1 + a]! + weight * (xa * later[b]![0]! - later[b]![1 + a]!);
        out[i * k + a] = (o.cause[i] === 1 ? xa - r!.mean[a]! : 0) - pass.risk[i]! * spent;
      }
    }
  });
  return out;
}

/** q(u) of each block with somebody censored: Σ over earlier competing events of their later weighted residual. */
function censoringSlopes(o: Ordered, pass: Pass): (Float64Array | undefined)[] {
  const { k, x } = o;
  const from = pass.at.map(() => new Float64Array(k + 1));
  const ahead = new Float64Array(k + 1);
  for (let b = o.blocks.length - 1; b >= 0; b--) {
    const r = pass.at[b];
    if (r !== undefined) addHazard(ahead, r, o.censoring[b]!);
    from[b]!.set(ahead);
  }
  const gone = new Float64Array(k + 1);
  return o.blocks.map(([first, last], b) => {
    const h = from[b]!;
    const q = Float64Array.from({ length: k }, (_, a) => gone[1 + a]! * h[0]! - gone[0]! * h[1 + a]!);
    let censored = false;
    for (let i = first; i < last; i++) {
      if (o.cause[i] === 0) censored = true;
      if (o.cause[i] !== 2) continue;
      const w = pass.risk[i]! / o.censoring[b]!;
      gone[0]! += w;
      for (let a = 0; a < k; a++) gone[1 + a]! += w * x[i * k + a]!;
    }
    return censored ? q : undefined;
  });
}

/** Σ of (η + ψ)(η + ψ)′, ψ being what the estimation of the censoring curve adds. */
function meat(o: Ordered, pass: Pass): Float64Array {
  const { n, k } = o;
  const influence = ownInfluence(o, pass);
  const slopes = censoringSlopes(o, pass);
  const spent = new Float64Array(k);
  const units = o.unit.reduce((m, u) => Math.max(m, u + 1), 0);
  const sums = new Float64Array(units * k);
  o.blocks.forEach(([from, to], b) => {
    const q = slopes[b];
    const atRisk = n - from;
    for (let i = from; q !== undefined && i < to; i++)
      if (o.cause[i] === 0) for (let a = 0; a < k; a++) spent[a]! += q[a]! / atRisk ** 2;
    for (let i = from; i < to; i++)
      for (let a = 0; a < k; a++)
        sums[o.unit[i]! * k + a]! +=
          influence[i * k + a]! - spent[a]! + (o.cause[i] === 0 ? q![a]! / atRisk : 0);
  });
  const out = new Float64Array(k * k);
  for (let u = 0; u < units; u++)
    for (let a = 0; a < k; a++)
      for (let c = 0; c < k; c++) out[a * k + c]! += sums[u * k + a]! * sums[u * k + c]!;
  return out;
}

/** A coefficient times the spread of its column beyond which the likelihood has no maximum. */
const MONOTONE = 15;

const spreadOf = (o: Ordered, c: number): number => {
  let s = 0;
  for (let i = 0; i < o.n; i++) s += o.x[i * o.k + c]! ** 2;
  return Math.sqrt(s / o.n);
};

/** Fits the model; throws `SingularMatrix` for collinear columns. A monotone likelihood leaves `converged` false. */
export function fitFineGray(input: FineGrayInput): FineGrayFit {
  const o = ordered(input);
  let beta = new Float64Array(o.k);
  let pass = evaluate(o, beta);
  let converged = false;
  for (let iteration = 0; iteration < 40 && !converged; iteration++) {
    const step = choleskySolve(factor(pass.information, o.k), pass.score);
    converged = step.reduce((s, v, c) => s + v * pass.score[c]!, 0) < 1e-20;
    for (let half = 0, scale = 1; half < 30; half++, scale /= 2) {
      const next = beta.map((v, c) => v + scale * step[c]!);
      const tried = evaluate(o, next);
      if (tried.logLikelihood >= pass.logLikelihood - 1e-10 * Math.abs(pass.logLikelihood)) {
        [beta, pass] = [next, tried];
        break;
      }
    }
  }
  const flat = beta.some((v, c) => Math.abs(v) * spreadOf(o, c) > MONOTONE);
  const inverse = choleskyInverse(factor(pass.information, o.k), o.k);
  return {
    terms: input.design.terms,
    coefficients: beta,
    covariance: sandwich(inverse, meat(o, pass), o.k),
    logLikelihood: pass.logLikelihood,
    events: pass.at.reduce((s, r) => s + (r?.deaths ?? 0), 0),
    converged: converged && !flat,
  };
}
