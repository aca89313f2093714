import type { CustomSeriesRenderItemAPI, CustomSeriesRenderItemParams, EChartsOption } from 'echarts';
import { formatNumber } from '../format/number.ts';
import { categoryAxis, frame, pointText } from './axis.ts';
import type { ChartModel, Point } from './model.ts';
import { CHART_FONT, type ChartPalette } from './palette.ts';

/** How a cell is coloured: a fill and the ink that can be read on it. */
export interface HeatInk {
  readonly fill: string;
  readonly ink: string;
}

const STEPS = 5;

function mixed(from: string, to: string, share: number): string {
  const part = (hex: string, at: number): number => Number.parseInt(hex.slice(1 + 2 * at, 3 + 2 * at), 16);
  const channel = (at: number): string =>
    Math.round(part(from, at) + share * (part(to, at) - part(from, at)))
      .toString(16)
      .padStart(2, '0');
  return `#${channel(0)}${channel(1)}${channel(2)}`;
}

function lightness(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

export function inkOn(fill: string): HeatInk {
  return { fill, ink: lightness(fill) > 140 ? '#1a1a1c' : '#ffffff' };
}

/** One hue in five steps of lightness, so that the order stays in greyscale; the number is in every cell. */
export function heatInks(model: ChartModel, palette: ChartPalette): (point: Point) => HeatInk {
  const values = model.series.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const colour = palette.series[0] ?? '#0b3b8c';
  return ({ value }) => {
    if (value === null) return { fill: palette.surface, ink: palette.text };
    const share = high > low ? (value - low) / (high - low) : 0;
    const step = Math.min(STEPS - 1, Math.floor(share * STEPS));
    return inkOn(mixed(palette.surface, colour, 0.06 + (0.94 * step) / (STEPS - 1)));
  };
}

export interface HeatWish {
  readonly ink: (point: Point, row: number, column: number) => HeatInk;
  /** Written below the number, e.g. a class. */
  readonly note?: (row: number, column: number) => string;
}

/** A table of coloured cells: categories across, series down, every number written in its cell. */
export function heatOption(model: ChartModel, palette: ChartPalette, wish: HeatWish): EChartsOption {
  const base = frame(palette);
  const cells = model.series.flatMap(({ points }, row) => points.map((_, column) => [column, row]));
  return {
    ...base,
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    grid: { ...base.grid, top: 34, right: 16, bottom: 4 },
    tooltip: {
      trigger: 'item',
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.muted,
      textStyle: { color: palette.text, fontSize: 13, fontFamily: CHART_FONT },
      formatter: (item: unknown) => {
        const [column = 0, row = 0] = (item as { readonly data?: readonly number[] }).data ?? [];
        const point = model.series[row]?.points[column];
        const name = model.series[row]?.name ?? '';
        return point === undefined
          ? ''
          : `${model.categories[column] ?? ''}\n${pointText(model, name, point)}`;
      },
    },
    xAxis: { ...categoryAxis(model.categories, palette), position: 'top', splitArea: { show: false } },
    yAxis: {
      ...categoryAxis(
        model.series.map(({ name }) => name),
        palette,
      ),
      inverse: true,
    },
    series: [
      {
        type: 'custom',
        name: model.valueLabel,
        data: cells,
        renderItem: (_params: CustomSeriesRenderItemParams, api: CustomSeriesRenderItemAPI) => {
          const [column, row] = [Number(api.value(0)), Number(api.value(1))];
          const point = model.series[row]?.points[column];
          if (point === undefined) return;
          const [x = 0, y = 0] = api.coord([column, row]);
          const size = api.size?.([1, 1]);
          const [width = 40, height = 30] = Array.isArray(size) ? size : [];
          const { fill, ink } = wish.ink(point, row, column);
          const note = wish.note?.(row, column) ?? '';
          const number =
            point.value === null ? (point.hidden ? '＊' : '—') : formatNumber(point.value, model.decimals);
          return {
            type: 'group',
            children: [
              {
                type: 'rect',
                shape: { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 },
                style: { fill, stroke: palette.line, lineWidth: 1 },
              },
              {
                type: 'text',
                style: {
                  text: note === '' ? number : `${number}\n${note}`,
                  x,
                  y,
                  fill: ink,
                  font: `14px ${CHART_FONT}`,
                  align: 'center',
                  verticalAlign: 'middle',
                },
              },
            ],
          };
        },
      },
    ],
  } as EChartsOption;
}

export function heatHeight(model: ChartModel): number {
  return Math.min(620, 60 + model.series.length * 44);
}
