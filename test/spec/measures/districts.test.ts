import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disclosurePolicy, emptyLedger, releaseTable } from '../../../analysis/disclosure/index.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { findMeasure, runMeasure } from '../../../analysis/measures/catalogue.ts';
import { districtComparison } from '../../../analysis/measures/districts.ts';
import { inequalityTable } from '../../../analysis/measures/inequality.ts';
import { smoothedTable } from '../../../analysis/measures/smoothed.ts';
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

  it('observed over expected, with the limits of a funnel', async () => {
    const table = await districtComparison(warehouse, 'checkup.uptake', { year: 2023 });
    expect(table.rows).toHaveLength(6);
    expect(cell(table, ['D0'], 'expected')).toBeCloseTo(50, 9);
    expect(cell(table, ['D0'], 'smr')).toBeCloseTo(60, 9);
    expect(cell(table, ['D5'], 'smr')).toBeCloseTo(140, 9);
    expect(cell(table, ['D0'], 'smr')!).toBeLessThan(cell(table, ['D0'], 'funnel95_lower')!);
    expect(cell(table, ['D2'], 'smr')!).toBeGreaterThan(cell(table, ['D2'], 'funnel998_lower')!);
  });

  it('EBSMR of the released districts lies between their ratio and their mean', async () => {
    const asked = await districtComparison(warehouse, 'checkup.uptake', { year: 2023 });
    const { statistic } = await releaseTable(asked, policy, emptyLedger('c'.repeat(64)));
    const smoothed = smoothedTable(statistic, asked)!;
    const ebsmr = cell(smoothed, ['D0'], 'ebsmr')!;
    expect(ebsmr).toBeGreaterThan(60);
    expect(ebsmr).toBeLessThan(100);
    expect(smoothed.rows[0]!.people).toEqual(asked.rows[0]!.people);
    expect(cell(smoothed, ['D0'], 'ebsmr_upper')).toBeGreaterThan(ebsmr);
    const without = { ...statistic, rows: statistic.rows.slice(0, 2) };
    expect(smoothedTable(without, asked)).toBeUndefined();
    expect(smoothed.context.missing).toBeUndefined();
  });

  it('districts that differ by no more than chance: one smoothed value without an interval, and why', async () => {
    const asked = await districtComparison(warehouse, 'checkup.uptake', { year: 2023 });
    const { statistic } = await releaseTable(asked, policy, emptyLedger('c'.repeat(64)));
    const places = ['numerator', 'expected'].map((id) => statistic.columns.findIndex((one) => one.id === id));
    const alike: ReleasedTable = {
      ...statistic,
      rows: statistic.rows.map((row, d) => ({
        ...row,
        cells: row.cells.map((shown, at) =>
          places.includes(at)
            ? { state: 'shown' as const, value: at === places[0] ? 49 + (d % 3) : 50 }
            : shown,
        ),
      })),
    };
    const pooled = smoothedTable(alike, asked)!;
    for (const code of ['D0', 'D1', 'D2']) {
      expect(cell(pooled, [code], 'ebsmr')).toBeCloseTo(100, 1);
      expect(cell(pooled, [code], 'ebsmr_lower')).toBeNull();
    }
    expect(pooled.context.missing?.join('')).toContain('偶然で説明できる');
    expect(pooled.context.caveats).toContain(pooled.context.missing?.[0]);
  });

  const policy = disclosurePolicy({ population: 60_000 });
  /** As the handler does: by the released districts of the comparison, or of the measure. */
  async function inequality(id: string, order?: readonly string[]) {
    const definition = findMeasure(id);
    const candidate =
      definition.question.kind === 'share'
        ? await districtComparison(warehouse, id, { year: 2023 })
        : await runMeasure(warehouse, id, { year: 2023, by: ['district'] });
    const { statistic } = await releaseTable(candidate, policy, emptyLedger('c'.repeat(64)));
    return inequalityTable(definition, statistic, 2023, order);
  }

  it('inequality: Gini always, slope indices only with an order', async () => {
    const plain = await inequality('checkup.uptake');
    expect(cell(plain, ['all'], 'range')).toBeCloseTo(40, 9);
    expect(cell(plain, ['all'], 'gini')).toBeGreaterThan(0.1);
    expect(cell(plain, ['all'], 'sii')).toBeNull();
    expect(plain.context.missing).toEqual([expect.stringContaining('困難の少ない順')]);
    expect([cell(plain, ['all'], 'areas'), cell(plain, ['all'], 'areas_with_people')]).toEqual([6, 6]);
    const order = EXAMINED.map((_, d) => `D${d}`);
    const ranked = await inequality('checkup.uptake', order);
    // Six equal groups, means 30 … 70: least squares by hand, Σ(r−½)(m−50)/Σ(r−½)².
    expect(cell(ranked, ['all'], 'sii')).toBeCloseTo(3120 / 70, 9);
    expect(cell(ranked, ['all'], 'sii_lower')!).toBeLessThan(cell(ranked, ['all'], 'sii_upper')!);
    expect(cell(ranked, ['all'], 'concentration')).toBeCloseTo(cell(plain, ['all'], 'gini')!, 12);
  });

  it('inequality of a mean: the districts’ means, weighed by persons', async () => {
    const plain = await inequality('risk.sbp.mean');
    // Districts with 30 … 70 measured men at 120 + 2 d mmHg.
    expect(cell(plain, ['all'], 'range')).toBeCloseTo(10, 9);
    expect(cell(plain, ['all'], 'persons')).toBe(300);
    await expect(inequality('risk.sbp.mean', ['D0', 'D1'])).rejects.toThrow('measures.bad_order');
  });

  it('districts without a released value do not count, and too few of them give no index', async () => {
    const { statistic } = await releaseTable(
      await districtComparison(warehouse, 'checkup.uptake', { year: 2023 }),
      policy,
      emptyLedger('c'.repeat(64)),
    );
    const without = (hidden: readonly string[]): ReleasedTable => ({
      ...statistic,
      rows: statistic.rows.map((row) =>
        hidden.includes(row.at[0] ?? '')
          ? { ...row, cells: row.cells.map(() => ({ state: 'hidden', reason: 'primary' }) as const) }
          : row,
      ),
    });
    const definition = findMeasure('checkup.uptake');
    const some = inequalityTable(definition, without(['D0', 'D5']), 2023);
    expect(cell(some, ['all'], 'range')).toBeCloseTo(20, 9);
    expect([cell(some, ['all'], 'areas'), cell(some, ['all'], 'areas_with_people')]).toEqual([4, 6]);
    expect(cell(some, ['all'], 'persons')).toBe(400);
    expect(some.context.title).toContain('6地区のうち値を公表できる4地区');
    const few = inequalityTable(definition, without(['D0', 'D1', 'D2', 'D5']), 2023);
    for (const index of ['gini', 'range', 'sii', 'concentration'])
      expect(cell(few, ['all'], index), index).toBeNull();
    expect(few.context.missing).toEqual([expect.stringContaining('3つ未満')]);
    const order = EXAMINED.map((_, d) => `D${d}`);
    const four = inequalityTable(definition, without(['D0', 'D5']), 2023, order);
    expect(four.context.missing).toEqual([expect.stringContaining('5つ未満')]);
    expect(inequalityTable(definition, statistic, 2023, order).context.missing).toBeUndefined();
    // The order names all districts with people, hidden ones too.
    expect(() => inequalityTable(definition, without(['D0']), 2023, ['D1', 'D2', 'D3', 'D4', 'D5'])).toThrow(
      'measures.bad_order',
    );
  });

  it('refuses measures that are no shares', async () => {
    await expect(districtComparison(warehouse, 'risk.sbp.mean', { year: 2023 })).rejects.toThrow(
      'measures.not_a_share',
    );
  });
});
