import { describe, expect, it } from 'vitest';
import type { ReleasedCell, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import type { RelativeRisk } from '../../../analysis/domain/tables/index.ts';
import { type WhatIfRequest, whatIf } from '../../../analysis/programmes/approaches/scenario.ts';
import { scenarioReading } from '../../../analysis/programmes/approaches/scenario-reading.ts';
import { equivalentShift, reachTail, shiftCurve } from '../../../analysis/programmes/approaches/what-if.ts';
import { fakeContext } from '../../support/fake-tables.ts';

const shown = (value: number): ReleasedCell => ({ state: 'shown', value });
const HIDDEN: ReleasedCell = { state: 'hidden', reason: 'primary' };

/** 2,000 people: 10 mmHg bins from 110 to 170. */
function distribution(counts: readonly (number | null)[], total = 2000): ReleasedTable {
  const codes = ['~110', '110~120', '120~130', '130~140', '140~150', '150~160', '160~'];
  return {
    id: 'measure.risk.sbp.distribution',
    parameters: {},
    context: fakeContext('分布'),
    dimensions: [
      { id: 'year', label: '年度', partition: false, levels: [{ code: '2023', label: '令和5年度' }] },
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
    columns: [{ id: 'denominator', label: '人数', kind: 'count', unit: '人', decimals: 0 }],
    rows: [
      { at: ['2023', 'all'], cells: [shown(total)] },
      ...codes.map((code, i) => ({
        at: ['2023', code],
        cells: [counts[i] === null ? HIDDEN : shown(counts[i] ?? 0)],
      })),
    ],
  };
}

const FULL = distribution([100, 300, 500, 500, 300, 200, 100]);
const SBP = { high: true, tiers: [140, 160] };
const STROKE: RelativeRisk = {
  outcome: '脳卒中',
  rr: 1.3,
  lower: 1.2,
  upper: 1.4,
  per: 10,
  reference: 120,
  incidence_per_1000: 4,
  citation: '試験用',
};
const PLAN: WhatIfRequest = {
  shift: -2,
  tail: { share: 0.05, reachFrom: 0.3, reachTo: 0.6, effect: -8 },
  effectError: 0,
};

describe('what-if from a released distribution', () => {
  it('the whole curve by −2: 2,000 units in 1,000 people; the tail: 5 % × 30 points × 8', () => {
    const found = whatIf(FULL, SBP, [], PLAN)!;
    expect(found.persons).toBe(2000);
    expect(found.population.units.estimate).toBeCloseTo(2000, 6);
    expect(found.highRisk.units.estimate).toBeCloseTo(1000 * 0.05 * 0.3 * 8, 6);
    expect(found.highRisk.reachedPer1000).toBeCloseTo(15, 9);
    // Both do as much where everybody moves by 0.12 mmHg.
    expect(found.equivalentShift.estimate).toBeCloseTo(-0.12, 6);
    expect(found.population.tiers[0]!.before.estimate).toBeCloseTo(0.3, 9);
    // 15 % lie within 140–150; two of its ten millimetres fall below 140.
    expect(found.population.tiers[0]!.after.estimate).toBeCloseTo(0.27, 9);
    expect(found.population.tiers[0]!.change.estimate).toBeCloseTo(-0.03, 9);
  });

  it('curves keep everybody and move the way they should', () => {
    const { curve } = whatIf(FULL, SBP, [], PLAN)!;
    for (const column of ['now', 'population', 'highRisk'] as const)
      expect(curve.reduce((sum, bin) => sum + bin[column], 0)).toBeCloseTo(100, 6);
    expect(curve.map(({ now }) => now)).toEqual([5, 15, 25, 25, 15, 10, 5]);
    expect(curve[0]!.population).toBeGreaterThan(5);
    // The tail plan touches the top bin only: 5 % of people, 30 points of them, 8 mmHg down.
    expect(curve[6]!.highRisk).toBeLessThan(5);
    expect(curve[2]!.highRisk).toBeCloseTo(25, 6);
    // Ends without people stay at nothing, not below it by rounding.
    const ends = whatIf(distribution([0, 137, 711, 503, 97, 0, 0]), SBP, [], PLAN)!.curve;
    expect(
      ends.flatMap(({ now, population, highRisk }) => [now, population, highRisk]).every((x) => x >= 0),
    ).toBe(true);
  });

  it('carries the error of counts, effect and relative risk; prices per million yen', () => {
    const sure = whatIf(FULL, SBP, [STROKE], { ...PLAN, yenPerResident: 500, yenPerReached: 30_000 })!;
    const unsure = whatIf(FULL, SBP, [STROKE], { ...PLAN, effectError: 3 })!;
    const width = ({ lower, upper }: { lower: number; upper: number }) => upper - lower;
    const events = (of: typeof sure) => of.highRisk.events[0]!.per1000;
    expect(width(events(unsure))).toBeGreaterThan(1.5 * width(events(sure)));
    expect(width(sure.population.events[0]!.per1000)).toBeGreaterThan(0);
    expect(sure.population.yenPer1000).toBe(500_000);
    expect(sure.population.unitsPerMillionYen!.estimate).toBeCloseTo(4000, 6);
    expect(sure.highRisk.yenPer1000).toBeCloseTo(450_000, 6);
    expect(unsure.highRisk.unitsPerMillionYen).toBeNull();
    // δ* on events: shifting everybody by it prevents as much as the tail plan.
    const back = whatIf(FULL, SBP, [STROKE], { ...PLAN, shift: sure.equivalentShift.estimate })!;
    expect(back.population.events[0]!.per1000.estimate).toBeCloseTo(events(sure).estimate, 6);
  });

  it('the quick way of the draws equals the scenarios and the bisection', () => {
    const found = whatIf(FULL, SBP, [STROKE], PLAN)!;
    const total = 2000;
    const edges = [null, 110, 120, 130, 140, 150, 160, null];
    const binned = {
      high: true,
      bins: [100, 300, 500, 500, 300, 200, 100].map((n, i) => ({
        code: String(i),
        lower: edges[i] ?? null,
        upper: edges[i + 1] ?? null,
        share: n / total,
      })),
    };
    const setting = { tiers: [], risk: STROKE };
    const both = [
      [found.population.events[0]!.per1000.estimate, shiftCurve(binned, -2, setting).eventsPer1000!.estimate],
      [
        found.highRisk.events[0]!.per1000.estimate,
        reachTail(binned, PLAN.tail, setting).eventsPer1000!.estimate,
      ],
      [found.equivalentShift.estimate, equivalentShift(binned, PLAN.tail, setting)],
    ] as const;
    for (const [quick, slow] of both) expect(quick).toBeCloseTo(slow, 9);
    const whole = { tiers: SBP.tiers, risk: STROKE };
    for (const [side, scenario] of [
      [found.population, shiftCurve(binned, -2, whole)],
      [found.highRisk, reachTail(binned, PLAN.tail, whole)],
    ] as const) {
      expect(side.meanChange.estimate).toBeCloseTo(scenario.meanChange, 9);
      scenario.tiers.forEach(({ before, after }, i) => {
        expect(side.tiers[i]!.before.estimate).toBeCloseTo(before, 9);
        expect(side.tiers[i]!.after.estimate).toBeCloseTo(after, 9);
      });
    }
  });

  it('hidden bins share what the shown ones leave, and the result says so; nothing shown gives nothing', () => {
    const some = whatIf(distribution([null, 300, 500, 500, 300, 200, null]), SBP, [], PLAN)!;
    expect(some.curve[0]!.now + some.curve[6]!.now).toBeCloseTo(10, 6);
    expect(some.filled).toBe(true);
    expect(whatIf(FULL, SBP, [], PLAN)!.filled).toBe(false);
    expect(
      whatIf(distribution([null, null, null, null, null, null, null], 0), SBP, [], PLAN),
    ).toBeUndefined();
  });

  it('says both sides and the equivalent shift in one sentence', () => {
    const factor = { id: 'sbp', label: '収縮期血圧', unit: 'mmHg', ...SBP } as never;
    const text = scenarioReading(factor, whatIf(FULL, SBP, [], PLAN)!);
    expect(text).toContain('2,000人');
    expect(text).toContain('0.12mmHg（95%区間 0.12〜0.12）下がる');
  });
});
