import { describe, expect, it } from 'vitest';
import type { Column, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { approachModel } from '../../../renderer/features/approaches/models.ts';
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
const COLUMNS = [
  count('examined'),
  count('eligible', 'examined'),
  count('invited', 'eligible'),
  count('first_interview', 'invited'),
  count('completed', 'first_interview'),
  count('examined_next', 'completed'),
  count('improved', 'examined_next'),
  derived('eligible_share', '%'),
  derived('expected_improved', '人'),
];

function cascade(rows: readonly (readonly [string, readonly (number | null)[]])[]): ReleasedTable {
  const level = (code: string) => ({ code, label: code });
  return {
    id: 'approaches.funnel',
    parameters: {},
    context: fakeContext('特定保健指導の流れ'),
    dimensions: [
      { id: 'year', label: '年度', partition: false, levels: rows.map(([year]) => level(year)) },
      { id: 'sex', label: '性別', partition: true, levels: [level('all')] },
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
    ['2021', [2000, 300, 290, 120, 100, 80, 30, 15, 25.5]],
    ['2023', [1900, 280, 270, 110, 90, 0, 0, 14.7, 0]],
  ]);

  it('draws the people of every step, not the first share of the table', () => {
    const [first] = approachModel(table)!.series;
    expect(first!.points.map(({ value }) => value)).toEqual([300, 290, 120, 100, 80, 30, 25.5]);
    expect(approachModel(table)!.unit).toBe('人');
  });

  it('leaves out, and does not draw as nobody, what the next checkup will tell', () => {
    const [, last] = approachModel(table)!.series;
    expect(last!.points.map(({ value }) => value)).toEqual([280, 270, 110, 90, null, null, null]);
    expect(last!.points.every(({ hidden }) => !hidden)).toBe(true);
  });

  it('marks hidden numbers as hidden', () => {
    const hidden = cascade([['2021', [2000, 300, 290, 120, 100, 80, null, 15, null]]]);
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
