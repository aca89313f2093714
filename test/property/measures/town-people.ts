import fc from 'fast-check';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';

/** Generated people: every table filled at random, values at and around the borders that matter. */
const YEARS = [2021, 2022, 2023] as const;
export const day = (from: number, to: number) =>
  fc
    .record({
      year: fc.integer({ min: from, max: to }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.constantFrom(1, 2, 15, 28),
    })
    .map(({ year, month, day: d }) => iso(year, month, d));

export function iso(year: number, month: number, d: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
}

export const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
/** The value, or null once in `oneIn` (a library's option that is null one time in one would never have a value). */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>, oneIn = 4) => fc.option(arbitrary, { freq: oneIn });
export const yesNo = maybe(fc.boolean());

const birth = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      year: fc.integer({ min: 1946, max: 1985 }),
      month: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ year: pick(1948, 1949, 1958, 1983, 1984), month: pick(3, 4, 5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      year: fc.integer({ min: 1928, max: 2020 }),
      month: fc.integer({ min: 1, max: 12 }),
    }),
  },
);

/** A period ends after it begins, or not at all; others an import refuses. */
function inOrder<T extends { readonly from_date: string; readonly to_date: string | null }>(period: T): T {
  return period.to_date !== null && period.to_date <= period.from_date
    ? { ...period, to_date: null }
    : period;
}

const spell = fc
  .record({
    insurer_kind: pick('kokuho', 'kokuho', 'kouki'),
    from_date: fc.oneof(pick('2019-04-01', '2021-04-01', '2022-04-01', '2023-04-01'), day(2020, 2023)),
    to_date: maybe(
      fc.oneof(pick('2023-04-01', '2022-10-01', '2024-04-01', '2024-03-31'), day(2022, 2024)),
      2,
    ),
    district_code: pick('A1', 'A2', 'A', 'B', 'X'),
    excluded: pick(false, false, false, true, null),
  })
  .map(inOrder);

export const measures = fc.record({
  height: maybe(pick(150, 165)),
  weight: maybe(pick(50, 80)),
  bmi: maybe(pick(18, 20, 20.1, 24.9, 25, 31)),
  waist: maybe(pick(80, 84.9, 85, 89.9, 90, 100)),
  sbp: maybe(pick(118, 129, 130, 139, 140, 160, 182)),
  dbp: maybe(pick(70, 84, 85, 89, 90, 100)),
  triglyceride_fasting: maybe(pick(80, 149, 150, 300)),
  triglyceride_casual: maybe(pick(174, 175, 300)),
  hdl: maybe(pick(34, 35, 39, 40, 60)),
  ldl: maybe(pick(119, 120, 139, 140, 180)),
  non_hdl: maybe(pick(149, 150, 170)),
  ast: maybe(pick(30, 31, 51)),
  alt: maybe(pick(30, 31, 51)),
  ggt: maybe(pick(50, 51, 101)),
  glucose_fasting: maybe(pick(99, 100, 109, 110, 126)),
  glucose_casual: maybe(pick(99, 100, 126)),
  hba1c: maybe(pick(5.5, 5.6, 5.9, 6.0, 6.4, 6.5, 8.0)),
  creatinine: maybe(pick(0.6, 0.9, 1.2, 2.5)),
  uric_acid: maybe(pick(7.0, 7.1, 8.0)),
  haemoglobin: maybe(pick(11, 12, 12.1, 13, 15)),
  urine_protein: maybe(pick(1, 2, 3)),
  urine_glucose: maybe(pick(1, 3)),
  drug_bp: yesNo,
  drug_glucose: yesNo,
  drug_lipid: yesNo,
  smoker: yesNo,
  metabo_reported: maybe(pick(1, 2, 3, 4)),
  guidance_level_reported: maybe(pick(1, 2, 3, 4)),
});

const exam = fc.record({
  year: pick(2018, ...YEARS, ...YEARS, 2024),
  month: pick(1, 5, 11),
  programme: pick('tokutei', 'tokutei', 'kouki'),
  values: measures,
  answers: fc.array(
    fc.record({
      item: fc.constantFrom(
        ...Array.from({ length: 22 }, (_, i) => `q${i + 1}`),
        ...Array.from({ length: 15 }, (_, i) => `k${i + 1}`),
      ),
      form: pick('period2', 'period3', 'period4', 'kouki15'),
      answer: pick(1, 2, 3, 4, 5),
    }),
    { maxLength: 12 },
  ),
});

/** A code of every disease group: no measure of the family of diseases is about nobody. */
export const EVERY_CODE = definitionTables()
  .values('disease_groups', 2023)
  .groups.flatMap(({ prefixes }) => prefixes.slice(0, 1).map((prefix) => prefix.padEnd(3, '9')));

export const claim = fc.record({
  year: pick(2019, 2020, ...YEARS, ...YEARS, ...YEARS),
  month: fc.integer({ min: 1, max: 12 }),
  setting: pick('inpatient', 'outpatient', 'outpatient', 'pharmacy', 'dental', 'dpc'),
  institution: pick('i1', 'i2', 'i3'),
  prescriber: maybe(pick('i1', 'i2', 'i3')),
  days: pick(1, 2, 9, 16),
  points: pick(100, 5000, 79_999, 80_000),
  diagnoses: fc.array(
    fc.record({
      icd10: maybe(
        fc.oneof(pick('E119', 'E102', 'I10', 'E785', 'I639', 'N183', 'F329'), fc.constantFrom(...EVERY_CODE)),
        9,
      ),
      main: fc.boolean(),
      suspected: pick(false, false, true),
    }),
    { maxLength: 4 },
  ),
  drugs: fc.array(
    fc.record({
      code: pick('d1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7', 'd8'),
      quantity: pick(1, 3),
      days: maybe(pick(7, 14, 30)),
    }),
    { maxLength: 8 },
  ),
  dialysis: pick(false, false, true),
});

export const history = fc.record({
  birth,
  born_on_first: yesNo,
  sex: pick(1, 2),
  death_month: maybe(pick('2022-05-01', '2023-08-01'), 2),
  spells: fc.array(spell, { minLength: 1, maxLength: 3 }),
  exams: fc.uniqueArray(exam, { maxLength: 5, selector: (e) => `${e.year}|${e.programme}|${e.month}` }),
  claims: fc.array(claim, { maxLength: 6 }),
  care: fc.array(
    fc
      .record({
        level: pick('01', '12', '21', '22', '25'),
        from_date: day(2020, 2023),
        to_date: maybe(fc.oneof(pick('2024-03-31', '2023-03-31', '2024-03-30'), day(2022, 2025))),
      })
      .map(inOrder),
    { maxLength: 2 },
  ),
  guidance: fc.array(
    fc.record({
      fiscal_year: pick<number>(...YEARS),
      level: maybe(pick(1, 3)),
      invited_date: maybe(pick('2022-08-01'), 3),
      first_interview_date: maybe(pick('2022-09-01'), 3),
      completed_date: maybe(pick('2023-02-01'), 2),
      dropped_date: maybe(pick('2023-01-01'), 2),
      waist_weight_change: maybe(pick(0, 1, 2), 3),
      habit_diet: maybe(pick(0, 1, 2, 9)),
      habit_activity: maybe(pick(0, 1, 2, 9)),
      habit_smoking: maybe(pick(0, 1, 2, 8)),
      habit_rest: maybe(pick(0, 1, 2, 9)),
      habit_other: maybe(pick(0, 1, 2, 9)),
    }),
    { maxLength: 2 },
  ),
  screening: fc.array(
    fc.record({
      fiscal_year: pick<number>(...YEARS),
      programme: pick('lung', 'colorectal', 'stomach', 'breast', 'cervix'),
      screened_date: maybe(pick('2022-06-01')),
      needs_workup: yesNo,
      workup_state: maybe(pick('done', 'not_done', 'unknown')),
      workup_date: maybe(pick('2022-09-01'), 2),
      cancer_found: maybe(fc.boolean(), 3),
    }),
    { maxLength: 3 },
  ),
  child_health: fc.array(
    fc.record({
      exam: pick('m4', 'm18', 'y3', 'pregnancy', 'delivery'),
      exam_date: day(2022, 2023),
      item: pick('epds', 'caries', 'child_weight_g', 'smoking', 'drinking', 'mother_smoked', 'mother_drank'),
      value: maybe(pick(0, 1, 8, 9, 2499, 2500)),
      code: maybe(pick('あり', 'なし', '1', '2')),
    }),
    { maxLength: 4 },
  ),
  steps: fc.array(
    fc.record({ measured_date: day(2022, 2023), value: maybe(pick(3000, 8000)), state: pick(0, 0, 1) }),
    { maxLength: 3 },
  ),
  participation: fc.array(
    fc.record({
      programme_id: pick('walk', 'letter'),
      invited_date: maybe(day(2021, 2023), 3),
      joined_date: maybe(day(2021, 2023)),
      completed_date: maybe(day(2022, 2023), 2),
      left_date: maybe(day(2022, 2024), 2),
    }),
    { maxLength: 2 },
  ),
});

export type History = typeof history extends fc.Arbitrary<infer T> ? T : never;
