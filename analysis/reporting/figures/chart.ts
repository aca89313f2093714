import { effectDecimals } from '../../domain/effect-decimals.ts';
import type { ReleasedBalance, ReleasedCell, ReleasedTable } from '../../domain/statistic.ts';
import type { ChartSpec, FunnelStep } from '../model.ts';
import type { Released } from '../released.ts';
import { hiddenNote, sourceNotes } from '../select.ts';
import { columnOf, stepCell } from '../text.ts';

/** Standardised differences up to this size are small (Stuart 2010). */
export const ALIKE = 0.1;

/** A figure's numbers, all of them released, in the shape that every drawer and table twin shares. */
export interface ChartData {
  readonly kind: ChartSpec['kind'];
  readonly horizontal: boolean;
  /** Whether the value axis must start at zero. */
  readonly zero: boolean;
  readonly categoryLabel: string;
  readonly valueLabel: string;
  readonly unit: string;
  readonly decimals: number;
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
  /** The second of two series is drawn downwards from the zero line. */
  readonly mirrored?: boolean;
  /** A line that means something: |SMD| 0.1, no effect. */
  readonly reference?: { readonly value: number; readonly label: string };
  /** Funnel: place of the step that each step is a part of. */
  readonly partOf?: readonly (number | undefined)[];
  /** Lines to print under the figure: whom, when, source, hiding rule. */
  readonly notes: readonly string[];
}

export interface ChartSeries {
  readonly name: string;
  readonly cells: readonly ReleasedCell[];
  readonly lower?: readonly ReleasedCell[];
  readonly upper?: readonly ReleasedCell[];
}

/** Numbers of a figure from its specification. Throws a programmer's error on unknown columns or dimensions. */
export function chartData(spec: ChartSpec): ChartData {
  switch (spec.kind) {
    case 'funnel':
      return funnelData(spec.steps);
    case 'love':
      return loveData(spec.balance);
    case 'forest':
      return forestData(spec);
    default:
      return tableData(spec);
  }
}

type TableChart = Extract<ChartSpec, { kind: 'bar' | 'line' | 'distribution' }>;

function tableData(spec: TableChart): ChartData {
  const table = spec.table.statistic;
  const category = dimensionIndex(table, spec.category);
  const rows = table.rows.filter((row) =>
    table.dimensions.every((dimension, index) => {
      const wanted = spec.view?.levels?.[dimension.id];
      return wanted === undefined || wanted.includes(row.at[index] ?? '');
    }),
  );
  const present = new Set(rows.map((row) => row.at[category]));
  const levels = (table.dimensions[category]?.levels ?? []).filter((level) => present.has(level.code));
  const at = (code: string, seriesCode: string | undefined, column: string): ReleasedCell => {
    const series = spec.series === undefined ? -1 : dimensionIndex(table, spec.series);
    const row = rows.find(
      (candidate) => candidate.at[category] === code && (series < 0 || candidate.at[series] === seriesCode),
    );
    const index = table.columns.findIndex(({ id }) => id === column);
    return row?.cells[index] ?? { state: 'none' };
  };
  const first = columnOf(table, spec.columns[0] ?? '');
  const codes = levels.map(({ code }) => code);
  const series = seriesOf(spec, { rows, codes, at });
  const hidden = series.some((one) => one.cells.some(({ state }) => state === 'hidden'));
  return {
    kind: spec.kind,
    horizontal: spec.horizontal ?? false,
    zero: spec.kind !== 'line' || spec.zero === true,
    ...(spec.mirrored === true ? { mirrored: true } : {}),
    categoryLabel: table.dimensions[category]?.label ?? '',
    valueLabel: spec.columns.length > 1 ? '' : first.label,
    unit: first.unit,
    decimals: first.decimals,
    categories: levels.map(({ label }) => label),
    series,
    notes: [...sourceNotes(spec.table).slice(0, 2), ...(hidden ? [hiddenNote(spec.table)] : [])],
  };
}

interface SeriesRequest {
  readonly rows: readonly ReleasedTable['rows'][number][];
  readonly codes: readonly string[];
  readonly at: (code: string, series: string | undefined, column: string) => ReleasedCell;
}

function seriesOf(spec: TableChart, request: SeriesRequest): readonly ChartSeries[] {
  const table = spec.table.statistic;
  const { codes, at } = request;
  const main = spec.columns[0] ?? '';
  const limits = (series: string | undefined): Partial<ChartSeries> =>
    spec.lower === undefined || spec.upper === undefined
      ? {}
      : {
          lower: codes.map((code) => at(code, series, spec.lower as string)),
          upper: codes.map((code) => at(code, series, spec.upper as string)),
        };
  if (spec.series === undefined) {
    return spec.columns.map((column) => ({
      name: columnOf(table, column).label,
      cells: codes.map((code) => at(code, undefined, column)),
      ...(column === (spec.limited ?? main) ? limits(undefined) : {}),
    }));
  }
  const index = dimensionIndex(table, spec.series);
  const present = new Set(request.rows.map((row) => row.at[index]));
  const levels = (table.dimensions[index]?.levels ?? []).filter((level) => present.has(level.code));
  return levels.map((level) => ({
    name: level.label,
    cells: codes.map((code) => at(code, level.code, main)),
    ...limits(level.code),
  }));
}

function dimensionIndex(table: ReleasedTable, id: string): number {
  const index = table.dimensions.findIndex((dimension) => dimension.id === id);
  if (index < 0) throw new Error(`no dimension ${id} in ${table.id}`);
  return index;
}

function funnelData(steps: readonly FunnelStep[]): ChartData {
  const cells = steps.map(({ number }) => stepCell(number));
  const hidden = cells.some(({ state }) => state === 'hidden');
  const first = steps[0]?.number;
  const released = first?.ref === 'flow' ? first.flow : first?.table;
  return {
    kind: 'funnel',
    horizontal: true,
    zero: true,
    categoryLabel: '段階',
    valueLabel: '人数',
    unit: '人',
    decimals: 0,
    categories: steps.map(({ label }) => label),
    series: [{ name: '人数', cells }],
    partOf: steps.map((step) => step.of),
    notes:
      released === undefined
        ? []
        : [...sourceNotes(released).slice(0, 2), ...(hidden ? [hiddenNote(released)] : [])],
  };
}

function absolute(cell: ReleasedCell): ReleasedCell {
  return cell.state === 'shown' ? { state: 'shown', value: Math.abs(cell.value) } : cell;
}

function loveData(balance: Released<ReleasedBalance>): ChartData {
  const rows = [...balance.statistic.rows];
  const hidden = rows.some((row) => row.before.state === 'hidden' || row.after.state === 'hidden');
  return {
    kind: 'love',
    horizontal: true,
    zero: true,
    categoryLabel: '背景因子',
    valueLabel: '標準化差の絶対値',
    unit: '',
    decimals: 2,
    categories: rows.map(({ label }) => label),
    series: [
      { name: '調整前', cells: rows.map(({ before }) => absolute(before)) },
      { name: '調整後', cells: rows.map(({ after }) => absolute(after)) },
    ],
    reference: { value: ALIKE, label: `目安 ${ALIKE}` },
    notes: [...sourceNotes(balance).slice(0, 2), ...(hidden ? [hiddenNote(balance)] : [])],
  };
}

function forestData(spec: Extract<ChartSpec, { kind: 'forest' }>): ChartData {
  const effects = spec.effects.map((one) => one.statistic.effect);
  const first = effects[0];
  if (first === undefined) throw new Error('a forest plot needs an effect');
  const ratio = first.scale !== 'difference' && first.scale !== 'rmst_difference';
  const shown = (value: number): ReleasedCell => ({ state: 'shown', value });
  const one = spec.effects[0];
  return {
    kind: 'forest',
    horizontal: true,
    zero: false,
    categoryLabel: '方法・成果',
    valueLabel: ratio ? '比' : '差',
    unit: ratio ? '' : first.unit,
    decimals: effectDecimals(first),
    categories: effects.map((effect, index) => spec.labels?.[index] ?? forestLabel(effect, effects)),
    series: [
      {
        name: '推定値',
        cells: effects.map(({ estimate }) => shown(estimate)),
        lower: effects.map(({ interval }) => shown(interval[0])),
        upper: effects.map(({ interval }) => shown(interval[1])),
      },
    ],
    reference: ratio ? { value: 1, label: '差なし（1）' } : { value: 0, label: '差なし（0）' },
    notes: [...(one === undefined ? [] : sourceNotes(one).slice(0, 2)), '横線は95％信頼区間'],
  };
}

/** Says only what tells the rows apart. */
function forestLabel(
  effect: { readonly outcomeLabel: string; readonly method: string },
  all: readonly { readonly outcomeLabel: string; readonly method: string }[],
): string {
  const outcomes = new Set(all.map(({ outcomeLabel }) => outcomeLabel)).size;
  const methods = new Set(all.map(({ method }) => method)).size;
  if (outcomes > 1 && methods > 1) return `${effect.outcomeLabel}（${effect.method}）`;
  return methods > 1 ? effect.method : effect.outcomeLabel;
}
