import type { EChartsOption } from 'echarts';
import type { ReleasedBalance } from '../../analysis/domain/statistic.ts';
import { formatNumber } from '../format/number.ts';
import { categoryAxis, frame, valueAxis, withoutDecal } from './axis.ts';
import { CHART_FONT, type ChartPalette } from './palette.ts';
import { shownValue } from './shape.ts';

/** Absolute standardised difference up to which groups are commonly called alike (Austin 2009). */
export const ACCEPTABLE_DIFFERENCE = 0.1;

function size(cell: ReleasedBalance['rows'][number]['before']): number | null {
  const value = shownValue(cell);
  return value === null ? null : Math.abs(value);
}

function reader(balance: ReleasedBalance) {
  return (items: unknown) => {
    const first = (Array.isArray(items) ? items[0] : items) as { readonly dataIndex?: number } | undefined;
    const row = balance.rows[first?.dataIndex ?? 0];
    if (row === undefined) return '';
    const text = (value: number | null): string => (value === null ? '＊' : formatNumber(value, 3));
    return `${row.label}\n調整前 ${text(size(row.before))}\n調整後 ${text(size(row.after))}`;
  };
}

function limitLine(palette: ChartPalette) {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: palette.reference, type: 'dashed' as const },
    label: { formatter: '目安 0.1', position: 'start' as const, color: palette.reference, fontSize: 12 },
    data: [{ xAxis: ACCEPTABLE_DIFFERENCE }],
  };
}

/** A 「＊」 on the axis for every covariate one of whose differences is hidden. */
function hiddenRows(balance: ReleasedBalance, palette: ChartPalette) {
  const hidden = balance.rows.flatMap((row, index) =>
    row.before.state === 'hidden' || row.after.state === 'hidden' ? [[0, index]] : [],
  );
  return {
    type: 'scatter' as const,
    name: '伏せた数',
    silent: true,
    symbolSize: 0.1,
    itemStyle: { color: palette.text },
    label: { show: true, formatter: '＊', color: palette.text, fontSize: 15, fontWeight: 'bold' as const },
    data: hidden,
  };
}

/** Love plot: absolute standardised mean differences before (hollow) and after (filled) adjustment. */
export function loveOption(balance: ReleasedBalance, palette: ChartPalette): EChartsOption {
  const base = frame(palette);
  const points = (name: string, side: 'before' | 'after', symbol: string, colour: string) => ({
    type: 'scatter' as const,
    name,
    symbol,
    symbolSize: 11,
    itemStyle: { color: colour },
    data: balance.rows.map((row, index) => [size(row[side]) ?? '-', index]),
    ...(side === 'before' ? { markLine: limitLine(palette) } : {}),
  });
  return {
    ...base,
    aria: withoutDecal(),
    grid: { ...base.grid, top: 44, bottom: 8 },
    legend: {
      top: 4,
      left: 8,
      data: ['調整前', '調整後'],
      textStyle: { color: palette.text, fontFamily: CHART_FONT, fontSize: 13 },
    },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      axisPointer: { type: 'shadow', axis: 'y' },
      backgroundColor: palette.surface,
      textStyle: { color: palette.text },
      formatter: reader(balance),
    },
    xAxis: {
      ...valueAxis({ name: '', zero: true, decimals: 2 }, palette),
      min: 0,
      nameLocation: 'middle',
      nameGap: 28,
      name: '標準化差の絶対値（0に近いほど両群が似ている）',
      nameTextStyle: { color: palette.muted, fontSize: 12 },
    },
    yAxis: {
      ...categoryAxis(
        balance.rows.map((row) => row.label),
        palette,
      ),
      inverse: true,
    },
    series: [
      points('調整前', 'before', 'emptyDiamond', palette.series[1] ?? palette.text),
      points('調整後', 'after', 'circle', palette.series[0] ?? palette.text),
      hiddenRows(balance, palette),
    ],
  } as EChartsOption;
}

export function loveHeight(balance: ReleasedBalance): number {
  return Math.min(860, 120 + balance.rows.length * 26);
}
