import { describe, expect, test } from 'vitest';
import { shownAt, shownNumbers } from '../../../analysis/domain/released-cells.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';

const column = (id: string) => ({ id, label: id, kind: 'count', unit: '人', decimals: 0 }) as const;
const table: ReleasedTable = {
  ...{ id: 't', parameters: {}, dimensions: [], columns: [column('n'), column('k')] },
  context: { title: '', population: '', period: '', source: '', method: '', caveats: [] },
  rows: [
    {
      at: ['2023', 'a'],
      cells: [
        { state: 'shown', value: 0 },
        { state: 'hidden', reason: 'primary' },
      ],
    },
    { at: ['2023', 'b'], cells: [{ state: 'none' }, { state: 'shown', value: 12 }] },
  ],
};

describe('numbers of a released table', () => {
  test('of a row, in the order asked for; not a number where hidden, not defined or of no column', () => {
    const read = shownNumbers(table, ['k', 'n', 'other']);
    expect(table.rows.map(read)).toEqual([
      [Number.NaN, 0, Number.NaN],
      [12, Number.NaN, Number.NaN],
    ]);
  });

  test('by place: null where there is none', () => {
    expect(shownAt(table, ['2023', 'a'], 'n')).toBe(0);
    expect(shownAt(table, ['2023', 'b'], 'k')).toBe(12);
    for (const [at, id] of [
      [['2023', 'a'], 'k'],
      [['2023', 'b'], 'n'],
      [['2022', 'a'], 'n'],
      [['2023', 'a'], 'other'],
    ] as const)
      expect(shownAt(table, at, id)).toBeNull();
    expect(shownAt(undefined, [], 'n')).toBeNull();
  });
});
