import type { EChartsOption } from 'echarts';
import { formatNumber } from '../format/number.ts';
import { frame, legend } from './axis.ts';
import type { ChartModel } from './model.ts';
import { CHART_FONT, type ChartPalette } from './palette.ts';

/** Ages upwards, men to the left and women to the right of one zero line, on one scale. */
export function pyramidOption(model: ChartModel, palette: ChartPalette): EChartsOption {
  const [left, right] = model.series;
  const largest = Math.max(1, ...model.series.flatMap(({ points }) => points.map(({ value }) => value ?? 0)));
  const step = 10 ** Math.floor(Math.log10(largest));
  const limit = Math.ceil(largest / (step / 2)) * (step / 2);
  const base = frame(palette);
  const side = (series: typeof left, sign: 1 | -1) => ({
    type: 'bar' as const,
    name: series?.name ?? '',
    stack: 'both',
    barCategoryGap: '14%',
    data: (series?.points ?? []).map(({ value }) => (value === null ? '-' : sign * value)),
  });
  const marks = (series: typeof left, sign: 1 | -1) => ({
    type: 'scatter' as const,
    name: `${series?.name ?? ''}の伏せた数`,
    silent: true,
    symbolSize: 0.1,
    label: { show: true, formatter: '＊', color: palette.text, fontSize: 12, fontWeight: 'bold' as const },
    data: (series?.points ?? []).flatMap(({ hidden }, index) =>
      hidden ? [[sign * limit * 0.02, index]] : [],
    ),
  });
  return {
    ...base,
    grid: { ...base.grid, top: 34, right: 40 },
    legend: legend(model, palette),
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      axisPointer: { type: 'shadow' },
      backgroundColor: palette.surface,
      borderColor: palette.muted,
      textStyle: { color: palette.text, fontSize: 13, fontFamily: CHART_FONT },
      formatter: (items: unknown) => {
        const first = (Array.isArray(items) ? items[0] : items) as { readonly dataIndex?: number };
        const at = first.dataIndex ?? 0;
        const lines = model.series.map(({ name, points }) => {
          const point = points[at];
          const value = point?.value ?? null;
          if (value === null) return `${name}　${point?.hidden === true ? '＊（伏せた数）' : '該当なし'}`;
          return `${name}　${formatNumber(value, 0)}${model.unit}`;
        });
        return [model.categories[at] ?? '', ...lines].join('\n');
      },
    },
    xAxis: {
      type: 'value',
      min: -limit,
      max: limit,
      name: `（${model.unit}）`,
      nameTextStyle: { color: palette.muted, fontSize: 12, align: 'left' },
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        color: palette.text,
        fontSize: 12,
        formatter: (value: number) => formatNumber(Math.abs(value), 0),
      },
    },
    yAxis: {
      type: 'category',
      data: [...model.categories],
      axisTick: { show: false },
      axisLine: { onZero: true, lineStyle: { color: palette.muted } },
      axisLabel: { color: palette.text, fontSize: 12, interval: 0 },
      position: 'left',
      offset: 0,
    },
    series: [side(left, -1), side(right, 1), marks(left, -1), marks(right, 1)],
  } as EChartsOption;
}
