import { formatNumber } from '../format.ts';
import type { ChartData } from './chart.ts';
import { type Palette, paletteOf } from './palette.ts';
import { type Mark, marks, measure, type Primitive } from './scene.ts';

export interface DrawOptions {
  readonly width: number;
  readonly height: number;
  readonly accent: string;
  /** Text size in pixels; axis text is never smaller. */
  readonly size: number;
}

/** What the drawers share: where to draw, with which ink, onto which list. */
export interface Frame {
  readonly data: ChartData;
  readonly options: DrawOptions;
  readonly palette: Palette;
  readonly items: Primitive[];
  readonly size: number;
}

export function newFrame(data: ChartData, options: DrawOptions): Frame {
  const palette = paletteOf(options.accent);
  const items: Primitive[] = [
    { shape: 'rect', x: 0, y: 0, width: options.width, height: options.height, fill: 'FFFFFF' },
  ];
  return { data, options, palette, items, size: options.size };
}

export interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  readonly fill?: string;
  readonly size?: number;
}

export function put(frame: Frame, at: readonly [number, number], text: string, style: TextStyle = {}): void {
  frame.items.push({
    shape: 'text',
    x: at[0],
    y: at[1],
    size: style.size ?? frame.size,
    bold: style.bold ?? false,
    anchor: style.anchor ?? 'start',
    fill: style.fill ?? frame.palette.ink,
    text,
  });
}

export function seriesColour(frame: Frame, index: number): string {
  return frame.palette.series[index % frame.palette.series.length] ?? frame.palette.accent;
}

export function seriesMark(index: number): Mark {
  return marks[index % marks.length] ?? 'circle';
}

/** Legend on one or more lines from the top; returns the height it took. */
export function drawLegend(frame: Frame, left: number, keys: 'line' | 'box' | 'dot'): number {
  const { data, size } = frame;
  if (data.series.length < 2) return 0;
  let x = left;
  let y = size * 1.1;
  data.series.forEach((series, index) => {
    const width = size * 2 + measure(series.name, size) + size * 1.2;
    if (x + width > frame.options.width && x > left) {
      x = left;
      y += size * 1.5;
    }
    const colour = keys === 'dot' ? dotColour(frame, index) : seriesColour(frame, index);
    const middle = y - size * 0.35;
    if (keys === 'dot') {
      frame.items.push(pairedDot(frame, index, x + size * 0.8, middle));
    } else if (keys === 'line') {
      frame.items.push({
        shape: 'line',
        points: [
          [x, middle],
          [x + size * 1.6, middle],
        ],
        stroke: colour,
        thickness: 2.5,
      });
      frame.items.push({
        shape: 'dot',
        x: x + size * 0.8,
        y: middle,
        radius: size * 0.3,
        mark: seriesMark(index),
        fill: colour,
        stroke: colour,
      });
    } else {
      frame.items.push({
        shape: 'rect',
        x,
        y: middle - size * 0.4,
        width: size * 1.5,
        height: size * 0.8,
        fill: colour,
      });
    }
    put(frame, [x + size * 2, y], series.name);
    x += width;
  });
  return y + size * 0.9;
}

/** In a plot of before and after, the later one has the stronger colour. */
export function dotColour(frame: Frame, index: number): string {
  return seriesColour(frame, index === 0 ? 1 : 0);
}

/** Hollow diamond for before, filled circle for after: told apart without colour. */
export function pairedDot(frame: Frame, index: number, x: number, y: number): Primitive {
  const colour = dotColour(frame, index);
  return {
    shape: 'dot',
    x,
    y,
    radius: frame.size * 0.4,
    mark: index === 0 ? 'diamond' : 'circle',
    fill: index === 0 ? 'FFFFFF' : colour,
    stroke: colour,
  };
}

/** Axis title with its unit, or nothing when there is neither. */
export function valueTitle(data: ChartData): string {
  if (data.valueLabel === '') return data.unit === '' ? '' : `（${data.unit}）`;
  return data.unit === '' ? data.valueLabel : `${data.valueLabel}（${data.unit}）`;
}

export function tickText(value: number, decimals: number): string {
  return formatNumber(value, decimals);
}
