import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EffectEstimate } from '../../../analysis/domain/statistic.ts';
import { runStudy, type StudyCandidate } from '../../../analysis/studies/run.ts';
import { completed, type StudyInput } from '../../../analysis/studies/template-parts.ts';
import { type TownRow, type TownRows, warehouseOf } from '../../support/towns.ts';
import { outcome, STUDIES } from './design-studies.ts';
import { designTown, TRUE } from './design-town.ts';

/** Every further analysis of every design, on towns in which what it is for was planted. */
type Town = Awaited<ReturnType<typeof warehouseOf>>;
const towns: Town[] = [];

async function townOf(rows: TownRows): Promise<Town> {
  const town = await warehouseOf(rows);
  towns.push(town);
  return town;
}

const run = (town: Town, study: StudyInput): Promise<StudyCandidate> =>
  runStudy(town.warehouse, completed(study), { threshold: 10, source: '模擬' });

const study = (name: string, rest: object = {}): StudyInput => ({ ...STUDIES[name], ...rest }) as StudyInput;

const setOf = (result: StudyCandidate, id: string) => {
  const found = result.sets.find((set) => set.id === id);
  if (!found) throw new Error(`no set ${id} among ${result.sets.map((set) => set.id).join()}`);
  return found;
};
const methods = (result: StudyCandidate, id: string) =>
  setOf(result, id).effects.map(({ effect }) => effect.method);
const effectIn = (result: StudyCandidate, id: string, method: string): EffectEstimate =>
  setOf(result, id).effects.find(({ effect }) => effect.method.includes(method))!.effect;
const check = (result: StudyCandidate, id: string) => result.checks.find((each) => each.id === id)!;
const main = (result: StudyCandidate): EffectEstimate => result.effects[0]!.effect;
const holds = ({ interval: [low, high] }: EffectEstimate, truth: number) => low <= truth && truth <= high;

/** A town with some checkups rewritten. */
function rewritten(rows: TownRows, change: (row: TownRow) => TownRow | undefined): TownRows {
  const made = rows.checkup!.map(change);
  return { ...rows, checkup: made.filter((row) => row !== undefined) };
}

const peopleWhere = (rows: TownRows, test: (row: TownRow) => boolean) =>
  new Set(rows.participation!.filter(test).map((row) => row.person_id));

afterAll(() => {
  for (const town of towns) town.close();
});

describe('difference in differences', () => {
  let result: StudyCandidate;
  let mended: StudyCandidate;

  beforeAll(async () => {
    // Who joined in 2022 had measured high by chance the year before: 6 mmHg that go away by themselves.
    const rows = designTown({ seed: 41, people: 3000 });
    const chosen = peopleWhere(
      rows,
      (row) => row.programme_id === 'staggered' && String(row.joined_date).startsWith('2022'),
    );
    const town = await townOf(
      rewritten(rows, (row) =>
        chosen.has(row.person_id!) && row.fiscal_year === 2021 ? { ...row, sbp: Number(row.sbp) + 6 } : row,
      ),
    );
    result = await run(town, study('staggered'));
    mended = await run(town, study('staggered', { anticipationYears: 1 }));
  });

  test('a value that decided who joins is found, and the year before it gives the truth', () => {
    expect(main(result).interval[1]).toBeLessThan(TRUE.staggered);
    expect(check(result, 'regression_to_mean').verdict).toBe('bad');
    expect(check(result, 'regression_to_mean').action).toContain('anticipationYears');
    expect(result.evidenceLevel).toBe('3');
    expect(holds(main(mended), TRUE.staggered)).toBe(true);
    expect(check(mended, 'regression_to_mean').verdict).toBe('good');
    expect(holds(effectIn(result, 'settings', '2年前'), TRUE.staggered)).toBe(true);
  });

  test('other people to compare with, covariates, and the change of participants alone', () => {
    for (const method of ['まだ始めていない人', '背景をそろえる']) {
      expect(methods(mended, 'settings').join()).toContain(method);
      expect(holds(effectIn(mended, 'settings', method), TRUE.staggered)).toBe(true);
    }
    const own = result.alternatives.find(({ effect }) => effect.method === '参加者の前後差')!.effect;
    expect(holds(own, TRUE.staggered)).toBe(false);
    expect(result.reading(result.effects.map(({ effect }) => effect)).join('')).toContain(
      '前後の変化をそのまま効果とみなすことはできません',
    );
  });
});

describe('negative controls in every design that has outcomes', () => {
  const control = (variable: string) => ({
    ...outcome(variable, '', 1),
    primary: false,
    negativeControl: true,
  });
  let town: Town;

  beforeAll(async () => {
    town = await townOf(designTown({ seed: 42, people: 2500 }));
  });

  test.each([
    ['staggered', ['ldl', 'hdl', 'ggt'], 'weight'],
    ['letter', ['weight', 'ggt', 'dbp'], 'ldl'],
    ['dose', ['ldl', 'hdl', 'weight'], 'dbp'],
  ])(
    '%s: quiet controls pass and calibrate, a moving one takes the level down',
    async (name, quiet, moving) => {
      const own = STUDIES[name] as { outcomes: readonly object[]; design: string };
      const calm = await run(town, study(name, { outcomes: [...own.outcomes, ...quiet.map(control)] }));
      expect(check(calm, 'negative_control').verdict).not.toBe('bad');
      const words = calm.bounds.find(({ label }) => label.includes('陰性対照'))!.text;
      const [low, high] = /区間 (-?[\d.]+)〜(-?[\d.]+)/u.exec(words)!.slice(1).map(Number) as [
        number,
        number,
      ];
      expect(low).toBeLessThan(high);
      expect(holds({ ...main(calm), interval: [low, high] }, main(calm).estimate)).toBe(true);
      if (moving === 'weight') return;
      const moved = await run(
        town,
        study(name, { outcomes: [{ ...outcome('hdl', '', 1) }, control(moving)] }),
      );
      expect(check(moved, 'negative_control').verdict).toBe('bad');
      expect(moved.evidenceLevel).toBe('3');
    },
  );

  test('several questions: a chance finding among them is named', async () => {
    const result = await run(
      town,
      study('letter', { outcomes: ['ldl', 'hdl', 'weight'].map((variable) => outcome(variable, '', 1)) }),
    );
    expect(check(result, 'multiplicity').explanation).toContain('3つの結果');
  });
});

describe('subgroups', () => {
  test('an effect in women only is found; without one nothing is claimed', async () => {
    const rows = designTown({ seed: 43, people: 3000 });
    const drawn = peopleWhere(
      rows,
      ({ programme_id, arm }) => programme_id === 'letter' && arm === 'treated',
    );
    const women = new Set(rows.person!.filter(({ sex }) => sex === 2).map((row) => row.person_id));
    const planted = await townOf(
      rewritten(rows, (row) =>
        drawn.has(row.person_id!) && women.has(row.person_id!) && Number(row.fiscal_year) >= 2022
          ? { ...row, ldl: Number(row.ldl) - 8 }
          : row,
      ),
    );
    const subgroups = [{ variable: 'female', label: '男女' }];
    const result = await run(planted, study('letter', { subgroups }));
    const set = setOf(result, 'subgroup_female');
    expect(set.reading).toContain('差が違う可能性');
    expect(holds(set.effects[0]!.effect, TRUE.letter - 8)).toBe(true);
    expect(holds(set.effects[1]!.effect, TRUE.letter)).toBe(true);

    const plain = await townOf(rows);
    for (const name of ['letter', 'staggered', 'threshold', 'dose', 'class']) {
      const same = setOf(await run(plain, study(name, { subgroups })), 'subgroup_female');
      expect(same.effects, name).toHaveLength(2);
      expect(same.reading, name).toMatch(/違うとは言えません|可能性/u);
    }
  });
});

describe('discontinuity', () => {
  test('shapes and people at the cut-off left out hold the truth', async () => {
    const honest = await run(await townOf(designTown({ seed: 44, people: 4000 })), study('threshold'));
    expect(methods(honest, 'shape')).toHaveLength(4);
    for (const { effect } of setOf(honest, 'shape').effects) {
      expect(Math.abs(effect.estimate - TRUE.threshold)).toBeLessThan(3 * effect.standardError);
    }
  });
});

describe('time to event', () => {
  test('followed until a later start the ratio is the truth; counted to the end, who starts later dilutes it', async () => {
    const results = [];
    for (const seed of [45, 46, 47]) {
      results.push(await run(await townOf(designTown({ seed, people: 3000 })), study('class')));
    }
    const log = (effects: readonly EffectEstimate[]) =>
      effects.reduce((sum, { estimate }) => sum + Math.log(estimate), 0) / effects.length;
    const hazard = results.map((result) => result.effects[1]!.effect);
    const later = results.map((result) => setOf(result, 'later_starts').effects[1]!.effect);
    expect(log(later)).toBeGreaterThan(log(hazard));
    expect(hazard.filter((effect) => holds(effect, TRUE.hazard)).length).toBeGreaterThanOrEqual(2);
    const [{ method, reading }] = results as [StudyCandidate];
    expect(`${method} ${reading([]).at(-1)}`).toMatch(/始めた日で追跡を終える.*始めた日までを数えています/u);
    for (const id of ['weights', 'estimators', 'leave_one_out']) {
      for (const { effect } of setOf(results[0]!, id).effects) {
        const { estimate, standardError } = main(results[0]!);
        expect(Math.abs(effect.estimate - estimate), effect.method).toBeLessThan(3 * standardError);
      }
    }
  });
});

describe('randomised', () => {
  test('high values are not measured again in one arm: weights bring the truth back', async () => {
    const rows = designTown({ seed: 48, people: 4000 });
    const drawn = peopleWhere(
      rows,
      ({ programme_id, arm }) => programme_id === 'letter' && arm === 'treated',
    );
    const before = new Map(
      rows.checkup!.filter((row) => row.fiscal_year === 2021).map((row) => [row.person_id, Number(row.ldl)]),
    );
    // Whoever got the letter and had a high value stays away more often; of the others, one in ten does.
    const stays = (id: number) => {
      const lot = (id * 0.618_033_988_7) % 1;
      return drawn.has(id) ? lot < 1 / (1 + Math.exp((125 - before.get(id)!) / 8)) : lot < 0.1;
    };
    const town = await townOf(
      rewritten(rows, (row) => (row.fiscal_year === 2022 && stays(Number(row.person_id)) ? undefined : row)),
    );
    const result = await run(town, study('letter'));
    const crude = result.alternatives.find(({ effect }) => effect.method.includes('調整なし'))!.effect;
    expect(crude.interval[1]).toBeLessThan(TRUE.letter);
    expect(holds(effectIn(result, 'missing', 'IPCW'), TRUE.letter)).toBe(true);
    expect(check(result, 'follow_up').verdict).not.toBe('good');
  });
});

test('nobody lost in one arm: the other analyses are still made', async () => {
  const rows = designTown({ seed: 51, people: 1200 });
  const drawn = peopleWhere(rows, ({ programme_id, arm }) => programme_id === 'letter' && arm === 'treated');
  const town = await townOf(
    rewritten(rows, (row) =>
      row.fiscal_year === 2022 && drawn.has(row.person_id!) && Number(row.person_id) % 5 === 0
        ? undefined
        : row,
    ),
  );
  const result = await run(town, study('letter'));
  expect(Number.isFinite(main(result).estimate)).toBe(true);
  expect(result.sets.map(({ id }) => id)).not.toContain('missing');
});

describe('dose', () => {
  test('what goes with the dose is shown covariate by covariate', async () => {
    const rows = designTown({ seed: 49, people: 2500 });
    // People of low pressure walk more: without it the steps get the praise.
    const before = new Map(
      rows.checkup!.filter((row) => row.fiscal_year === 2021).map((row) => [row.person_id, Number(row.dbp)]),
    );
    const measured = rows.programme_measurement!.map((row) => ({
      ...row,
      value: Number(row.value) - 150 * (before.get(row.person_id!)! - 78),
    }));
    const town = await townOf({ ...rows, programme_measurement: measured });
    const result = await run(town, study('dose'));
    const without = effectIn(result, 'leave_one_out', '拡張期血圧を外す');
    expect(without.estimate).toBeLessThan(main(result).estimate - 3 * main(result).standardError);
    expect(check(result, 'dose_confounding').verdict).not.toBe('good');
  });
});

describe('series', () => {
  test('its error is never smaller than the model itself says, and other shapes agree', async () => {
    const result = await run(await townOf(designTown({ seed: 50, people: 3000 })), study('series'));
    expect(methods(result, 'settings').length).toBeGreaterThanOrEqual(4);
    const model = setOf(result, 'settings').effects.map(({ effect }) => effect.standardError);
    expect(main(result).standardError).toBeGreaterThan(Math.min(...model) * 0.7);
    expect(holds(main(result), TRUE.series)).toBe(true);
  });
});
