import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { counts, emptyWarehouse, type FixtureRow, imported, insured, load, people } from './fixture.ts';

const BORN = { birth_month: '1963-01-01' };
const exams = (values: readonly FixtureRow[]): FixtureRow[] =>
  values.map((value, i) => ({
    ...{ checkup_id: i + 1, person_id: i + 1, exam_date: '2023-07-01', fiscal_year: 2023 },
    ...value,
  }));

describe('tiers and steps of programmes, on tables small enough to count by hand', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it('blood pressure of 160/100 and beyond, and high systolic pressure alone, at every border', async () => {
    const pairs = [
      [159, 99],
      [160, 80],
      [120, 100],
      [140, 89],
      [140, 90],
      [139, 89],
      [165, null],
      [180, 89],
    ] as const;
    await load(warehouse, {
      person: people(pairs.length, BORN),
      enrolment: insured(pairs.length),
      checkup: exams(pairs.map(([sbp, dbp], i) => ({ sbp, dbp, drug_bp: i === 1 }))),
    });
    // Both values are known of seven.
    expect(await counts(warehouse, 'pressure.very_high')).toEqual([7, 3]);
    expect(await counts(warehouse, 'untreated.pressure_very_high')).toEqual([7, 2]);
    expect(await counts(warehouse, 'pressure.isolated_systolic')).toEqual([7, 3]);
  });

  it('underweight is below 18.5, whose BMI is known', async () => {
    await load(warehouse, {
      person: people(4, BORN),
      enrolment: insured(4),
      checkup: exams([{ bmi: 18.4 }, { bmi: 18.5 }, { bmi: 26 }, { sbp: 120 }]),
    });
    expect(await counts(warehouse, 'judgement.bmi.underweight')).toEqual([3, 1]);
  });

  it('guidance: those who finished among those who began, by the level they were found at', async () => {
    const begun = { first_interview_date: '2023-09-01' };
    const course = (person_id: number, level: number, more: FixtureRow): FixtureRow => ({
      ...{ person_id, fiscal_year: 2023, level },
      ...more,
    });
    await load(warehouse, {
      person: people(6, BORN),
      enrolment: insured(6),
      checkup: exams([1, 1, 1, 2, 2, 3].map((guidance_level_reported) => ({ guidance_level_reported }))),
      guidance: [
        course(1, 1, { ...begun, completed_date: '2024-03-01' }),
        course(2, 1, { ...begun, dropped_date: '2023-12-01' }),
        course(3, 1, { invited_date: '2023-08-01' }),
        course(4, 2, { completed_date: '2024-02-01' }),
        course(5, 2, begun),
      ],
    });
    expect(await counts(warehouse, 'guidance.finished.active')).toEqual([2, 1]);
    expect(await counts(warehouse, 'guidance.finished.motivational')).toEqual([2, 1]);
    expect(await counts(warehouse, 'guidance.finished.all')).toEqual([4, 2]);
    expect(await counts(warehouse, 'guidance.completed.all')).toEqual([5, 2]);
  });

  it('diabetic kidney disease: whom to call, and whom to guide; new dialysis with a diagnosis of diabetes', async () => {
    const claims = (person_id: number, from: number): FixtureRow[] =>
      [0, 1, 2].map((n) => ({
        ...{ claim_id: person_id * 10 + n, person_id, month: `2023-${from + n}-01` },
        ...{ points: 1000, yen: 10_000, days: 1 },
      }));
    const dialysed = [...claims(1, 10), ...claims(2, 10)];
    await load(warehouse, {
      person: people(6, BORN),
      enrolment: insured(6),
      checkup: exams([
        // Found without treatment; in treatment and badly controlled; in treatment and well controlled.
        { hba1c: 8.2, urine_protein: 3 },
        { hba1c: 8.0, urine_protein: 3, drug_glucose: true },
        { hba1c: 6.8, urine_protein: 4, drug_glucose: true },
        // Diabetes without a kidney; a kidney without diabetes; nothing known of sugar.
        { hba1c: 9, urine_protein: 1 },
        { hba1c: 5.5, urine_protein: 4 },
        { urine_protein: 4, drug_glucose: true },
      ]),
      // Of the year before there is one claim, without dialysis.
      claim: [
        ...dialysed,
        { ...dialysed[0], claim_id: 1, person_id: 3, month: '2022-06-01' },
        ...imported('pharmacy', 3, 2023),
      ],
      claim_procedure: dialysed.map(({ claim_id }) => ({ claim_id: claim_id ?? 0, code: 'p1' })),
      procedure_master: [{ code: 'p1', section: 'J038', name: 'x' }],
      claim_diagnosis: [
        { claim_id: 10, icd10: 'N083' },
        { claim_id: 20, icd10: 'N18' },
      ],
    });
    expect(await counts(warehouse, 'kidney.diabetic_target')).toEqual([5, 3]);
    expect(await counts(warehouse, 'kidney.diabetic_target_untreated')).toEqual([5, 1]);
    expect(await counts(warehouse, 'kidney.diabetic_target_uncontrolled')).toEqual([5, 1]);
    expect(await counts(warehouse, 'kidney.dialysis_new')).toEqual([6, 2]);
    expect(await counts(warehouse, 'kidney.dialysis_new_diabetic')).toEqual([6, 1]);
  });
});
