import type { EChartsOption } from 'echarts';
import { formatNumber } from '../format/number.ts';
import { categoryAxis, frame, legend, tooltip, valueAxis } from './axis.ts';
import type { ChartModel, Series } from './model.ts';
import type { ChartPalette } from './palette.ts';

/** Two groups over the same classes: the first upwards, the second downwards from one zero line, on one scale. */
export function mirrorOption(model: ChartModel, palette: ChartPalette): EChartsOption {
  const values = model.series.flatMap(({ points }) => points.map(({ value }) => value ?? 0));
  const largest = Math.max(1, ...values);
  const base = frame(palette);
  const axis = valueAxis({ name: `（${model.unit}）`, zero: true, decimals: model.decimals }, palette);
  const half = (series: Series, sign: 1 | -1) => ({
    type: 'bar' as const,
    name: series.name,
    stack: 'both',
    barCategoryGap: '8%',
    data: series.points.map(({ value }) => (value === null ? '-' : sign * value)),
  });
  const marks = (series: Series, sign: 1 | -1) => ({
    type: 'scatter' as const,
    name: `${series.name}の伏せた数`,
    silent: true,
    symbolSize: 0.1,
    label: { show: true, formatter: '＊', color: palette.text, fontSize: 13, fontWeight: 'bold' as const },
    data: series.points.flatMap(({ hidden }, index) => (hidden ? [[index, sign * largest * 0.04]] : [])),
  });
  const halves = model.series.slice(0, 2).map((series, index) => [series, index === 0 ? 1 : -1] as const);
  return {
    ...base,
    grid: { ...base.grid, top: 34 },
    legend: legend(model, palette),
    tooltip: tooltip(model, palette),
    xAxis: { ...categoryAxis(model.categories, palette), axisLine: { onZero: false, show: false } },
    yAxis: {
      ...axis,
      axisLabel: { ...axis.axisLabel, formatter: (value: number) => formatNumber(Math.abs(value), 0) },
    },
    series: [
      ...halves.map(([series, sign]) => half(series, sign)),
      ...halves.map(([series, sign]) => marks(series, sign)),
    ],
  } as EChartsOption;
}
