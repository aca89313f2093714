import type {
  CustomSeriesRenderItemAPI,
  CustomSeriesRenderItemParams,
  CustomSeriesRenderItemReturn,
  EChartsOption,
} from 'echarts';
import { effectDecimals } from '../../analysis/domain/effect-decimals.ts';
import type { EffectEstimate } from '../../analysis/domain/statistic.ts';
import { formatNumber } from '../format/number.ts';
import { categoryAxis, frame, valueAxis } from './axis.ts';
import type { ChartPalette } from './palette.ts';

export interface ForestRow {
  readonly label: string;
  readonly effect: EffectEstimate;
  /** The estimate the study stands on; the others are for comparison. */
  readonly main: boolean;
}

/** Value at which there is no difference: 0 for differences, 1 for ratios. */
export function noEffect(scale: EffectEstimate['scale']): number {
  return scale === 'difference' || scale === 'rmst_difference' ? 0 : 1;
}

function drawRow(rows: readonly ForestRow[], palette: ChartPalette) {
  return (
    _params: CustomSeriesRenderItemParams,
    api: CustomSeriesRenderItemAPI,
  ): CustomSeriesRenderItemReturn => {
    const index = Number(api.value(3));
    const [low = 0, y = 0] = api.coord([Number(api.value(1)), index]);
    const [high = 0] = api.coord([Number(api.value(2)), index]);
    const [middle = 0] = api.coord([Number(api.value(0)), index]);
    const main = rows[index]?.main ?? false;
    const colour = main ? (palette.series[0] ?? palette.text) : palette.muted;
    const half = main ? 7 : 5;
    const stroke = { stroke: colour, lineWidth: main ? 3 : 1.5, ...(main ? {} : { lineDash: [5, 3] }) };
    return {
      type: 'group',
      children: [
        { type: 'line', shape: { x1: low, y1: y, x2: high, y2: y }, style: stroke },
        {
          type: 'polygon',
          shape: {
            points: [
              [middle - half, y],
              [middle, y - half],
              [middle + half, y],
              [middle, y + half],
            ],
          },
          style: { fill: main ? colour : palette.surface, stroke: colour, lineWidth: 2 },
        },
      ],
    };
  };
}

/**
 * Axis limits and the step of its marks, on round numbers that hold every interval and the line of no difference, with
 * room at both ends. Marks at another step would leave the ends beside them.
 */
export function niceRange(
  rows: readonly ForestRow[],
  zero: number,
): { readonly min: number; readonly max: number; readonly interval: number } {
  const ends = rows.flatMap(({ effect }) => [...effect.interval]);
  const low = Math.min(zero, ...ends);
  const high = Math.max(zero, ...ends);
  const width = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(width / 5));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= width / 5) ?? 10) * power;
  const round = (value: number): number => Number(value.toPrecision(12));
  return {
    min: round(Math.floor(low / step - 0.05) * step),
    max: round(Math.ceil(high / step + 0.05) * step),
    interval: round(step),
  };
}

/** Estimates with 95 % intervals under each other; the line of no difference is drawn. */
export function forestOption(rows: readonly ForestRow[], palette: ChartPalette): EChartsOption {
  const first = rows[0]?.effect;
  const base = frame(palette);
  const decimals = first === undefined ? 1 : effectDecimals(first);
  const zero = first === undefined ? 0 : noEffect(first.scale);
  return {
    ...base,
    grid: { ...base.grid, top: 24, bottom: 8 },
    tooltip: { show: false },
    xAxis: {
      ...valueAxis({ name: first?.unit ?? '', zero: false, decimals }, palette),
      ...niceRange(rows, zero),
      name: `${first?.outcomeLabel ?? ''}${zero === 0 ? 'の差' : ''}（${first?.unit ?? ''}）`,
      nameLocation: 'middle',
      nameGap: 28,
    },
    yAxis: {
      ...categoryAxis(
        rows.map((row) => row.label),
        palette,
      ),
      inverse: true,
    },
    series: [
      {
        type: 'custom',
        renderItem: drawRow(rows, palette),
        encode: { x: [0, 1, 2], y: 3 },
        data: rows.map(({ effect }, index) => [
          effect.estimate,
          effect.interval[0],
          effect.interval[1],
          index,
        ]),
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: palette.text, width: 1.5, type: 'solid' },
          label: { formatter: `${formatNumber(zero, 0)}＝差なし`, position: 'start', color: palette.text },
          data: [{ xAxis: zero }],
        },
      },
    ],
  } as EChartsOption;
}

export function forestHeight(rows: readonly ForestRow[]): number {
  return 110 + rows.length * 40;
}
