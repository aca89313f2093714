import type { EChartsOption } from 'echarts';
import { formatNumber, formatWithUnit } from '../format/number.ts';
import { categoryAxis, frame, legend, shareEnd, tooltip, valueAxis } from './axis.ts';
import { BAR_GAP, hiddenMarks, intervalSeries } from './intervals.ts';
import type { ChartModel, Point } from './model.ts';
import type { ChartPalette } from './palette.ts';

export interface BarWish {
  readonly horizontal?: boolean;
  /** Writes every number at its bar; for few bars only. */
  readonly labels?: boolean;
}

function referenceLine(model: ChartModel, palette: ChartPalette, horizontal: boolean) {
  const { reference } = model;
  if (reference === undefined) return {};
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: palette.reference, type: 'dashed' as const, width: 1.5 },
      label: {
        position: horizontal ? ('start' as const) : ('end' as const),
        color: palette.reference,
        fontSize: 12,
        formatter: `${reference.label} ${formatWithUnit(reference.value, model.unit, model.decimals)}`,
      },
      data: [horizontal ? { xAxis: reference.value } : { yAxis: reference.value }],
    },
  };
}

/** Bars of less than this part of the longest have no room for their number. */
const NO_ROOM = 0.12;

function barItem({ value }: Point, longest: number, outside: object) {
  if (value === null) return { value: '-' };
  return Math.abs(value) < NO_ROOM * longest ? { value, label: outside } : { value };
}

/** Bars from zero, one group a category, with 95 % intervals and marks for hidden numbers. */
export function barOption(model: ChartModel, palette: ChartPalette, wish: BarWish = {}): EChartsOption {
  const horizontal = wish.horizontal ?? false;
  const placement = { horizontal, dodge: true };
  const categories = { ...categoryAxis(model.categories, palette), ...(horizontal ? { inverse: true } : {}) };
  const values = {
    ...valueAxis({ name: `（${model.unit}）`, zero: true, decimals: model.decimals }, palette),
    ...shareEnd(model),
  };
  const label = {
    show: wish.labels ?? false,
    position: horizontal ? ('insideLeft' as const) : ('insideBottom' as const),
    // Paper on the bar's own colour: bars are dark on light paper and light on dark.
    color: palette.surface,
    textBorderColor: 'inherit',
    textBorderWidth: 3,
    fontSize: 12,
    formatter: (item: { readonly value?: unknown }) =>
      typeof item.value === 'number' ? formatNumber(item.value, model.decimals) : '',
  };
  // Beside the bar, on the paper.
  const outside = {
    position: horizontal ? ('right' as const) : ('top' as const),
    color: palette.text,
    textBorderWidth: 0,
  };
  const longest = Math.max(
    0,
    ...model.series.flatMap(({ points }) => points.map(({ value }) => Math.abs(value ?? 0))),
  );
  const base = frame(palette);
  return {
    ...base,
    grid: {
      ...base.grid,
      top: model.series.length > 1 ? 34 : horizontal && model.reference === undefined ? 8 : 24,
      right: horizontal ? 44 : model.reference === undefined ? 28 : 120,
    },
    legend: legend(model, palette),
    tooltip: tooltip(model, palette),
    xAxis: horizontal ? { ...values, nameLocation: 'end' as const } : categories,
    yAxis: horizontal ? categories : values,
    series: [
      ...model.series.map((series, index) => ({
        type: 'bar' as const,
        name: series.name,
        ...BAR_GAP,
        label,
        data: series.points.map((point) => barItem(point, longest, outside)),
        ...(index === 0 ? referenceLine(model, palette, horizontal) : {}),
      })),
      ...intervalSeries(model, palette, placement),
      ...hiddenMarks(model, palette, placement),
    ],
  } as EChartsOption;
}

/** Height in pixels at which the bars of a horizontal figure are easy to tell apart. */
export function horizontalHeight(model: ChartModel): number {
  const perCategory = 14 + model.series.length * 18;
  return Math.min(900, 80 + model.categories.length * perCategory);
}
