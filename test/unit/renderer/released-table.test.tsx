// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { ReleasedTableView } from '../../../renderer/components/released-table.tsx';
import { districts, hidden, shareTable } from '../reporting/synthetic-tables.ts';

afterEach(cleanup);

const { statistic, release } = shareTable({ id: 'd', name: '受診率', base: 40, dimensions: [districts] });

/** The table with everything hidden of the districts of some codes. */
function without(codes: readonly string[]): ReleasedTable {
  const rows = statistic.rows.map((row) =>
    codes.includes(row.at[0]!) ? { ...row, cells: row.cells.map(() => hidden) } : row,
  );
  return { ...statistic, rows };
}

const rowHeads = () => screen.getAllByRole('rowheader').map(({ textContent }) => textContent);

describe('the table of a small town', () => {
  test('names what is hidden altogether below it, and shows it on one press with the reasons', () => {
    render(<ReleasedTableView table={without(['4', '5', '6'])} release={release} />);
    expect(rowHeads()).toEqual(['市町村全体', '中央地区', '髙﨑地区', '北部・山間地区']);
    screen.getByText('すべて＊のため省いた行：港南地区、新町＆駅前地区、西の台地区');
    expect(screen.queryAllByRole('button', { name: /^非公開/u })).toHaveLength(0);
    fireEvent.click(screen.getByRole('button', { name: '省いた行と列も表に出す' }));
    expect(rowHeads()).toHaveLength(7);
    expect(screen.getAllByRole('button', { name: /^非公開/u })).toHaveLength(15);
    expect(screen.queryByText(/省いた行/u)).toBeNull();
  });

  test('is as it is where little is hidden, or all', () => {
    for (const codes of [['5', '6'], districts.levels.map(({ code }) => code)]) {
      render(<ReleasedTableView table={without(codes)} release={release} />);
      expect(rowHeads()).toHaveLength(7);
      expect(screen.queryByText(/省いた/u)).toBeNull();
      cleanup();
    }
  });
});
