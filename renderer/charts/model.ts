import type { Dimension, Level, ReleasedTable } from '../../analysis/domain/statistic.ts';
import { type Address, cellOf, pickColumns, rowAt, shownValue } from './shape.ts';

/** A number in a figure. `value` null: hidden by the gate or not defined; `hidden` says which. */
export interface Point {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly hidden: boolean;
  readonly denominator: number | null;
}

/** Nothing to draw here. */
export const NO_POINT: Point = { value: null, lower: null, upper: null, hidden: false, denominator: null };

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface ChartModel {
  readonly categories: readonly string[];
  readonly series: readonly Series[];
  readonly unit: string;
  readonly decimals: number;
  readonly valueLabel: string;
  /** A line across the figure, e.g. the whole town. */
  readonly reference?: { readonly label: string; readonly value: number };
}

export interface Axis {
  readonly dimension: Dimension;
  readonly levels: readonly Level[];
  /** Shown instead of the level's own label. */
  readonly label?: (level: Level) => string;
}

export interface ModelRequest {
  readonly categories: Axis;
  readonly series?: Axis;
  readonly at?: Address;
  readonly valueId?: string;
  readonly reference?: { readonly label: string; readonly at: Address };
}

function pointAt(table: ReleasedTable, at: Address, valueId: string | undefined): Point {
  const columns = pickColumns(table, valueId);
  const row = rowAt(table, at);
  if (columns === undefined || row === undefined) return NO_POINT;
  const number = (column: (typeof columns)['value'] | undefined): number | null =>
    column === undefined ? null : shownValue(cellOf(table, row, column));
  return {
    value: number(columns.value),
    lower: number(columns.lower),
    upper: number(columns.upper),
    hidden: cellOf(table, row, columns.value).state === 'hidden',
    denominator: number(columns.denominator),
  };
}

export function pointOf(table: ReleasedTable, at: Address, valueId?: string): Point {
  return pointAt(table, at, valueId);
}

/** Turns a slice of a released table into categories and series. Undefined where it has no value column. */
export function chartModel(table: ReleasedTable, request: ModelRequest): ChartModel | undefined {
  const columns = pickColumns(table, request.valueId);
  if (columns === undefined) return undefined;
  const { categories, series, at = {}, valueId } = request;
  const labelOf = (axis: Axis, level: Level): string => axis.label?.(level) ?? level.label;
  const pointsOf = (fixed: Address): readonly Point[] =>
    categories.levels.map((level) =>
      pointAt(table, { ...at, ...fixed, [categories.dimension.id]: level.code }, valueId),
    );
  const lines: readonly Series[] =
    series === undefined
      ? [{ name: columns.value.label, points: pointsOf({}) }]
      : series.levels.map((level) => ({
          name: labelOf(series, level),
          points: pointsOf({ [series.dimension.id]: level.code }),
        }));
  const reference =
    request.reference === undefined
      ? null
      : pointAt(table, { ...at, ...request.reference.at }, valueId).value;
  return {
    categories: categories.levels.map((level) => labelOf(categories, level)),
    series: lines,
    unit: columns.value.unit,
    decimals: columns.value.decimals,
    valueLabel: columns.value.label,
    ...(reference === null || request.reference === undefined
      ? {}
      : { reference: { label: request.reference.label, value: reference } }),
  };
}

export function hasPoints(model: ChartModel): boolean {
  return model.series.some((series) => series.points.some((point) => point.value !== null));
}
