import { beforeAll, describe, expect, test } from 'vitest';
import { runStudy, type StudyCandidate } from '../../../analysis/studies/run.ts';
import { studyTemplates } from '../../../analysis/studies/templates.ts';
import { warehouseOf } from '../../support/towns.ts';
import { cohortTown, FACTS, TRUE_COST, TRUE_SBP } from './cohort-town.ts';

async function studyOf(seed: number, people: number, id: string): Promise<StudyCandidate> {
  const town = await warehouseOf(cohortTown(seed, people));
  try {
    const template = studyTemplates(FACTS).find((candidate) => candidate.id === id)!;
    const study = { ...template, trialYears: [id === 'walking' ? 2022 : 2021] };
    return await runStudy(town.warehouse, study, { threshold: 10, source: '模擬' });
  } finally {
    town.close();
  }
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const alternative = (result: StudyCandidate, method: string) =>
  result.alternatives.find((entry) => entry.effect.method === method)!.effect;

describe('cohort studies on towns with known effects', () => {
  let walking: StudyCandidate[];
  let letters: StudyCandidate[];

  beforeAll(async () => {
    walking = [];
    letters = [];
    for (const seed of SEEDS) {
      walking.push(await studyOf(seed, 2500, 'walking'));
      letters.push(await studyOf(seed, 2500, 'letters'));
    }
  });

  /** Ten 95 % intervals: at least eight hold the truth, and the mean error is within its own noise. */
  function expectUnbiased(results: readonly StudyCandidate[], outcome: string, truth: number): void {
    const effects = results.map(
      (result) => result.effects.find((entry) => entry.effect.outcome === outcome)!.effect,
    );
    const held = effects.filter(({ interval: [low, high] }) => low <= truth && high >= truth).length;
    const error = effects.reduce((sum, effect) => sum + effect.estimate - truth, 0) / effects.length;
    const noise =
      Math.sqrt(effects.reduce((sum, effect) => sum + effect.standardError ** 2, 0)) / effects.length;
    expect(held).toBeGreaterThanOrEqual(8);
    expect(Math.abs(error)).toBeLessThan(3 * noise);
  }

  test('the walking effects on blood pressure and on costs are found', () => {
    expectUnbiased(walking, 'sbp', TRUE_SBP);
    expectUnbiased(walking, 'annual_cost', TRUE_COST);
  });

  test('the programme without effect has none', () => {
    expectUnbiased(letters, 'sbp', 0);
  });

  test('the crude comparison misses the truth: people of low pressure and cost join', () => {
    for (const result of walking) {
      expect(alternative(result, '調整なしの群間差').interval[1]).toBeLessThan(TRUE_SBP);
    }
  });

  test('before and after alone shows a fall where there is no effect, and the reading says so', () => {
    for (const result of letters) {
      expect(alternative(result, '参加者の前後差').interval[1]).toBeLessThan(-1);
      expect(result.reading(result.effects.map(({ effect }) => effect)).join('')).toContain(
        '前後の変化をそのまま効果とみなすことはできません',
      );
    }
  });

  test('the flow only shrinks, and weighting balances the traits', () => {
    for (const { flow, balance } of walking) {
      const treated = flow.filter((step) => step.arm === '参加').map((step) => step.persons);
      expect(treated[0]).toBeGreaterThan(300);
      for (let i = 1; i < 4; i++) expect(treated[i]!).toBeLessThanOrEqual(treated[i - 1]!);
      expect(Math.max(...balance!.rows.map((row) => Math.abs(row.row.before)))).toBeGreaterThan(0.3);
      expect(Math.max(...balance!.rows.map((row) => Math.abs(row.row.after)))).toBeLessThan(0.1);
    }
  });
});
