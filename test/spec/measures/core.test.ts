import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, type Fixture, load } from './fixture.ts';

const TOWN: Fixture = {
  district: [
    { district_code: 'A', name: '東圏域', level: 'care_area', parent_code: null },
    { district_code: 'A1', name: '東小', level: 'school_district', parent_code: 'A' },
    { district_code: 'A2', name: '南小', level: 'school_district', parent_code: 'A' },
    { district_code: 'B', name: '西圏域', level: 'care_area', parent_code: null },
  ],
  person: [
    // Turns 40 on 31 March 2024: born on 1 April 1984. In.
    { person_id: 1, birth_month: '1984-04-01', born_on_first: true, sex: 1 },
    // Turns 40 in April 2024: out.
    { person_id: 2, birth_month: '1984-04-01', born_on_first: false, sex: 1 },
    { person_id: 3, birth_month: '1960-08-01', sex: 2 },
    // Turns 75 on 31 March 2024: out.
    { person_id: 4, birth_month: '1949-04-01', born_on_first: true, sex: 2 },
    // Two periods that touch: all year. In, in the later district.
    { person_id: 5, birth_month: '1955-01-01', sex: 1 },
    // A gap of one day: out.
    { person_id: 6, birth_month: '1955-01-01', sex: 1 },
    // Excluded by notice: out.
    { person_id: 7, birth_month: '1970-01-01', sex: 2 },
    // Left in March: out although examined.
    { person_id: 8, birth_month: '1970-01-01', sex: 2 },
    { person_id: 9, birth_month: '1970-01-01', sex: 2 },
  ],
  enrolment: [
    { person_id: 1, from_date: '2020-04-01', district_code: 'A1' },
    { person_id: 2, from_date: '2020-04-01', district_code: 'A1' },
    { person_id: 3, from_date: '2023-04-01', to_date: '2024-04-01', district_code: 'A2' },
    { person_id: 4, from_date: '2020-04-01', district_code: 'B' },
    { person_id: 5, from_date: '2020-04-01', to_date: '2023-10-01', district_code: 'A1' },
    { person_id: 5, from_date: '2023-10-01', district_code: 'B' },
    { person_id: 6, from_date: '2020-04-01', to_date: '2023-10-01', district_code: 'A1' },
    { person_id: 6, from_date: '2023-10-02', district_code: 'B' },
    { person_id: 7, from_date: '2020-04-01', excluded: true, district_code: 'A1' },
    { person_id: 8, from_date: '2020-04-01', to_date: '2024-03-31', district_code: 'A1' },
    { person_id: 9, from_date: '2020-04-01', district_code: 'X9' },
  ],
  checkup: [
    {
      checkup_id: 1,
      person_id: 1,
      exam_date: '2023-06-01',
      fiscal_year: 2023,
      waist: 90,
      sbp: 140,
      dbp: 80,
      triglyceride_fasting: 160,
      hdl: 50,
      glucose_fasting: 90,
      drug_bp: false,
      drug_lipid: false,
      drug_glucose: false,
    },
    { checkup_id: 2, person_id: 5, exam_date: '2023-06-01', fiscal_year: 2023, waist: 80, sbp: 120, dbp: 80 },
    { checkup_id: 3, person_id: 8, exam_date: '2023-06-01', fiscal_year: 2023, waist: 90 },
    { checkup_id: 4, person_id: 9, exam_date: '2022-06-01', fiscal_year: 2022, waist: 90 },
  ],
  claim: [
    { claim_id: 1, person_id: 3, month: '2023-04-01', points: 1000, yen: 10000, days: 2 },
    { claim_id: 2, person_id: 3, month: '2024-03-01', points: 500, yen: 5000, days: 1, setting: 'pharmacy' },
    { claim_id: 3, person_id: 3, month: '2023-03-01', points: 999, yen: 9990, days: 1 },
    // Leaves on 31 March 2024: the March claim is still of a covered month, the month end is not.
    { claim_id: 4, person_id: 8, month: '2024-03-01', points: 700, yen: 7000, days: 1 },
  ],
  care_certification: [
    { person_id: 4, level: '22', from_date: '2023-05-01', to_date: '2024-04-30' },
    { person_id: 3, level: '01', from_date: '2023-05-01', to_date: '2024-04-30' },
    { person_id: 5, level: '12', from_date: '2023-05-01', to_date: '2024-03-30' },
  ],
};

describe('the first measures on a town small enough to count by hand', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
    await load(warehouse, TOWN);
  });
  afterAll(() => close());

  it('takes the legal denominator: enrolled all year, 40–74 on 31 March, not excluded', async () => {
    const table = await runMeasure(warehouse, 'checkup.uptake', {
      year: 2023,
      by: ['sex', 'age', 'district'],
    });
    expect(cell(table, ['2023', 'all', 'all', 'all'], 'denominator')).toBe(4);
    expect(cell(table, ['2023', 'all', 'all', 'all'], 'numerator')).toBe(2);
    expect(cell(table, ['2023', 'all', 'all', 'all'], 'value')).toBe(50);
    expect(cell(table, ['2023', '1', '40', 'A1'], 'denominator')).toBe(1);
    expect(cell(table, ['2023', '1', '65', 'B'], 'numerator')).toBe(1);
    expect(cell(table, ['2023', 'all', 'all', 'A'], 'denominator')).toBe(2);
    expect(cell(table, ['2023', 'all', 'all', 'unknown'], 'denominator')).toBe(1);
  });

  it('makes every level the sum of its children', async () => {
    const table = await runMeasure(warehouse, 'checkup.uptake', {
      year: 2023,
      by: ['sex', 'age', 'district'],
    });
    const district = table.dimensions[3]!;
    for (const parent of new Set(district.levels.flatMap(({ parent }) => parent ?? []))) {
      const children = district.levels.filter((level) => level.parent === parent);
      const sum = children.reduce(
        (total, { code }) => total + (cell(table, ['2023', 'all', 'all', code], 'denominator') ?? 0),
        0,
      );
      expect(sum).toBe(cell(table, ['2023', 'all', 'all', parent], 'denominator'));
    }
  });

  it('leaves persons whose class cannot be told out of the metabolic share', async () => {
    const table = await runMeasure(warehouse, 'checkup.metabolic', { year: 2023 });
    expect(cell(table, ['2023'], 'denominator')).toBe(2);
    expect(cell(table, ['2023'], 'numerator')).toBe(1);
  });

  it('divides yen of covered months by month ends × 12', async () => {
    const table = await runMeasure(warehouse, 'cost.per_person.kokuho', { year: 2023 });
    // Everybody twelve month ends (4, who is 75 at the end of the year, in 70–74), 8 eleven.
    expect(cell(table, ['2023'], 'over')).toBe(12 * 8 + 11);
    expect(cell(table, ['2023'], 'amount')).toBe(22000);
    expect(cell(table, ['2023'], 'users')).toBe(2);
    expect(cell(table, ['2023'], 'value')).toBeCloseTo((22000 / 107) * 12, 9);
    expect(table.rows[0]?.contributions?.amount).toEqual([15000, 7000, 0]);
    const pharmacy = await runMeasure(warehouse, 'cost.per_person.kokuho.pharmacy', { year: 2023 });
    expect(cell(pharmacy, ['2023'], 'amount')).toBe(5000);
  });

  it('counts certifications that are valid on the last day', async () => {
    const table = await runMeasure(warehouse, 'care.certified', {
      year: 2023,
      by: ['sex'],
      standardise: true,
    });
    expect(cell(table, ['2023', 'all'], 'denominator')).toBe(3);
    expect(cell(table, ['2023', 'all'], 'numerator')).toBe(1);
    expect(cell(table, ['2023', '2'], 'numerator')).toBe(1);
    expect(cell(table, ['2023', 'all'], 'standardised_j2015')).toBeNull();
  });

  it('gives a year each for a trend', async () => {
    const table = await runMeasure(warehouse, 'checkup.uptake', { year: [2022, 2023] });
    expect(table.rows.map(({ at }) => at[0])).toEqual(['2022', '2023']);
    expect(cell(table, ['2022'], 'numerator')).toBe(1);
  });

  it('refuses an unknown measure', () => {
    expect(() => runMeasure(warehouse, 'nothing', { year: 2023 })).toThrow('measures.unknown');
  });
});
