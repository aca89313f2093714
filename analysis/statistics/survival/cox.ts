/**
 * Cox regression (1972) with Efron or Breslow ties, case weights, the infinitesimal-jackknife robust variance
 * (Lin & Wei 1989), Harrell's concordance and the score test of proportional hazards (Grambsch & Therneau 1994).
 */
import type { Design } from '../design.ts';
import { choleskyInverse, choleskySolve, factor } from '../linear-algebra.ts';
import type { SurvivalData } from './risk-sets.ts';

export type Ties = 'efron' | 'breslow';

export interface CoxInput {
  readonly data: SurvivalData;
  readonly design: Design;
  readonly ties: Ties;
}

export interface CoxFit {
  readonly terms: readonly string[];
  readonly coefficients: Float64Array;
  /** Inverse information, k × k. */
  readonly covariance: Float64Array;
  readonly logLikelihood: readonly [atZero: number, atSolution: number];
  readonly events: number;
  readonly rows: number;
  readonly converged: boolean;
  /** Score residuals, n × k column-major (weighted), for the robust variance. */
  readonly scoreResiduals: Float64Array;
  readonly eventTimes: readonly EventTime[];
  /** Linear predictor by row (centred covariates). */
  readonly eta: Float64Array;
}

/** What one distinct event time contributes: residual sum and covariate variance. */
export interface EventTime {
  readonly time: number;
  readonly count: number;
  readonly residual: Float64Array;
  readonly variance: Float64Array;
}

interface Sorted {
  readonly n: number;
  readonly k: number;
  /** Rows by descending time. */
  readonly order: Uint32Array;
  /** Centred columns. */
  readonly columns: Float64Array[];
  readonly time: Float64Array;
  readonly event: Float64Array;
  readonly weight: (i: number) => number;
}

function sortRows(input: CoxInput): Sorted {
  const { data, design } = input;
  const n = data.time.length;
  const columns = design.columns.map((c) => {
    const mean = c.reduce((s, v) => s + v, 0) / n;
    return c.map((v) => v - mean);
  });
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => data.time[b]! - data.time[a]! || a - b,
  );
  const weight = (i: number): number => (data.weights === undefined ? 1 : data.weights[i]!);
  return { n, k: columns.length, order, columns, time: data.time, event: data.event, weight };
}

/** Sums over a risk set: s0, s1 (k), s2 (k × k). */
class Sums {
  s0 = 0;
  readonly s1: Float64Array;
  readonly s2: Float64Array;

  constructor(k: number) {
    this.s1 = new Float64Array(k);
    this.s2 = new Float64Array(k * k);
  }

  add(x: Float64Array, r: number): void {
    const k = this.s1.length;
    this.s0 += r;
    for (let a = 0; a < k; a++) {
      const ra = r * x[a]!;
      this.s1[a]! += ra;
      for (let b = 0; b <= a; b++) this.s2[a * k + b]! += ra * x[b]!;
    }
  }
}

interface Pass {
  logLikelihood: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
  readonly times: EventTime[];
  /** Per event time (descending): cumulative pieces for score residuals. */
  readonly pieces: Piece[];
}

/** Means and hazards of the Efron steps at one event time. */
interface Piece {
  readonly time: number;
  /** Per step: hazard increment, mean vector, fraction of the tied risk already left. */
  readonly steps: readonly { readonly hazard: number; readonly mean: Float64Array; readonly left: number }[];
}

function rowOf(s: Sorted, i: number, out: Float64Array): Float64Array {
  for (let c = 0; c < s.k; c++) out[c] = s.columns[c]![i]!;
  return out;
}

/** Likelihood contribution of one event time, in `count` Efron steps (one Breslow step). */
function contribute(pass: Pass, risk: Sums, tied: Sums, at: EventAt): void {
  const k = risk.s1.length;
  const { count, weight, ties } = at;
  const steps: { hazard: number; mean: Float64Array; left: number }[] = [];
  const residual = Float64Array.from(at.sumX);
  const variance = new Float64Array(k * k);
  for (let l = 0; l < count; l++) {
    const left = ties === 'efron' ? l / count : 0;
    const share = weight / count;
    const s0 = risk.s0 - left * tied.s0;
    const mean = risk.s1.map((v, a) => (v - left * tied.s1[a]!) / s0);
    pass.logLikelihood -= share * Math.log(s0);
    for (let a = 0; a < k; a++) {
      residual[a]! -= share * mean[a]!;
      for (let b = 0; b <= a; b++) {
        const v = (risk.s2[a * k + b]! - left * tied.s2[a * k + b]!) / s0 - mean[a]! * mean[b]!;
        variance[a * k + b]! += share * v;
        if (a !== b) variance[b * k + a]! += share * v;
      }
    }
    steps.push({ hazard: share / s0, mean, left });
  }
  pass.logLikelihood += at.sumEta;
  for (let a = 0; a < k; a++) pass.score[a]! += residual[a]!;
  for (let a = 0; a < k * k; a++) pass.information[a]! += variance[a]!;
  pass.times.push({ time: at.time, count, residual, variance });
  pass.pieces.push({ time: at.time, steps });
}

interface EventAt {
  readonly time: number;
  readonly count: number;
  readonly weight: number;
  readonly sumEta: number;
  readonly sumX: Float64Array;
  readonly ties: Ties;
}

function evaluate(s: Sorted, beta: Float64Array, ties: Ties): { pass: Pass; eta: Float64Array } {
  const eta = new Float64Array(s.n);
  for (let c = 0; c < s.k; c++) for (let i = 0; i < s.n; i++) eta[i]! += s.columns[c]![i]! * beta[c]!;
  const pass: Pass = {
    logLikelihood: 0,
    score: new Float64Array(s.k),
    information: new Float64Array(s.k * s.k),
    times: [],
    pieces: [],
  };
  const risk = new Sums(s.k);
  const x = new Float64Array(s.k);
  for (let p = 0; p < s.n; ) {
    const time = s.time[s.order[p]!]!;
    const tied = new Sums(s.k);
    const sumX = new Float64Array(s.k);
    let [count, weight, sumEta] = [0, 0, 0];
    for (; p < s.n && s.time[s.order[p]!] === time; p++) {
      const i = s.order[p]!;
      const w = s.weight(i);
      rowOf(s, i, x);
      risk.add(x, w * Math.exp(eta[i]!));
      if (s.event[i] !== 1 || w === 0) continue;
      tied.add(x, w * Math.exp(eta[i]!));
      count++;
      weight += w;
      sumEta += w * eta[i]!;
      for (let c = 0; c < s.k; c++) sumX[c]! += w * x[c]!;
    }
    if (count > 0) contribute(pass, risk, tied, { time, count, weight, sumEta, sumX, ties });
  }
  return { pass, eta };
}

/** Score residuals: x_i - mean at events minus accumulated hazard × (x_i - mean), times the case weight. */
function scoreResiduals(s: Sorted, pass: Pass, eta: Float64Array): Float64Array {
  const out = new Float64Array(s.n * s.k);
  // Accumulate over ascending event times: Σ hazard and Σ hazard·mean up to each row's own time.
  const pieces = [...pass.pieces].reverse();
  const order = Array.from(s.order).reverse();
  const sumMean = new Float64Array(s.k);
  let sumHazard = 0;
  let q = 0;
  for (const i of order) {
    for (; q < pieces.length && pieces[q]!.time < s.time[i]!; q++) {
      for (const step of pieces[q]!.steps) {
        sumHazard += step.hazard;
        for (let c = 0; c < s.k; c++) sumMean[c]! += step.hazard * step.mean[c]!;
      }
    }
    const risk = Math.exp(eta[i]!);
    const here = q < pieces.length && pieces[q]!.time === s.time[i]! ? pieces[q]! : undefined;
    for (let c = 0; c < s.k; c++) {
      const x = s.columns[c]![i]!;
      let value = -risk * (x * sumHazard - sumMean[c]!);
      for (const step of here?.steps ?? []) {
        const share = s.event[i] === 1 ? 1 - step.left : 1;
        value -= risk * share * step.hazard * (x - step.mean[c]!);
        if (s.event[i] === 1) value += (x - step.mean[c]!) / here!.steps.length;
      }
      out[c * s.n + i] = s.weight(i) * value;
    }
  }
  return out;
}

/** Fits the model; throws `SingularMatrix` for collinear columns. A monotone likelihood leaves `converged` false. */
export function fitCox(input: CoxInput): CoxFit {
  const s = sortRows(input);
  let beta = new Float64Array(s.k);
  let { pass, eta } = evaluate(s, beta, input.ties);
  const atZero = pass.logLikelihood;
  let converged = false;
  for (let iteration = 0; iteration < 40 && !converged; iteration++) {
    const step = choleskySolve(factor(pass.information, s.k), pass.score);
    const decrement = step.reduce((sum, v, c) => sum + v * pass.score[c]!, 0);
    converged = decrement < 1e-20;
    let scale = 1;
    for (let half = 0; half < 30; half++, scale /= 2) {
      const next = beta.map((v, c) => v + scale * step[c]!);
      const tried = evaluate(s, next, input.ties);
      if (tried.pass.logLikelihood >= pass.logLikelihood - 1e-10 * Math.abs(pass.logLikelihood)) {
        beta = next;
        ({ pass, eta } = tried);
        break;
      }
    }
  }
  const flat = beta.some((v, c) => Math.abs(v) * spreadOf(s.columns[c]!) > 15);
  return {
    terms: input.design.terms,
    coefficients: beta,
    covariance: choleskyInverse(factor(pass.information, s.k), s.k),
    logLikelihood: [atZero, pass.logLikelihood],
    events: s.event.reduce((sum, v) => sum + v, 0),
    rows: s.n,
    converged: converged && !flat,
    scoreResiduals: scoreResiduals(s, pass, eta),
    eventTimes: [...pass.times].reverse(),
    eta,
  };
}

function spreadOf(column: Float64Array): number {
  return Math.sqrt(column.reduce((s, v) => s + v * v, 0) / column.length);
}

/** Robust covariance D'D with D the dfbetas, summed within clusters when given. */
export function coxRobustCovariance(fit: CoxFit, cluster?: Int32Array): Float64Array {
  const k = fit.coefficients.length;
  const n = fit.rows;
  const groups = cluster === undefined ? n : cluster.reduce((m, c) => Math.max(m, c + 1), 0);
  const sums = new Float64Array(groups * k);
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < n; i++) sums[(cluster?.[i] ?? i) * k + c]! += fit.scoreResiduals[c * n + i]!;
  }
  const v = new Float64Array(k * k);
  const d = new Float64Array(k);
  for (let g = 0; g < groups; g++) {
    for (let a = 0; a < k; a++) {
      d[a] = 0;
      for (let b = 0; b < k; b++) d[a]! += fit.covariance[a * k + b]! * sums[g * k + b]!;
    }
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) v[a * k + b]! += d[a]! * d[b]!;
  }
  return v;
}
