import type { EChartsOption } from 'echarts';
import type { Dimension, Level, ReleasedTable } from '../../analysis/domain/statistic.ts';
import { barOption, horizontalHeight } from './bars.ts';
import { distributionOption, trendOption } from './lines.ts';
import { type ChartModel, chartModel, hasPoints } from './model.ts';
import type { ChartPalette } from './palette.ts';
import { leaves, varying } from './shape.ts';

export interface AutomaticChart {
  readonly option: EChartsOption;
  readonly height: number;
  readonly model: ChartModel;
}

/** 「130以上135未満」 is 「130〜」 on an axis: the next class says where it ends. */
export function axisLabel(label: string): string {
  return label.replace(/^([\d.]+)以上[\d.]+未満$/u, '$1〜');
}

/** Levels to draw: years as they are, everything else without its totals. */
function drawn(dimension: Dimension) {
  const levels = dimension.partition ? leaves(dimension) : dimension.levels;
  return { dimension, levels, label: (level: Level) => axisLabel(level.label) };
}

const ORDERED: ReadonlySet<string> = new Set(['bin', 'class', 'value', 'level', 'bp_class']);
const STEPS: ReadonlySet<string> = new Set([
  'step',
  'stage',
  'metric',
  'item',
  'approach',
  'approach_metric',
]);

/**
 * A fitting figure for a released table whose content is not known in advance: years make a trend, ordered
 * classes in two groups a pair of distributions, steps and long lists horizontal bars. Undefined for tables
 * that are better read as tables (more than two dimensions, mixed units).
 */
export function automaticChart(
  table: ReleasedTable,
  palette: ChartPalette,
  valueId?: string,
): AutomaticChart | undefined {
  const dimensions = varying(table);
  if (dimensions.length === 0 || dimensions.length > 2) return undefined;
  const sorted = dimensions.toSorted((a, b) => b.levels.length - a.levels.length);
  const year = dimensions.find((dimension) => dimension.id === 'year');
  const ordered = dimensions.find((dimension) => ORDERED.has(dimension.id));
  const main = ordered ?? (year !== undefined && year.levels.length > 2 ? year : sorted[0]);
  const other = dimensions.find((dimension) => dimension !== main);
  if (main === undefined || (other !== undefined && other.levels.length > 6)) return undefined;
  const model = chartModel(table, {
    categories: drawn(main),
    ...(other === undefined ? {} : { series: drawn(other) }),
    ...(valueId === undefined ? {} : { valueId }),
  });
  if (model === undefined || !hasPoints(model)) return undefined;
  if (main === year) return { model, option: trendOption(model, palette), height: 300 };
  if (ordered !== undefined && other !== undefined) {
    return { model, option: distributionOption(model, palette), height: 300 };
  }
  const horizontal =
    STEPS.has(main.id) || main.levels.length > 6 || model.categories.some((name) => name.length > 8);
  return {
    model,
    option: barOption(model, palette, { horizontal, labels: model.categories.length <= 8 }),
    height: horizontal ? horizontalHeight(model) : 300,
  };
}
