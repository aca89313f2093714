import type {
  Column,
  Dimension,
  Level,
  ReleasedCell,
  ReleasedRow,
  ReleasedTable,
} from '../../analysis/domain/statistic.ts';

/** Reading a released table the way figures need it: one value column, its interval, its levels. */

export interface ValueColumns {
  readonly value: Column;
  readonly lower?: Column;
  readonly upper?: Column;
  /** The count that the value is about. */
  readonly denominator?: Column;
}

const VALUE_FORMULAS: ReadonlySet<string> = new Set([
  'share',
  'mean',
  'rate',
  'standardised',
  'index',
  'quantile',
]);

function isValue(column: Column): boolean {
  return column.kind === 'derived' && VALUE_FORMULAS.has(column.formula ?? '');
}

/** Columns a figure can be about: derived numbers first; counts where a table has no other. */
export function valueColumns(table: ReleasedTable): readonly Column[] {
  const derived = table.columns.filter(isValue);
  if (derived.length > 0) return derived;
  const sums = table.columns.filter((column) => column.kind === 'sum');
  return sums.length > 0 ? sums : table.columns.filter((column) => column.kind !== 'derived').slice(0, 1);
}

/** Interval columns stand behind their value, before the next value. */
function intervalOf(table: ReleasedTable, value: Column): readonly Column[] {
  const own = table.columns.filter(
    (column) => column.formula === 'interval' && (column.from?.includes(value.id) ?? false),
  );
  if (own.length >= 2) return own;
  const start = table.columns.indexOf(value) + 1;
  const behind: Column[] = [];
  for (const column of table.columns.slice(start)) {
    if (column.formula !== 'interval') break;
    behind.push(column);
  }
  return behind;
}

/** Of several values the one to draw unasked: the indicator itself, of percentiles the median. */
function isUsual({ id, formula }: Column): boolean {
  return id === 'value' || (formula === 'quantile' && id === 'p50');
}

/** The column `id`, a count as well (or the first value column) with its interval limits and denominator. */
export function pickColumns(table: ReleasedTable, id?: string): ValueColumns | undefined {
  const candidates = valueColumns(table);
  const asked = table.columns.find((column) => column.id === id && column.formula !== 'interval');
  const value = asked ?? candidates.find(isUsual) ?? candidates[0];
  if (value === undefined) return undefined;
  // Limits that lean on a count are those of a share, not of the count.
  const [lower, upper] = value.kind.startsWith('count') ? [] : intervalOf(table, value);
  const from = value.from ?? [];
  const counts = table.columns.filter((column) => column.kind === 'count');
  const denominator = counts.find((column) => from.includes(column.id)) ?? counts[0];
  return {
    value,
    ...(lower !== undefined && upper !== undefined ? { lower, upper } : {}),
    ...(denominator !== undefined && denominator !== value ? { denominator } : {}),
  };
}

/** The column that a request for age-standardised numbers shows, where the table has it. */
export function standardisedColumn(table: ReleasedTable): string | undefined {
  return table.columns.find((column) => column.formula === 'standardised')?.id;
}

export function cellOf(table: ReleasedTable, row: ReleasedRow | undefined, column: Column): ReleasedCell {
  return row?.cells[table.columns.indexOf(column)] ?? { state: 'none' };
}

export function shownValue(cell: ReleasedCell): number | null {
  return cell.state === 'shown' ? cell.value : null;
}

/** The level that contains all others, where there is exactly one. */
export function rootOf(dimension: Dimension): Level | undefined {
  const tops = dimension.levels.filter((level) => level.parent === undefined);
  return tops.length === 1 && dimension.levels.length > 1 ? tops[0] : undefined;
}

export const PLACES_AND_TIMES: ReadonlySet<string> = new Set(['year', 'sex', 'age', 'district']);

/** Whether a table is one number by year, sex, age and district; others bring classes of their own. */
export function isPlain(table: ReleasedTable): boolean {
  return table.dimensions.every((dimension) => PLACES_AND_TIMES.has(dimension.id));
}

/** Dimensions along which the table really varies. */
export function varying(table: ReleasedTable): readonly Dimension[] {
  return table.dimensions.filter((dimension) => dimension.levels.length > 1);
}

export type Address = Readonly<Record<string, string>>;

/** The row at the given levels; dimensions that are not named stand at their total, or their only level. */
export function rowAt(table: ReleasedTable, at: Address): ReleasedRow | undefined {
  const wanted = table.dimensions.map(
    (dimension) =>
      at[dimension.id] ??
      rootOf(dimension)?.code ??
      (dimension.levels.length === 1 ? dimension.levels[0]?.code : undefined),
  );
  return table.rows.find((row) => row.at.every((code, index) => code === wanted[index]));
}

export function dimensionOf(table: ReleasedTable, id: string): Dimension | undefined {
  return table.dimensions.find((dimension) => dimension.id === id);
}
