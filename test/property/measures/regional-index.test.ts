import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMeasure } from '../../../analysis/measures/catalogue.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { cell, emptyWarehouse, type Fixture, type FixtureRow, load } from '../../spec/measures/fixture.ts';
import { BANDS, born, national, YEAR } from '../../spec/measures/regional-index-town.ts';
import { regionalTwin, threeFactorTwin } from './naive-factors.ts';

const claim = fc.record({
  year: fc.constantFrom(2022, 2023),
  month: fc.integer({ min: 4, max: 12 }),
  setting: fc.constantFrom(
    'inpatient',
    'dpc',
    'outpatient',
    'outpatient',
    'pharmacy',
    'dental',
    'visiting_nurse',
  ),
  // A whole month in hospital is more than a mean month: its admissions cannot be told.
  days: fc.constantFrom(1, 2, 9, 30, 31),
  yen: fc.constantFrom(900, 5000, 40_000, 300_000),
});

const person = fc.record({
  sex: fc.constantFrom(1, 2),
  from_date: fc.constantFrom('2020-04-01', '2020-04-01', '2022-10-01', '2023-08-01'),
  claims: fc.array(claim, { maxLength: 5 }),
});

/** Two to four people of every age. */
const town = fc
  .array(fc.array(person, { minLength: 2, maxLength: 4 }), { minLength: 15, maxLength: 15 })
  .map((ages): Fixture => {
    const rows: Record<'person' | 'enrolment' | 'claim', FixtureRow[]> = {
      person: [],
      enrolment: [],
      claim: [],
    };
    for (const [i, people] of ages.entries())
      for (const { sex, from_date, claims } of people) {
        const person_id = rows.person.length + 1;
        rows.person.push({ person_id, sex, birth_month: born(BANDS[i] ?? 0) });
        rows.enrolment.push({
          person_id,
          insurer_kind: 'kokuho',
          from_date,
          district_code: 'A',
          excluded: false,
        });
        for (const { year, month, setting, days, yen } of claims)
          rows.claim.push({
            claim_id: rows.claim.length + 1,
            person_id,
            month: `${year}-${String(month).padStart(2, '0')}-01`,
            setting,
            days: setting === 'pharmacy' ? 0 : days,
            points: yen / 10,
            yen,
          });
      }
    return rows;
  });

const amounts = (low: number, high: number) =>
  fc.array(fc.integer({ min: low, max: high }), { minLength: 15, maxLength: 15 });
const nation = fc
  .record({
    'population.kokuho': amounts(1, 900_000),
    'cost.per_person.kokuho.inpatient': amounts(1000, 300_000),
    'cost.per_person.kokuho.outpatient': amounts(1000, 200_000),
    'cost.per_person.kokuho.pharmacy': amounts(1000, 90_000),
    'cost.per_person.kokuho.dental': amounts(1000, 30_000),
    'cost.claims_per_100.inpatient': amounts(1, 60),
    'cost.days_per_claim.inpatient': amounts(1, 28),
    'cost.claims_per_100.outpatient': amounts(100, 2000),
    'cost.days_per_claim.outpatient': amounts(1, 3),
    'cost.claims_per_100.dental': amounts(10, 300),
    'cost.days_per_claim.dental': amounts(1, 3),
  })
  .map((values) => Object.entries(values).flatMap(([id, of]) => national(id, (i) => of[i] ?? 0)));

const KINDS = ['inpatient', 'outpatient', 'dental'] as const;

describe('医療費の地域差と三要素 on generated towns', () => {
  let warehouse: Warehouse;
  let close: () => void;
  beforeAll(async () => {
    ({ warehouse, close } = await emptyWarehouse());
  });
  afterAll(() => close());

  it('地域差指数 equals a recount claim by claim; contributions add up to index − 1, factors to contributions', async () => {
    await fc.assert(
      fc.asyncProperty(town, nation, async (fixture, values) => {
        await load(warehouse, fixture);
        const id = 'cost.regional_index.kokuho';
        const table = await runMeasure(warehouse, id, { year: YEAR, references: () => values });
        const value = (kind: string, column: string) => cell(table, [String(YEAR), kind], column)!;
        const { columns, rows } = regionalTwin(fixture, YEAR, values);
        for (const [kind, wanted] of rows)
          for (const [i, column] of columns.entries())
            expect(Math.abs(value(kind, column) - wanted[i]!), `${kind} ${column}`).toBeLessThan(
              1e-9 * Math.max(1, Math.abs(wanted[i]!)),
            );
        const total = (column: string) => KINDS.reduce((sum, kind) => sum + value(kind, column), 0);
        expect(Math.abs(total('contribution') - (value('all', 'value') - 1))).toBeLessThan(1e-9);
        for (const kind of ['all', ...KINDS]) {
          const parts = ['claims', 'days', 'price', 'other'].reduce(
            (sum, part) => sum + value(kind, part),
            0,
          );
          expect(Math.abs(parts - value(kind, 'contribution')), kind).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 12, seed: 4, endOnFailure: true },
    );
  });

  it.each([
    ['cost.three_factors', false],
    ['cost.three_factors_new', true],
  ])('%s equals a recount; its parts add up to the change', async (id, isNew) => {
    let split = 0;
    await fc.assert(
      fc.asyncProperty(town, async (fixture) => {
        await load(warehouse, fixture);
        const table = await runMeasure(warehouse, id, { year: [2022, 2023] });
        const { columns, rows } = threeFactorTwin(fixture, YEAR, isNew);
        for (const [kind, wanted] of rows) {
          for (const [i, column] of columns.entries())
            expect(cell(table, [kind], column), `${kind} ${column}`).toBeCloseTo(wanted[i] ?? Number.NaN, 5);
          const [change = 0, ...parts] = ['value', 'age', 'claims', 'days', 'price', 'other'].map(
            (column) => cell(table, [kind], column)!,
          );
          const sum = parts.reduce((total, part) => total + part, 0);
          expect(Math.abs(sum - change)).toBeLessThan(
            1e-9 * Math.max(1, Math.abs(change), ...parts.map(Math.abs)),
          );
          split += Math.abs(cell(table, [kind], 'days')!);
        }
      }),
      { numRuns: 8, seed: 5, endOnFailure: true },
    );
    expect(split).toBeGreaterThan(0);
  });
});
