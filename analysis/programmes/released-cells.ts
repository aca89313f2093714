import { shownAt } from '../domain/released-cells.ts';
import type { ReleasedTable } from '../domain/statistic.ts';

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
      return value === null ? [] : [{ year, value }];
    })[0];
}

/** Estimate with its limits and unit as text; null where one of the three is not shown. */
export function limitsText(
  table: ReleasedTable | undefined,
  at: readonly string[],
  column: string,
): string | null {
  const numbers = [column, `${column}_lower`, `${column}_upper`].map((id) => shownAt(table, at, id));
  const [estimate, lower, upper] = numbers.map((value) => value?.toFixed(2).replace('-', '−'));
  if (estimate === undefined || lower === undefined || upper === undefined) return null;
  const unit = table?.columns.find(({ id }) => id === column)?.unit ?? '';
  return `${estimate}${unit}（${lower}〜${upper}）`;
}
