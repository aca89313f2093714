import type { ReleasedTable } from '../../analysis/domain/statistic.ts';
import { type Axis, type ChartModel, type Point, pointOf, type Series } from './model.ts';
import type { Address } from './shape.ts';

/** Figures that lay columns of a table beside each other: steps of a funnel, before and after. */

interface Chosen {
  readonly id: string;
  /** Name in the figure; the column's own label where absent. */
  readonly name?: string;
}

interface Unit {
  readonly unit: string;
  readonly decimals: number;
  readonly label: string;
}

function unitOf(table: ReleasedTable, id: string | undefined): Unit | undefined {
  const column = table.columns.find((candidate) => candidate.id === id);
  return column === undefined
    ? undefined
    : { unit: column.unit, decimals: column.decimals, label: column.label };
}

function known(table: ReleasedTable, chosen: readonly Chosen[]): readonly (Chosen & Unit)[] {
  return chosen.flatMap((one) => {
    const unit = unitOf(table, one.id);
    return unit === undefined ? [] : [{ ...one, ...unit, label: one.name ?? unit.label }];
  });
}

function modelOf(
  first: Unit | undefined,
  categories: readonly string[],
  series: readonly Series[],
): ChartModel | undefined {
  if (first === undefined || categories.length === 0) return undefined;
  return { categories, series, unit: first.unit, decimals: first.decimals, valueLabel: first.label };
}

/** Levels of a dimension as categories, one series a column. The columns must share their unit. */
export function columnsAsSeries(
  table: ReleasedTable,
  axis: Axis,
  chosen: readonly Chosen[],
  at: Address = {},
): ChartModel | undefined {
  const columns = known(table, chosen);
  const series = columns.map((column) => ({
    name: column.label,
    points: axis.levels.map(
      (level): Point => pointOf(table, { ...at, [axis.dimension.id]: level.code }, column.id),
    ),
  }));
  return modelOf(
    columns[0],
    axis.levels.map((level) => axis.label?.(level) ?? level.label),
    series,
  );
}

/** Columns as categories, one series an address of rows. The columns must share their unit. */
export function columnsAsCategories(
  table: ReleasedTable,
  chosen: readonly Chosen[],
  rows: readonly { readonly name: string; readonly at: Address }[],
): ChartModel | undefined {
  const columns = known(table, chosen);
  const series = rows.map((row) => ({
    name: row.name,
    points: columns.map((column): Point => pointOf(table, row.at, column.id)),
  }));
  return modelOf(
    columns[0] === undefined ? undefined : { ...columns[0], label: '' },
    columns.map((column) => column.label),
    series,
  );
}
