import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import type { CheckupValues } from '../../../analysis/measures/rules/checkup-values.ts';
import { classesSql } from '../../../analysis/measures/rules/classes-sql.ts';
import { guidanceLevel } from '../../../analysis/measures/rules/guidance-level.ts';
import { metabolicClass } from '../../../analysis/measures/rules/metabolic-syndrome.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { emptyWarehouse, type FixtureRow, load } from '../../spec/measures/fixture.ts';

const tables = definitionTables();

/** Values on, just below and just above every border, and missing ones. */
const around = (...borders: readonly number[]) =>
  fc.option(fc.constantFrom(...borders.flatMap((b) => [b - 1, b - 0.1, b, b + 1])), { freq: 3 });
const answer = fc.option(fc.boolean(), { freq: 3 });

const values: fc.Arbitrary<CheckupValues> = fc.record({
  sex: fc.constantFrom(1 as const, 2 as const),
  age: fc.constantFrom(40, 64, 65, 74),
  waist: around(85, 90),
  visceralFatArea: fc.option(fc.constantFrom(99, 100), { freq: 2 }),
  bmi: around(25),
  sbp: around(130),
  dbp: around(85),
  triglycerideFasting: around(150),
  triglycerideCasual: around(175),
  hdl: around(40),
  glucoseFasting: around(100, 110),
  glucoseCasual: around(100),
  hba1c: around(5.6, 6.0),
  drugBp: answer,
  drugGlucose: answer,
  drugLipid: answer,
  smoker: answer,
});

function rowOf(v: CheckupValues, id: number): FixtureRow {
  return {
    checkup_id: id,
    person_id: v.sex * 1000 + v.age,
    exam_date: '2024-06-01',
    fiscal_year: 2024,
    waist: v.waist,
    visceral_fat_area: v.visceralFatArea,
    bmi: v.bmi,
    sbp: v.sbp,
    dbp: v.dbp,
    triglyceride_fasting: v.triglycerideFasting,
    triglyceride_casual: v.triglycerideCasual,
    hdl: v.hdl,
    glucose_fasting: v.glucoseFasting,
    glucose_casual: v.glucoseCasual,
    hba1c: v.hba1c,
    drug_bp: v.drugBp,
    drug_glucose: v.drugGlucose,
    drug_lipid: v.drugLipid,
    smoker: v.smoker,
  };
}

describe('the rules in SQL and in TypeScript agree on random rows at the borders', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it.each([2010, 2020, 2024])('rules of fiscal year %i', async (year) => {
    const guidance = tables.values('guidance_level', year);
    const metabolic = tables.values('metabolic_syndrome', year);
    const rows = 'SELECT *, person_id // 1000 AS sex, person_id % 1000 AS age FROM checkup';
    const sql = `${classesSql(rows, 'checkup_id', { guidance, metabolic })} ORDER BY checkup_id`;
    await fc.assert(
      fc.asyncProperty(fc.array(values, { minLength: 300, maxLength: 600 }), async (people) => {
        await load(warehouse, { checkup: people.map(rowOf) });
        const found = await warehouse.all(sql);
        expect(found.map(({ level }) => level)).toEqual(people.map((v) => guidanceLevel(v, guidance)));
        expect(found.map((row) => row.metabolic)).toEqual(people.map((v) => metabolicClass(v, metabolic)));
      }),
      { numRuns: 12, seed: 20240401 },
    );
  });
});
