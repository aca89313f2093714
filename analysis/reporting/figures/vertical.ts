import { formatCell, HIDDEN_MARK } from '../format.ts';
import { type ValueAxis, valueAxis } from './axis.ts';
import type { ChartData, ChartSeries } from './chart.ts';
import {
  type DrawOptions,
  drawLegend,
  type Frame,
  newFrame,
  put,
  seriesColour,
  seriesMark,
  tickText,
  valueTitle,
} from './frame.ts';
import { measure, type Point, type Scene, wrap } from './scene.ts';

export interface Plot {
  readonly axis: ValueAxis;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly band: number;
  readonly y: (value: number) => number;
}

/** Columns, lines and distributions: categories along the bottom, values up the side. */
export function drawVertical(data: ChartData, options: DrawOptions): Scene {
  const frame = newFrame(data, options);
  const plot = layOut(frame);
  drawGrid(frame, plot);
  if (data.kind === 'bar') drawBars(frame, plot);
  else for (const [index, series] of data.series.entries()) drawLine(frame, plot, series, index);
  drawCategories(frame, plot);
  return { width: options.width, height: options.height, items: frame.items };
}

export function layOut(frame: Frame): Plot {
  const { data, options, size } = frame;
  const axis = valueAxis(data);
  const widest = Math.max(...axis.ticks.map((tick) => measure(tickText(tick, axis.decimals), size)));
  const left = widest + size * 0.9;
  const legend = drawLegend(frame, left, data.kind === 'bar' || data.mirrored ? 'box' : 'line');
  const title = valueTitle(data);
  const top = legend + (title === '' ? size : size * 2.2);
  const note = axis.cut ? '　※縦軸は0から始まっていません' : '';
  if (title !== '') put(frame, [0, legend + size], `${title}${note}`, { fill: frame.palette.muted });
  const right = options.width - size * 0.5;
  const band = (right - left) / Math.max(1, data.categories.length);
  const lines = Math.max(...categoryLines(data, band, size).map((one) => one.length), 1);
  const bottom = options.height - size * (1.25 * lines + 0.7) - (data.categoryLabel === '' ? 0 : size * 1.3);
  const scale = (bottom - top) / (axis.high - axis.low || 1);
  return { axis, left, right, top, bottom, band, y: (value) => bottom - (value - axis.low) * scale };
}

function categoryLines(data: ChartData, band: number, size: number): readonly (readonly string[])[] {
  const every = labelEvery(data, band, size);
  return data.categories.map((label, index) =>
    index % every === 0 ? wrap(label, size, band * every * 0.96).slice(0, 3) : [],
  );
}

/** Short labels (ages, bins) that do not fit side by side are thinned out rather than broken. */
function labelEvery(data: ChartData, band: number, size: number): number {
  const widest = Math.max(...data.categories.map((label) => measure(label, size)), 1);
  if (widest <= band || data.categories.length <= 8) return 1;
  return Math.min(4, Math.ceil((widest + size * 0.5) / band));
}

export function drawGrid(frame: Frame, plot: Plot): void {
  for (const tick of plot.axis.ticks) {
    const y = plot.y(tick);
    const zero = tick === 0;
    frame.items.push({
      shape: 'line',
      points: [
        [plot.left, y],
        [plot.right, y],
      ],
      stroke: zero ? frame.palette.muted : frame.palette.grid,
      thickness: 1,
    });
    const shown = frame.data.mirrored ? Math.abs(tick) : tick;
    put(frame, [plot.left - frame.size * 0.5, y + frame.size * 0.35], tickText(shown, plot.axis.decimals), {
      anchor: 'end',
      fill: frame.palette.muted,
    });
  }
}

export function drawCategories(frame: Frame, plot: Plot): void {
  const { data, size } = frame;
  categoryLines(data, plot.band, size).forEach((lines, index) => {
    lines.forEach((line, row) => {
      const x = plot.left + plot.band * (index + 0.5);
      put(frame, [x, plot.bottom + size * (1.35 + row * 1.2)], line, { anchor: 'middle' });
    });
  });
  if (data.categoryLabel !== '') {
    const x = (plot.left + plot.right) / 2;
    put(frame, [x, frame.options.height - size * 0.5], data.categoryLabel, {
      anchor: 'middle',
      fill: frame.palette.muted,
    });
  }
}

function drawBars(frame: Frame, plot: Plot): void {
  const { data, size } = frame;
  const count = data.series.length;
  const width = Math.min((plot.band * 0.76) / count, size * 5);
  const labelled = data.series.every((series) =>
    series.cells.every((cell) => measure(formatCell(cell, data.decimals), size) <= width * 1.25),
  );
  data.series.forEach((series, index) => {
    series.cells.forEach((cell, category) => {
      const x = plot.left + plot.band * (category + 0.5) + (index - count / 2) * width;
      const middle = x + width / 2;
      if (cell.state !== 'shown') {
        put(frame, [middle, plot.y(Math.max(0, plot.axis.low)) - size * 0.3], formatCell(cell, 0), {
          anchor: 'middle',
        });
        return;
      }
      const y = plot.y(cell.value);
      const base = plot.y(0);
      frame.items.push({
        shape: 'rect',
        x: x + width * 0.04,
        y: Math.min(y, base),
        width: width * 0.92,
        height: Math.abs(base - y),
        fill: seriesColour(frame, index),
      });
      const top = drawWhisker(frame, plot, { series, category, x: middle, width: width * 0.25 });
      if (labelled) {
        put(frame, [middle, Math.min(top ?? y, y) - size * 0.4], formatCell(cell, data.decimals), {
          anchor: 'middle',
        });
      }
    });
  });
}

interface Whisker {
  readonly series: ChartSeries;
  readonly category: number;
  readonly x: number;
  readonly width: number;
}

/** Draws an interval and returns where it ends at the top. */
function drawWhisker(frame: Frame, plot: Plot, at: Whisker): number | undefined {
  const lower = at.series.lower?.[at.category];
  const upper = at.series.upper?.[at.category];
  if (lower?.state !== 'shown' || upper?.state !== 'shown') return undefined;
  const [high, low] = [plot.y(upper.value), plot.y(lower.value)];
  const strokes: readonly (readonly Point[])[] = [
    [
      [at.x, high],
      [at.x, low],
    ],
    [
      [at.x - at.width / 2, high],
      [at.x + at.width / 2, high],
    ],
    [
      [at.x - at.width / 2, low],
      [at.x + at.width / 2, low],
    ],
  ];
  for (const points of strokes) {
    frame.items.push({ shape: 'line', points, stroke: frame.palette.ink, thickness: 1.3 });
  }
  return high;
}

/** Intervals of many points in a row as one pale area, so that single ones need not be told apart. */
function drawBand(frame: Frame, plot: Plot, series: ChartSeries, fill: string): void {
  const x = (category: number): number => plot.left + plot.band * (category + 0.5);
  let run: { readonly low: Point; readonly high: Point }[] = [];
  const flush = (): void => {
    if (run.length > 1) {
      const points = [...run.map(({ low }) => low), ...run.toReversed().map(({ high }) => high)];
      frame.items.push({ shape: 'polygon', points, fill, opacity: 0.2 });
      for (const edge of [run.map(({ low }) => low), run.map(({ high }) => high)])
        frame.items.push({ shape: 'line', points: edge, stroke: fill, thickness: 0.8 });
    }
    run = [];
  };
  series.cells.forEach((_, category) => {
    const [lower, upper] = [series.lower?.[category], series.upper?.[category]];
    if (lower?.state === 'shown' && upper?.state === 'shown')
      run.push({ low: [x(category), plot.y(lower.value)], high: [x(category), plot.y(upper.value)] });
    else flush();
  });
  flush();
}

function drawLine(frame: Frame, plot: Plot, series: ChartSeries, index: number): void {
  const { data, size } = frame;
  const colour = seriesColour(frame, index);
  const x = (category: number): number => plot.left + plot.band * (category + 0.5);
  let run: Point[] = [];
  const flush = (): void => {
    if (run.length > 1) {
      frame.items.push({
        shape: 'line',
        points: run,
        stroke: colour,
        thickness: 2.5,
        ...(index === 1 ? { dash: 7 } : {}),
      });
    }
    run = [];
  };
  const dots = data.categories.length <= 24;
  if (!dots) drawBand(frame, plot, series, colour);
  series.cells.forEach((cell, category) => {
    if (cell.state !== 'shown') {
      flush();
      const mark = cell.state === 'hidden' ? HIDDEN_MARK : '';
      if (mark !== '')
        put(frame, [x(category), plot.bottom - size * (0.3 + index)], mark, {
          anchor: 'middle',
          fill: colour,
        });
      return;
    }
    run.push([x(category), plot.y(cell.value)]);
    // Lines beside each other: the interval of one is not drawn over that of the other.
    const beside = (index - (data.series.length - 1) / 2) * size * 0.6;
    if (dots) drawWhisker(frame, plot, { series, category, x: x(category) + beside, width: size * 0.5 });
  });
  flush();
  if (!dots) return;
  const labelled = data.series.length === 1 && data.categories.length <= 10;
  series.cells.forEach((cell, category) => {
    if (cell.state !== 'shown') return;
    const y = plot.y(cell.value);
    frame.items.push({
      shape: 'dot',
      x: x(category),
      y,
      radius: size * 0.32,
      mark: seriesMark(index),
      fill: colour,
      stroke: 'FFFFFF',
    });
    const upper = series.upper?.[category];
    const top = upper?.state === 'shown' ? plot.y(upper.value) : y;
    if (labelled)
      put(frame, [x(category), top - size * 0.6], formatCell(cell, data.decimals), {
        anchor: 'middle',
        bold: true,
      });
  });
}
