import type { ReleasedTable } from '../../domain/statistic.ts';

/** The latest year whose cell of the column is shown, in a table by year alone (or its row over everything). */
export function latestShown(
  table: ReleasedTable,
  column: string,
): { readonly year: number; readonly value: number } | undefined {
  return table.dimensions[0]?.levels
    .map(({ code }) => Number(code))
    .sort((a, b) => b - a)
    .flatMap((year) => {
      const value = shownAt(table, [String(year)], column);
      return value === undefined ? [] : [{ year, value }];
    })[0];
}

/** The number of a shown cell. */
export function shownAt(table: ReleasedTable, at: readonly string[], column: string): number | undefined {
  const place = table.columns.findIndex(({ id }) => id === column);
  const row = table.rows.find((one) => one.at.join('|') === at.join('|'));
  const cell = row?.cells[place];
  return cell?.state === 'shown' ? cell.value : undefined;
}
