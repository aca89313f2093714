import { describe, expect, it } from 'vitest';
import type { Column, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { approachModel, isSupplement } from '../../../renderer/features/approaches/models.ts';
import { fakeContext, hiddenCell, shownCell } from '../../support/fake-tables.ts';

const count = (id: string, of?: string): Column => ({
  id,
  label: id,
  kind: of === undefined ? 'count' : 'count_subset',
  unit: '人',
  decimals: 0,
  ...(of === undefined ? {} : { of }),
});
const derived = (id: string, unit: string): Column => ({
  id,
  label: id,
  kind: 'derived',
  unit,
  decimals: 1,
  formula: 'share',
  from: ['eligible', 'examined'],
});

/** Columns in the order in which the cascade has them: counts, shares, expectation. */
const COLUMNS: readonly Column[] = [
  count('examined'),
  count('eligible', 'examined'),
  count('invited', 'eligible'),
  count('first_interview', 'invited'),
  count('completed', 'first_interview'),
  count('examined_next', 'completed'),
  count('improved', 'examined_next'),
  derived('eligible_share', '%'),
  derived('expected_improved', '人'),
  { ...derived('expected_lower', '%'), formula: 'interval', from: ['improved', 'examined_next'] },
  { ...derived('expected_upper', '%'), formula: 'interval', from: ['improved', 'examined_next'] },
];

function cascade(rows: readonly (readonly [string, readonly (number | null)[]])[]): ReleasedTable {
  const level = (code: string) => ({ code, label: code });
  return {
    id: 'approaches.funnel',
    parameters: {},
    context: fakeContext('特定保健指導の流れ'),
    dimensions: [
      { id: 'year', label: '年度', partition: false, levels: rows.map(([year]) => level(year)) },
      { id: 'whole', label: '対象', partition: true, levels: [level('all')] },
    ],
    columns: COLUMNS,
    rows: rows.map(([year, values]) => ({
      at: [year, 'all'],
      cells: values.map((value) => (value === null ? hiddenCell : shownCell(value))),
    })),
  };
}

describe('the figure of the guidance cascade', () => {
  const table = cascade([
    ['2021', [2000, 300, 290, 120, 100, 80, 30, 15, 25.5, 22, 41]],
    ['2023', [1900, 280, 270, 110, 90, 0, 0, 14.7, 0, 0, 0]],
  ]);

  it('draws the people of every step, not the first share of the table', () => {
    const [first] = approachModel(table)!.series;
    expect(first!.points.map(({ value }) => value)).toEqual([300, 290, 120, 100, 80, 30, 25.5]);
    expect(approachModel(table)!.unit).toBe('人');
    // Limits of a share are no limits of people.
    expect(first!.points.slice(0, 6).every(({ lower, upper }) => lower === null && upper === null)).toBe(
      true,
    );
  });

  it('leaves out, and does not draw as nobody, what the next checkup will tell', () => {
    const [, last] = approachModel(table)!.series;
    expect(last!.points.map(({ value }) => value)).toEqual([280, 270, 110, 90, null, null, null]);
    expect(last!.points.every(({ hidden }) => !hidden)).toBe(true);
  });

  it('is no figure of its first step alone: the years of the table say more', () => {
    const few = cascade([
      ['2021', [2000, 300, ...Array<null>(8).fill(null), null]],
      ['2023', [1900, 280, ...Array<null>(8).fill(null), null]],
    ]);
    expect(approachModel(few)).toBeUndefined();
    expect(approachModel(cascade([['2021', [2000, 300, 290, ...Array<null>(8).fill(null)]]]))).toBeDefined();
  });

  it('is drawn from the whole; its parts are looked up', () => {
    const [year] = table.dimensions;
    const parts = {
      ...table,
      dimensions: [year!, { id: 'sex', label: '性別', partition: true, levels: [] }],
    };
    expect(approachModel(parts)).toBeUndefined();
    expect([isSupplement(table), isSupplement(parts)]).toEqual([false, true]);
  });

  it('marks hidden numbers as hidden', () => {
    const hidden = cascade([['2021', [2000, 300, 290, 120, 100, 80, null, 15, null, null, null]]]);
    expect(approachModel(hidden)!.series[0]!.points.map((point) => point.hidden)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});
