import type { ReleasedCell } from '../../domain/statistic.ts';
import type { ChartData } from './chart.ts';
import { niceTicks } from './scene.ts';

/** The value axis of a figure: its ticks cover every shown number and limit. */
export interface ValueAxis {
  readonly ticks: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly decimals: number;
  /** True where the axis does not reach zero although its values are all positive: must be said. */
  readonly cut: boolean;
}

export function shownValues(cells: readonly ReleasedCell[] | undefined): readonly number[] {
  return (cells ?? []).flatMap((cell) => (cell.state === 'shown' ? [cell.value] : []));
}

/** Axis for a figure's numbers; bars, funnels and distributions always include zero. */
export function valueAxis(data: ChartData, wanted = 5): ValueAxis {
  const values = data.series.flatMap((series) => [
    ...shownValues(series.cells),
    ...shownValues(series.lower),
    ...shownValues(series.upper),
  ]);
  if (data.reference !== undefined) values.push(data.reference.value);
  if (data.zero) values.push(0);
  if (values.length === 0) values.push(0, 1);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const padding = data.zero ? 0 : (high - low || Math.abs(high) * 0.1 || 1) * 0.12;
  const positive = low >= 0;
  const from = data.zero ? Math.min(0, low) : low - padding;
  const ticks = niceTicks(positive ? Math.max(0, from) : from, high + padding, wanted);
  const first = ticks[0] ?? 0;
  const step = (ticks[1] ?? 1) - first;
  const decimals = Math.max(
    0,
    Math.min(3, Math.ceil(-Math.log10(step) - 1e-9) + (step % 1 && (step * 10) % 1 ? 1 : 0)),
  );
  return {
    ticks,
    low: first,
    high: ticks.at(-1) ?? 1,
    decimals: step >= 1 ? (Number.isInteger(step) ? 0 : 1) : decimals,
    cut: positive && first > 0,
  };
}
