import type { ChartData } from './chart.ts';
import type { DrawOptions } from './frame.ts';
import { drawHorizontal } from './horizontal.ts';
import { drawMirrored } from './mirror.ts';
import { paletteOf } from './palette.ts';
import { type Primitive, type Scene, wrap } from './scene.ts';
import { drawVertical } from './vertical.ts';

/** A figure without caption, as primitives. Draws only what the data hold. */
export function drawChart(data: ChartData, options: DrawOptions): Scene {
  if (data.mirrored === true) return drawMirrored(data, options);
  return data.horizontal ? drawHorizontal(data, options) : drawVertical(data, options);
}

/** Height that suits a figure of that width, by its kind and number of rows. */
export function suitedHeight(data: ChartData, width: number, size: number): number {
  if (!data.horizontal) return Math.round(width * 0.36);
  const rows = data.categories.length * (data.kind === 'bar' ? Math.max(1, data.series.length) : 1);
  const row = data.kind === 'bar' && data.series.length > 1 ? 1.7 : 2.35;
  return Math.round(size * (rows * row + 6));
}

/** A stand-alone picture: caption above; whom, period, source and hiding rule below. */
export function drawFigure(
  data: ChartData,
  caption: string,
  lines: readonly string[],
  options: DrawOptions,
): Scene {
  const { width, size } = options;
  const palette = paletteOf(options.accent);
  const titleSize = size * 1.25;
  const title = wrap(caption, titleSize, width);
  const small = size * 0.8;
  const notes = [...data.notes, ...lines].flatMap((line) => wrap(line, small, width));
  const head = title.length * titleSize * 1.35 + size * 0.6;
  const foot = notes.length * small * 1.4 + size * 0.9;
  const chart = drawChart(data, { ...options, height: options.height - head - foot });
  const text = (y: number, value: string, textSize: number, bold: boolean): Primitive => ({
    shape: 'text',
    x: 0,
    y,
    size: textSize,
    bold,
    anchor: 'start',
    fill: bold ? palette.ink : palette.muted,
    text: value,
  });
  const items: Primitive[] = [
    { shape: 'rect', x: 0, y: 0, width, height: options.height, fill: 'FFFFFF' },
    ...title.map((line, index) => text(titleSize * (1 + index * 1.35), line, titleSize, true)),
    ...chart.items.map((item) => moved(item, head)),
    ...notes.map((line, index) =>
      text(options.height - foot + size * 0.9 + index * small * 1.4, line, small, false),
    ),
  ];
  return { width, height: options.height, items };
}

function moved(item: Primitive, by: number): Primitive {
  switch (item.shape) {
    case 'line':
    case 'polygon':
      return { ...item, points: item.points.map(([x, y]) => [x, y + by] as const) };
    default:
      return { ...item, y: item.y + by };
  }
}
