import { hiddenLines, leftOutColumns, leftOutWords } from '../domain/hidden-lines.ts';
import { aboutZero } from '../domain/hidden-zero.ts';
import { rowsInOrder } from '../domain/levels.ts';
import type { Column, Dimension, ReleasedCell, ReleasedRow, ReleasedTable } from '../domain/statistic.ts';
import { HIDDEN_MARK } from './format.ts';
import type { TableView } from './model.ts';
import type { Released } from './released.ts';

/** A released table laid out for print: header rows, row heads and cells. */
export interface Grid {
  /** Header rows, top first; each starts with the row-head titles (empty above the last row). */
  readonly headers: readonly (readonly GridHead[])[];
  readonly rowHeads: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly GridRow[];
  readonly hidden: number;
  readonly undefinedCells: number;
}

export interface GridRow {
  readonly heads: readonly string[];
  /** By row head: how many levels it lies below the first ones that are parts of the whole. */
  readonly indents: readonly number[];
  readonly cells: readonly ReleasedCell[];
}

export interface GridHead {
  readonly text: string;
  readonly span: number;
}

/** With so few rows a wide table is printed with its columns as rows. */
export const FEW_ROWS = 4;

/** Lays a view of a released table out as a grid. Columns keep the table's order; the parts of a district follow it. */
export function gridOf(released: Released<ReleasedTable>, view: TableView = {}): Grid {
  const table = released.statistic;
  const columnIndexes = pickColumns(table, view.columns);
  const rows = rowsInOrder(table).filter((row) => keeps(table.dimensions, row, view.levels));
  const across = view.across === undefined ? -1 : table.dimensions.findIndex(({ id }) => id === view.across);
  const grid =
    across < 0
      ? longGrid(table, rows, columnIndexes)
      : wideGrid(table, { rows, columnIndexes, across, levels: view.levels });
  return grid;
}

/** A grid as it is read on paper, and what was left out of it. */
export interface PaperGrid {
  readonly grid: Grid;
  readonly leftOut: readonly string[];
}

/**
 * The grid without rows and columns of hidden numbers alone (`hiddenLines`), which are named instead; the marks are those
 * of the whole grid. Files of numbers hold them all.
 */
export function paperGrid(released: Released<ReleasedTable>, view: TableView = {}): PaperGrid {
  const grid = gridOf(released, view);
  const [head = []] = grid.headers;
  // Columns under a common head belong together.
  const isFlat = grid.headers.length === 1 && view.across === undefined;
  const found = hiddenLines(
    grid.rows.map(({ cells }) => cells),
    grid.rows.map(({ indents }) => indents.reduce((sum, indent) => sum + indent, 0)),
  );
  const { rows, columns } = isFlat ? found : { rows: found.rows, columns: [] };
  if (rows.length + columns.length === 0) return { grid, leftOut: [] };
  const first = grid.rowHeads.length;
  return {
    grid: {
      ...grid,
      headers: isFlat ? [head.filter((_, place) => !columns.includes(place - first))] : grid.headers,
      columns: grid.columns.filter((_, column) => !columns.includes(column)),
      rows: grid.rows
        .filter((_, row) => !rows.includes(row))
        .map((row) => ({ ...row, cells: row.cells.filter((_, column) => !columns.includes(column)) })),
    },
    leftOut: leftOutWords(
      rows.map((row) => grid.rows[row]!.heads.join('・')),
      leftOutColumns(grid.columns, columns),
    ),
  };
}

export function columnHead(column: Column): string {
  return column.unit === '' ? column.label : `${column.label}（${column.unit}）`;
}

function pickColumns(table: ReleasedTable, wanted: readonly string[] | undefined): readonly number[] {
  if (wanted === undefined) return table.columns.map((_, index) => index);
  return wanted.map((id) => {
    const index = table.columns.findIndex((column) => column.id === id);
    if (index < 0) throw new Error(`no column ${id} in ${table.id}`);
    return index;
  });
}

function keeps(
  dimensions: readonly Dimension[],
  row: ReleasedRow,
  levels: TableView['levels'] | undefined,
): boolean {
  if (levels === undefined) return true;
  return dimensions.every((dimension, index) => {
    const wanted = levels[dimension.id];
    return wanted === undefined || wanted.includes(row.at[index] ?? '');
  });
}

function labelOf(dimension: Dimension, code: string): string {
  return dimension.levels.find((level) => level.code === code)?.label ?? code;
}

function indentOf(dimension: Dimension, code: string): number {
  const parents = new Map(dimension.levels.map((level) => [level.code, level.parent]));
  const depth = (at: string): number => {
    const parent = parents.get(at);
    return parent === undefined || !parents.has(parent) ? 0 : 1 + depth(parent);
  };
  return Math.max(0, depth(code) - 1);
}

/** Dimensions that vary in the rows kept; a constant one says nothing in a column of its own. */
function varying(table: ReleasedTable, rows: readonly ReleasedRow[], except: number): readonly number[] {
  const indexes = table.dimensions.map((_, index) => index).filter((index) => index !== except);
  const varied = indexes.filter((index) => new Set(rows.map((row) => row.at[index])).size > 1);
  return varied.length > 0 ? varied : indexes.slice(0, 1);
}

function longGrid(
  table: ReleasedTable,
  rows: readonly ReleasedRow[],
  columnIndexes: readonly number[],
): Grid {
  const heads = varying(table, rows, -1);
  const columns = columnIndexes.map((index) => table.columns[index] as Column);
  const rowHeads = heads.map((index) => table.dimensions[index]?.label ?? '');
  const body = rows.map((row) => ({
    heads: heads.map((index) => labelOf(table.dimensions[index] as Dimension, row.at[index] ?? '')),
    indents: heads.map((index) => indentOf(table.dimensions[index] as Dimension, row.at[index] ?? '')),
    cells: columnIndexes.map((index) => row.cells[index] ?? ({ state: 'none' } as const)),
  }));
  const headers = [[...rowHeads, ...columns.map(columnHead)].map((text) => ({ text, span: 1 }))];
  return { headers, rowHeads, columns, rows: body, ...countMarks(body) };
}

interface WideRequest {
  readonly rows: readonly ReleasedRow[];
  readonly columnIndexes: readonly number[];
  readonly across: number;
  readonly levels: TableView['levels'] | undefined;
}

function wideGrid(table: ReleasedTable, request: WideRequest): Grid {
  const { rows, columnIndexes, across } = request;
  const dimension = table.dimensions[across] as Dimension;
  const present = new Set(rows.map((row) => row.at[across]));
  const levels = dimension.levels.filter((level) => present.has(level.code));
  const heads = varying(table, rows, across);
  const rowHeads = heads.map((index) => table.dimensions[index]?.label ?? '');
  const byKey = new Map<string, Map<string, ReleasedRow>>();
  for (const row of rows) {
    const key = heads.map((index) => row.at[index]).join('\u0000');
    const group = byKey.get(key) ?? new Map<string, ReleasedRow>();
    group.set(row.at[across] ?? '', row);
    byKey.set(key, group);
  }
  const body = [...byKey.values()].map((group) => {
    const first = [...group.values()][0] as ReleasedRow;
    return {
      heads: heads.map((index) => labelOf(table.dimensions[index] as Dimension, first.at[index] ?? '')),
      indents: heads.map((index) => indentOf(table.dimensions[index] as Dimension, first.at[index] ?? '')),
      cells: levels.flatMap((level) =>
        columnIndexes.map((index) => group.get(level.code)?.cells[index] ?? ({ state: 'none' } as const)),
      ),
    };
  });
  const columns = levels.flatMap(() => columnIndexes.map((index) => table.columns[index] as Column));
  const single = columnIndexes.length === 1;
  const top = [
    ...rowHeads.map((text) => ({ text: single ? text : '', span: 1 })),
    ...levels.map((level) => ({ text: level.label, span: columnIndexes.length })),
  ];
  const below = [...rowHeads, ...columns.map(columnHead)].map((text) => ({ text, span: 1 }));
  return {
    headers: single ? [top] : [top, below],
    rowHeads,
    columns,
    rows: body,
    ...countMarks(body),
  };
}

function countMarks(rows: readonly { readonly cells: readonly ReleasedCell[] }[]): {
  hidden: number;
  undefinedCells: number;
} {
  const all = rows.flatMap((row) => row.cells);
  return {
    hidden: all.filter(({ state }) => state === 'hidden').length,
    undefinedCells: all.filter(({ state }) => state === 'none').length,
  };
}

/** Footnote that explains 「＊」 with threshold and rule; printed under every table and figure that has one. */
export function hiddenNote(released: Released<unknown>): string {
  const { threshold, ruleVersion, hidden } = released.release;
  const reasons = [
    [hidden.primary, `${threshold}人未満、またはその残りが${threshold}人未満`],
    [hidden.secondary, '他の数値から逆算できる'],
    [hidden.other, '金額が少数の人に集中、または以前の公開と合わせると分かる'],
  ] as const;
  const words = reasons.flatMap(([count, reason]) => (count > 0 ? [`${reason} ${count}か所`] : []));
  return `${HIDDEN_MARK}：個人の特定を防ぐため表示していない数値（${words.join('、')}。秘匿規則 ${ruleVersion}）。${aboutZero(hidden)}。`;
}

/** Population and source: what the tables and figures of one chapter usually share. */
export function sharedLines(
  released: Released<{ readonly context: ReleasedTable['context'] }>,
): readonly string[] {
  const { context } = released.statistic;
  return [
    `対象：${context.population}`,
    `出典：${context.source}（照合値 ${released.release.sourceHash.slice(0, 12)}）`,
  ];
}

/** Period, population, source, method and release of one table or figure, as one line each. */
export function sourceNotes(released: Released<{ context: ReleasedTable['context'] }>): readonly string[] {
  const { context } = released.statistic;
  const { releaseId, sourceHash } = released.release;
  return [
    `対象：${context.population}　期間：${context.period}`,
    `出典：${context.source}（照合値 ${sourceHash.slice(0, 12)}）　公開番号：${releaseId}`,
    ...(context.method === '' ? [] : [`方法：${context.method}`]),
    ...new Set([...(context.missing ?? []), ...context.caveats].map((caveat) => `注意：${caveat}`)),
  ];
}
