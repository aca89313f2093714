import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RelativeRisk } from '../../../analysis/domain/tables/index.ts';
import {
  levinPaf,
  miettinenPaf,
  multiLevelPaf,
  numberNeeded,
  pif,
} from '../../../analysis/programmes/approaches/risk.ts';
import {
  type BinnedDistribution,
  equivalentShift,
  masses,
  reachTail,
  shiftCurve,
} from '../../../analysis/programmes/approaches/what-if.ts';

/** Normal-looking pressure in bins of 5 mmHg from 90 to 190. */
function pressure(): BinnedDistribution {
  const edges = Array.from({ length: 21 }, (_, i) => 90 + 5 * i);
  const weight = edges.map((edge) => Math.exp(-0.5 * ((edge + 2.5 - 130) / 15) ** 2));
  const total = weight.reduce((sum, w) => sum + w, 0);
  return {
    high: true,
    bins: edges.map((lower, i) => ({
      code: String(lower),
      lower,
      upper: lower + 5,
      share: weight[i]! / total,
    })),
  };
}

const RISK: RelativeRisk = {
  outcome: '試験用',
  rr: 1.3,
  lower: 1.2,
  upper: 1.4,
  per: 10,
  reference: 115,
  incidence_per_1000: 4,
  citation: '試験用の値',
};
const SETTING = { tiers: [140, 160] };
const PLAN = { share: 0.05, reachFrom: 0.3, reachTo: 0.6, effect: -8 };

describe('what if', () => {
  it('moves everybody: −2 mmHg is 2,000 units per thousand', () => {
    const found = shiftCurve(pressure(), -2, SETTING);
    expect(found.meanChange).toBeCloseTo(-2, 10);
    expect(found.unitsPer1000).toBeCloseTo(2000, 7);
    for (const { before, after } of found.tiers) expect(after).toBeLessThan(before);
    expect(found.eventsPer1000).toBeUndefined();
  });

  it('reaches 30 → 60 % of the top 5 % with −8 mmHg: 5 % × 30 % × 8 = 120 units per thousand', () => {
    const found = reachTail(pressure(), PLAN, SETTING);
    expect(found.unitsPer1000).toBeCloseTo(120, 7);
    expect(equivalentShift(pressure(), PLAN, SETTING)).toBeCloseTo(-0.12, 6);
  });

  it('on the scale of events the tail counts for more than its units', () => {
    const setting = { ...SETTING, risk: RISK };
    const byEvents = equivalentShift(pressure(), PLAN, setting);
    expect(byEvents).toBeLessThan(-0.12);
    const tail = reachTail(pressure(), PLAN, setting).eventsPer1000!;
    const shift = shiftCurve(pressure(), byEvents, setting).eventsPer1000!;
    expect(shift.estimate).toBeCloseTo(tail.estimate, 6);
    expect(tail.lower).toBeLessThan(tail.estimate);
    expect(tail.upper).toBeGreaterThan(tail.estimate);
  });

  it('keeps the mass and orders scenarios for any plan', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, unit, fc.double({ min: -20, max: 0, noNaN: true }), (share, reach, effect) => {
        const found = reachTail(pressure(), { share, reachFrom: 0, reachTo: reach, effect }, SETTING);
        expect(found.meanChange).toBeCloseTo(share * reach * effect, 8);
        for (const { before, after } of found.tiers) expect(after).toBeLessThanOrEqual(before + 1e-12);
      }),
    );
    expect(masses(pressure()).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('works the other way round where lower is worse', () => {
    const kidney: BinnedDistribution = { ...pressure(), high: false };
    const plan = { share: 0.1, reachFrom: 0, reachTo: 0.5, effect: 3 };
    expect(reachTail(kidney, plan, { tiers: [100] }).unitsPer1000).toBeCloseTo(150, 7);
    expect(equivalentShift(kidney, plan, { tiers: [100] })).toBeCloseTo(0.15, 6);
  });
});

describe('attributable and impact fractions, numbers needed', () => {
  it('Levin: 25 % exposed with RR 3 gives 1/3; levels and Miettinen agree', () => {
    expect(levinPaf(0.25, 3)).toBeCloseTo(1 / 3, 12);
    expect(multiLevelPaf([{ prevalence: 0.25, rr: 3 }])).toBeCloseTo(1 / 3, 12);
    expect(miettinenPaf([{ caseShare: 0.5, rr: 3 }])).toBeCloseTo(1 / 3, 12);
  });

  it('PIF of a log-linear risk without reference cut is 1 − RR^(δ/per)', () => {
    const at = (value: number) => [{ value, share: 1 }];
    const found = pif({ before: at(140), after: at(130), risk: RISK, high: true });
    expect(found.estimate).toBeCloseTo(1 - 1 / 1.3, 12);
    expect(pif({ before: at(110), after: at(100), risk: RISK, high: true }).estimate).toBe(0);
  });

  it('NNT turns the interval around, and says benefit to harm when it spans 0', () => {
    const found = numberNeeded({ estimate: 0.05, lower: 0.02, upper: 0.08 });
    expect(found).toEqual({ estimate: 20, lower: 12.5, upper: 50, benefitToHarm: false });
    expect(numberNeeded({ estimate: 0.05, lower: 0.02, upper: 0.08 }, 0.1).estimate).toBeCloseTo(200, 9);
    expect(numberNeeded({ estimate: 0.01, lower: -0.02, upper: 0.04 }).benefitToHarm).toBe(true);
  });
});
