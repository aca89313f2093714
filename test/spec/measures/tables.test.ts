import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import { kidneyRisk } from '../../../analysis/measures/rules/kidney.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, exam, type Fixture, type FixtureRow, imported, load } from './fixture.ts';

const man = (id: number, birth: string): FixtureRow => ({ person_id: id, birth_month: birth, sex: 1 });
const insured = (id: number): FixtureRow => ({ person_id: id, from_date: '2020-04-01', district_code: 'A' });

describe('measures with a table of their own', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());
  const run = async (fixture: Fixture, id: string, years = [2023]): Promise<CandidateTable> => {
    await load(warehouse, fixture);
    return runMeasure(warehouse, id, { year: years });
  };

  it('CKD heat map: class by eGFR and dip-stick, margins, persons without a value left out', async () => {
    const people = [1, 2, 3, 4].map((id) => man(id, '1963-01-01'));
    // Men of 61: 0.9 → 68.6 (G2), 1.2 → 49.9 (G3a), 2.5 → 21.6 (G4).
    const checkup = [
      exam(1, { creatinine: 0.9, urine_protein: 1 }),
      exam(2, { creatinine: 1.2, urine_protein: 2 }),
      exam(3, { creatinine: 2.5, urine_protein: 4 }),
      exam(4, { creatinine: 0.9 }),
    ];
    const table = await run(
      { person: people, enrolment: people.map((p) => insured(Number(p.person_id))), checkup },
      'kidney.heat_map',
    );
    expect(cell(table, ['2023', 'G2', 'A1'], 'denominator')).toBe(1);
    expect(cell(table, ['2023', 'G3a', 'A2'], 'denominator')).toBe(1);
    expect(cell(table, ['2023', 'G4', 'A3'], 'denominator')).toBe(1);
    expect(cell(table, ['2023', 'all', 'all'], 'denominator')).toBe(3);
    expect([kidneyRisk('G2', 'A1'), kidneyRisk('G3a', 'A2'), kidneyRisk('G4', 'A3')]).toEqual([
      'green',
      'orange',
      'red',
    ]);
  });

  it('blood-pressure grades: the higher of both, at every border', async () => {
    const pairs = [
      [119, 79],
      [120, 79],
      [129, 80],
      [130, 70],
      [139, 89],
      [140, 70],
      [100, 90],
      [159, 100],
      [179, 99],
      [180, 70],
      [120, 110],
    ] as const;
    const grades = [
      'normal',
      'high_normal',
      'elevated',
      'elevated',
      'elevated',
      'grade1',
      'grade1',
      'grade2',
      'grade2',
      'grade3',
      'grade3',
    ];
    const person = pairs.map((_, i) => man(i + 1, '1963-01-01'));
    const checkup = pairs.map(([sbp, dbp], i) => exam(i + 1, { sbp, dbp, drug_bp: i === 0 }));
    const table = await run({ person, checkup }, 'pressure.grades');
    for (const grade of new Set(grades))
      expect(cell(table, ['2023', grade, 'all'], 'denominator'), grade).toBe(
        grades.filter((one) => one === grade).length,
      );
    expect(cell(table, ['2023', 'normal', 'yes'], 'denominator')).toBe(1);
    expect(cell(table, ['2023', 'all', 'no'], 'denominator')).toBe(10);
  });

  it('disease costs: the main diagnosis takes all, or every diagnosis the same; 疑い never; the total stays', async () => {
    const fixture: Fixture = {
      person: [man(1, '1963-01-01'), man(2, '1963-01-01')],
      enrolment: [insured(1), insured(2)],
      claim: [
        { claim_id: 1, person_id: 1, month: '2023-05-01', points: 1000, yen: 10000, days: 1 },
        { claim_id: 2, person_id: 2, month: '2023-05-01', points: 600, yen: 6000, days: 1, setting: 'dpc' },
        {
          claim_id: 3,
          person_id: 2,
          month: '2023-06-01',
          points: 100,
          yen: 1000,
          days: 1,
          setting: 'dental',
        },
      ],
      claim_diagnosis: [
        { claim_id: 1, icd10: 'E112', main: true },
        { claim_id: 1, icd10: 'I10' },
        { claim_id: 1, icd10: 'C169', suspected: true },
        { claim_id: 2, icd10: 'I10' },
      ],
    };
    const main = await run(fixture, 'cost.diseases.main');
    expect(cell(main, ['2023', 'diabetic_kidney'], 'amount')).toBe(10000);
    expect(cell(main, ['2023', 'hypertension'], 'amount')).toBe(0);
    expect(cell(main, ['2023', 'none'], 'amount')).toBe(6000);
    expect(cell(main, ['2023', 'all'], 'amount')).toBe(16000);
    const shared = await run(fixture, 'cost.diseases.shared');
    expect(cell(shared, ['2023', 'diabetic_kidney'], 'amount')).toBe(5000);
    expect(cell(shared, ['2023', 'hypertension'], 'amount')).toBe(11000);
    expect(cell(shared, ['2023', 'hypertension'], 'patients')).toBe(2);
    expect(cell(shared, ['2023', 'stomach_cancer'], 'patients')).toBe(0);
  });

  it('disease costs by weight: yen a day of claims with one diagnosis alone decide, the total stays', async () => {
    // Ten claims of E11 alone at 1,000 yen a day, ten of I10 alone at 3,000: weights 1 to 3.
    const alone = [1, 3].flatMap((thousand, d) =>
      Array.from({ length: 10 }, (_, i) => ({
        id: 100 * (d + 1) + i,
        yen: 2000 * thousand,
        icd10: ['E119', 'I10'][d]!,
      })),
    );
    const fixture: Fixture = {
      person: [man(1, '1963-01-01')],
      enrolment: [insured(1)],
      claim: [
        ...alone.map(({ id, yen }) => ({
          claim_id: id,
          person_id: 1,
          month: '2023-05-01',
          points: yen / 10,
          yen,
          days: 2,
        })),
        { claim_id: 1, person_id: 1, month: '2023-06-01', points: 800, yen: 8000, days: 1 },
      ],
      claim_diagnosis: [
        ...alone.map(({ id, icd10 }) => ({ claim_id: id, icd10 })),
        { claim_id: 1, icd10: 'E119', main: true },
        { claim_id: 1, icd10: 'I10' },
        { claim_id: 1, icd10: 'C169', suspected: true },
      ],
    };
    const pdm = await run(fixture, 'cost.diseases.pdm');
    expect(cell(pdm, ['2023', 'diabetes'], 'amount')).toBeCloseTo(20_000 + 2000, 6);
    expect(cell(pdm, ['2023', 'hypertension'], 'amount')).toBeCloseTo(60_000 + 6000, 6);
    expect(cell(pdm, ['2023', 'all'], 'amount')).toBe(88_000);
    const largest = await run(fixture, 'cost.diseases.largest');
    expect(cell(largest, ['2023', 'diabetes'], 'amount')).toBe(20_000);
    expect(cell(largest, ['2023', 'hypertension'], 'amount')).toBe(68_000);
  });

  it('three factors: contributions add up to the change; doubling the days doubles by days alone', async () => {
    const claims = (year: number, days: number, first: number): FixtureRow[] =>
      [1, 2].map((id) => ({
        claim_id: first + id,
        person_id: id,
        month: `${year}-05-01`,
        points: 100 * days,
        yen: 1000 * days,
        days,
      }));
    const fixture: Fixture = {
      person: [man(1, '1963-01-01'), man(2, '1963-01-01')],
      enrolment: [insured(1), insured(2)],
      claim: [...claims(2022, 2, 0), ...claims(2023, 4, 10), ...imported('pharmacy', 1, 2022, 2023)],
    };
    const table = await run(fixture, 'cost.three_factors', [2022, 2023]);
    expect(cell(table, ['outpatient'], 'before')).toBeCloseTo(2000, 6);
    expect(cell(table, ['outpatient'], 'value')).toBeCloseTo(2000, 6);
    expect(cell(table, ['outpatient'], 'days')).toBeCloseTo(2000, 6);
    for (const part of ['age', 'claims', 'price', 'other'])
      expect(cell(table, ['outpatient'], part), part).toBeCloseTo(0, 6);
  });

  it('新三要素: two stays of ten days become one of twenty: fewer admissions, longer ones, the same cost', async () => {
    const stay = (claim_id: number, year: number, days: number, yen: number): FixtureRow => ({
      claim_id,
      person_id: 1,
      month: `${year}-06-01`,
      setting: 'inpatient',
      days,
      points: yen / 10,
      yen,
    });
    const fixture: Fixture = {
      person: [man(1, '1962-01-01')],
      enrolment: [insured(1)],
      claim: [stay(1, 2021, 10, 100_000), stay(2, 2021, 10, 100_000), stay(3, 2022, 20, 200_000)],
    };
    const plain = await run(fixture, 'cost.three_factors', [2021, 2022]);
    expect(cell(plain, ['inpatient'], 'claims')).toBeCloseTo(200_000 * Math.log(1 / 2), 6);
    expect(cell(plain, ['inpatient'], 'days')).toBeCloseTo(200_000 * Math.log(2), 6);
    const table = await run(fixture, 'cost.three_factors_new', [2021, 2022]);
    // Months of 365/12 days: claims × (m − b)/(m − 1) admissions.
    const m = 365 / 12;
    const ratio = (m - 20) / (2 * (m - 10));
    expect(cell(table, ['inpatient'], 'value')).toBeCloseTo(0, 6);
    expect(cell(table, ['inpatient'], 'claims')).toBeCloseTo(200_000 * Math.log(ratio), 6);
    expect(cell(table, ['inpatient'], 'days')).toBeCloseTo(-200_000 * Math.log(ratio), 6);
    for (const part of ['age', 'price', 'other'])
      expect(cell(table, ['inpatient'], part), part).toBeCloseTo(0, 6);
    // Days that fill the month tell no admissions: the change stays whole.
    const long = await run(
      { ...fixture, claim: [stay(1, 2021, 31, 100_000), stay(2, 2022, 20, 200_000)] },
      'cost.three_factors_new',
      [2021, 2022],
    );
    expect(cell(long, ['inpatient'], 'other')).toBeCloseTo(100_000, 6);
    expect(cell(long, ['inpatient'], 'days')).toBe(0);
  });

  it('care levels: one level a person, everybody else without', async () => {
    const person = [1, 2, 3].map((id) => man(id, '1945-01-01'));
    const care_certification = [
      { person_id: 1, level: '21', from_date: '2022-01-01', to_date: '2024-01-31' },
      { person_id: 1, level: '23', from_date: '2024-02-01', to_date: '2025-01-31' },
      { person_id: 2, level: '12', from_date: '2022-01-01', to_date: '2024-03-30' },
    ];
    const table = await run({ person, enrolment: [1, 2, 3].map(insured), care_certification }, 'care.levels');
    expect(cell(table, ['2023', '23'], 'denominator')).toBe(1);
    expect(cell(table, ['2023', '21'], 'denominator')).toBe(0);
    expect(cell(table, ['2023', 'none'], 'denominator')).toBe(2);
  });

  it('平均自立期間: without care need it is the life expectancy; too small a town is refused with the reason', async () => {
    const person: FixtureRow[] = [];
    const enrolment: FixtureRow[] = [];
    for (let id = 1; id <= 6600; id++) {
      const band = id % 6;
      const dies = Math.floor(id / 6) % (40 - 6 * band) === 0;
      person.push({
        person_id: id,
        birth_month: `${1957 - 5 * band}-01-01`,
        sex: 1 + (Math.floor(id / 6) % 2),
        ...(dies ? { death_month: '2023-09-01' } : {}),
      });
      enrolment.push({
        person_id: id,
        from_date: '2010-04-01',
        district_code: 'A',
        ...(dies ? { to_date: '2023-09-16' } : {}),
      });
    }
    const table = await run({ person, enrolment }, 'care.independent_life');
    expect(cell(table, ['all'], 'value')!).toBeCloseTo(cell(table, ['all'], 'expectancy')!, 9);
    expect(cell(table, ['all'], 'expectancy')!).toBeGreaterThan(10);
    expect(cell(table, ['all'], 'expectancy')!).toBeLessThan(30);
    const certified = person
      .filter((_, i) => i % 10 === 0)
      .map(({ person_id }) => ({ person_id: person_id ?? 0, level: '23', from_date: '2020-01-01' }));
    const less = await run({ person, enrolment, care_certification: certified }, 'care.independent_life');
    expect(cell(less, ['all'], 'value')! / cell(less, ['all'], 'expectancy')!).toBeCloseTo(0.9, 1);
    const tiny = await run(
      { person: person.slice(0, 60), enrolment: enrolment.slice(0, 60) },
      'care.independent_life',
    );
    expect(cell(tiny, ['all'], 'value')).toBeNull();
    expect(tiny.context.missing).toEqual([expect.stringContaining('5,000')]);
    expect(tiny.context.caveats).toContain(tiny.context.missing?.[0]);
  });
});
