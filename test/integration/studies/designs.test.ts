import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EffectEstimate } from '../../../analysis/domain/statistic.ts';
import { runStudy, type StudyCandidate } from '../../../analysis/studies/run.ts';
import { completed, type StudyInput } from '../../../analysis/studies/template-parts.ts';
import { warehouseOf } from '../../support/towns.ts';
import { STUDIES } from './design-studies.ts';
import { designTown, type TownWishes, TRUE } from './design-town.ts';

type Town = Awaited<ReturnType<typeof warehouseOf>>;

const SEEDS = [11, 12, 13];
const towns: Town[] = [];

async function townOf(wish: TownWishes): Promise<Town> {
  const town = await warehouseOf(designTown(wish));
  towns.push(town);
  return town;
}

const run = (town: Town, study: StudyInput) =>
  runStudy(town.warehouse, completed(study), { threshold: 10, source: '模擬' });

const study = (name: string): StudyInput => STUDIES[name]!;

const effectsOf = (results: readonly StudyCandidate[], at = 0): EffectEstimate[] =>
  results.map((result) => result.effects[at]!.effect);

/** Every 95 % interval but at most one holds the truth, and the mean error is within its own noise. */
function expectTruth(effects: readonly EffectEstimate[], truth: number): void {
  const held = effects.filter(({ interval: [low, high] }) => low <= truth && high >= truth).length;
  const ratio = effects[0]!.scale === 'hazard_ratio' || effects[0]!.scale === 'rate_ratio';
  const scaled = (value: number) => (ratio ? Math.log(value) : value);
  const error =
    effects.reduce((sum, { estimate }) => sum + scaled(estimate) - scaled(truth), 0) / effects.length;
  const noise =
    Math.sqrt(effects.reduce((sum, { standardError }) => sum + standardError ** 2, 0)) / effects.length;
  expect(held).toBeGreaterThanOrEqual(effects.length - 1);
  expect(Math.abs(error)).toBeLessThan(3 * noise);
}

const check = (result: StudyCandidate, id: string) => result.checks.find((each) => each.id === id)!;

describe('each design finds what was built in', () => {
  let town: readonly Town[];
  const results = new Map<string, StudyCandidate[]>();

  beforeAll(async () => {
    town = await Promise.all(SEEDS.map((seed) => townOf({ seed, people: 3000 })));
    for (const name of Object.keys(STUDIES)) {
      const made: StudyCandidate[] = [];
      for (const each of town) made.push(await run(each, study(name)));
      results.set(name, made);
    }
  });
  afterAll(() => {
    for (const each of towns) each.close();
  });

  const of = (name: string) => results.get(name)!;

  test('staggered start: people of low pressure join, their trend is the same', () => {
    expectTruth(effectsOf(of('staggered')), TRUE.staggered);
    for (const result of of('staggered')) {
      expect(check(result, 'pre_trend').verdict).not.toBe('bad');
      const years = result.sets.find(({ kind }) => kind === 'event_study')!.effects;
      expect(years.filter(({ effect }) => effect.method.includes('年前')).length).toBeGreaterThan(0);
    }
  });

  test('fuzzy threshold: the effect on who takes part because of it', () => {
    expectTruth(effectsOf(of('threshold')), TRUE.threshold);
    for (const result of of('threshold')) {
      expect(check(result, 'first_stage').verdict).toBe('good');
      expect(result.effects[0]!.effect.estimand).toBe('LATE');
    }
  });

  test('randomised letter, postcard with two elements, districts, districts in turn', () => {
    expectTruth(effectsOf(of('letter')), TRUE.letter);
    expectTruth(effectsOf(of('card')), TRUE.picture);
    expectTruth(effectsOf(of('card'), 1), TRUE.deadline);
    expectTruth(effectsOf(of('campaign')), TRUE.campaign);
    expectTruth(effectsOf(of('wedge')), TRUE.wedge);
    for (const result of of('letter')) expect(result.evidenceLevel).toBe('1');
    const elements = of('card').map(({ sets }) => sets[0]!.effects[0]!.effect);
    expectTruth(elements, 0);
  });

  test('districts are the unit: their interval is wider than that of persons', () => {
    const byDistrict = effectsOf(of('campaign'))[0]!;
    const means = of('campaign')[0]!.alternatives.find(({ effect }) => effect.method.includes('地区の平均'))!;
    expect(means.effect.interval[0]).toBeLessThan(TRUE.campaign);
    expect(byDistrict.standardError).toBeGreaterThan(0.05);
  });

  test('steps: the fall for every 1,000 and the shape of the curve', () => {
    expectTruth(effectsOf(of('dose')), TRUE.steps);
    const at9000 = of('dose').map(({ sets }) => sets[0]!.effects[2]!.effect);
    expectTruth(at9000, TRUE.steps * 5);
  });

  test('care need: hazard ratio from a matched start', () => {
    expectTruth(effectsOf(of('class'), 1), TRUE.hazard);
    for (const result of of('class')) expect(result.effects[0]!.effect.interval[1]).toBeLessThan(0);
  });

  test('admissions of the whole town, by season and trend', () => {
    expectTruth(effectsOf(of('series')), TRUE.series);
    for (const result of of('series')) {
      expect(check(result, 'series_length').verdict).toBe('good');
      const plain = result.alternatives.find(({ effect }) => effect.method.includes('単純'))!;
      expect(plain.effect.estimate).toBeGreaterThan(TRUE.series);
    }
  });

  test('every study reads out its numbers and what it does not say', () => {
    for (const made of results.values()) {
      for (const { reading, effects, flow, code, formula } of made) {
        const printed = effects.map(({ effect }) => effect);
        expect(reading(printed).join('')).toMatch(/95％信頼区間/u);
        expect(reading(printed).at(-1)).toMatch(/ません|得ます/u);
        // Where the gate hides the sizes, no sentence says them.
        const unsized = reading(printed.map((effect) => ({ ...effect, treated: null, control: null })));
        expect(unsized.join('')).not.toMatch(/約[\d,]+人|約0人/u);
        expect(flow.length).toBeGreaterThan(0);
        expect(code).toContain('data.csv');
        expect(formula.length).toBeGreaterThan(0);
      }
    }
  });
});

describe('guards where they matter', () => {
  test('trends that part before the start are found, and the level falls', async () => {
    const town = await townOf({ seed: 21, people: 3000, divergent: true });
    const result = await run(town, study('staggered'));
    expect(check(result, 'pre_trend').verdict).toBe('bad');
    expect(result.evidenceLevel).toBe('3');
    expect(result.reading(result.effects.map(({ effect }) => effect)).join('')).toContain(
      '効果とは言えません',
    );
  });

  test('values pushed over the threshold are found', async () => {
    const honest = await run(await townOf({ seed: 22, people: 3000 }), study('threshold'));
    const pushed = await run(await townOf({ seed: 22, people: 3000, heaped: true }), study('threshold'));
    expect(check(honest, 'manipulation').verdict).toBe('good');
    expect(check(pushed, 'manipulation').verdict).not.toBe('good');
  });

  test('immortal time alone looks like protection; the matched start shows none', async () => {
    const results = await Promise.all(
      SEEDS.map(async (seed) =>
        run(await townOf({ seed: seed + 100, people: 3000, noProtection: true }), study('class')),
      ),
    );
    expectTruth(effectsOf(results, 1), 1);
    expectTruth(effectsOf(results), 0);
    for (const result of results) {
      const naive = result.alternatives.find(({ effect }) => effect.method.includes('不死時間'))!.effect;
      expect(naive.interval[1]).toBeLessThan(0);
    }
  });
});
