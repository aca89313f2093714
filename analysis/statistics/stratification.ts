/** Stratification on the propensity score (Rosenbaum & Rubin 1984). */
import { quantileSorted } from './summary.ts';
import type { Estimand } from './weights.ts';

export interface Stratum {
  readonly treated: number;
  readonly control: number;
  readonly meanTreated: number;
  readonly meanControl: number;
  readonly difference: number;
  /** s₁²/n₁ + s₀²/n₀; NaN with fewer than two people in an arm. */
  readonly variance: number;
}

export interface Stratification {
  /** Inner cut points, ascending; stratum s holds cut[s-1] < e ≤ cut[s]. */
  readonly cuts: readonly number[];
  readonly strata: readonly Stratum[];
  readonly estimate: number;
  readonly se: number;
  readonly stratumOf: Int32Array;
}

export interface StratificationInput {
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly e: Float64Array;
  readonly count: number;
  /** Whose quantiles cut the strata. */
  readonly of: 'all' | 'treated' | 'control';
  readonly estimand: Estimand;
}

function assign(e: Float64Array, cuts: readonly number[]): Int32Array {
  return Int32Array.from(e, (v) => {
    let s = 0;
    while (s < cuts.length && v > cuts[s]!) s++;
    return s;
  });
}

function stratumMoments(input: StratificationInput, stratumOf: Int32Array): Stratum[] {
  const sums = Array.from({ length: input.count }, () => ({ n: [0, 0], s: [0, 0], q: [0, 0] }));
  for (let i = 0; i < input.y.length; i++) {
    const c = sums[stratumOf[i]!]!;
    const arm = input.z[i] === 1 ? 1 : 0;
    c.n[arm]!++;
    c.s[arm]! += input.y[i]!;
  }
  for (let i = 0; i < input.y.length; i++) {
    const c = sums[stratumOf[i]!]!;
    const arm = input.z[i] === 1 ? 1 : 0;
    c.q[arm]! += (input.y[i]! - c.s[arm]! / c.n[arm]!) ** 2;
  }
  return sums.map(({ n, s, q }) => {
    const v = [0, 1].map((a) => (n[a]! > 1 ? q[a]! / (n[a]! - 1) / n[a]! : Number.NaN));
    const meanTreated = s[1]! / n[1]!;
    const meanControl = s[0]! / n[0]!;
    return {
      treated: n[1]!,
      control: n[0]!,
      meanTreated,
      meanControl,
      difference: meanTreated - meanControl,
      variance: v[0]! + v[1]!,
    };
  });
}

/** Differences within quantile strata of `e` (R type 7), averaged by stratum size of the target population. */
export function stratify(input: StratificationInput): Stratification {
  const base =
    input.of === 'all' ? input.e : input.e.filter((_, i) => (input.z[i] === 1) === (input.of === 'treated'));
  const sorted = Float64Array.from(base).sort();
  const cuts = Array.from({ length: input.count - 1 }, (_, s) =>
    quantileSorted(sorted, (s + 1) / input.count),
  );
  const stratumOf = assign(input.e, cuts);
  const strata = stratumMoments(input, stratumOf);
  const size = (s: Stratum): number =>
    input.estimand === 'att' ? s.treated : input.estimand === 'atc' ? s.control : s.treated + s.control;
  const total = strata.reduce((sum, s) => sum + size(s), 0);
  let estimate = 0;
  let variance = 0;
  for (const s of strata) {
    if (size(s) === 0) continue;
    const share = size(s) / total;
    estimate += share * s.difference;
    variance += share * share * s.variance;
  }
  return { cuts, strata, estimate, se: Math.sqrt(variance), stratumOf };
}
