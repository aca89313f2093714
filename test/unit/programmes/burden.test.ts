import { expect, test } from 'vitest';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { burdenTable } from '../../../analysis/programmes/approaches/burden.ts';
import { findFactor, type YearValues } from '../../../analysis/programmes/approaches/cohort.ts';
import { levinPaf, pif } from '../../../analysis/programmes/approaches/risk.ts';
import { cell } from '../../spec/measures/fixture.ts';

const comparison = {
  factor: findFactor('sbp', definitionTables(), 2023),
  from: 2022,
  to: 2023,
  fromLabel: '令和4年度',
  toLabel: '令和5年度',
};
const risk = {
  outcome: '脳卒中（試験用）',
  rr: 2,
  lower: 1.5,
  upper: 3,
  per: 20,
  reference: 120,
  incidence_per_1000: 4,
  citation: '試験用',
};
const measured = (values: readonly number[]): YearValues => ({
  year: 2023,
  length: values.length,
  person: Float64Array.from(values, (_, i) => i + 1),
  sex: new Float64Array(values.length).fill(1),
  age: new Float64Array(values.length).fill(60),
  value: Float64Array.from(values),
});

test('everybody beyond the reference at one value: Levin’s fraction', () => {
  // A quarter at 140: relative risk 2.
  const table = burdenTable(comparison, [risk], measured([120, 110, 100, 140]));
  expect(cell(table, ['0', 'all'], 'paf')).toBeCloseTo(100 * levinPaf(0.25, 2), 12);
  expect(cell(table, ['0', 'all'], 'paf_lower')).toBeCloseTo(100 * levinPaf(0.25, 1.5), 12);
  expect(cell(table, ['0', 'all'], 'paf_upper')).toBeCloseTo(100 * levinPaf(0.25, 3), 12);
  const beyond140 = table.dimensions[1]!.levels.find(({ label }) => label.startsWith('140mmHg以上'))!;
  expect(cell(table, ['0', beyond140.code], 'k')).toBe(1);
  expect(cell(table, ['0', beyond140.code], 'rr')).toBeCloseTo(2, 12);
  expect(cell(table, ['0', beyond140.code], 'paf')).toBeCloseTo(20, 12);
});

test('the parts add up to the whole, which is what moving everybody to the reference would prevent', () => {
  const values = Array.from({ length: 500 }, (_, i) => 95 + ((i * 37) % 90));
  const table = burdenTable(comparison, [risk], measured(values));
  const levels = table.dimensions[1]!.levels.slice(1);
  const sum = (column: string) =>
    levels.reduce((all, { code }) => all + cell(table, ['0', code], column)!, 0);
  expect(sum('k')).toBe(500);
  expect(sum('share')).toBeCloseTo(100, 9);
  expect(sum('paf')).toBeCloseTo(cell(table, ['0', 'all'], 'paf')!, 9);
  const masses = values.map((value) => ({ value, share: 1 / values.length }));
  const gone = pif({ before: masses, after: [{ value: 120, share: 1 }], risk, high: true });
  expect(cell(table, ['0', 'all'], 'paf')).toBeCloseTo(100 * gone.estimate, 9);
  expect(cell(table, ['0', 'all'], 'paf_upper')).toBeCloseTo(100 * gone.upper, 9);
});

test('a factor that harms when it is low counts from the other side', () => {
  const factor = findFactor('egfr', definitionTables(), 2023);
  const table = burdenTable(
    { ...comparison, factor },
    [{ ...risk, reference: 90 }],
    measured([95, 70, 50, 40]),
  );
  expect(factor.high).toBe(false);
  expect(cell(table, ['0', 'all'], 'paf')).toBeGreaterThan(0);
  expect(table.dimensions[1]!.levels.at(-1)!.label).toContain('未満');
});
