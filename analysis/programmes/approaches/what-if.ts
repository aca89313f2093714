import type { RelativeRisk } from '../../domain/tables/index.ts';
import type { Bin } from './distribution.ts';
import { pif } from './risk.ts';

/** A binned distribution: shares add up to 1. Made from released counts, so it may cross to the window. */
export interface BinnedDistribution {
  readonly bins: readonly (Bin & { readonly share: number })[];
  /** True where higher is worse. */
  readonly high: boolean;
}

/** A point mass of the distribution. */
interface Mass {
  readonly value: number;
  readonly share: number;
}

const PIECES = 10;

/**
 * Spreads each bin evenly over ten points; an open end is as wide as its neighbour.
 * Means and shares beyond a tier computed from it are exact up to the bin width.
 */
export function masses({ bins }: BinnedDistribution): readonly Mass[] {
  return bins.flatMap((bin, i) => {
    const neighbour = bin.lower === null ? bins[i + 1] : bins[i - 1];
    const width = (neighbour?.upper ?? 0) - (neighbour?.lower ?? 0) || 1;
    const lower = bin.lower ?? (bin.upper ?? 0) - width;
    const upper = bin.upper ?? lower + width;
    return Array.from({ length: PIECES }, (_, k) => ({
      value: lower + ((k + 0.5) / PIECES) * (upper - lower),
      share: bin.share / PIECES,
    }));
  });
}

/** What one scenario leaves: mean change a person, share beyond each tier, events prevented. */
export interface Scenario {
  /** Change of the mean over everybody, in units of the factor. */
  readonly meanChange: number;
  /** Units moved in the healthy direction per 1,000 persons. */
  readonly unitsPer1000: number;
  readonly tiers: readonly { readonly tier: number; readonly before: number; readonly after: number }[];
  /** Events prevented per 1,000 persons and year; undefined without a relative risk. */
  readonly eventsPer1000?: { readonly estimate: number; readonly lower: number; readonly upper: number };
}

export interface ScenarioSetting {
  readonly tiers: readonly number[];
  readonly risk?: RelativeRisk;
}

/** Population approach: everybody moves by `delta`. */
export function shiftCurve(
  distribution: BinnedDistribution,
  delta: number,
  setting: ScenarioSetting,
): Scenario {
  const before = masses(distribution);
  const after = before.map(({ value, share }) => ({ value: value + delta, share }));
  return scenario(distribution, before, after, setting);
}

export interface TailPlan {
  /** Share of the population at the worse end that the programme is for (0.05 = top 5 %). */
  readonly share: number;
  /** Reach among them now and as planned (0.3 → 0.6). */
  readonly reachFrom: number;
  readonly reachTo: number;
  /** Effect a reached person, in units of the factor (−8 mmHg). */
  readonly effect: number;
}

/** High-risk approach: more of the worst end is reached, and each one reached moves by the effect. */
export function reachTail(
  distribution: BinnedDistribution,
  plan: TailPlan,
  setting: ScenarioSetting,
): Scenario {
  const before = masses(distribution);
  const extra = plan.reachTo - plan.reachFrom;
  const ordered = [...before].sort((a, b) => (distribution.high ? b.value - a.value : a.value - b.value));
  let left = plan.share;
  const after = ordered.flatMap(({ value, share }) => {
    const within = Math.min(share, Math.max(0, left));
    left -= share;
    const moved = within * extra;
    return [
      { value, share: share - moved },
      { value: value + plan.effect, share: moved },
    ];
  });
  return scenario(distribution, before, after, setting);
}

function scenario(
  { high }: BinnedDistribution,
  before: readonly Mass[],
  after: readonly Mass[],
  { tiers, risk }: ScenarioSetting,
): Scenario {
  const meanChange = mean(after) - mean(before);
  const events = risk && pif({ before, after, risk, high });
  return {
    meanChange,
    unitsPer1000: meanChange * (high ? -1000 : 1000),
    tiers: tiers.map((tier) => ({
      tier,
      before: shareBeyond(before, tier, high),
      after: shareBeyond(after, tier, high),
    })),
    ...(risk && events
      ? {
          eventsPer1000: {
            estimate: risk.incidence_per_1000 * events.estimate,
            lower: risk.incidence_per_1000 * events.lower,
            upper: risk.incidence_per_1000 * events.upper,
          },
        }
      : {}),
  };
}

function mean(of: readonly Mass[]): number {
  return of.reduce((sum, { value, share }) => sum + value * share, 0);
}

function shareBeyond(of: readonly Mass[], tier: number, high: boolean): number {
  return of.reduce((sum, { value, share }) => sum + ((high ? value >= tier : value < tier) ? share : 0), 0);
}

/**
 * δ*: the shift of everybody's value that prevents as much as the tail plan, on the scale of units or (with a
 * relative risk) of events. Solved by bisection; negative where the healthy direction is down.
 */
export function equivalentShift(
  distribution: BinnedDistribution,
  plan: TailPlan,
  setting: ScenarioSetting,
): number {
  const gain = (found: Scenario) => found.eventsPer1000?.estimate ?? found.unitsPer1000;
  const goal = gain(reachTail(distribution, plan, setting));
  const sign = distribution.high ? -1 : 1;
  let [low, high] = [0, Math.abs(plan.effect)];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (gain(shiftCurve(distribution, sign * middle, setting)) < goal) low = middle;
    else high = middle;
  }
  return (sign * (low + high)) / 2;
}
