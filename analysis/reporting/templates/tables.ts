import type { Dimension, ReleasedTable } from '../../domain/statistic.ts';
import type { MeasureInput } from '../inputs.ts';
import type { CellRef, TableBlock } from '../model.ts';
import type { Released } from '../released.ts';
import {
  type ColumnRoles,
  dimensionOf,
  hasRow,
  limitsOf,
  positionOf,
  rolesOf,
  totalOf,
  yearDimension,
} from '../roles.ts';
import { cell, columnOf } from '../text.ts';

/** One indicator's table with the roles of its columns. */
export interface ReadTable {
  readonly table: Released<ReleasedTable>;
  readonly roles: ColumnRoles;
}

export function readTables(measure: MeasureInput): readonly ReadTable[] {
  return measure.tables.flatMap((table) => {
    const roles = rolesOf(table.statistic);
    return roles === undefined ? [] : [{ table, roles }];
  });
}

/** The table with the most years. */
export function trendTable(measure: MeasureInput): ReadTable | undefined {
  const years = (one: ReadTable): number => yearDimension(one.table.statistic)?.levels.length ?? 0;
  return readTables(measure)
    .filter((one) => years(one) > 1)
    .sort(
      (a, b) =>
        years(b) - years(a) || a.table.statistic.dimensions.length - b.table.statistic.dimensions.length,
    )[0];
}

/** The table with the fewest dimensions that spreads over the one asked for. */
export function tableBy(measure: MeasureInput, ...ids: readonly string[]): ReadTable | undefined {
  return readTables(measure)
    .filter(({ table }) => ids.every((id) => (dimensionOf(table.statistic, id)?.levels.length ?? 0) > 1))
    .sort((a, b) => a.table.statistic.dimensions.length - b.table.statistic.dimensions.length)[0];
}

/** Code of the report year in a table, or of its last year before it. */
export function yearCode(table: ReleasedTable, year: number): string | undefined {
  const dimension = yearDimension(table);
  if (dimension === undefined) return undefined;
  const codes = dimension.levels.map(({ code }) => code);
  return codes.includes(String(year)) ? String(year) : codes.at(-1);
}

/** Levels kept for every dimension but the free ones: the report year, totals elsewhere. */
export function fixedLevels(
  table: ReleasedTable,
  year: number,
  free: readonly string[],
): Record<string, readonly string[]> {
  const fixed: Record<string, readonly string[]> = {};
  for (const dimension of table.dimensions) {
    if (free.includes(dimension.id)) continue;
    const isYear = dimension === yearDimension(table);
    const code = isYear ? yearCode(table, year) : (totalOf(dimension)?.code ?? dimension.levels[0]?.code);
    if (code !== undefined) fixed[dimension.id] = [code];
  }
  return fixed;
}

/** Levels to draw: the ones just below the total, or all where there is no total. */
export function drawnLevels(dimension: Dimension): readonly string[] {
  const total = totalOf(dimension);
  if (total === undefined) return dimension.levels.map(({ code }) => code);
  const below = dimension.levels.filter(({ parent }) => parent === total.code);
  const rest = below.length > 0 ? below : dimension.levels.filter(({ code }) => code !== total.code);
  return rest.map(({ code }) => code).filter((code) => code !== 'unknown');
}

/** Value cell at the given levels, totals elsewhere; undefined when the table has no such row. */
export function valueAt(
  one: ReadTable,
  wanted: Readonly<Record<string, string>>,
  column?: string,
): CellRef | undefined {
  const at = positionOf(one.table.statistic, wanted);
  return hasRow(one.table.statistic, at) ? cell(one.table, at, column ?? one.roles.value) : undefined;
}

/** Value cell and its limits in one year. */
export function yearCell(
  one: ReadTable,
  code: string,
): { value: CellRef; limits?: [CellRef, CellRef] } | undefined {
  const dimension = yearDimension(one.table.statistic);
  const wanted = dimension === undefined ? {} : { [dimension.id]: code };
  const value = valueAt(one, wanted);
  if (value === undefined) return undefined;
  const lower = one.roles.lower === undefined ? undefined : valueAt(one, wanted, one.roles.lower);
  const upper = one.roles.upper === undefined ? undefined : valueAt(one, wanted, one.roles.upper);
  return lower === undefined || upper === undefined ? { value } : { value, limits: [lower, upper] };
}

function showsAny({ table: { statistic } }: ReadTable, column: string): boolean {
  const at = statistic.columns.findIndex(({ id }) => id === column);
  return statistic.rows.some(({ cells }) => cells[at]?.state === 'shown');
}

/** Column for comparing groups: age-standardised where the table holds such numbers that may be seen. */
export function comparedColumn(one: ReadTable): { column: string; lower?: string; upper?: string } {
  const { standardised, value } = one.roles;
  const column = standardised !== undefined && showsAny(one, standardised) ? standardised : value;
  const limits = limitsOf(one.table.statistic, columnOf(one.table.statistic, column));
  return limits === undefined ? { column } : { column, lower: limits[0], upper: limits[1] };
}

/** Columns worth printing on paper: base, value, interval and, between groups, the age-adjusted value. */
export function printedColumns(one: ReadTable): readonly string[] {
  const { roles } = one;
  const standard = comparedColumn(one);
  const wanted = [
    roles.denominator,
    roles.numerator,
    roles.value,
    roles.lower,
    roles.upper,
    roles.standardised,
    ...(roles.standardised === undefined ? [] : [standard.lower, standard.upper]),
  ];
  return [...new Set(wanted.filter((id) => id !== undefined))];
}

export function tableBlock(
  one: { readonly table: Released<ReleasedTable> },
  caption: string,
  view: TableBlock['view'] = {},
): TableBlock {
  return { kind: 'table', id: one.table.statistic.id, caption, table: one.table, view };
}
