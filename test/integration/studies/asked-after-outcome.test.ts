import { beforeAll, expect, test } from 'vitest';
import { runStudy, type StudyCandidate } from '../../../analysis/studies/run.ts';
import { studyTemplates } from '../../../analysis/studies/templates.ts';
import { seeded, type TownRow, type TownRows, warehouseOf } from '../../support/towns.ts';
import { FACTS } from './cohort-town.ts';

/**
 * Letters do nothing, and half of those with a high value get one two months after each checkup. The checkups of the
 * second year come early: its letters are within eleven months of the first checkup, and come of the second.
 */
function town(seed: number, people: number): { readonly rows: TownRows; readonly askedBefore: number } {
  const random = seeded(seed);
  const rows: Record<string, TownRow[]> = { person: [], enrolment: [], checkup: [], participation: [] };
  let askedBefore = 0;
  for (let id = 1; id <= people; id++) {
    rows.person!.push({ person_id: id, birth_month: '1960-06-01', sex: 1 + (id % 2), born_on_first: false });
    rows.enrolment!.push({
      person_id: id,
      insurer_kind: 'kokuho',
      from_date: '2015-04-01',
      to_date: null,
      district_code: null,
      excluded: false,
      batch_id: 1,
    });
    const usual = 140 + 10 * random.normal();
    const years = [
      [2021, '2021-12-10', '2022-02-10'],
      [2022, '2022-06-10', '2022-08-10'],
    ] as const;
    let high = false;
    for (const [year, day, letter] of years) {
      const sbp = Math.round(usual + 9 * random.normal());
      rows.checkup!.push({
        checkup_id: rows.checkup!.length + 1,
        person_id: id,
        exam_date: day,
        fiscal_year: year,
        programme: 'tokutei',
        sbp,
        sbp_state: 0,
        smoker: false,
        drug_bp: false,
        batch_id: 1,
      });
      if (year === 2021) high = sbp >= 140;
      if (sbp < 140 || random.uniform() < 0.5) continue;
      rows.participation!.push({ person_id: id, programme_id: 'letters', invited_date: letter, batch_id: 1 });
      if (year === 2021 && high) askedBefore++;
    }
  }
  return { rows, askedBefore };
}

interface Made {
  readonly askedBefore: number;
  /** Of those with a high value, whoever had a letter within eleven months of the first checkup. */
  readonly askedAtAll: number;
  readonly result: StudyCandidate;
}

async function studyOf(seed: number): Promise<Made> {
  const { rows, askedBefore } = town(seed, 1500);
  const held = await warehouseOf(rows);
  try {
    const template = studyTemplates(FACTS).find(({ id }) => id === 'letters')!;
    const study = { ...template, trialYears: [2021] };
    const result = await runStudy(held.warehouse, study, { threshold: 10, source: '模擬' });
    const [counted] = await held.warehouse.all(`
      SELECT count(DISTINCT p.person_id) AS n FROM participation p JOIN checkup c USING (person_id)
      WHERE c.fiscal_year = 2021 AND c.sbp >= 140`);
    return { askedBefore, askedAtAll: Number(counted!.n), result };
  } finally {
    held.close();
  }
}

const towns: Made[] = [];
beforeAll(async () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) towns.push(await studyOf(seed));
});

test('who was asked because of the outcome’s checkup did not take part before it, and the study says so', () => {
  for (const { result, askedBefore, askedAtAll } of towns) {
    const treated = result.flow.find(({ id }) => id === 'observed_sbp:treated');
    expect(treated?.persons).toBe(askedBefore);
    expect(askedAtAll).toBeGreaterThan(1.2 * askedBefore);
  }
  const [{ result }] = towns as [Made];
  expect(result.targetTrial.find(({ item }) => item === '参加群')?.text).toContain('結果を測る健診より前');
  expect(result.checks.find(({ id }) => id === 'immortal_time')?.explanation).toContain(
    '結果を測る健診より後に始めた人は、参加に数えていません',
  );
});

test('letters that do nothing do nothing: most intervals hold zero, and the mean error is noise', () => {
  const effects = towns.map(
    ({ result }) => result.effects.find((entry) => entry.effect.outcome === 'sbp')!.effect,
  );
  const held = effects.filter(({ interval: [low, high] }) => low <= 0 && high >= 0).length;
  const mean = effects.reduce((sum, { estimate }) => sum + estimate, 0) / effects.length;
  const noise =
    Math.sqrt(effects.reduce((sum, { standardError }) => sum + standardError ** 2, 0)) / effects.length;
  expect(held).toBeGreaterThanOrEqual(8);
  expect(Math.abs(mean)).toBeLessThan(3 * noise);
});
