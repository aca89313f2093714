import type { RelativeRisk } from '../../domain/tables/index.ts';
import { type BinnedDistribution, masses, type TailPlan } from './what-if.ts';

/** Point masses of a binned distribution from the worst value to the best; only their shares change between draws. */
export interface Grid {
  readonly high: boolean;
  readonly value: Float64Array;
  /** Bin of each mass and the share of its bin that it carries. */
  readonly bin: Int32Array;
  readonly part: Float64Array;
}

export interface Gains {
  /** Change of the mean over everybody, in units of the factor. */
  readonly mean: { readonly population: number; readonly highRisk: number };
  /** Share beyond each tier: now, and after either plan. */
  readonly tiers: readonly {
    readonly before: number;
    readonly population: number;
    readonly highRisk: number;
  }[];
  readonly units: { readonly population: number; readonly highRisk: number };
  readonly events: readonly { readonly population: number; readonly highRisk: number }[];
  readonly equal: number;
}

/** The grid of `masses`, sorted once for all draws. */
export function gridOf(distribution: BinnedDistribution): Grid {
  const even = { ...distribution, bins: distribution.bins.map((bin) => ({ ...bin, share: 1 })) };
  const all = masses(even);
  const pieces = all.length / Math.max(1, even.bins.length);
  const order = all
    .map((mass, i) => ({ ...mass, bin: Math.floor(i / pieces) }))
    .sort((a, b) => (distribution.high ? b.value - a.value : a.value - b.value));
  return {
    high: distribution.high,
    value: Float64Array.from(order, ({ value }) => value),
    bin: Int32Array.from(order, ({ bin }) => bin),
    part: Float64Array.from(order, ({ share }) => share),
  };
}

export interface DrawnPlan {
  readonly shift: number;
  readonly tail: TailPlan;
  readonly tiers: readonly number[];
}

/**
 * Change of the mean, shares beyond the tiers, units and events gained by both plans and the equivalent shift, for one
 * draw of the bins' shares: the same numbers as `shiftCurve`, `reachTail` and `equivalentShift`, without building a
 * scenario.
 */
export function gains(
  grid: Grid,
  binShares: readonly number[],
  plan: DrawnPlan,
  risks: readonly RelativeRisk[],
): Gains {
  const share = sharesOn(grid, binShares);
  const moved = movedShares(share, plan.tail);
  const sign = grid.high ? -1 : 1;
  const reached = moved.reduce((sum, part) => sum + part, 0);
  const mean = { population: plan.shift, highRisk: reached * plan.tail.effect };
  const units = { population: 1000 * sign * mean.population, highRisk: 1000 * sign * mean.highRisk };
  const tiers = plan.tiers.map((tier) => {
    const beyond = (of: Float64Array, by: number) => shareBeyond(grid, of, { tier, by });
    const before = beyond(share, 0);
    const tailed = before - beyond(moved, 0) + beyond(moved, plan.tail.effect);
    return { before, population: beyond(share, plan.shift), highRisk: tailed };
  });
  const events = risks.map((risk) => ({
    population: eventsShifted(grid, share, risk, plan.shift),
    highRisk: eventsReached(grid, { share, moved }, risk, plan.tail.effect),
  }));
  const first = risks[0];
  const goal = events[0]?.highRisk ?? units.highRisk;
  const gain = (by: number) => {
    return first ? eventsShifted(grid, share, first, by) : 1000 * sign * by;
  };
  return { mean, tiers, units, events, equal: solved(gain, goal, sign, Math.abs(plan.tail.effect)) };
}

/** Events a thousand and year that a shift of everybody prevents. */
export function eventsShifted(grid: Grid, share: Float64Array, risk: RelativeRisk, by: number): number {
  const now = burdenOf(grid, share, risk, 0);
  return now > 0 ? (risk.incidence_per_1000 * (now - burdenOf(grid, share, risk, by))) / now : 0;
}

/** The same of those whom the tail plan reaches in addition, each moved by the effect. */
export function eventsReached(
  grid: Grid,
  { share, moved }: { readonly share: Float64Array; readonly moved: Float64Array },
  risk: RelativeRisk,
  effect: number,
): number {
  const now = burdenOf(grid, share, risk, 0);
  const gained = burdenOf(grid, moved, risk, 0) - burdenOf(grid, moved, risk, effect);
  return now > 0 ? (risk.incidence_per_1000 * gained) / now : 0;
}

/** Shares of the grid's masses for shares of the bins. */
export function sharesOn(grid: Grid, binShares: readonly number[]): Float64Array {
  return Float64Array.from(grid.bin, (bin, i) => (binShares[bin] ?? 0) * grid.part[i]!);
}

/** Of each mass, the share that the tail plan reaches in addition. */
export function movedShares(
  share: Float64Array,
  { share: tail, reachFrom, reachTo }: Omit<TailPlan, 'effect'>,
): Float64Array {
  let left = tail;
  return share.map((part) => {
    const within = Math.min(part, Math.max(0, left));
    left -= part;
    return within * (reachTo - reachFrom);
  });
}

function shareBeyond(
  { value, high }: Grid,
  share: Float64Array,
  { tier, by }: { readonly tier: number; readonly by: number },
): number {
  let sum = 0;
  for (let i = 0; i < value.length; i++) {
    const at = value[i]! + by;
    if (high ? at >= tier : at < tier) sum += share[i]!;
  }
  return sum;
}

function burdenOf({ value, high }: Grid, share: Float64Array, risk: RelativeRisk, by: number): number {
  const slope = Math.log(risk.rr) / risk.per;
  let sum = 0;
  for (let i = 0; i < value.length; i++) {
    const part = share[i]!;
    if (part === 0) continue;
    const at = value[i]! + by;
    const beyond = high ? at - risk.reference : risk.reference - at;
    sum += part * (beyond > 0 ? Math.exp(slope * beyond) : 1);
  }
  return sum;
}

function solved(gain: (by: number) => number, goal: number, sign: 1 | -1, most: number): number {
  let [low, high] = [0, most];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (gain(sign * middle) < goal) low = middle;
    else high = middle;
  }
  return (sign * (low + high)) / 2;
}
