import { formatNumber, formatWithUnit } from '../format/number.ts';
import type { ChartModel, Point } from './model.ts';
import { CHART_FONT, type ChartPalette, decals } from './palette.ts';

/** Parts that every figure's option shares. */

export function frame(palette: ChartPalette) {
  return {
    animation: false,
    backgroundColor: 'transparent',
    color: [...palette.series],
    textStyle: { fontFamily: CHART_FONT, fontSize: 13, color: palette.text },
    aria: { enabled: true, label: { enabled: false }, decal: { show: true, decals: [...decals(palette)] } },
    grid: {
      left: 12,
      right: 28,
      top: 44,
      bottom: 12,
      outerBoundsMode: 'same' as const,
      outerBoundsContain: 'all' as const,
    },
  };
}

/** Lines differ by dash and symbol; a pattern on a symbol of a few pixels only blurs it. */
export function withoutDecal() {
  return { enabled: true, label: { enabled: false }, decal: { show: false } };
}

export function legend(model: ChartModel, palette: ChartPalette) {
  return {
    show: model.series.length > 1,
    top: 4,
    left: 8,
    itemWidth: 26,
    itemHeight: 14,
    textStyle: { color: palette.text, fontSize: 13, fontFamily: CHART_FONT },
    data: model.series.map((series) => series.name),
  };
}

export function categoryAxis(names: readonly string[], palette: ChartPalette) {
  return {
    type: 'category' as const,
    data: [...names],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.muted } },
    axisLabel: { color: palette.text, fontSize: 13, interval: 0, hideOverlap: true },
  };
}

export interface ValueAxisWish {
  readonly name: string;
  /** Bars must start at zero; lines and points need not. */
  readonly zero: boolean;
  readonly decimals: number;
}

export function valueAxis(wish: ValueAxisWish, palette: ChartPalette) {
  return {
    type: 'value' as const,
    name: wish.name,
    nameLocation: 'end' as const,
    nameTextStyle: { color: palette.muted, fontSize: 12, align: 'left' as const },
    scale: !wish.zero,
    splitNumber: 5,
    splitLine: { lineStyle: { color: palette.line } },
    axisLabel: {
      color: palette.text,
      fontSize: 12,
      formatter: (value: number) => formatNumber(value, Number.isInteger(value) ? 0 : wish.decimals),
    },
  };
}

/** Shares end at 100 %: where numbers come near it, the axis shows no room beyond. */
export function shareEnd({ unit, series }: ChartModel): { readonly max?: 100 } {
  if (unit !== '%') return {};
  const ends = series.flatMap(({ points }) => points.map(({ value, upper }) => upper ?? value ?? 0));
  const greatest = Math.max(0, ...ends);
  return greatest > 80 && greatest <= 100 ? { max: 100 } : {};
}

/** What a pointer over a point reads; the table twin says the same to everybody else. */
export function pointText(model: ChartModel, name: string, point: Point): string {
  if (point.value === null) return `${name}　${point.hidden ? '＊（伏せた数）' : '該当なし'}`;
  const lines = [`${name}　${formatWithUnit(point.value, model.unit, model.decimals)}`];
  if (point.lower !== null && point.upper !== null) {
    lines.push(
      `95%信頼区間 ${formatNumber(point.lower, model.decimals)}〜${formatNumber(point.upper, model.decimals)}`,
    );
  }
  if (point.denominator !== null) lines.push(`分母 ${formatNumber(point.denominator, 0)}人`);
  return lines.join('\n');
}

export function tooltip(model: ChartModel, palette: ChartPalette) {
  return {
    trigger: 'axis' as const,
    renderMode: 'richText' as const,
    confine: true,
    backgroundColor: palette.surface,
    borderColor: palette.muted,
    textStyle: { color: palette.text, fontSize: 13, fontFamily: CHART_FONT },
    axisPointer: { type: 'shadow' as const },
    formatter: (items: unknown) => {
      const first = (Array.isArray(items) ? items[0] : items) as { readonly dataIndex?: number } | undefined;
      const index = first?.dataIndex ?? 0;
      const texts = model.series.map((series) => {
        const point = series.points[index];
        return point === undefined ? '' : pointText(model, series.name, point);
      });
      return [model.categories[index] ?? '', ...texts].join('\n');
    },
  };
}
