import { beforeAll, describe, expect, test } from 'vitest';
import { runStudy, type StudyCandidate } from '../../../analysis/studies/run.ts';
import { studyTemplates, type TemplateFacts } from '../../../analysis/studies/templates.ts';
import { seeded, type TownRow, warehouseOf } from '../../support/towns.ts';

/**
 * A town whose truth is known: walking lowers SBP by 4 mmHg and costs by 20,000 yen, letters do nothing.
 * Joining depends on recorded traits; letters go to people with SBP ≥ 140, who fall towards their own mean.
 */
const TRUE_SBP = -4;
const TRUE_COST = -20_000;

function simulate(seed: number, people: number) {
  const random = seeded(seed);
  const rows: Record<string, TownRow[]> = {
    person: [],
    enrolment: [],
    checkup: [],
    claim: [],
    participation: [],
    district: [
      { district_code: 'A', name: '北', level: 'care_area', parent_code: null },
      { district_code: 'A1', name: '北小', level: 'school_district', parent_code: 'A' },
      { district_code: 'A2', name: '南小', level: 'school_district', parent_code: 'A' },
    ],
  };
  let checkupId = 0;
  let claimId = 0;
  for (let person = 1; person <= people; person++) {
    const birthYear = 1950 + Math.floor(random.uniform() * 30);
    const sex = random.uniform() < 0.5 ? 1 : 2;
    rows.person!.push({ person_id: person, birth_month: `${birthYear}-06-01`, sex, born_on_first: false });
    rows.enrolment!.push({
      person_id: person,
      insurer_kind: 'kokuho',
      from_date: '2015-04-01',
      to_date: null,
      district_code: random.uniform() < 0.5 ? 'A1' : 'A2',
      excluded: false,
      batch_id: 1,
    });
    const usual = 128 + 0.4 * (1965 - birthYear) + 12 * random.normal();
    const spending = 250_000 + 1500 * (usual - 128) + 60_000 * random.normal();
    const measured = (shift: number) => Math.round(usual + shift + 9 * random.normal());
    const smoker = random.uniform() < 0.2;
    const before = measured(0);
    const wish = -1.2 - 0.03 * (before - 128) + (smoker ? -0.8 : 0) + (sex === 2 ? 0.4 : 0);
    const joins = random.uniform() < 1 / (1 + Math.exp(-wish));
    if (joins) {
      rows.participation!.push({
        person_id: person,
        programme_id: 'walking',
        joined_date: '2022-06-10',
        batch_id: 1,
      });
    }
    const lettered = before >= 140 && random.uniform() < 0.5;
    if (lettered) {
      rows.participation!.push({
        person_id: person,
        programme_id: 'letters',
        invited_date: '2021-12-01',
        batch_id: 1,
      });
    }
    const exams: [number, number][] = [
      [2021, before],
      [2022, measured(joins ? TRUE_SBP : 0)],
      [2023, measured(joins ? TRUE_SBP : 0)],
    ];
    for (const [year, sbp] of exams) {
      rows.checkup!.push({
        checkup_id: ++checkupId,
        person_id: person,
        exam_date: `${year}-09-15`,
        fiscal_year: year,
        programme: 'tokutei',
        sbp,
        sbp_state: 0,
        hba1c: 5.6 + 0.2 * random.normal(),
        hba1c_state: 0,
        smoker,
        drug_bp: false,
        guidance_level_reported: 3,
        batch_id: 1,
      });
    }
    for (const year of [2021, 2022, 2023]) {
      const effect = joins && year >= 2022 ? TRUE_COST : 0;
      const yen = Math.max(10_000, Math.round(spending + effect + 40_000 * random.normal()));
      rows.claim!.push({
        claim_id: ++claimId,
        person_id: person,
        month: `${year}-10-01`,
        setting: 'outpatient',
        days: 3,
        points: Math.round(yen / 10),
        yen,
        batch_id: 1,
      });
    }
  }
  return rows;
}

const FACTS: TemplateFacts = {
  first: 2020,
  last: 2023,
  guidance: false,
  programmes: [
    { id: 'walking', name: 'ウォーキング', approach: 'population', firstYear: 2022, event: 'joined' },
    { id: 'letters', name: '減塩はがき', approach: 'high_risk', firstYear: 2021, event: 'invited' },
  ],
};

async function studyOf(seed: number, people: number, id: string): Promise<StudyCandidate> {
  const town = await warehouseOf(simulate(seed, people));
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
