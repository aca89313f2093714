import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { counts, emptyWarehouse, type FixtureRow, imported, insured, load, people } from './fixture.ts';

const exam = (person_id: number, fiscal_year: number, values: FixtureRow): FixtureRow => ({
  checkup_id: person_id * 10 + (fiscal_year - 2020),
  person_id,
  exam_date: `${fiscal_year}-07-01`,
  fiscal_year,
  ...values,
});

describe('what became of people, on tables small enough to count by hand', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it('2 cm and 2 kg as the final evaluation reports it, among completers of whom it is known', async () => {
    const course = (person_id: number, level: number, code: number | null, completed = true) => ({
      person_id,
      fiscal_year: 2023,
      level,
      completed_date: completed ? '2024-02-01' : null,
      waist_weight_change: code,
      habit_diet: code === null ? 9 : 1,
      habit_smoking: code === 2 ? 8 : 0,
    });
    await load(warehouse, {
      person: people(6, { birth_month: '1970-01-01', sex: 1 }),
      enrolment: insured(6, { insurer_kind: 'kokuho' }),
      guidance: [
        course(1, 1, 2),
        course(2, 1, 1),
        course(3, 2, 0),
        course(4, 2, 2),
        course(5, 2, null),
        // Not completed: not counted, whatever is recorded.
        course(6, 1, 2, false),
      ],
    });
    expect(await counts(warehouse, 'guidance.waist_weight_2.all')).toEqual([4, 2]);
    expect(await counts(warehouse, 'guidance.waist_weight_2.active')).toEqual([2, 1]);
    expect(await counts(warehouse, 'guidance.waist_weight_1.all')).toEqual([4, 3]);
    expect(await counts(warehouse, 'guidance.habit_diet')).toEqual([4, 4]);
    // No smoker, no change to report.
    expect(await counts(warehouse, 'guidance.habit_smoking')).toEqual([3, 0]);
  });

  it('beside it: eligible people who were left alone, from one checkup to the next', async () => {
    const twice = (person_id: number, waist: readonly number[], weight: readonly number[]) =>
      [2022, 2023].map((year, i) =>
        exam(person_id, year, {
          waist: waist[i] ?? null,
          weight: weight[i] ?? null,
          bmi: 27,
          sbp: 145,
          dbp: 92,
          glucose_fasting: 120,
          triglyceride_fasting: 200,
          hdl: 50,
          smoker: false,
          drug_bp: false,
          drug_glucose: false,
          drug_lipid: false,
        }),
      );
    await load(warehouse, {
      person: people(5, { birth_month: '1970-01-01', sex: 1 }),
      enrolment: insured(5, { insurer_kind: 'kokuho' }),
      checkup: [
        ...twice(1, [95, 93], [80, 78]),
        ...twice(2, [95, 93.1], [80, 77]),
        ...twice(3, [95, 92], [80, 79]),
        // Guided: not left alone. No weight in the second year: not known.
        ...twice(4, [95, 90], [80, 70]),
        ...twice(5, [95, 90], [80]),
      ],
      guidance: [{ person_id: 4, fiscal_year: 2022, level: 1, first_interview_date: '2022-10-01' }],
    });
    expect(await counts(warehouse, 'checkup.waist_weight_2.not_guided')).toEqual([3, 1]);
  });

  it('fewer drugs a year later: of all who had many, of those whom a high-risk programme called, and of those left alone', async () => {
    const many = (person_id: number, month: string, count: number) => {
      const claim_id = 100 * person_id + Number(month.slice(3, 4));
      return {
        claim: { claim_id, person_id, month, setting: 'outpatient', points: 1, yen: 10, days: 1 },
        drugs: Array.from({ length: count }, (_, i) => ({ claim_id, code: `d${i}`, quantity: 1, days: 30 })),
      };
    };
    const call = (person_id: number, invited_date: string, programme_id = 'h') => ({
      person_id,
      programme_id,
      invited_date,
    });
    const months = [
      // Six ingredients last year. This year: five, six, none at all, six.
      ...[1, 2, 3, 4].map((id) => many(id, '2022-06-01', 6)),
      many(1, '2023-06-01', 5),
      many(2, '2023-06-01', 6),
      many(4, '2023-06-01', 6),
      // Five last year: never one of them.
      many(5, '2022-06-01', 5),
    ];
    await load(warehouse, {
      person: people(5, { birth_month: '1955-01-01', sex: 1 }),
      enrolment: insured(5, { insurer_kind: 'kokuho' }),
      drug_master: Array.from({ length: 6 }, (_, i) => ({ code: `d${i}`, yj_code: `21${i}4001F1010` })),
      claim: [...months.map(({ claim }) => claim), ...imported('pharmacy', 1, 2022, 2023)],
      claim_drug: months.flatMap(({ drugs }) => drugs),
      programme: [
        { programme_id: 'h', name: '服薬の通知', approach: 'high_risk' },
        { programme_id: 'w', name: '歩こう', approach: 'population' },
      ],
      participation: [
        call(1, '2023-04-20'),
        // In the year before; by a programme for everybody; before both years.
        call(2, '2022-12-01'),
        call(3, '2023-04-20', 'w'),
        call(4, '2021-12-01'),
      ],
    });
    const id = 'prescribing.polypharmacy_6_improved';
    expect(await counts(warehouse, id)).toEqual([4, 2]);
    expect(await counts(warehouse, `${id}.called`)).toEqual([2, 1]);
    expect(await counts(warehouse, `${id}.not_called`)).toEqual([2, 1]);
  });

  it('people of whom nothing was known for two years, and are known now', async () => {
    await load(warehouse, {
      person: people(4, { birth_month: '1940-01-01', sex: 1 }),
      enrolment: insured(4, { insurer_kind: 'kouki' }),
      claim: [
        { claim_id: 1, person_id: 1, month: '2023-05-01', setting: 'dental', points: 1, yen: 10, days: 1 },
        // Known in both years before: without them, nobody could be told from a town without claims.
        ...['2021-05-01', '2022-05-01'].map((month, i) => ({
          claim_id: 2 + i,
          person_id: 2,
          month,
          setting: 'outpatient',
          points: 1,
          yen: 10,
          days: 1,
        })),
      ],
      care_certification: [{ person_id: 3, level: '21', from_date: '2023-06-01' }],
    });
    expect(await counts(warehouse, 'frailty.unknown_found')).toEqual([3, 2]);
    expect(await counts(warehouse, 'frailty.unknown_found.called')).toEqual([0, 0]);
    expect(await counts(warehouse, 'frailty.unknown_found.not_called')).toEqual([3, 2]);
  });

  it('visits for the disease within 3 and 6 months after the month of the letter', async () => {
    const call = (person_id: number, invited_date: string, programme_id = 'h') => ({
      person_id,
      programme_id,
      invited_date,
    });
    const visit = (claim_id: number, person_id: number, month: string) => ({
      claim_id,
      person_id,
      month,
      setting: 'outpatient',
      points: 1,
      yen: 10,
      days: 1,
    });
    await load(warehouse, {
      person: people(5, { birth_month: '1960-01-01', sex: 1 }),
      enrolment: insured(5, { insurer_kind: 'kokuho' }),
      programme: [
        { programme_id: 'h', name: '受診勧奨', approach: 'high_risk' },
        { programme_id: 'w', name: '歩こう', approach: 'population' },
      ],
      participation: [
        call(1, '2023-06-20'),
        call(2, '2023-06-20'),
        call(3, '2023-06-20'),
        call(4, '2024-03-31'),
        call(5, '2023-06-20', 'w'),
      ],
      claim: [
        visit(1, 1, '2023-09-01'),
        // The month of the letter itself says nothing; the fourth month counts for six, not for three.
        visit(2, 2, '2023-06-01'),
        visit(3, 2, '2023-10-01'),
        visit(4, 3, '2023-07-01'),
        visit(5, 4, '2024-05-01'),
        visit(6, 5, '2023-07-01'),
      ],
      claim_diagnosis: [
        { claim_id: 1, icd10: 'I10' },
        { claim_id: 2, icd10: 'E119' },
        { claim_id: 3, icd10: 'E785' },
        { claim_id: 4, icd10: 'E119', suspected: true },
        { claim_id: 5, icd10: 'E119' },
        { claim_id: 6, icd10: 'I10' },
      ],
    });
    expect(await counts(warehouse, 'programme.visited_after_call_3m')).toEqual([4, 2]);
    expect(await counts(warehouse, 'programme.visited_after_call_6m')).toEqual([4, 3]);
  });

  it('diabetes: out of treatment last year after some before, and back this year', async () => {
    const drug = (claim_id: number, person_id: number, month: string) => ({
      claim: { claim_id, person_id, month, setting: 'pharmacy', points: 1, yen: 10, days: 1 },
      line: { claim_id, code: 'd1', quantity: 1, days: 30 },
    });
    const given = [
      drug(1, 1, '2020-05-01'),
      drug(2, 1, '2023-05-01'),
      drug(3, 2, '2020-05-01'),
      // Still treated last year.
      drug(4, 3, '2020-05-01'),
      drug(5, 3, '2022-05-01'),
      drug(6, 3, '2023-05-01'),
    ];
    // Somebody's claims of the years between: they have been imported.
    const between = ['2019-05-01', '2021-05-01'].map((month, i) => ({ ...drug(7 + i, 3, month).claim }));
    await load(warehouse, {
      person: people(3, { birth_month: '1960-01-01', sex: 1 }),
      enrolment: insured(3, { insurer_kind: 'kokuho' }),
      drug_master: [{ code: 'd1', yj_code: '396100101' }],
      claim: [...given.map(({ claim }) => claim), ...between],
      claim_drug: given.map(({ line }) => line),
    });
    expect(await counts(warehouse, 'gap.diabetes_returned')).toEqual([2, 1]);
  });
});
