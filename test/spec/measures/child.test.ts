import { afterAll, beforeAll, expect, it } from 'vitest';
import { findMeasure, runMeasure } from '../../../analysis/measures/catalogue.ts';
import type { Warehouse } from '../../../analysis/warehouse/session.ts';
import { naive } from '../../property/measures/naive.ts';
import { cell, emptyWarehouse, type Fixture, load } from './fixture.ts';

/** Born 2019-04 … 2023-12; every second child examined at 18 months in fiscal year 2023. */
const months = Array.from({ length: 57 }, (_, i) => {
  const at = 2019 * 12 + 3 + i;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`;
});
const FIXTURE: Fixture = {
  person: months.map((birth_month, i) => ({ person_id: i + 1, birth_month, sex: 1 + (i % 2) })),
  child_health: months.flatMap((_, i) =>
    i % 2 === 0
      ? [
          { person_id: i + 1, exam: 'm18', item: '判定', exam_date: '2023-10-01' },
          { person_id: i + 1, exam: 'm18', item: '歯科', exam_date: '2023-10-01' },
        ]
      : [{ person_id: i + 1, exam: 'm18', item: '判定', exam_date: '2022-10-01' }],
  ),
};

let warehouse: Warehouse;
let close: () => void;
beforeAll(async () => {
  ({ warehouse, close } = await emptyWarehouse());
  await load(warehouse, FIXTURE);
});
afterAll(() => close());

it('uptake of the 18-month checkup: children of 18–29 months at the end of the year, examined within it', async () => {
  const table = await runMeasure(warehouse, 'child.m18.uptake', { year: 2023, by: ['sex'] });
  // Born 2021-10 … 2022-09: twelve children, numbers 31 to 42; the odd ones were examined in the year.
  expect(cell(table, ['2023', 'all'], 'denominator')).toBe(12);
  expect(cell(table, ['2023', 'all'], 'numerator')).toBe(6);
  const people = naive(findMeasure('child.m18.uptake'), FIXTURE, 2023);
  expect(people).toHaveLength(12);
  expect(people.reduce((sum, { num }) => sum + num, 0)).toBe(6);
});

it.each(['m4', 'y3'])('the same for %s, and the naive recount agrees', async (exam) => {
  const id = `child.${exam}.uptake`;
  const table = await runMeasure(warehouse, id, { year: 2023 });
  const people = naive(findMeasure(id), FIXTURE, 2023);
  expect(cell(table, ['2023'], 'denominator')).toBe(people.length);
  expect(people.length).toBe(12);
  expect(cell(table, ['2023'], 'numerator')).toBe(0);
});
