import type { EChartsOption } from 'echarts';
import { categoryAxis, frame, tooltip, valueAxis, withoutDecal } from './axis.ts';
import { intervalSeries } from './intervals.ts';
import type { ChartModel } from './model.ts';
import type { ChartPalette } from './palette.ts';

/** Unit of places in an order. */
export const RANK_UNIT = '位';

/** Ranks as points with their intervals, the first at the top: a bar would make the last the longest. */
export function rankOption(model: ChartModel, palette: ChartPalette): EChartsOption {
  const base = frame(palette);
  const end = model.categories.length + 1;
  return {
    ...base,
    aria: withoutDecal(),
    grid: { ...base.grid, top: 8, right: 44 },
    tooltip: tooltip(model, palette),
    xAxis: {
      ...valueAxis({ name: `（${model.unit}）`, zero: false, decimals: 0 }, palette),
      // Room at both ends, where there is no place.
      min: 0,
      max: end,
      interval: 1,
      axisLabel: {
        color: palette.text,
        fontSize: 12,
        formatter: (value: number) => (value > 0 && value < end ? String(value) : ''),
      },
    },
    yAxis: { ...categoryAxis(model.categories, palette), inverse: true },
    series: [
      ...model.series.map((series) => ({
        type: 'scatter' as const,
        name: series.name,
        symbol: 'diamond',
        symbolSize: 14,
        z: 6,
        data: series.points.flatMap(({ value }, at) => (value === null ? [] : [[value, at]])),
      })),
      ...intervalSeries(model, palette, { horizontal: true, dodge: false }),
    ],
  } as EChartsOption;
}
