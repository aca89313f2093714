import { describe, expect, it } from 'vitest';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import type { Band } from '../../../analysis/programmes/approaches/error-draws.ts';
import { type WhatIfRequest, whatIf } from '../../../analysis/programmes/approaches/scenario.ts';
import { whatIfRows } from '../../../analysis/programmes/approaches/scenario-rows.ts';
import { fakeContext } from '../../support/fake-tables.ts';

/**
 * The limits against a simulation that shares nothing with the product: persons drawn one by one into bins, the shares
 * beyond a tier from areas of rectangles instead of point masses, its own random numbers.
 */
const EDGES = [100, 110, 120, 130, 140, 150, 160, 170];
const COUNTS = [100, 300, 500, 500, 300, 200, 100];
const PERSONS = 2000;
const TIERS = [140, 160];
const PLAN: WhatIfRequest = {
  shift: -2,
  shiftError: 0.5,
  tail: { share: 0.04, reachFrom: 0.3, reachTo: 0.6, effect: -8 },
  effectError: 2,
};

function released(): ReleasedTable {
  const codes = COUNTS.map((_, i) => `${EDGES[i]}~${EDGES[i + 1]}`);
  return {
    id: 'measure.risk.sbp.distribution',
    parameters: {},
    context: fakeContext('分布'),
    dimensions: [
      {
        id: 'bin',
        label: '収縮期血圧',
        partition: true,
        levels: [
          { code: 'all', label: '全体' },
          ...codes.map((code) => ({ code, label: code, parent: 'all' })),
        ],
      },
    ],
    columns: [{ id: 'n', label: '人数', kind: 'count', unit: '人', decimals: 0 }],
    rows: [
      { at: ['all'], cells: [{ state: 'shown', value: PERSONS }] },
      ...codes.map((code, i) => ({
        at: [code],
        cells: [{ state: 'shown' as const, value: COUNTS[i] ?? 0 }],
      })),
    ],
  };
}

/** mulberry32 (public domain) and Box–Muller: not the product's generator. */
function generator(seed: number) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Share at or above `tier` of a histogram. */
function above(shares: readonly number[], tier: number): number {
  return shares.reduce((sum, share, i) => {
    const upper = EDGES[i + 1] ?? 0;
    return sum + share * Math.min(1, Math.max(0, (upper - tier) / 10));
  }, 0);
}

interface Run {
  readonly before: readonly number[];
  readonly shifted: readonly number[];
  readonly tailed: readonly number[];
  readonly tailMean: number;
  readonly shiftMean: number;
}

function run({ uniform, normal }: ReturnType<typeof generator>): Run {
  const drawn = COUNTS.map(() => 0);
  for (let person = 0; person < PERSONS; person++) {
    let left = uniform() * PERSONS;
    const bin = COUNTS.findIndex((n) => {
      left -= n;
      return left < 0;
    });
    drawn[bin]! += 1 / PERSONS;
  }
  const shift = -2 + 0.5 * normal();
  const effect = -8 + 2 * normal();
  // The worst 4 %, cut off the histogram from the top; 30 points more of them are reached.
  let left = 0.04;
  const worst = drawn
    .map((_, i) => drawn.length - 1 - i)
    .map((bin) => {
      const taken = Math.min(drawn[bin]!, left);
      left -= taken;
      const top = EDGES[bin + 1]!;
      return { from: top - (10 * taken) / (drawn[bin]! || 1), top, mass: 0.3 * taken };
    });
  const crossing = (tier: number) =>
    worst.reduce((sum, { from, top, mass }) => {
      const share = (edge: number) =>
        top === from ? 0 : Math.min(1, Math.max(0, (top - edge) / (top - from)));
      return sum + mass * (share(tier) - share(tier - effect));
    }, 0);
  return {
    before: TIERS.map((tier) => above(drawn, tier)),
    shifted: TIERS.map((tier) => above(drawn, tier - shift)),
    tailed: TIERS.map((tier) => above(drawn, tier) - crossing(tier)),
    tailMean: 0.04 * 0.3 * effect,
    shiftMean: shift,
  };
}

const RANDOM = generator(20261121);
const RUNS = Array.from({ length: 3000 }, () => run(RANDOM));

function limits(pick: (one: Run) => number): readonly [number, number] {
  const sorted = RUNS.map(pick).sort((a, b) => a - b);
  return [sorted[Math.round(0.025 * 2999)]!, sorted[Math.round(0.975 * 2999)]!];
}

const found = whatIf(released(), { high: true, tiers: TIERS }, [], PLAN)!;

/** Both limits within 15 % of the width: 400 draws place a limit to about 5 % of it. */
function agrees({ lower, upper }: Band, pick: (one: Run) => number) {
  const [low, high] = limits(pick);
  expect(high - low).toBeGreaterThan(0);
  expect(Math.abs(lower - low)).toBeLessThan(0.15 * (high - low));
  expect(Math.abs(upper - high)).toBeLessThan(0.15 * (high - low));
}

describe('limits of the what-if', () => {
  it('of the mean change, both sides', () => {
    agrees(found.population.meanChange, ({ shiftMean }) => shiftMean);
    agrees(found.highRisk.meanChange, ({ tailMean }) => tailMean);
    // Of a normal: −2 ± 1.96 × 0.5. An error that was entered comes back as its own interval, at both ends.
    expect(found.population.meanChange.lower).toBeCloseTo(-2.98, 1);
    expect(found.population.meanChange.upper).toBeCloseTo(-1.02, 1);
  });

  it.each([0, 1])('of the share above tier %i: now, after either plan, and its change', (i) => {
    agrees(found.population.tiers[i]!.before, ({ before }) => before[i]!);
    agrees(found.population.tiers[i]!.after, ({ shifted }) => shifted[i]!);
    agrees(found.population.tiers[i]!.change, ({ before, shifted }) => shifted[i]! - before[i]!);
    agrees(found.highRisk.tiers[i]!.after, ({ tailed }) => tailed[i]!);
    if (i === 1) agrees(found.highRisk.tiers[i]!.change, ({ before, tailed }) => tailed[i]! - before[i]!);
  });

  it('the change is told more surely than the shares it lies between', () => {
    const width = ({ lower, upper }: Band) => upper - lower;
    const { before, after, change } = found.highRisk.tiers[1]!;
    expect(width(change)).toBeLessThan(Math.min(width(before), width(after)));
  });

  it('every row of the table has its interval, but for what the plan alone fixes', () => {
    const factor = { label: '収縮期血圧', unit: 'mmHg', decimals: 1, high: true };
    const risks = { values: [], own: false };
    const rows = whatIfRows(factor, found, { plan: PLAN, risks });
    const certain = rows.flatMap(({ id, population, highRisk }) =>
      [population, highRisk].some((band) => band !== null && band.lower === band.upper) ? [id] : [],
    );
    // With a tail of 4 % and −8, nobody reached crosses 140.
    expect(certain).toEqual(['reached', 'tier_140_change']);
    expect(rows.find(({ id }) => id === 'tier_140')!.now!.estimate).toBeCloseTo(30, 9);
  });
});
