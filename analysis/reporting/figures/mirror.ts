import type { ReleasedCell } from '../../domain/statistic.ts';
import { HIDDEN_MARK } from '../format.ts';
import type { ChartData } from './chart.ts';
import { type DrawOptions, newFrame, put, seriesColour } from './frame.ts';
import type { Scene } from './scene.ts';
import { drawCategories, drawGrid, layOut } from './vertical.ts';

/** Two groups over the same classes on one scale: the first upwards, the second downwards from the zero line. */
export function drawMirrored(data: ChartData, options: DrawOptions): Scene {
  const [up, down] = data.series;
  if (up === undefined || down === undefined || data.series.length > 2) {
    throw new Error('a mirrored figure has two series');
  }
  const frame = newFrame({ ...data, series: [up, { ...down, cells: down.cells.map(negative) }] }, options);
  const plot = layOut(frame);
  drawGrid(frame, plot);
  const [zero, width] = [plot.y(0), plot.band * 0.84];
  frame.data.series.forEach(({ cells }, index) => {
    cells.forEach((cell, category) => {
      const middle = plot.left + plot.band * (category + 0.5);
      if (cell.state === 'hidden') {
        const y = zero + frame.size * (index === 0 ? -0.3 : 1.1);
        put(frame, [middle, y], HIDDEN_MARK, { anchor: 'middle' });
      }
      if (cell.state !== 'shown' || cell.value === 0) return;
      const y = plot.y(cell.value);
      frame.items.push({
        shape: 'rect',
        x: middle - width / 2,
        y: Math.min(y, zero),
        width,
        height: Math.abs(zero - y),
        fill: seriesColour(frame, index),
      });
    });
  });
  drawCategories(frame, plot);
  return { width: options.width, height: options.height, items: frame.items };
}

const negative = (cell: ReleasedCell): ReleasedCell =>
  cell.state === 'shown' ? { ...cell, value: -cell.value } : cell;
