import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { districtComparison } from '../../../analysis/measures/districts.ts';
import { districtInequality } from '../../../analysis/measures/inequality.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, type FixtureRow, load } from './fixture.ts';

/** Six districts of 100 men of 50–54 each; 30, 40, 50, 50, 60 and 70 of them examined. */
const EXAMINED = [30, 40, 50, 50, 60, 70];

describe('districts of a share side by side', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
    const person: FixtureRow[] = [];
    const enrolment: FixtureRow[] = [];
    const checkup: FixtureRow[] = [];
    EXAMINED.forEach((examined, d) => {
      for (let i = 0; i < 100; i++) {
        const person_id = d * 100 + i + 1;
        person.push({ person_id, birth_month: '1972-01-01', sex: 1 });
        enrolment.push({ person_id, from_date: '2020-04-01', district_code: `D${d}` });
        if (i < examined)
          checkup.push({
            checkup_id: person_id,
            person_id,
            exam_date: '2023-07-01',
            fiscal_year: 2023,
            sbp: 120 + 2 * d,
          });
      }
    });
    const district = EXAMINED.map((_, d) => ({ district_code: `D${d}`, name: `第${d}`, level: 'care_area' }));
    await load(warehouse, { person, enrolment, checkup, district });
  });
  afterAll(() => close());

  it('observed over expected, Byar limits, shrunk EBSMR between 100 and the ratio', async () => {
    const table = await districtComparison(warehouse, 'checkup.uptake', { year: 2023 });
    expect(table.rows).toHaveLength(6);
    expect(cell(table, ['D0'], 'expected')).toBeCloseTo(50, 9);
    expect(cell(table, ['D0'], 'smr')).toBeCloseTo(60, 9);
    expect(cell(table, ['D5'], 'smr')).toBeCloseTo(140, 9);
    const ebsmr = cell(table, ['D0'], 'ebsmr')!;
    expect(ebsmr).toBeGreaterThan(60);
    expect(ebsmr).toBeLessThan(100);
    expect(cell(table, ['D0'], 'smr')!).toBeLessThan(cell(table, ['D0'], 'funnel95_lower')!);
    expect(cell(table, ['D2'], 'smr')!).toBeGreaterThan(cell(table, ['D2'], 'funnel998_lower')!);
  });

  it('inequality: Gini always, slope indices only with an order', async () => {
    const plain = await districtInequality(warehouse, 'checkup.uptake', { year: 2023 });
    expect(cell(plain, ['all'], 'range')).toBeCloseTo(40, 9);
    expect(cell(plain, ['all'], 'gini')).toBeGreaterThan(0.1);
    expect(cell(plain, ['all'], 'sii')).toBeNull();
    const order = EXAMINED.map((_, d) => `D${d}`);
    const ranked = await districtInequality(warehouse, 'checkup.uptake', { year: 2023, order });
    // Six equal groups, means 30 … 70: least squares by hand, Σ(r−½)(m−50)/Σ(r−½)².
    expect(cell(ranked, ['all'], 'sii')).toBeCloseTo(3120 / 70, 9);
    expect(cell(ranked, ['all'], 'sii_lower')!).toBeLessThan(cell(ranked, ['all'], 'sii_upper')!);
    expect(cell(ranked, ['all'], 'concentration')).toBeCloseTo(cell(plain, ['all'], 'gini')!, 12);
  });

  it('inequality of a mean: the districts’ means, weighed by persons', async () => {
    const plain = await districtInequality(warehouse, 'risk.sbp.mean', { year: 2023 });
    // Districts with 30 … 70 measured men at 120 + 2 d mmHg.
    expect(cell(plain, ['all'], 'range')).toBeCloseTo(10, 9);
    expect(cell(plain, ['all'], 'persons')).toBe(300);
    await expect(
      districtInequality(warehouse, 'risk.sbp.mean', { year: 2023, order: ['D0', 'D1'] }),
    ).rejects.toThrow('measures.bad_order');
    await expect(districtInequality(warehouse, 'risk.sbp.distribution', { year: 2023 })).rejects.toThrow(
      'measures.not_by_district',
    );
  });

  it('refuses measures that are no shares', async () => {
    await expect(districtComparison(warehouse, 'risk.sbp.mean', { year: 2023 })).rejects.toThrow(
      'measures.not_a_share',
    );
  });
});
