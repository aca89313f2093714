import type { ReleasedCell } from '../../domain/statistic.ts';
import { formatCell, formatNumber, withUnit } from '../format.ts';
import { type ValueAxis, valueAxis } from './axis.ts';
import type { ChartData, ChartSeries } from './chart.ts';
import {
  type DrawOptions,
  dotColour,
  drawLegend,
  type Frame,
  newFrame,
  pairedDot,
  put,
  seriesColour,
  seriesMark,
  tickText,
  valueTitle,
} from './frame.ts';
import { measure, type Point, type Scene, wrap } from './scene.ts';

interface Plot {
  readonly axis: ValueAxis;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly row: number;
  readonly x: (value: number) => number;
}

/** Horizontal bars, funnels, love and forest plots: categories down the side, values along the bottom. */
export function drawHorizontal(data: ChartData, options: DrawOptions): Scene {
  const frame = newFrame(data, options);
  const plot = layOut(frame);
  if (data.kind !== 'funnel') drawGrid(frame, plot);
  drawLabels(frame, plot);
  if (data.kind === 'love') drawDots(frame, plot);
  else if (data.kind === 'forest') drawForest(frame, plot);
  else drawBars(frame, plot);
  return { width: options.width, height: options.height, items: frame.items };
}

function layOut(frame: Frame): Plot {
  const { data, options, size } = frame;
  const axis = valueAxis(data);
  const widest = Math.max(...data.categories.map((label) => measure(label, size)), 1);
  const left = Math.min(widest, options.width * 0.36) + size;
  const legend = drawLegend(frame, left, data.kind === 'love' ? 'dot' : 'box');
  const dots = data.kind === 'love' || data.kind === 'forest';
  const right =
    options.width -
    (dots ? size * 1.2 : rightRoom(data, size)) -
    (data.kind === 'forest' ? forestRoom(data, size) : 0);
  const top = legend + size * (data.reference === undefined ? 0.6 : 1.7);
  const bottom =
    options.height - (data.kind === 'funnel' ? size * 0.5 : size * (valueTitle(data) === '' ? 1.9 : 3.3));
  const row = (bottom - top) / Math.max(1, data.categories.length);
  const scale = (right - left) / (axis.high - axis.low || 1);
  return { axis, left, right, top, bottom, row, x: (value) => left + (value - axis.low) * scale };
}

/** Room for the numbers to the right of the longest bar. */
function rightRoom(data: ChartData, size: number): number {
  const widest = Math.max(
    ...data.series.flatMap((series) =>
      series.cells.map((cell, index) => measure(barText(data, cell, index), size)),
    ),
    0,
  );
  return widest + size * 1.2;
}

function forestRoom(data: ChartData, size: number): number {
  return Math.max(...data.categories.map((_, index) => measure(forestText(data, index), size)), 0) + size;
}

function drawGrid(frame: Frame, plot: Plot): void {
  const { data, size } = frame;
  for (const tick of plot.axis.ticks) {
    const x = plot.x(tick);
    frame.items.push({
      shape: 'line',
      points: [
        [x, plot.top],
        [x, plot.bottom],
      ],
      stroke: tick === 0 ? frame.palette.muted : frame.palette.grid,
      thickness: 1,
    });
    put(frame, [x, plot.bottom + size * 1.3], tickText(tick, plot.axis.decimals), {
      anchor: 'middle',
      fill: frame.palette.muted,
    });
  }
  const note = plot.axis.cut && data.kind === 'bar' ? '　※横軸は0から始まっていません' : '';
  put(frame, [(plot.left + plot.right) / 2, plot.bottom + size * 2.7], `${valueTitle(data)}${note}`, {
    anchor: 'middle',
    fill: frame.palette.muted,
  });
  if (data.reference === undefined) return;
  const x = plot.x(data.reference.value);
  frame.items.push({
    shape: 'line',
    points: [
      [x, plot.top - size * 0.3],
      [x, plot.bottom],
    ],
    stroke: frame.palette.warning,
    thickness: 1.5,
    dash: 5,
  });
  put(frame, [x, plot.top - size * 0.6], data.reference.label, {
    anchor: 'middle',
    fill: frame.palette.warning,
  });
}

function drawLabels(frame: Frame, plot: Plot): void {
  const { data, size } = frame;
  data.categories.forEach((label, index) => {
    const lines = wrap(label, size, plot.left - size).slice(0, 2);
    const middle = plot.top + plot.row * (index + 0.5) + size * 0.35;
    lines.forEach((line, row) => {
      const y = middle + (row - (lines.length - 1) / 2) * size * 1.15;
      put(frame, [plot.left - size * 0.6, y], line, { anchor: 'end' });
    });
  });
}

function drawBars(frame: Frame, plot: Plot): void {
  const { data, size } = frame;
  const count = data.series.length;
  const thick = Math.min((plot.row * 0.72) / count, size * 2.6);
  data.series.forEach((series, index) => {
    series.cells.forEach((cell, category) => {
      const y = plot.top + plot.row * (category + 0.5) + (index - count / 2) * thick;
      const base = plot.x(Math.max(0, plot.axis.low));
      const end = cell.state === 'shown' ? plot.x(cell.value) : base;
      if (cell.state === 'shown') {
        frame.items.push({
          shape: 'rect',
          x: Math.min(base, end),
          y: y + thick * 0.05,
          width: Math.abs(end - base),
          height: thick * 0.9,
          fill: seriesColour(frame, index),
        });
      }
      const tip = drawWhisker(frame, plot, { series, category, y: y + thick / 2, thick });
      const x = Math.max(base, end, tip) + size * 0.4;
      put(frame, [x, y + thick / 2 + size * 0.35], barText(data, cell, category));
    });
  });
}

interface Whisker {
  readonly series: ChartSeries;
  readonly category: number;
  readonly y: number;
  readonly thick: number;
}

/** Draws an interval and returns where it ends at the right; zero without one. */
function drawWhisker(frame: Frame, plot: Plot, at: Whisker): number {
  const lower = at.series.lower?.[at.category];
  const upper = at.series.upper?.[at.category];
  if (lower?.state !== 'shown' || upper?.state !== 'shown') return 0;
  const [left, right] = [plot.x(lower.value), plot.x(upper.value)];
  const cap = at.thick * 0.22;
  const strokes: readonly (readonly Point[])[] = [
    [
      [left, at.y],
      [right, at.y],
    ],
    [
      [left, at.y - cap],
      [left, at.y + cap],
    ],
    [
      [right, at.y - cap],
      [right, at.y + cap],
    ],
  ];
  for (const points of strokes) {
    frame.items.push({ shape: 'line', points, stroke: frame.palette.ink, thickness: 1.3 });
  }
  return right;
}

/** Number at a bar; in a funnel with its share of the step it is part of, worked out from the numbers shown. */
function barText(data: ChartData, cell: ReleasedCell, index: number): string {
  const text = withUnit(formatCell(cell, data.decimals), data.kind === 'funnel' ? data.unit : '');
  const of = data.partOf?.[index];
  const whole = of === undefined ? undefined : data.series[0]?.cells[of];
  const share = whole === undefined ? null : shareOf(cell, whole);
  return share === null || of === undefined
    ? text
    : `${text}（${stepBefore(index, of)}の${formatNumber(share, 1)}%）`;
}

/** What a step's share is of: the bar above, or one further up. */
export function stepBefore(index: number, of: number): string {
  return index - of === 1 ? '前の段階' : `${index - of}つ前の段階`;
}

/** Per cent of a whole; null where either number may not be seen. */
export function shareOf(part: ReleasedCell, whole: ReleasedCell): number | null {
  if (part.state !== 'shown' || whole.state !== 'shown' || whole.value === 0) return null;
  return (100 * part.value) / whole.value;
}

function drawDots(frame: Frame, plot: Plot): void {
  frame.data.series.forEach((series, index) => {
    series.cells.forEach((cell, category) => {
      const y = plot.top + plot.row * (category + 0.5);
      if (cell.state === 'shown') {
        frame.items.push(pairedDot(frame, index, plot.x(cell.value), y));
        return;
      }
      const at = [plot.left + frame.size * (0.4 + index * 1.4), y + frame.size * 0.35] as const;
      put(frame, at, formatCell(cell, 0), { fill: dotColour(frame, index) });
    });
  });
}

function drawForest(frame: Frame, plot: Plot): void {
  const series = frame.data.series[0];
  series?.cells.forEach((cell, category) => {
    const y = plot.top + plot.row * (category + 0.5);
    const lower = series.lower?.[category];
    const upper = series.upper?.[category];
    const colour = seriesColour(frame, 0);
    if (lower?.state === 'shown' && upper?.state === 'shown') {
      frame.items.push({
        shape: 'line',
        points: [
          [plot.x(lower.value), y],
          [plot.x(upper.value), y],
        ],
        stroke: colour,
        thickness: 2.5,
      });
    }
    if (cell.state === 'shown') {
      frame.items.push({
        shape: 'dot',
        x: plot.x(cell.value),
        y,
        radius: frame.size * 0.5,
        mark: seriesMark(1),
        fill: colour,
        stroke: 'FFFFFF',
      });
    }
    put(
      frame,
      [frame.options.width - frame.size * 0.3, y + frame.size * 0.35],
      forestText(frame.data, category),
      { anchor: 'end' },
    );
  });
}

function forestText(data: ChartData, index: number): string {
  const series = data.series[0];
  const text = (cell: ReleasedCell | undefined): string =>
    formatCell(cell ?? { state: 'none' }, data.decimals);
  return `${text(series?.cells[index])}（${text(series?.lower?.[index])} 〜 ${text(series?.upper?.[index])}）`;
}
