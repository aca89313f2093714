/**
 * Weights that balance covariates by construction: entropy balancing (Hainmueller 2012) and the just-identified
 * covariate-balancing propensity score (Imai & Ratkovic 2014), both solved by damped Newton on a convex loss.
 */
import type { ArmMeans } from './contrast.ts';
import type { Conditioned } from './design.ts';
import { projectRows, type WeightedInput, weightedMeans } from './iptw.ts';
import {
  choleskyInverse,
  choleskySolve,
  crossProduct,
  factor,
  SingularMatrix,
  timesVector,
  transposeTimes,
} from './linear-algebra.ts';

/** The target means lie outside what the arm can be weighted to (no such weights exist). */
export class InfeasibleBalance extends Error {
  constructor() {
    super('infeasible balance');
    this.name = 'InfeasibleBalance';
  }
}

/** Loss, first and second derivative in the linear predictor, by row. */
interface Convex {
  readonly loss: (eta: Float64Array) => number;
  /** Fills d loss/d eta and d² loss/d eta². */
  readonly derivatives: (eta: Float64Array, first: Float64Array, second: Float64Array) => void;
  /** Added to the gradient in the working basis. */
  readonly linear: Float64Array;
}

export interface ConvexSolution {
  readonly coefficients: Float64Array;
  readonly eta: Float64Array;
  readonly inverse: Float64Array;
  readonly iterations: number;
  readonly maxGradient: number;
}

function minimise(design: Conditioned, problem: Convex, start: Float64Array): ConvexSolution {
  const { basis } = design;
  const n = basis.rows;
  let lambda = Float64Array.from(start);
  let eta = timesVector(basis, lambda);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const value = (l: Float64Array, e: Float64Array): number =>
    problem.loss(e) + l.reduce((s, v, j) => s + v * problem.linear[j]!, 0);
  let current = value(lambda, eta);
  for (let iteration = 1; iteration <= 200; iteration++) {
    problem.derivatives(eta, first, second);
    const gradient = transposeTimes(basis, first).map((v, j) => v + problem.linear[j]!);
    const lower = factor(crossProduct(basis, second), basis.cols);
    const step = choleskySolve(lower, gradient);
    const decrement = gradient.reduce((s, v, j) => s + v * step[j]!, 0);
    if (decrement <= 1e-24 * n) {
      const maxGradient = gradient.reduce((m, v) => Math.max(m, Math.abs(v) / n), 0);
      return {
        coefficients: lambda,
        eta,
        inverse: choleskyInverse(lower, basis.cols),
        iterations: iteration - 1,
        maxGradient,
      };
    }
    let scale = 1;
    for (let half = 0; ; half++) {
      const next = lambda.map((v, j) => v - scale * step[j]!);
      const nextEta = timesVector(basis, next);
      const nextValue = value(next, nextEta);
      if (nextValue <= current + 1e-12 * Math.abs(current) || half > 40) {
        [lambda, eta, current] = [next, nextEta, nextValue];
        break;
      }
      scale /= 2;
    }
    if (lambda.some((v) => Math.abs(v) > 1e3)) throw new InfeasibleBalance();
  }
  throw new InfeasibleBalance();
}

function solve(design: Conditioned, problem: Convex, start: Float64Array): ConvexSolution {
  try {
    return minimise(design, problem, start);
  } catch (error) {
    if (error instanceof SingularMatrix) throw new InfeasibleBalance();
    throw error;
  }
}

/** Weights exp(x'λ) on the rows of one arm whose weighted totals equal `totals` of the working basis. */
function entropyArm(design: Conditioned, member: Float64Array, totals: Float64Array): ConvexSolution {
  const count = member.reduce((s, v) => s + v, 0);
  const start = new Float64Array(design.basis.cols);
  start[0] = Math.log(totals[0]! / count);
  return solve(
    design,
    {
      linear: totals.map((v) => -v),
      loss: (eta) => eta.reduce((s, v, i) => (member[i] === 0 ? s : s + Math.exp(v)), 0),
      derivatives: (eta, first, second) => {
        for (let i = 0; i < eta.length; i++) {
          first[i] = member[i] === 0 ? 0 : Math.exp(eta[i]!);
          second[i] = first[i]!;
        }
      },
    },
    start,
  );
}

export interface CalibrationResult {
  readonly weights: Float64Array;
  /** Influence with estimated balancing parameters and estimated target means. */
  readonly means: ArmMeans;
  /** Influence with the target means taken as fixed numbers (what WeightIt reports for entropy balancing). */
  readonly fixedTarget: ArmMeans;
  /** Influence with the weights taken as known. */
  readonly known: ArmMeans;
  readonly iterations: number;
  readonly maxGradient: number;
  /** Largest difference of a working-basis mean from its target. */
  readonly maxImbalance: number;
}

interface CalibrationInput {
  readonly design: Conditioned;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly estimand: 'ate' | 'att' | 'atc';
}

/** Entropy balancing of the columns of the design; throws {@link InfeasibleBalance}. */
export function entropyBalance(input: CalibrationInput): CalibrationResult {
  const { design, y, z, estimand } = input;
  const n = y.length;
  const target = z.map((v) => (estimand === 'ate' ? 1 : estimand === 'att' ? v : 1 - v));
  const totals = transposeTimes(design.basis, target);
  const weights = Float64Array.from(target);
  const arms: { arm: 0 | 1; solution: ConvexSolution }[] = [];
  for (const arm of [0, 1] as const) {
    if ((estimand === 'att' && arm === 1) || (estimand === 'atc' && arm === 0)) continue;
    const member = z.map((v) => (v === arm ? 1 : 0));
    const solution = entropyArm(design, member, totals);
    arms.push({ arm, solution });
    for (let i = 0; i < n; i++) if (member[i] === 1) weights[i] = Math.exp(solution.eta[i]!);
  }
  const data: WeightedInput = { y, z, weights };
  const known = weightedMeans(data);
  let means = known;
  let fixedTarget = known;
  for (const { arm, solution } of arms) {
    means = withCalibration(means, { design, data, arm, solution, target, totals, fixed: false });
    fixedTarget = withCalibration(fixedTarget, { design, data, arm, solution, target, totals, fixed: true });
  }
  return {
    weights,
    means,
    fixedTarget,
    known,
    iterations: Math.max(...arms.map((a) => a.solution.iterations)),
    maxGradient: Math.max(...arms.map((a) => a.solution.maxGradient)),
    maxImbalance: Math.max(...arms.map((a) => a.solution.maxGradient)),
  };
}

interface CalibrationStep {
  readonly design: Conditioned;
  readonly data: WeightedInput;
  readonly arm: 0 | 1;
  readonly solution: ConvexSolution;
  readonly target: Float64Array;
  readonly totals: Float64Array;
  readonly fixed: boolean;
}

/** Adds -g_i' A⁻¹ H with g_i = 1(arm) w b - target b (or target means fixed). */
function withCalibration(means: ArmMeans, step: CalibrationStep): ArmMeans {
  const { design, data, arm, solution, target, totals, fixed } = step;
  const n = data.y.length;
  const mean = arm === 1 ? means.treated : means.control;
  let mass = 0;
  for (let i = 0; i < n; i++) if (data.z[i] === arm) mass += data.weights[i]!;
  const h = data.y.map((v, i) => (data.z[i] === arm ? (data.weights[i]! * (v - mean)) / mass : 0));
  const slope = transposeTimes(design.basis, h);
  const along = projectRows(design.basis, solution.inverse, slope);
  const centre = totals.map((v) => v / totals[0]!);
  const k = design.basis.cols;
  let atTarget = 0;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) atTarget += centre[a]! * solution.inverse[a * k + b]! * slope[b]!;
  }
  const own = arm === 1 ? means.influenceTreated : means.influenceControl;
  const corrected = own.map((v, i) => {
    const inArm = data.z[i] === arm ? data.weights[i]! : 0;
    return fixed ? v - inArm * (along[i]! - atTarget) : v - (inArm - target[i]!) * along[i]!;
  });
  return arm === 1 ? { ...means, influenceTreated: corrected } : { ...means, influenceControl: corrected };
}

/** Just-identified CBPS: the logistic score whose weights balance every column exactly. */
export function covariateBalancingPropensity(
  input: CalibrationInput & { readonly start: Float64Array },
): CalibrationResult & { readonly e: Float64Array } {
  const { design, y, z, estimand } = input;
  const solution = solve(design, cbpsLoss(z, estimand, design.basis.cols), input.start);
  const e = solution.eta.map((v) => 1 / (1 + Math.exp(-v)));
  const n = y.length;
  const weights = new Float64Array(n);
  const slopes = new Float64Array(n);
  const score = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const odds = Math.exp(solution.eta[i]!);
    const t = z[i] === 1;
    if (estimand === 'ate') weights[i] = t ? 1 + 1 / odds : 1 + odds;
    else if (estimand === 'att') weights[i] = t ? 1 : odds;
    else weights[i] = t ? 1 / odds : 1;
    slopes[i] = t ? (estimand === 'att' ? 0 : -1 / odds) : estimand === 'atc' ? 0 : odds;
    score[i] = t ? weights[i]! : -weights[i]!;
  }
  const data: WeightedInput = { y, z, weights };
  const known = weightedMeans(data);
  const correct = (arm: 0 | 1): Float64Array => {
    const mean = arm === 1 ? known.treated : known.control;
    let mass = 0;
    for (let i = 0; i < n; i++) if (z[i] === arm) mass += weights[i]!;
    const h = y.map((v, i) => (z[i] === arm ? (slopes[i]! * (v - mean)) / mass : 0));
    const along = projectRows(design.basis, solution.inverse, transposeTimes(design.basis, h));
    const own = arm === 1 ? known.influenceTreated : known.influenceControl;
    return own.map((v, i) => v + score[i]! * along[i]!);
  };
  const means: ArmMeans = { ...known, influenceTreated: correct(1), influenceControl: correct(0) };
  const { iterations, maxGradient } = solution;
  return { e, weights, means, known, fixedTarget: means, iterations, maxGradient, maxImbalance: maxGradient };
}

/** Convex loss whose gradient is the negative balance condition. */
function cbpsLoss(z: Float64Array, estimand: 'ate' | 'att' | 'atc', k: number): Convex {
  // Treated rows contribute a·exp(-η) - b·η, controls c·exp(η) + d·η.
  const a = estimand === 'att' ? 0 : 1;
  const c = estimand === 'atc' ? 0 : 1;
  const b = estimand === 'atc' ? 0 : 1;
  const d = estimand === 'att' ? 0 : 1;
  return {
    linear: new Float64Array(k),
    loss: (eta) =>
      eta.reduce((s, v, i) => s + (z[i] === 1 ? a * Math.exp(-v) - b * v : c * Math.exp(v) + d * v), 0),
    derivatives: (eta, first, second) => {
      for (let i = 0; i < eta.length; i++) {
        const t = z[i] === 1 ? a * Math.exp(-eta[i]!) : c * Math.exp(eta[i]!);
        first[i] = z[i] === 1 ? -t - b : t + d;
        second[i] = t;
      }
    },
  };
}
