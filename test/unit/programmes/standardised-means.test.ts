import { expect, test } from 'vitest';
import { disclosurePolicy, emptyLedger, releaseTable } from '../../../analysis/disclosure/index.ts';
import { definitionTables } from '../../../analysis/domain/tables/index.ts';
import { findFactor, type YearValues } from '../../../analysis/programmes/approaches/cohort.ts';
import { meanTable, shiftOf } from '../../../analysis/programmes/approaches/population.ts';

const STARTS = [40, 45, 50, 55, 60, 65, 70];
const tables = definitionTables();
const factor = findFactor('sbp', tables, 2023);

/** Men and women of each five-year age, so many of each; those of an age have 120 mmHg and two more for each band. */
function measured(year: number, persons: (sex: 1 | 2, start: number) => number): YearValues {
  const people = ([1, 2] as const).flatMap((sex) =>
    STARTS.flatMap((start, band) =>
      Array.from({ length: persons(sex, start) }, (_, i) => ({
        sex,
        age: start + (i % 5),
        // One above and one below the mean of the band, in turns.
        value: 120 + 2 * band + (i % 2 === 0 ? 1 : -1),
      })),
    ),
  );
  const column = (of: (person: (typeof people)[number], at: number) => number) =>
    Float64Array.from(people, (person, at) => of(person, at));
  return {
    year,
    length: people.length,
    person: column((_, at) => at),
    sex: column(({ sex }) => sex),
    age: column(({ age }) => age),
    value: column(({ value }) => value),
  };
}

const thinWomen = (least: number) => (sex: number, start: number) => (sex === 2 && start === 40 ? least : 40);
const years = (from: YearValues) => ({ from, to: measured(2023, () => 40) });
const comparison = { factor, from: 2020, to: 2023, fromLabel: '令和2年度', toLabel: '令和5年度' };

test('means are standardised by five years only where each of these is of 30 people or more, in both years', () => {
  const thick = shiftOf(years(measured(2020, thinWomen(30))), 'all', tables);
  expect(thick.groups).toHaveLength(2 * 2 * STARTS.length);
  const thin = shiftOf(years(measured(2020, thinWomen(28))), 'all', tables);
  expect(thin.groups.map(({ persons }) => persons)).toEqual([
    ...[120, 80, 80, 108, 80, 80],
    ...[120, 80, 80, 120, 80, 80],
  ]);
  // Men alone have no thin group.
  expect(shiftOf(years(measured(2020, thinWomen(28))), '1', tables).groups).toHaveLength(2 * STARTS.length);
});

test('a standardised mean of the same values is the same, whatever the bands', () => {
  const { from, to, change } = shiftOf(years(measured(2020, () => 40)), 'all', tables);
  expect(from.estimate).toBeCloseTo(to.estimate!, 9);
  expect(change.estimate).toBeCloseTo(0, 9);
});

test('an adjusted mean that a group of fewer than ten is part of is kept back, the crude one is not', async () => {
  const few = (sex: number, start: number) => (sex === 2 && start >= 65 ? 2 : 40);
  const candidate = meanTable(comparison, years(measured(2020, few)), tables);
  const { statistic } = await releaseTable(
    candidate,
    disclosurePolicy({ population: 60_000 }),
    emptyLedger('e'.repeat(64)),
  );
  const state = (sex: string, column: string) =>
    statistic.rows.find(({ at }) => at[0] === sex)!.cells[
      statistic.columns.findIndex(({ id }) => id === column)
    ]!.state;
  for (const column of ['standardised_from', 'standardised_to', 'change', 'change_lower', 'change_upper']) {
    expect(state('all', column), column).toBe('hidden');
    expect(state('1', column), column).toBe('shown');
    expect(state('2', column), column).toBe('hidden');
  }
  expect(state('all', 'mean_from')).toBe('shown');
});
