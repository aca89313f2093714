/**
 * Covariate balance: standardised mean differences (Austin 2009; Stuart 2010), variance ratio and
 * Kolmogorov–Smirnov distance, before and after weighting.
 *
 * Main convention (as R's cobalt): the yardstick is the standard deviation of the *unadjusted* sample — ATE the
 * root mean square of both arms, ATT the treated, ATC the controls — and of the weighted whole sample for
 * ATO/ATM. `austin` divides by the weighted standard deviations of both arms instead (EZR, tableone).
 */
import { ascendingOrder } from './ordering.ts';
import type { Estimand } from './weights.ts';

export interface BalanceVariable {
  readonly term: string;
  readonly values: Float64Array;
  /** Only 0 and 1: variance p(1-p). */
  readonly binary: boolean;
}

export interface ArmMoments {
  readonly meanTreated: number;
  readonly meanControl: number;
  readonly varianceTreated: number;
  readonly varianceControl: number;
}

export interface BalanceRow {
  readonly term: string;
  readonly binary: boolean;
  /** SMD by the convention of the estimand. */
  readonly before: number;
  readonly after: number;
  readonly unadjusted: ArmMoments;
  readonly adjusted: ArmMoments;
  /** SMD after weighting by the named yardsticks. */
  readonly byDenominator: Readonly<Record<Denominator, readonly [before: number, after: number]>>;
  /** SMD after weighting divided by the weighted SDs of both arms. */
  readonly austin: number;
  readonly varianceRatio: readonly [before: number, after: number] | undefined;
  readonly ks: readonly [before: number, after: number] | undefined;
}

export type Denominator = 'pooled' | 'treated' | 'control' | 'all' | 'weighted';

const DENOMINATOR_OF: Readonly<Record<Estimand, Denominator>> = {
  ate: 'pooled',
  att: 'treated',
  atc: 'control',
  ato: 'weighted',
  atm: 'weighted',
};

/** Sums of weights and of their squares by arm [control, treated]. */
interface Mass {
  readonly sum: readonly [number, number];
  readonly squares: readonly [number, number];
}

function massOf(z: Float64Array, w: Float64Array | undefined): Mass {
  const sum: [number, number] = [0, 0];
  const squares: [number, number] = [0, 0];
  for (let i = 0; i < z.length; i++) {
    const wi = w === undefined ? 1 : w[i]!;
    const arm = z[i] === 1 ? 1 : 0;
    sum[arm] += wi;
    squares[arm] += wi * wi;
  }
  return { sum, squares };
}

/** Mean and variance of the controls, the treated and everybody (reliability-weight variance; p(1-p) if binary). */
interface Moments {
  readonly mean: readonly [number, number];
  readonly variance: readonly [number, number];
  readonly overall: number;
}

function moments(
  variable: BalanceVariable,
  z: Float64Array,
  w: Float64Array | undefined,
  mass: Mass,
): Moments {
  const { values } = variable;
  let s0 = 0;
  let s1 = 0;
  for (let i = 0; i < values.length; i++) {
    const t = w === undefined ? values[i]! : w[i]! * values[i]!;
    if (z[i] === 1) s1 += t;
    else s0 += t;
  }
  const mean = [s0 / mass.sum[0], s1 / mass.sum[1]] as const;
  const total = mass.sum[0] + mass.sum[1];
  const grand = (s0 + s1) / total;
  if (variable.binary) {
    const v = (p: number): number => Math.max(0, p * (1 - p));
    return { mean, variance: [v(mean[0]), v(mean[1])], overall: v(grand) };
  }
  let q0 = 0;
  let q1 = 0;
  for (let i = 0; i < values.length; i++) {
    const wi = w === undefined ? 1 : w[i]!;
    if (z[i] === 1) q1 += wi * (values[i]! - mean[1]) ** 2;
    else q0 += wi * (values[i]! - mean[0]) ** 2;
  }
  const reliability = (q: number, sum: number, squares: number): number => (q * sum) / (sum * sum - squares);
  const between = mass.sum[0] * (mean[0] - grand) ** 2 + mass.sum[1] * (mean[1] - grand) ** 2;
  return {
    mean,
    variance: [reliability(q0, mass.sum[0], mass.squares[0]), reliability(q1, mass.sum[1], mass.squares[1])],
    overall: reliability(q0 + q1 + between, total, mass.squares[0] + mass.squares[1]),
  };
}

/** Largest gap between the distribution functions of the arms, unweighted and weighted. */
function kolmogorovSmirnov(
  values: Float64Array,
  z: Float64Array,
  weights: readonly [before: Float64Array | undefined, after: Float64Array],
  masses: readonly [Mass, Mass],
): [number, number] {
  const order = ascendingOrder(values);
  const [u, m] = masses;
  const [base, w] = weights;
  let [plain, weighted, largestPlain, largestWeighted] = [0, 0, 0, 0];
  for (let p = 0; p < order.length; p++) {
    const i = order[p]!;
    const arm = z[i] === 1 ? 1 : 0;
    const sign = arm === 1 ? 1 : -1;
    plain += (base === undefined ? sign : sign * base[i]!) / u.sum[arm];
    weighted += (sign * w[i]!) / m.sum[arm];
    if (p + 1 < order.length && values[order[p + 1]!] === values[i]) continue;
    largestPlain = Math.max(largestPlain, Math.abs(plain));
    largestWeighted = Math.max(largestWeighted, Math.abs(weighted));
  }
  return [largestPlain, largestWeighted];
}

export interface BalanceInput {
  readonly variables: readonly BalanceVariable[];
  readonly z: Float64Array;
  /** Weights after adjustment (0 for rows left out, e.g. unmatched). */
  readonly weights: Float64Array;
  readonly estimand: Estimand;
  /** Sampling weights that hold before adjustment too (`weights` contain them). */
  readonly sampling?: Float64Array | undefined;
  /** Yardstick instead of the estimand's own. */
  readonly denominator?: Denominator;
  /** Kolmogorov–Smirnov distances cost a sort per variable. */
  readonly ks?: boolean;
}

const ratioOrZero = (difference: number, sd: number): number =>
  sd > 0 ? difference / sd : difference === 0 ? 0 : Number.NaN;

function balanceRow(
  variable: BalanceVariable,
  input: BalanceInput,
  masses: readonly [Mass, Mass],
): BalanceRow {
  const { z, weights } = input;
  const un = moments(variable, z, input.sampling, masses[0]);
  const adj = moments(variable, z, weights, masses[1]);
  const sds: Record<Denominator, number> = {
    pooled: Math.sqrt((un.variance[0] + un.variance[1]) / 2),
    treated: Math.sqrt(un.variance[1]),
    control: Math.sqrt(un.variance[0]),
    all: Math.sqrt(un.overall),
    weighted: Math.sqrt(adj.overall),
  };
  const before = un.mean[1] - un.mean[0];
  const after = adj.mean[1] - adj.mean[0];
  const pair = (d: Denominator): [number, number] => [
    ratioOrZero(before, sds[d]),
    ratioOrZero(after, sds[d]),
  ];
  const byDenominator = {
    pooled: pair('pooled'),
    treated: pair('treated'),
    control: pair('control'),
    all: pair('all'),
    weighted: pair('weighted'),
  };
  const main = byDenominator[input.denominator ?? DENOMINATOR_OF[input.estimand]];
  const gaps = (): [number, number] =>
    variable.binary
      ? [Math.abs(before), Math.abs(after)]
      : kolmogorovSmirnov(variable.values, z, [input.sampling, weights], masses);
  return {
    term: variable.term,
    binary: variable.binary,
    before: main[0],
    after: main[1],
    unadjusted: arms(un),
    adjusted: arms(adj),
    byDenominator,
    austin: ratioOrZero(after, Math.sqrt((adj.variance[1] + adj.variance[0]) / 2)),
    varianceRatio: variable.binary
      ? undefined
      : [un.variance[1] / un.variance[0], adj.variance[1] / adj.variance[0]],
    ks: input.ks === false ? undefined : gaps(),
  };
}

const arms = (m: Moments): ArmMoments => ({
  meanTreated: m.mean[1],
  meanControl: m.mean[0],
  varianceTreated: m.variance[1],
  varianceControl: m.variance[0],
});

/** The balance table, one row per variable. */
export function balanceTable(input: BalanceInput): BalanceRow[] {
  const masses = [massOf(input.z, input.sampling), massOf(input.z, input.weights)] as const;
  return input.variables.map((variable) => balanceRow(variable, input, masses));
}

/** Largest |SMD| after adjustment; NaN entries (no variation) do not count. */
export function largestImbalance(rows: readonly BalanceRow[]): number {
  return rows.reduce(
    (max, row) => (Number.isFinite(row.after) ? Math.max(max, Math.abs(row.after)) : max),
    0,
  );
}
