import type { ReleasedRow, ReleasedTable } from './statistic.ts';

/**
 * Reads the numbers of some columns from a row, in their order: NaN where one is hidden, not defined or where the table
 * has no such column, so that whatever is reckoned from it is not a number either.
 */
export function shownNumbers<const Columns extends readonly string[]>(
  { columns }: Pick<ReleasedTable, 'columns'>,
  wanted: Columns,
): (row: Pick<ReleasedRow, 'cells'>) => { readonly [K in keyof Columns]: number } {
  const places = wanted.map((id) => columns.findIndex((column) => column.id === id));
  return ({ cells }) =>
    places.map((place) => {
      const cell = cells[place];
      return cell?.state === 'shown' ? cell.value : Number.NaN;
    }) as { readonly [K in keyof Columns]: number };
}

/** A released number by its place; null where it is hidden, missing or the table was kept back. */
export function shownAt(
  table: ReleasedTable | undefined,
  at: readonly string[],
  column: string,
): number | null {
  const row = table?.rows.find((one) => one.at.join('|') === at.join('|'));
  if (table === undefined || row === undefined) return null;
  const [value] = shownNumbers(table, [column])(row);
  return Number.isNaN(value) ? null : value;
}
