import { describe, expect, test } from 'vitest';
import { disclosurePolicy, emptyLedger, releaseSurvival } from '../../analysis/disclosure/index.ts';
import { modelCovariance } from '../../analysis/statistics/glm/covariance.ts';
import { familyOf } from '../../analysis/statistics/glm/families.ts';
import { fitGlm } from '../../analysis/statistics/glm/fit.ts';
import {
  counterfactual,
  counterfactualLimits,
  segmentedDesign,
} from '../../analysis/statistics/time-series/segmented.ts';
import golden from './goldens/curve-limits.json' with { type: 'json' };

const policy = disclosurePolicy({ population: 60_000 });
const context = { title: '', population: '', period: '', source: '', method: '', caveats: [] };

/** Printed months of a curve beside R's exact limits (goldens/curve-limits.R). */
async function printedBeside(name: keyof typeof golden.arms) {
  const arm = golden.arms[name];
  const steps = arm.steps.map(
    ([time, atRisk, events, censored]) => [time, atRisk, events, censored] as const,
  );
  const arms = [{ code: 'a', label: 'a', steps: steps as [number, number, number, number][] }];
  const candidate = { id: name, parameters: {}, context, unit: '月', arms };
  const { curve } = await releaseSurvival(candidate, policy, emptyLedger('c'.repeat(64)));
  return curve.statistic.rows.slice(1).map(({ at, cells }) => {
    const [survival, , lower, upper] = cells.map((cell) =>
      cell.state === 'shown' ? cell.value : Number.NaN,
    );
    const month = Number(at[1]) - 1;
    return {
      ours: [survival!, lower!, upper!] as const,
      exact: [arm.survival[month]!, arm.lower[month]!, arm.upper[month]!] as const,
    };
  });
}

describe('limits of printed curves', () => {
  test.each(['small', 'large', 'usual', 'leaving'] as const)('are those of R survfit: %s', async (name) => {
    const months = await printedBeside(name);
    expect(months.length).toBeGreaterThan(2);
    for (const { ours, exact } of months) {
      expect(ours[0]).toBeCloseTo(exact[0], 1);
      const [own, wanted] = [ours[2] - ours[1], exact[2] - exact[1]];
      // Rounding persons to tens may widen an interval a little; it must not narrow it beyond what is printed.
      expect(own).toBeGreaterThan(wanted * 0.99 - 0.1);
      expect(own).toBeLessThan(wanted * 1.06 + 0.1);
    }
  });

  test('tell nothing that the printed shares and persons do not: a person more or less changes none', async () => {
    const curveOf = async (atRisk: number) => {
      const steps = [1, 2, 3].map((month) => [month, atRisk - 20 * (month - 1), 20, 0] as const);
      const arms = [{ code: 'a', label: 'a', steps }];
      const candidate = { id: 'km', parameters: {}, context, unit: '月', arms };
      const { curve } = await releaseSurvival(candidate, policy, emptyLedger('c'.repeat(64)));
      return curve.statistic.rows.map(({ cells }) => cells);
    };
    const [one, other] = [await curveOf(20_001), await curveOf(20_002)];
    expect(one).toEqual(other);
  });

  test('of the months expected without the programme are those of R predict', () => {
    const { events, persons, after, mean, lower, upper } = golden.series;
    const segmented = segmentedDesign({
      time: Float64Array.from(events, (_, i) => i + 1),
      after: Float64Array.from(after),
      slope: false,
      harmonics: 1,
      period: 12,
      levelTerm: 'level',
      timeTerm: 'month',
    });
    const fit = fitGlm({
      design: segmented.design,
      y: Float64Array.from(events),
      offset: Float64Array.from(persons, Math.log),
      family: familyOf('quasipoisson'),
    });
    const covariance = modelCovariance(fit);
    const limits = counterfactualLimits(fit, segmented, covariance);
    const { expectedByRow } = counterfactual(fit, segmented, Float64Array.from(after), covariance);
    limits.forEach(([low, high], i) => {
      expect(expectedByRow[i]! / mean[i]!).toBeCloseTo(1, 6);
      expect(low / lower[i]!).toBeCloseTo(1, 6);
      expect(high / upper[i]!).toBeCloseTo(1, 6);
    });
  });
});
