import type { EChartsOption } from 'echarts';
import { categoryAxis, frame, legend, shareEnd, tooltip, valueAxis, withoutDecal } from './axis.ts';
import { hiddenMarks, intervalBands, intervalSeries } from './intervals.ts';
import type { ChartModel } from './model.ts';
import type { ChartPalette } from './palette.ts';

const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect'] as const;
const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3], [2, 6], [12, 4]] as const;

/** Too many points for an interval mark and a symbol each: months over years. */
export const isDense = ({ categories }: ChartModel): boolean => categories.length > 24;

/** Change over time: a line a series, with intervals; a hidden year breaks the line. `zero`: the axis begins there. */
export function trendOption(
  model: ChartModel,
  palette: ChartPalette,
  zero = model.unit === '%',
): EChartsOption {
  const placement = { horizontal: false, dodge: false };
  const base = frame(palette);
  return {
    ...base,
    aria: withoutDecal(),
    grid: { ...base.grid, top: model.series.length > 1 ? 34 : 8, right: 36 },
    legend: legend(model, palette),
    tooltip: tooltip(model, palette),
    xAxis: categoryAxis(model.categories, palette),
    yAxis: {
      ...valueAxis({ name: `（${model.unit}）`, zero, decimals: model.decimals }, palette),
      ...shareEnd(model),
    },
    series: [
      ...model.series.map((series, index) => ({
        type: 'line' as const,
        name: series.name,
        symbol: SYMBOLS[index % SYMBOLS.length],
        symbolSize: isDense(model) ? 5 : 9,
        connectNulls: false,
        lineStyle: { width: 2.5, type: DASHES[index % DASHES.length] },
        data: series.points.map((point) => point.value ?? '-'),
      })),
      ...(isDense(model) ? intervalBands(model, palette) : intervalSeries(model, palette, placement)),
      ...hiddenMarks(model, palette, placement),
    ],
  } as EChartsOption;
}

/** Distributions over ordered classes laid over each other, so that a shift can be seen. */
export function distributionOption(model: ChartModel, palette: ChartPalette): EChartsOption {
  const base = frame(palette);
  return {
    ...base,
    aria: withoutDecal(),
    grid: { ...base.grid, top: 34 },
    legend: legend(model, palette),
    tooltip: tooltip(model, palette),
    xAxis: { ...categoryAxis(model.categories, palette), axisLabel: { color: palette.text, fontSize: 12 } },
    yAxis: valueAxis({ name: `（${model.unit}）`, zero: true, decimals: model.decimals }, palette),
    series: [
      ...model.series.map((series, index) => ({
        type: 'line' as const,
        name: series.name,
        step: 'middle' as const,
        symbol: SYMBOLS[index % SYMBOLS.length],
        symbolSize: 6,
        lineStyle: { width: 2.5, type: DASHES[index % DASHES.length] },
        ...(index === 0 ? { areaStyle: { opacity: 0.18 } } : {}),
        data: series.points.map((point) => point.value ?? '-'),
      })),
      ...hiddenMarks(model, palette, { horizontal: false, dodge: false }),
    ],
  } as EChartsOption;
}
