/**
 * Common bandwidth that minimises the mean squared error of the jump (Calonico, Cattaneo & Titiunik 2014;
 * Calonico, Cattaneo & Farrell 2020), with the regularisation and the pilot steps of R's rdrobust `mserd`.
 */
import {
  type Kernel,
  loadedVariance,
  loadingsOf,
  localCoefficients,
  localDesign,
  type Side,
  type SideVariance,
  sideResiduals,
} from './local-polynomial.ts';

export interface BandwidthInput {
  readonly left: Side;
  readonly right: Side;
  readonly kernel: Kernel;
  readonly order: number;
  readonly variance: SideVariance;
  readonly matches: number;
}

interface Constants {
  readonly variance: number;
  readonly bias: number;
  readonly regularisation: number;
  readonly rate: number;
}

interface Step {
  /** Polynomial order of the estimated derivative and the derivative itself. */
  readonly order: number;
  readonly derivative: number;
  /** Order and bandwidth of the pilot for the leading bias. */
  readonly biasOrder: number;
  readonly varianceBandwidth: number;
  readonly biasBandwidth: number;
  readonly regularise: boolean;
}

/** Gradient of the (fuzzy: ratio) effect with respect to the two coefficient differences. */
export type Combine = readonly [y: number, t: number];

/** The response whose residual variance counts: y, or its fuzzy linearisation. */
function combined(side: Side, at: Combine): Float64Array {
  if (side.t === undefined) return side.y;
  return side.y.map((v, i) => at[0] * v + at[1] * side.t![i]!);
}

/** Linearisation of one side's ratio at its own coefficients (as in the pilot steps of the fuzzy design). */
function sideCombine(side: Side, step: Step, kernel: Kernel): Combine {
  if (side.t === undefined) return [1, 0];
  const design = localDesign(side, step.varianceBandwidth, step.order, kernel);
  const scale = factorial(step.derivative) / step.varianceBandwidth ** step.derivative;
  const y = scale * localCoefficients(side, design, side.y)[step.derivative]!;
  const t = scale * localCoefficients(side, design, side.t)[step.derivative]!;
  return [1 / t, -y / (t * t)];
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

function constants(side: Side, step: Step, input: BandwidthInput): Constants {
  const { order: o, derivative: nu, biasOrder, varianceBandwidth: hv, biasBandwidth: hb } = step;
  const rule = { variance: input.variance, matches: input.matches };
  const response = combined(side, sideCombine(side, step, input.kernel));
  const main = localDesign(side, hv, o, input.kernel);
  const residuals = sideResiduals(side, main, response, rule);
  // Coefficients are in powers of x/h: the derivative-scale variance carries h^(-2ν), which (h^(2ν+1)) undoes.
  const variance = loadedVariance(loadingsOf(side, main, nu), residuals);
  const loadings = loadingsOf(side, main, nu);
  const biasConstant = main.rows.reduce((s, row, r) => s + loadings[r]! * (side.x[row]! / hv) ** (o + 1), 0);
  const pilot = localDesign(side, hb, biasOrder, input.kernel);
  const lead = localCoefficients(side, pilot, response)[o + 1]! / hb ** (o + 1);
  let regularisation = 0;
  if (step.regularise) {
    const pilotResiduals = sideResiduals(side, pilot, response, rule);
    const v = loadedVariance(loadingsOf(side, pilot, o + 1), pilotResiduals) / hb ** (2 * (o + 1));
    regularisation = 2 * (o + 1 - nu) * 3 * biasConstant ** 2 * v;
  }
  return {
    variance: (2 * nu + 1) * hv * variance,
    bias: Math.sqrt(2 * (o + 1 - nu)) * biasConstant * lead,
    regularisation,
    rate: 1 / (2 * o + 3),
  };
}

function solve(l: Constants, r: Constants): number {
  const bias = (r.bias - l.bias) ** 2 + r.regularisation + l.regularisation;
  return ((l.variance + r.variance) / bias) ** l.rate;
}

const KERNEL_CONSTANT: Readonly<Record<Kernel, number>> = {
  triangular: 2.576,
  epanechnikov: 2.34,
  uniform: 1.843,
};

/** R's type-2 quantile (average at discontinuities). */
function quantileType2(sorted: Float64Array, p: number): number {
  const h = sorted.length * p;
  const j = Math.floor(h);
  if (Math.abs(h - j) < 1e-9) return (sorted[j - 1]! + sorted[j]!) / 2;
  return sorted[j]!;
}

function distinct(values: Float64Array): number {
  let n = 0;
  for (let i = 0; i < values.length; i++) if (i === 0 || values[i] !== values[i - 1]) n++;
  return n;
}

/** Distance of the tenth distinct value from the cut-off, where repeated values are common. */
function massPointFloor(input: BandwidthInput): number {
  const { left, right } = input;
  const [ml, mr] = [distinct(left.x), distinct(right.x)];
  if (1 - ml / left.x.length < 0.2 && 1 - mr / right.x.length < 0.2) return 0;
  const tenth = (values: number[]): number => {
    const seen = [...new Set(values)].sort((a, b) => a - b);
    return seen[Math.min(10, seen.length) - 1]! + 1e-8;
  };
  return Math.max(tenth(Array.from(left.x, (v) => Math.abs(v))), tenth(Array.from(right.x)));
}

function pilotBandwidth(input: BandwidthInput, longest: number): number {
  const { left, right } = input;
  const x = Float64Array.from([...left.x, ...right.x]).sort();
  const n = x.length;
  const mean = x.reduce((s, v) => s + v, 0) / n;
  const sd = Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1));
  const iqr = quantileType2(x, 0.75) - quantileType2(x, 0.25);
  const support = distinct(left.x) + distinct(right.x);
  const c = KERNEL_CONSTANT[input.kernel] * Math.min(sd, iqr / 1.349) * support ** -0.2;
  return Math.min(c, longest);
}

/** Main bandwidth h and bias bandwidth b for local polynomials of the given order. */
export function mseBandwidth(input: BandwidthInput): { h: number; b: number } {
  const p = input.order;
  const q = p + 1;
  const rangeLeft = Math.abs(input.left.x[0]!);
  const rangeRight = Math.abs(input.right.x.at(-1)!);
  const longest = Math.max(rangeLeft, rangeRight);
  const floor = massPointFloor(input);
  const bound = (v: number): number => Math.max(floor, Math.min(v, longest));
  const c = bound(pilotBandwidth(input, longest));
  const both = (step: Omit<Step, 'biasBandwidth'>, left: number, right: number): number =>
    solve(
      constants(input.left, { ...step, biasBandwidth: left }, input),
      constants(input.right, { ...step, biasBandwidth: right }, input),
    );
  const first = {
    order: q + 1,
    derivative: q + 1,
    biasOrder: q + 2,
    varianceBandwidth: c,
    regularise: false,
  };
  const d = bound(both(first, rangeLeft, rangeRight));
  const second = { order: q, derivative: p + 1, biasOrder: q + 1, varianceBandwidth: c, regularise: true };
  const b = Math.min(both(second, d, d), longest);
  const third = { order: p, derivative: 0, biasOrder: q, varianceBandwidth: c, regularise: true };
  const h = Math.min(both(third, b, b), longest);
  return { h, b };
}
