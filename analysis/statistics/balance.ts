/**
 * Covariate balance: standardised mean differences (Austin 2009; Stuart 2010), variance ratio and
 * Kolmogorov–Smirnov distance, before and after weighting.
 *
 * Main convention (as R's cobalt): the yardstick is the standard deviation of the *unadjusted* sample — ATE the
 * root mean square of both arms, ATT the treated, ATC the controls — and of the weighted whole sample for
 * ATO/ATM. `austin` divides by the weighted standard deviations of both arms instead (EZR, tableone).
 */
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

interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** Weighted moments over rows with z === arm (both arms when `arm` is undefined); reliability-weight variance. */
function moments(
  variable: BalanceVariable,
  z: Float64Array,
  w: Float64Array | undefined,
  arm: 0 | 1 | undefined,
): Moments {
  const { values } = variable;
  let mass = 0;
  let squaresOfWeights = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (arm !== undefined && z[i] !== arm) continue;
    const wi = w === undefined ? 1 : w[i]!;
    mass += wi;
    squaresOfWeights += wi * wi;
    sum += wi * values[i]!;
  }
  const mean = sum / mass;
  if (variable.binary) return { mean, variance: Math.max(0, mean * (1 - mean)) };
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    if (arm !== undefined && z[i] !== arm) continue;
    squares += (w === undefined ? 1 : w[i]!) * (values[i]! - mean) ** 2;
  }
  return { mean, variance: (squares * mass) / (mass * mass - squaresOfWeights) };
}

/** Largest gap between the (weighted) distribution functions of the arms. */
function kolmogorovSmirnov(values: Float64Array, z: Float64Array, w: Float64Array | undefined): number {
  const sorted = Float64Array.from(values).sort();
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[distinct - 1]) sorted[distinct++] = sorted[i]!;
  }
  const at = [new Float64Array(distinct), new Float64Array(distinct)];
  const mass = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    let low = 0;
    let high = distinct - 1;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (sorted[mid]! < v) low = mid + 1;
      else high = mid;
    }
    const arm = z[i] === 1 ? 1 : 0;
    const wi = w === undefined ? 1 : w[i]!;
    at[arm]![low]! += wi;
    mass[arm]! += wi;
  }
  let gap = 0;
  let f1 = 0;
  let f0 = 0;
  for (let d = 0; d < distinct; d++) {
    f1 += at[1]![d]! / mass[1]!;
    f0 += at[0]![d]! / mass[0]!;
    gap = Math.max(gap, Math.abs(f1 - f0));
  }
  return gap;
}

export interface BalanceInput {
  readonly variables: readonly BalanceVariable[];
  readonly z: Float64Array;
  /** Weights after adjustment (0 for rows left out, e.g. unmatched). */
  readonly weights: Float64Array;
  readonly estimand: Estimand;
  /** Yardstick instead of the estimand's own. */
  readonly denominator?: Denominator;
  /** Kolmogorov–Smirnov distances cost a sort per variable. */
  readonly ks?: boolean;
}

const ratioOrZero = (difference: number, sd: number): number =>
  sd > 0 ? difference / sd : difference === 0 ? 0 : Number.NaN;

function balanceRow(variable: BalanceVariable, input: BalanceInput): BalanceRow {
  const { z, weights } = input;
  const t0 = moments(variable, z, undefined, 1);
  const c0 = moments(variable, z, undefined, 0);
  const t1 = moments(variable, z, weights, 1);
  const c1 = moments(variable, z, weights, 0);
  const sds: Record<Denominator, number> = {
    pooled: Math.sqrt((t0.variance + c0.variance) / 2),
    treated: Math.sqrt(t0.variance),
    control: Math.sqrt(c0.variance),
    all: Math.sqrt(moments(variable, z, undefined, undefined).variance),
    weighted: Math.sqrt(moments(variable, z, weights, undefined).variance),
  };
  const before = t0.mean - c0.mean;
  const after = t1.mean - c1.mean;
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
      : [kolmogorovSmirnov(variable.values, z, undefined), kolmogorovSmirnov(variable.values, z, weights)];
  return {
    term: variable.term,
    binary: variable.binary,
    before: main[0],
    after: main[1],
    unadjusted: arms(t0, c0),
    adjusted: arms(t1, c1),
    byDenominator,
    austin: ratioOrZero(after, Math.sqrt((t1.variance + c1.variance) / 2)),
    varianceRatio: variable.binary ? undefined : [t0.variance / c0.variance, t1.variance / c1.variance],
    ks: input.ks === false ? undefined : gaps(),
  };
}

const arms = (t: Moments, c: Moments): ArmMoments => ({
  meanTreated: t.mean,
  meanControl: c.mean,
  varianceTreated: t.variance,
  varianceControl: c.variance,
});

/** The balance table, one row per variable. */
export function balanceTable(input: BalanceInput): BalanceRow[] {
  return input.variables.map((variable) => balanceRow(variable, input));
}

/** Largest |SMD| after adjustment; NaN entries (no variation) do not count. */
export function largestImbalance(rows: readonly BalanceRow[]): number {
  return rows.reduce(
    (max, row) => (Number.isFinite(row.after) ? Math.max(max, Math.abs(row.after)) : max),
    0,
  );
}
