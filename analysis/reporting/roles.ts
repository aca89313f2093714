import type { Column, Dimension, Level, ReleasedTable } from '../domain/statistic.ts';

/** What the columns of an indicator's table are for, read from their kinds and formulas. */
export interface ColumnRoles {
  readonly value: string;
  readonly lower?: string;
  readonly upper?: string;
  readonly denominator?: string;
  readonly numerator?: string;
  /** Directly standardised value, where the table holds one besides the crude value. */
  readonly standardised?: string;
}

/** Roles of a table's columns; undefined when it holds nothing that could be an indicator's value. */
export function rolesOf(table: ReleasedTable): ColumnRoles | undefined {
  const derived = table.columns.filter(
    (column) => column.kind === 'derived' && !isLimit(column) && column.formula !== 'sd',
  );
  const standardised = derived.find((column) => column.formula === 'standardised');
  const counted = table.columns.find((column) => column.kind === 'count_subset' || column.kind === 'count');
  const value = derived.find((column) => column !== standardised) ?? standardised ?? counted;
  if (value === undefined) return undefined;
  const limits = limitsOf(table, value);
  const numerator = table.columns.find((column) => column.kind === 'count_subset' || column.kind === 'sum');
  const denominator =
    table.columns.find((column) => column.id === numerator?.of) ??
    table.columns.find((column) => column.kind === 'count');
  return {
    value: value.id,
    ...(limits === undefined ? {} : { lower: limits[0], upper: limits[1] }),
    ...(denominator === undefined ? {} : { denominator: denominator.id }),
    ...(numerator === undefined ? {} : { numerator: numerator.id }),
    ...(standardised === undefined || standardised === value ? {} : { standardised: standardised.id }),
  };
}

function isLimit(column: Column): boolean {
  return column.formula === 'interval' || /(^|_)(lower|upper|lo|hi|se)$/.test(column.id);
}

function isUpper(column: Column): boolean {
  return /upper|high|(^|_)hi$|上限/.test(`${column.id} ${column.label}`);
}

/** Whether a limit names the computed number that it is about, and that is not `value`. */
function isAboutAnother(table: ReleasedTable, limit: Column, value: Column): boolean {
  const from = limit.from ?? [];
  return (
    !from.includes(value.id) && table.columns.some(({ id, kind }) => kind === 'derived' && from.includes(id))
  );
}

/** Lower and upper limit that belong to a column: by name first, otherwise the first pair. */
export function limitsOf(table: ReleasedTable, value: Column): readonly [string, string] | undefined {
  const limits = table.columns.filter(
    (column) => column.formula === 'interval' && !isAboutAnother(table, column, value),
  );
  const own = limits.filter((column) => column.id.startsWith(value.id));
  const standardised = limits.filter((column) => /std|standard|adj/.test(column.id));
  const rest = limits.filter((column) =>
    value.formula === 'standardised' ? standardised.includes(column) : !standardised.includes(column),
  );
  const candidates = own.length >= 2 ? own : rest;
  const upper = candidates.find(isUpper);
  const lower = candidates.find((column) => !isUpper(column));
  return upper === undefined || lower === undefined ? undefined : [lower.id, upper.id];
}

/** The level that contains the others (総数); undefined where the dimension has none. */
export function totalOf(dimension: Dimension): Level | undefined {
  const parents = new Set(dimension.levels.map((level) => level.parent).filter((code) => code !== undefined));
  const total = dimension.levels.find((level) => level.parent === undefined && parents.has(level.code));
  return total ?? dimension.levels.find((level) => ['total', 'all', 'both'].includes(level.code));
}

export function dimensionOf(table: ReleasedTable, id: string): Dimension | undefined {
  return table.dimensions.find((dimension) => dimension.id === id);
}

/** Dimension of years, however it is named. */
export function yearDimension(table: ReleasedTable): Dimension | undefined {
  return table.dimensions.find(({ id }) => /year|wave|period/.test(id));
}

/** Level codes for every dimension: total where there is one, otherwise as asked, otherwise the last. */
export function positionOf(
  table: ReleasedTable,
  wanted: Readonly<Record<string, string>> = {},
): readonly string[] {
  return table.dimensions.map((dimension) => {
    const asked = wanted[dimension.id];
    if (asked !== undefined) return asked;
    return totalOf(dimension)?.code ?? dimension.levels.at(-1)?.code ?? '';
  });
}

/** Whether the table has a row there. */
export function hasRow(table: ReleasedTable, at: readonly string[]): boolean {
  return table.rows.some((row) => row.at.every((code, index) => code === at[index]));
}
