import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adjust, differenceOf, weightedArmMeans } from '../../../analysis/studies/adjustment.ts';
import { buildCohort, knownRows, pick } from '../../../analysis/studies/cohort.ts';
import type { CohortStudy } from '../../../analysis/studies/definition.ts';
import { expandCohort } from '../../../analysis/studies/designs/matched-start.ts';
import { naturalFall } from '../../../analysis/studies/natural-fall.ts';
import { cohortPlan } from '../../../analysis/studies/plan.ts';
import { runStudy, type StudyCandidate } from '../../../analysis/studies/run.ts';
import { completed, type StudyInput } from '../../../analysis/studies/template-parts.ts';
import { seeded, type TownRow, type TownRows, warehouseOf } from '../../support/towns.ts';

/**
 * A town in which a programme does nothing, and everything that makes nothing look like something: people who
 * care for their health join, some leave in the middle of a year, some stand in two years, high values fall.
 */
function town(seed: number, people: number): TownRows {
  const random = seeded(seed);
  const rows: Record<string, TownRow[]> = {
    person: [],
    enrolment: [],
    checkup: [],
    claim: [],
    participation: [],
  };
  let checkup = 0;
  let claim = 0;
  for (let id = 1; id <= people; id++) {
    const care = random.normal();
    const usual = 135 - 3 * care + 10 * random.normal();
    const joins = random.uniform() < 1 / (1 + Math.exp(0.8 - 1.2 * care));
    // Of who joined, many move away in the middle of the next year.
    const leaves = random.uniform() < (joins ? 0.3 : 0.05);
    rows.person!.push({
      person_id: id,
      birth_month: `${1955 + Math.floor(20 * random.uniform())}-06-01`,
      sex: 1 + (id % 2),
      born_on_first: false,
    });
    rows.enrolment!.push({
      person_id: id,
      insurer_kind: 'kokuho',
      from_date: '2015-04-01',
      to_date: leaves ? '2022-10-01' : null,
      district_code: 'A',
      excluded: false,
      batch_id: 1,
    });
    if (joins)
      rows.participation!.push({
        person_id: id,
        programme_id: 'nothing',
        joined_date: '2021-06-01',
        batch_id: 1,
      });
    for (const year of [2018, 2019, 2020, 2021, 2022]) {
      // The careful come to every checkup; the year before the start is on file for all.
      if (year < 2020 && random.uniform() > 1 / (1 + Math.exp(-1.5 * care))) continue;
      if (year === 2022 && leaves) continue;
      rows.checkup!.push({
        checkup_id: ++checkup,
        person_id: id,
        exam_date: `${year}-09-15`,
        fiscal_year: year,
        programme: 'tokutei',
        sbp: usual + 8 * random.normal(),
        sbp_state: 0,
        hba1c: 6 - 0.2 * care + 0.2 * random.normal(),
        hba1c_state: 0,
        smoker: false,
        drug_bp: false,
        guidance_level_reported: 3,
        batch_id: 1,
      });
    }
    for (let month = 0; month < 36; month++) {
      if (leaves && month >= 30) continue;
      const date = new Date(Date.UTC(2020, 3 + month, 1)).toISOString().slice(0, 10);
      const yen = Math.round(20_000 + 1000 * random.normal());
      rows.claim!.push({
        claim_id: ++claim,
        person_id: id,
        month: date,
        setting: 'outpatient',
        days: 1,
        points: Math.round(yen / 10),
        yen,
        batch_id: 1,
      });
      if (random.uniform() < 0.1 + 0.08 / (1 + Math.exp(-2 * care))) {
        rows.claim!.push({
          claim_id: ++claim,
          person_id: id,
          month: date,
          setting: 'dental',
          days: 1,
          points: 0,
          yen: 0,
          batch_id: 1,
        });
      }
    }
  }
  return rows;
}

const base: StudyInput & { design: 'cohort_with_comparison' } = {
  format: 'ebpm-study/1',
  id: 'nothing',
  title: '何もしない事業',
  question: '変わるか',
  programme: 'nothing',
  programmeLabel: '事業',
  approach: 'population',
  design: 'cohort_with_comparison',
  trialYears: [2021],
  baselineYear: -1,
  timeZero: 'fiscal_year_start',
  eligibility: { insurer: 'any', age: [30, 90], conditions: [] },
  exposure: { source: 'participation', event: 'joined', graceMonths: 12 },
  covariates: ['age', 'female', 'sbp', 'hba1c', 'checkups_before', 'annual_cost'],
  outcomes: [],
  estimand: 'ATT',
};

const measured = (variable: string, unit: string, rest: Partial<CohortStudy['outcomes'][number]> = {}) => ({
  id: variable,
  variable,
  year: 1,
  label: variable,
  unit,
  decimals: 1,
  better: 'lower' as const,
  minimalImportantDifference: 5,
  primary: true,
  negativeControl: false,
  ...rest,
});

describe('guards of a cohort, where each of them matters', () => {
  let held: Awaited<ReturnType<typeof warehouseOf>>;
  const run = (study: StudyInput): Promise<StudyCandidate> =>
    runStudy(held.warehouse, completed(study), { threshold: 10, source: '模擬' });
  const check = (result: StudyCandidate, id: string) => result.checks.find((each) => each.id === id);

  beforeAll(async () => {
    held = await warehouseOf(town(5, 3000));
  });
  afterAll(() => held.close());

  test('part years: people who moved away would look like a saving', async () => {
    const study = {
      ...base,
      outcomes: [measured('annual_cost', '円', { minimalImportantDifference: 5000 })],
    };
    const result = await run(study);
    const { interval } = result.effects[0]!.effect;
    expect(interval[0]).toBeLessThan(0);
    expect(interval[1]).toBeGreaterThan(0);
    const [naive] = await held.warehouse.all(`
      WITH cost AS (SELECT person_id, sum(yen) AS yen FROM claim WHERE month >= DATE '2022-04-01' GROUP BY ALL)
      SELECT avg(yen) FILTER (j.person_id IS NOT NULL) - avg(yen) FILTER (j.person_id IS NULL) AS gap
      FROM cost LEFT JOIN participation j USING (person_id)`);
    expect(Number(naive!.gap)).toBeLessThan(-15_000);
    expect(check(result, 'part_years')?.verdict).not.toBe('good');
  });

  test('movers: more of the participants could not be followed, and the check says so', async () => {
    const result = await run({ ...base, outcomes: [measured('sbp', 'mmHg')] });
    expect(check(result, 'follow_up')?.verdict).toBe('bad');
    expect(result.evidenceLevel).toBe('3');
    const missing = result.sets.find(({ id }) => id === 'missing')!;
    expect(missing.effects.map(({ effect }) => effect.method)).toContain('追跡できた確率で重みづけ（IPCW）');
  });

  test('healthy volunteers: without earlier checkups and costs a programme of nothing works', async () => {
    const outcomes = [measured('hba1c', '％', { minimalImportantDifference: 0.1, decimals: 2 })];
    const blind = await run({ ...base, covariates: ['age', 'female', 'sbp'], outcomes });
    const guarded = await run({ ...base, outcomes });
    expect(blind.effects[0]!.effect.interval[1]).toBeLessThan(0);
    expect(check(blind, 'healthy_volunteer')?.verdict).toBe('caution');
    expect(Math.abs(guarded.effects[0]!.effect.estimate)).toBeLessThan(
      Math.abs(blind.effects[0]!.effect.estimate) / 2,
    );
    expect(check(guarded, 'healthy_volunteer')?.verdict).toBe('good');
  });

  test('a negative control that moves takes the level down', async () => {
    const outcomes = [
      measured('sbp', 'mmHg'),
      measured('dental_visits', '日', { primary: false, negativeControl: true }),
    ];
    const blind = await run({ ...base, covariates: ['age', 'female'], outcomes });
    expect(check(blind, 'negative_control')?.verdict).toBe('bad');
    expect(blind.evidenceLevel).toBe('3');
    expect(blind.reading(blind.effects.map(({ effect }) => effect)).join('')).not.toContain('dental_visits');
  });

  test('rows of one person count once: the error does not shrink with copies', async () => {
    const study = completed({ ...base, outcomes: [measured('sbp', 'mmHg')] }) as CohortStudy;
    const cohort = await buildCohort(
      held.warehouse,
      cohortPlan(study, { exposure: { kind: 'start', ...study.exposure } }),
    );
    const known = knownRows(cohort.outcomes[0]!.after);
    const errors = (source: Uint32Array) => {
      const z = pick(cohort.exposed, source);
      const copied = expandCohort(cohort, {
        source,
        z,
        time: z,
        cause: z,
        before: { treated: 0, control: 0 },
      });
      const adjustment = adjust(copied, Uint32Array.from(source.keys()), study);
      const means = weightedArmMeans(adjustment, pick(cohort.outcomes[0]!.after, source));
      return {
        together: differenceOf(means, adjustment.cluster).se,
        apart: differenceOf(means, Int32Array.from(source.keys())).se,
      };
    };
    const once = errors(known);
    const twice = errors(Uint32Array.from([...known, ...known]));
    expect(twice.together / once.together).toBeCloseTo(1, 6);
    expect(twice.apart / once.apart).toBeCloseTo(Math.SQRT1_2, 2);
  });

  test('high values fall by themselves, by about as much as is foretold', async () => {
    const study = completed({
      ...base,
      baselineYear: 0,
      timeZero: 'baseline_checkup',
      trialYears: [2021],
      eligibility: { insurer: 'any', age: [30, 90], conditions: [{ value: 'sbp', op: '>=', than: 145 }] },
      outcomes: [measured('sbp', 'mmHg')],
    }) as CohortStudy;
    const fall = await naturalFall(held.warehouse, study, study.outcomes[0]!);
    const [seen] = await held.warehouse.all(`
      SELECT avg(c.sbp - b.sbp) AS change FROM checkup b JOIN checkup c USING (person_id)
      WHERE b.fiscal_year = 2021 AND c.fiscal_year = 2022 AND b.sbp >= 145`);
    expect(fall!.expected).toBeLessThan(-3);
    expect(Math.abs(fall!.expected - Number(seen!.change))).toBeLessThan(1.2);
  });

  test('people selected by the outcome whose earlier value is not adjusted for are refused as evidence', async () => {
    const result = await run({
      ...base,
      baselineYear: -1,
      eligibility: { insurer: 'any', age: [30, 90], conditions: [{ value: 'sbp', op: '>=', than: 140 }] },
      covariates: ['age', 'female'],
      outcomes: [measured('sbp', 'mmHg')],
    });
    expect(check(result, 'regression_to_mean')?.verdict).toBe('bad');
    expect(result.evidenceLevel).toBe('3');
    expect(result.reading(result.effects.map(({ effect }) => effect)).join('')).toContain('平均への回帰');
  });
});
