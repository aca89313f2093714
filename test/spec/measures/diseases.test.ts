import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DefinitionTables, definitionTables } from '../../../analysis/domain/tables/index.ts';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { ownTable } from '../../support/definition-table.ts';
import { cell, counts, emptyWarehouse, type FixtureRow, insured, load, people } from './fixture.ts';

const BORN = { birth_month: '1960-01-01' };
const claim = (claim_id: number, person_id: number, month: string, setting = 'outpatient'): FixtureRow => ({
  claim_id,
  person_id,
  month,
  setting,
  points: 1000,
  yen: 10_000,
  days: 1,
});
const found = (claim_id: number, icd10: string, suspected = false): FixtureRow => ({
  claim_id,
  icd10,
  suspected,
});

describe('persons by disease and new dialysis, on tables small enough to count by hand', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it('a person counts once in every disease named in the year, 疑い and other years in none', async () => {
    await load(warehouse, {
      person: people(8, BORN),
      enrolment: insured(8),
      claim: [
        claim(1, 1, '2023-04-01'),
        claim(2, 1, '2023-09-01'),
        claim(3, 2, '2023-05-01'),
        claim(4, 3, '2023-05-01'),
        claim(5, 4, '2022-05-01'),
        claim(6, 5, '2023-05-01', 'dental'),
        claim(7, 6, '2024-03-01', 'dpc'),
        claim(8, 7, '2023-06-01'),
      ],
      claim_diagnosis: [
        found(1, 'E119'),
        found(2, 'E113'),
        found(2, 'I10'),
        found(3, 'E142'),
        found(3, 'F329'),
        found(4, 'E119', true),
        found(4, 'M109'),
        found(5, 'E119'),
        found(6, 'K053'),
        found(7, 'C349'),
        found(7, 'N185'),
        found(8, 'G309'),
        found(8, 'N189'),
        found(8, 'M545'),
      ],
      claim_procedure: [{ claim_id: 7, code: 'p1' }],
      procedure_master: [{ code: 'p1', section: 'J038', name: 'x' }],
    });
    const expected: Readonly<Record<string, number>> = {
      diabetes_any: 2,
      diabetic_kidney: 1,
      diabetic_eye: 1,
      hypertension: 1,
      periodontal: 1,
      lung_cancer: 1,
      cancer: 1,
      stomach_cancer: 0,
      // G30 is a dementia but no chapter F; F32 is a mood disorder of the chapter.
      dementia: 1,
      mood: 1,
      mental: 1,
      // M10 is gout and of the chapter M as well.
      gout: 1,
      spine: 1,
      musculoskeletal: 2,
      chronic_kidney_disease: 2,
      chronic_kidney_disease_dialysis: 1,
      chronic_kidney_disease_no_dialysis: 1,
    };
    for (const [id, persons] of Object.entries(expected))
      expect(await counts(warehouse, `disease.${id}`), id).toEqual([8, persons]);
    const table = await runMeasure(warehouse, 'disease.diabetes_any', { year: 2023, by: ['sex'] });
    expect(cell(table, ['2023', 'all'], 'value')).toBe(250);
    expect(cell(table, ['2023', '1'], 'numerator')).toBe(1);
  });

  it('three years of new dialysis: begun within them, in people who were there without it the year before', async () => {
    // A start in each of three years; one before; one who was not there before; one for a month only; nobody else.
    const starts = ['2021-06', '2022-06', '2024-03', '2020-06', '2022-06', '2022-06'];
    const months = (start: string, n: number) =>
      Array.from({ length: n }, (_, i) => {
        const at = Number(start.slice(0, 4)) * 12 + Number(start.slice(5)) - 1 + i;
        return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
      });
    const claims = starts.flatMap((start, i) =>
      months(start, i === 5 ? 1 : i === 3 ? 36 : 4).map((month, n) => claim(100 * (i + 1) + n, i + 1, month)),
    );
    await load(warehouse, {
      person: people(7, BORN),
      enrolment: insured(7).map((row) => (row.person_id === 5 ? { ...row, from_date: '2021-04-01' } : row)),
      claim: claims,
      claim_procedure: claims.map(({ claim_id }) => ({ claim_id: claim_id ?? 0, code: 'p1' })),
      procedure_master: [{ code: 'p1', section: 'J038', name: 'x' }],
    });
    expect(await counts(warehouse, 'kidney.dialysis_new_3y')).toEqual([6, 3]);
    expect(await counts(warehouse, 'kidney.dialysis_new')).toEqual([7, 1]);
    const table = await runMeasure(warehouse, 'kidney.dialysis_new_3y', { year: 2023 });
    expect(cell(table, ['2023'], 'value')).toBeCloseTo((3 / 6 / 3) * 100_000, 6);
  });

  it('dialysis by the codes of the tables as they are now: what was summed up by other codes is made anew', async () => {
    const claims = ['2023-12', '2024-01', '2024-03', '2024-05'].flatMap((month, n) => [
      claim(10 + n, 1, `${month}-01`),
      claim(20 + n, 2, `${month}-01`),
    ]);
    await load(warehouse, {
      person: people(3, BORN),
      enrolment: insured(3),
      claim: claims,
      claim_procedure: [
        ...claims.map(({ claim_id, person_id }) => ({ claim_id: claim_id ?? 0, code: `p${person_id}` })),
        // Begun in the year, two months of it after its end.
        { claim_id: 12, code: 'p3' },
        { claim_id: 13, code: 'p3' },
      ],
      procedure_master: [{ code: 'p1', section: 'J038', name: 'x' }],
    });
    const by = (...codes: readonly string[]) =>
      definitionTables([
        ownTable('procedure_groups', {
          dialysis: { label: '透析', sections: codes.length === 0 ? ['J038'] : [], codes },
        }),
      ]);
    const dialysed = async (tables: DefinitionTables) =>
      cell(await runMeasure(warehouse, 'kidney.dialysis', { year: 2023, tables }), ['2023'], 'numerator');
    expect(await dialysed(by('p1', 'p2'))).toBe(2);
    expect(await dialysed(by())).toBe(1);
    expect(await dialysed(by('p3'))).toBe(0);
    expect(await dialysed(by('p1', 'p2'))).toBe(2);
  });
});
