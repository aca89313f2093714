import { describe, expect, test } from 'vitest';
import { hiddenLines, leftOutColumns, leftOutWords } from '../../../analysis/domain/hidden-lines.ts';
import type { ReleasedCell } from '../../../analysis/domain/statistic.ts';

/** A table by its marks: a digit is shown, `*` hidden, `-` not defined. */
function cells(...rows: readonly string[]): ReleasedCell[][] {
  return rows.map((row) =>
    [...row].map((mark): ReleasedCell => {
      if (mark === '*') return { state: 'hidden', reason: 'primary' };
      return mark === '-' ? { state: 'none' } : { state: 'shown', value: Number(mark) };
    }),
  );
}

describe('rows and columns of hidden numbers alone', () => {
  test('three silent rows are left out, two are not', () => {
    expect(hiddenLines(cells('12', '34', '**', '**', '**'))).toEqual({ rows: [2, 3, 4], columns: [] });
    expect(hiddenLines(cells('12', '34', '**', '**'))).toEqual({ rows: [], columns: [] });
  });

  test('a column is silent where it is in every row that is left', () => {
    expect(hiddenLines(cells('1*', '2*', '3*'))).toEqual({ rows: [], columns: [1] });
    expect(hiddenLines(cells('1*', '2*', '**', '**', '**'))).toEqual({ rows: [2, 3, 4], columns: [1] });
    // With few rows the silent ones stay, and hide their column no less.
    expect(hiddenLines(cells('1*', '2*', '**'))).toEqual({ rows: [], columns: [1] });
  });

  test('a row stays above parts that are shown: they would seem to be those of another one', () => {
    const districts = cells('12', '12', '**', '34', '**', '**', '**');
    expect(hiddenLines(districts, [0, 1, 1, 2, 2, 1, 2])).toEqual({ rows: [4, 5, 6], columns: [] });
    expect(hiddenLines(districts)).toEqual({ rows: [2, 4, 5, 6], columns: [] });
    // Two are left of the three that are silent.
    expect(hiddenLines(cells('12', '**', '34', '**', '**'), [0, 1, 2, 2, 1])).toEqual({
      rows: [],
      columns: [],
    });
  });

  test('that nobody is there is told, so it stays', () => {
    expect(hiddenLines(cells('1*', '2-'))).toEqual({ rows: [], columns: [] });
    expect(hiddenLines(cells('12', '*-', '*-', '*-'))).toEqual({ rows: [], columns: [] });
  });

  test('a table of hidden numbers alone, a single row and an empty table stay as they are', () => {
    const whole = { rows: [], columns: [] };
    expect(hiddenLines(cells('**', '**', '**', '**'))).toEqual(whole);
    expect(hiddenLines(cells('1*'))).toEqual(whole);
    expect(hiddenLines([])).toEqual(whole);
  });

  test('are named, limits with the number that they are of', () => {
    const columns = [
      { label: '分母' },
      { label: '割合', formula: 'share' },
      { label: '下限', formula: 'interval' },
      { label: '上限', formula: 'interval' },
    ] as const;
    expect(leftOutWords(['西小', '地区不明'], leftOutColumns(columns, [1, 2, 3]))).toEqual([
      'すべて＊のため省いた行：西小、地区不明',
      'すべて＊のため省いた列：割合',
    ]);
    expect(leftOutWords([], leftOutColumns(columns, [2, 3]))).toEqual(['すべて＊のため省いた列：下限、上限']);
    expect(leftOutWords([], [])).toEqual([]);
    const many = Array.from({ length: 20 }, (_, at) => `${at + 1}歳`);
    expect(leftOutWords(many, [])[0]).toMatch(/：1歳、.*、12歳、ほか8$/u);
  });
});
