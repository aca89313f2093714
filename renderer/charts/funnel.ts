import type { EChartsOption } from 'echarts';
import type { ReleasedTable } from '../../analysis/domain/statistic.ts';
import { formatNumber } from '../format/number.ts';
import { frame, legend, valueAxis, withoutDecal } from './axis.ts';
import { CHART_FONT, type ChartPalette } from './palette.ts';
import { cellOf, shownValue } from './shape.ts';

/** One district of a funnel plot: how many cases are expected, and its ratio to what is expected. */
export interface FunnelPoint {
  readonly name: string;
  readonly code: string;
  readonly expected: number;
  readonly ratio: number;
  /** Interval of the ratio. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Control limits at 95 % and 99.8 %. */
  readonly inner: readonly [number, number];
  readonly outer: readonly [number, number];
}

/** Districts of a comparison that may be seen, smallest first, and the number of hidden ones. */
export function funnelPoints(table: ReleasedTable): {
  readonly points: readonly FunnelPoint[];
  readonly hidden: number;
} {
  const levels = table.dimensions[0]?.levels ?? [];
  const points = table.rows.flatMap((row): readonly FunnelPoint[] => {
    const number = (id: string): number | null => {
      const column = table.columns.find((candidate) => candidate.id === id);
      return column === undefined ? null : shownValue(cellOf(table, row, column));
    };
    const [expected, ratio] = [number('expected'), number('smr')];
    const limits = ['funnel95_lower', 'funnel95_upper', 'funnel998_lower', 'funnel998_upper'].map(number);
    const [a, b, c, d] = limits;
    if (expected === null || ratio === null || a == null || b == null || c == null || d == null) return [];
    const code = row.at[0] ?? '';
    return [
      {
        code,
        name: levels.find((level) => level.code === code)?.label ?? code,
        expected,
        ratio,
        lower: number('smr_lower'),
        upper: number('smr_upper'),
        inner: [a, b],
        outer: [c, d],
      },
    ];
  });
  return {
    points: points.toSorted((x, y) => x.expected - y.expected),
    hidden: table.rows.length - points.length,
  };
}

export function isOutside({ ratio, inner }: FunnelPoint): boolean {
  return ratio < inner[0] || ratio > inner[1];
}

function limitLine(points: readonly FunnelPoint[], wish: LimitWish) {
  return {
    type: 'line' as const,
    name: wish.name,
    symbol: 'none',
    silent: true,
    lineStyle: { color: wish.colour, type: wish.dash, width: 1.5 },
    itemStyle: { color: wish.colour },
    data: points.map((point) => [point.expected, point[wish.side][wish.end]]),
  };
}

interface LimitWish {
  readonly name: string;
  readonly side: 'inner' | 'outer';
  readonly end: 0 | 1;
  readonly dash: 'dashed' | 'dotted';
  readonly colour: string;
}

function pointSeries(points: readonly FunnelPoint[], palette: ChartPalette, outside: boolean) {
  const chosen = points.filter((point) => isOutside(point) === outside);
  return {
    type: 'scatter' as const,
    name: outside ? '管理限界の外' : '管理限界の中',
    symbol: outside ? 'diamond' : 'circle',
    symbolSize: outside ? 15 : 11,
    // With their names before the control limits.
    z: 5,
    itemStyle: {
      color: outside ? (palette.series[1] ?? palette.text) : (palette.series[0] ?? palette.text),
      borderColor: palette.text,
      borderWidth: 1,
    },
    label: {
      show: true,
      position: 'right' as const,
      color: palette.text,
      fontSize: 12,
      fontFamily: CHART_FONT,
      // The line of the whole town runs behind the names.
      textBorderColor: palette.surface,
      textBorderWidth: 4,
      formatter: ({ dataIndex }: { readonly dataIndex: number }) => chosen[dataIndex]?.name ?? '',
    },
    labelLayout: { hideOverlap: true },
    data: chosen.map((point) => ({ value: [point.expected, point.ratio], point })),
  };
}

/** Ratio to the expected number against the expected number, with control limits (Spiegelhalter 2005). */
export function funnelOption(points: readonly FunnelPoint[], palette: ChartPalette): EChartsOption {
  const base = frame(palette);
  const colour = palette.muted;
  const series = [pointSeries(points, palette, false), pointSeries(points, palette, true)];
  const limits = (side: 'inner' | 'outer', name: string, dash: 'dashed' | 'dotted') =>
    ([0, 1] as const).map((end) => limitLine(points, { name, side, end, dash, colour }));
  const names = ['管理限界の中', '管理限界の外', '95%管理限界', '99.8%管理限界'];
  return {
    ...base,
    aria: withoutDecal(),
    grid: { ...base.grid, top: 40, right: 90, bottom: 28 },
    legend: {
      ...legend({ categories: [], series: [], unit: '', decimals: 1, valueLabel: '' }, palette),
      show: true,
      data: names,
    },
    tooltip: {
      trigger: 'item',
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.muted,
      textStyle: { color: palette.text, fontSize: 13, fontFamily: CHART_FONT },
      formatter: (item: unknown) => {
        const { data } = item as { readonly data?: { readonly point?: FunnelPoint } };
        const point = data?.point;
        if (point === undefined) return '';
        const interval =
          point.lower === null || point.upper === null
            ? ''
            : `\n95%信頼区間 ${formatNumber(point.lower, 1)}〜${formatNumber(point.upper, 1)}`;
        return `${point.name}\n標準化比 ${formatNumber(point.ratio, 1)}（全体=100）${interval}\n期待数 ${formatNumber(point.expected, 1)}人`;
      },
    },
    xAxis: {
      ...valueAxis({ name: '', zero: true, decimals: 0 }, palette),
      name: '期待数（人）　右ほど大きい地区',
      nameLocation: 'middle',
      nameGap: 26,
      nameTextStyle: { color: palette.muted, fontSize: 12, align: 'center' },
    },
    yAxis: valueAxis({ name: '（市町村全体=100）', zero: false, decimals: 0 }, palette),
    series: [
      {
        ...series[0],
        markLine: {
          silent: true,
          symbol: 'none',
          z: 1,
          lineStyle: { color: palette.reference, width: 1.5 },
          // At the side of the small districts: names stand to the right of the large ones.
          label: {
            formatter: '全体 100',
            color: palette.reference,
            fontSize: 12,
            position: 'insideStartTop',
          },
          data: [{ yAxis: 100 }],
        },
      },
      series[1],
      ...limits('inner', '95%管理限界', 'dashed'),
      ...limits('outer', '99.8%管理限界', 'dotted'),
    ],
  } as EChartsOption;
}
