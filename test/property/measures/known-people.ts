import fc from 'fast-check';
import { claim, day, EVERY_CODE, type History, history, iso, maybe, measures, pick } from './town-people.ts';

/**
 * People whom measures are about, who would hardly ever come about by chance: insured throughout, examined and guided
 * year after year, old and frail, with many drugs, on dialysis, screened, or children.
 */
type Claim = History['claims'][number];

const settled = (insurer_kind: 'kokuho' | 'kouki', from_date = '2018-04-01') =>
  pick('A1', 'A2', 'B').map((district_code): History['spells'] => [
    { insurer_kind, from_date, to_date: null, district_code, excluded: false },
  ]);

const bornIn = (from: number, to: number) =>
  fc.record({ year: fc.integer({ min: from, max: to }), month: fc.integer({ min: 1, max: 12 }) });

/** An answer to every question of a form. */
const answersTo = (form: 'period4' | 'kouki15', letter: 'q' | 'k', count: number) =>
  fc
    .tuple(...Array.from({ length: count }, () => pick(1, 2, 3, 4, 5)))
    .map((answers) => answers.map((answer, i) => ({ item: `${letter}${i + 1}`, form, answer })));

const nothing = { death_month: null, care: [], guidance: [], screening: [], child_health: [] };

/** Values that decide about guidance, all of them known. */
const decided = fc
  .record({
    values: measures,
    waist: pick(80, 86, 91, 95),
    weight: pick(70, 73, 76),
    bmi: pick(23, 26),
    sbp: pick(118, 118, 132, 145),
    dbp: pick(70, 70, 86),
    triglyceride_fasting: pick(100, 100, 160),
    hdl: pick(38, 60, 60),
    glucose_fasting: pick(90, 90, 105, 115),
    hba1c: pick(5.4, 5.4, 5.8, 6.2, 8.2),
    urine_protein: pick(1, 2, 3),
    drug_glucose: pick(false, false, false, true),
    smoker: fc.boolean(),
  })
  .map(({ values, ...known }) => ({
    ...values,
    ...known,
    drug_bp: false,
    drug_lipid: false,
    guidance_level_reported: null,
  }));

const guided = fc.record({
  fiscal_year: pick<number>(2022, 2023),
  level: maybe(pick(1, 2), 8),
  invited_date: maybe(pick('2022-08-01')),
  first_interview_date: maybe(pick('2022-09-01')),
  completed_date: maybe(pick('2023-02-01'), 3),
  dropped_date: maybe(pick('2023-01-01'), 2),
  waist_weight_change: maybe(pick(0, 1, 2), 8),
  habit_diet: pick(0, 1, 2),
  habit_activity: pick(0, 1, 2),
  habit_smoking: pick(0, 1, 2, 8),
  habit_rest: pick(0, 1, 2),
  habit_other: pick(0, 1, 2),
});

/** Eligible for guidance in some years, examined in all. */
const examinedYearly: fc.Arbitrary<History> = fc
  .record({
    base: history,
    birth: bornIn(1950, 1978),
    spells: settled('kokuho'),
    exams: fc.tuple(
      ...[2021, 2022, 2023].map((year) =>
        fc.record({
          year: fc.constant(year),
          month: pick(5, 11),
          programme: pick('tokutei'),
          values: decided,
          answers: answersTo('period4', 'q', 22),
        }),
      ),
    ),
    guidance: fc.uniqueArray(guided, { minLength: 1, maxLength: 2, selector: (one) => one.fiscal_year }),
  })
  .map(({ base, ...known }) => ({ ...base, ...nothing, ...known, exams: [...known.exams] }));

/** Checkups of 後期 in two years, with every question answered; many are thin. */
const lateExams = fc
  .tuple(
    ...[2022, 2023].map((year) =>
      fc.record({
        year: fc.constant(year),
        month: pick(5, 11),
        programme: pick('kouki'),
        values: fc
          .record({ values: measures, bmi: pick(18, 20, 20.1, 25) })
          .map(({ values, bmi }) => ({ ...values, bmi })),
        answers: answersTo('kouki15', 'k', 15),
      }),
    ),
  )
  .map((exams) => [...exams]);

/** Insured by 後期, examined; treated now, once, or never. */
const old: fc.Arbitrary<History> = fc
  .record({
    base: history,
    birth: bornIn(1928, 1946),
    spells: settled('kouki'),
    exams: lateExams,
    claims: fc.array(claim, { maxLength: 3 }),
  })
  .map(({ base, ...known }) => ({ ...base, death_month: null, ...known }));

/** Insured by 後期, treated for diabetes or blood pressure some years ago, and perhaps now. */
const treatedOnce: fc.Arbitrary<History> = fc
  .record({
    base: history,
    birth: bornIn(1930, 1945),
    spells: settled('kouki'),
    code: pick('d3', 'd8'),
    years: fc.subarray([2020, 2021, 2022, 2023], { minLength: 1 }),
  })
  .map(({ base, birth, spells, code, years }) => ({
    ...base,
    ...nothing,
    birth,
    spells,
    exams: [],
    claims: years.map((year) => outpatient(`${year}-06`, { drugs: [{ code, quantity: 1, days: 30 }] })),
  }));

/** Insured by 後期, of whom nothing is known for years, and perhaps something in the last. */
const silent: fc.Arbitrary<History> = fc
  .record({ base: history, birth: bornIn(1930, 1945), spells: settled('kouki'), last: maybe(claim, 2) })
  .map(({ base, birth, spells, last }) => ({
    ...base,
    ...nothing,
    birth,
    spells,
    exams: [],
    claims: last ? [{ ...last, year: 2023, setting: 'outpatient' }] : [],
  }));

const outpatient = (month: string, more: Partial<Claim>): Claim => {
  const [year, number] = month.split('-').map(Number);
  return {
    year: (number ?? 4) < 4 ? (year ?? 0) - 1 : (year ?? 0),
    month: number ?? 4,
    setting: 'outpatient',
    institution: 'i1',
    prescriber: null,
    days: 1,
    points: 1000,
    diagnoses: [],
    drugs: [],
    dialysis: false,
    ...more,
  };
};

const drugs = (count: number, days: number) =>
  Array.from({ length: count }, (_, i) => ({ code: `d${i + 1}`, quantity: 1, days }));

/** Drugs of which two pairs have one ingredient: 5, 6, 9, 15 and 20 ingredients. */
const MANY = pick(7, 8, 11, 17, 17, 22);

/** Many drugs, prescribers, institutions or days in one month of some years, with or without a letter about it. */
const frequent: fc.Arbitrary<History> = fc
  .record({
    base: history,
    insurer: pick<'kokuho' | 'kouki'>('kokuho', 'kouki'),
    birth: bornIn(1950, 1970),
    born: bornIn(1930, 1945),
    months: fc.uniqueArray(
      fc.record({
        month: pick('2022-06', '2023-06', '2023-02'),
        ingredients: MANY,
        days: pick(7, 14, 30, 30, 30),
        places: pick(1, 2, 2, 3),
        visits: pick(1, 15, 16),
        codes: fc.subarray(EVERY_CODE, { minLength: 10, maxLength: 30 }),
      }),
      { minLength: 1, maxLength: 2, selector: (one) => one.month },
    ),
    letter: maybe(pick('2022-04-10', '2022-12-20', '2023-04-10'), 2),
    exams: lateExams,
  })
  .chain(({ base, insurer, birth, born, months, letter, exams }) =>
    settled(insurer).map((spells) => ({
      ...base,
      ...nothing,
      spells,
      ...(insurer === 'kouki' ? { birth: born, exams } : { birth }),
      participation: letter
        ? [
            {
              programme_id: 'letter',
              invited_date: letter,
              joined_date: null,
              completed_date: null,
              left_date: null,
            },
          ]
        : [],
      claims: months.flatMap(({ month, ingredients, days, places, visits, codes }) =>
        Array.from({ length: places }, (_, i) =>
          outpatient(month, {
            institution: `i${i + 1}`,
            prescriber: `i${i + 1}`,
            days: visits,
            diagnoses: [
              { icd10: 'I10', main: true, suspected: false },
              ...codes.map((icd10) => ({ icd10, main: false, suspected: false })),
            ],
            drugs: drugs(i === 0 ? ingredients : 2, days),
          }),
        ),
      ),
    })),
  );

/** Some months of dialysis in a row, with or without diabetes. */
const dialysed: fc.Arbitrary<History> = fc
  .record({
    base: history,
    birth: bornIn(1950, 1975),
    spells: settled('kokuho'),
    first: pick('2022-05', '2023-05', '2023-12'),
    months: pick(2, 3, 6),
    diabetes: fc.boolean(),
  })
  .map(({ base, birth, spells, first, months, diabetes }) => ({
    ...base,
    ...nothing,
    birth,
    spells,
    claims: Array.from({ length: months }, (_, i) => {
      const [year = 0, month = 0] = first.split('-').map(Number);
      const at = month - 1 + i;
      return outpatient(iso(year + Math.floor(at / 12), (at % 12) + 1, 1).slice(0, 7), {
        dialysis: true,
        diagnoses: [{ icd10: diabetes ? 'E112' : 'N185', main: true, suspected: false }],
      });
    }),
  }));

/** Invited to every screening of two years. */
const screened: fc.Arbitrary<History> = fc
  .record({
    base: history,
    birth: bornIn(1956, 1975),
    spells: settled('kokuho'),
    results: fc.array(
      fc.record({
        screened_date: maybe(pick('2022-06-01'), 6),
        needs_workup: pick(true, true, true, false, null),
        workup_state: pick('done', 'not_done', 'not_done', 'unknown', null),
        workup_date: maybe(pick('2022-09-01'), 2),
        cancer_found: maybe(fc.boolean(), 3),
      }),
      { minLength: 10, maxLength: 10 },
    ),
  })
  .map(({ base, birth, spells, results }) => ({
    ...base,
    ...nothing,
    birth,
    spells,
    screening: results.map((result, i) => ({
      ...result,
      fiscal_year: 2022 + (i % 2),
      programme: ['lung', 'colorectal', 'stomach', 'breast', 'cervix'][Math.floor(i / 2)] ?? '',
    })),
  }));

const DUE = [
  ['m4', 4],
  ['m18', 18],
  ['y3', 36],
] as const;

/** Examined as infants are, when they are due. */
const child: fc.Arbitrary<History> = fc
  .record({
    base: history,
    birth: bornIn(2019, 2023),
    exams: fc.subarray([...DUE], { minLength: 2 }),
    items: fc.array(
      fc.record({
        item: pick('caries', 'mother_smoked', 'mother_drank'),
        value: maybe(pick(0, 0, 1)),
        code: maybe(pick('あり', 'なし')),
      }),
      { minLength: 3, maxLength: 3 },
    ),
  })
  .chain(({ base, birth, exams, items }) =>
    settled('kokuho', iso(birth.year, birth.month, 1)).map((spells) => ({
      ...base,
      ...nothing,
      exams: [],
      claims: [],
      birth,
      spells,
      child_health: exams.flatMap(([exam, months]) => {
        const at = birth.month - 1 + months;
        const exam_date = iso(birth.year + Math.floor(at / 12), (at % 12) + 1, 15);
        return items.map((one) => ({ exam, exam_date, ...one }));
      }),
    })),
  );

/** Whose pregnancy and delivery are on record. */
const mother: fc.Arbitrary<History> = fc
  .record({
    base: history,
    birth: bornIn(1983, 1999),
    spells: settled('kokuho'),
    exam_date: day(2022, 2023),
    epds: pick(0, 8, 9),
    weight: pick(2499, 2500),
    answer: pick('あり', 'なし'),
  })
  .map(({ base, birth, spells, exam_date, epds, weight, answer }) => ({
    ...base,
    ...nothing,
    sex: 2,
    birth,
    spells,
    child_health: [
      { exam: 'pregnancy', exam_date, item: 'epds', value: epds, code: null },
      { exam: 'pregnancy', exam_date, item: 'smoking', value: null, code: answer },
      { exam: 'pregnancy', exam_date, item: 'drinking', value: null, code: answer },
      { exam: 'delivery', exam_date, item: 'child_weight_g', value: weight, code: null },
    ],
  }));

/** Two to four of each. */
export const knownPeople: fc.Arbitrary<readonly History[]> = fc
  .tuple(
    ...[
      examinedYearly,
      examinedYearly,
      old,
      treatedOnce,
      silent,
      frequent,
      dialysed,
      screened,
      child,
      mother,
    ].map((one) => fc.array(one, { minLength: 2, maxLength: 4 })),
  )
  .map((kinds) => kinds.flat());
