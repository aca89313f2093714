import type { Column, ReleasedCell } from '../../domain/statistic.ts';
import { noted } from '../../domain/titles.ts';
import { formatCell, formatDate, HIDDEN_MARK, shortHash } from '../format.ts';
import type { Block, ReportDocument, TableBlock } from '../model.ts';
import {
  columnHead,
  FEW_ROWS,
  type Grid,
  type GridHead,
  hiddenNote,
  paperGrid,
  sourceNotes,
} from '../select.ts';

/** A table as text, the way every paper format prints it; limits of an interval share one column. */
export interface PrintedTable {
  readonly headers: readonly (readonly GridHead[])[];
  readonly headCount: number;
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
  /** Rows and columns of hidden numbers alone, named instead of printed. */
  readonly leftOut: readonly string[];
}

export function printTable(block: TableBlock): PrintedTable {
  const { grid, leftOut } = paperGrid(block.table, block.view);
  const groups = intervalGroups(grid.columns);
  const rows = grid.rows.map((row) => [
    ...row.heads.map((text, column) => '　'.repeat(row.indents[column] ?? 0) + text),
    ...groups.map((group) => groupText(group, grid.columns, row.cells)),
  ]);
  const upright = { headers: printHeaders(grid, groups), headCount: grid.rowHeads.length, rows };
  const wide = groups.length > MOST_COLUMNS && grid.rows.length <= FEW_ROWS && upright.headers.length === 1;
  return {
    ...(wide ? turned(upright) : upright),
    leftOut,
    notes: [
      ...(grid.hidden > 0 ? [hiddenNote(block.table)] : []),
      ...(grid.undefinedCells > 0 ? ['－：対象者がいないため計算できない数値。'] : []),
      // Method and caveats follow once for all tables of a chapter.
      ...sourceNotes(block.table).slice(0, 2),
    ],
  };
}

/** More columns than this cannot be read side by side on A4. */
const MOST_COLUMNS = 7;

type Layout = Pick<PrintedTable, 'headers' | 'headCount' | 'rows'>;

/** Columns become rows: for tables with many columns and few rows. */
function turned({ headers, headCount, rows }: Layout): Layout {
  const heads = headers[0] ?? [];
  const corner = heads.slice(0, headCount).map(({ text }) => text);
  const top = [corner.join('・'), ...rows.map((row) => row.slice(0, headCount).join('・'))];
  return {
    headers: [top.map((text) => ({ text, span: 1 }))],
    headCount: 1,
    rows: heads
      .slice(headCount)
      .map((head, index) => [head.text, ...rows.map((row) => row[headCount + index] ?? '')]),
  };
}

type Group = readonly [number] | readonly [number, number];

function intervalGroups(columns: readonly Column[]): readonly Group[] {
  const groups: Group[] = [];
  for (let index = 0; index < columns.length; index += 1) {
    const pair = columns[index]?.formula === 'interval' && columns[index + 1]?.formula === 'interval';
    groups.push(pair ? [index, index + 1] : [index]);
    if (pair) index += 1;
  }
  return groups;
}

function groupText(group: Group, columns: readonly Column[], cells: readonly ReleasedCell[]): string {
  const [lower, upper] = group.map((index) =>
    formatCell(cells[index] ?? { state: 'none' }, columns[index]?.decimals ?? 0),
  );
  if (upper === undefined || lower === upper) return lower ?? '';
  return lower === HIDDEN_MARK || upper === HIDDEN_MARK ? HIDDEN_MARK : `${lower}〜${upper}`;
}

function groupHead(group: Group, columns: readonly Column[]): string {
  const first = columns[group[0]] as Column;
  if (group.length === 1) return columnHead(first);
  return columnHead({ ...first, label: first.label.replace(/[\s　]*(下限|lower)/i, '') });
}

function printHeaders(grid: Grid, groups: readonly Group[]): PrintedTable['headers'] {
  const last = grid.headers.at(-1) ?? [];
  const heads = grid.rowHeads.length;
  const single =
    grid.headers.length === 1 &&
    grid.columns.some((column, index) => last[heads + index]?.text !== columnHead(column));
  if (single) return grid.headers;
  const bottom = [
    ...grid.rowHeads.map((text) => ({ text, span: 1 })),
    ...groups.map((group) => ({ text: groupHead(group, grid.columns), span: 1 })),
  ];
  if (grid.headers.length === 1) return [bottom];
  return [regrouped(grid, groups), bottom];
}

/** Spans of the upper header after limits were joined. */
function regrouped(grid: Grid, groups: readonly Group[]): readonly GridHead[] {
  const heads = grid.rowHeads.length;
  let column = 0;
  return (grid.headers[0] ?? []).map((head, index) => {
    if (index < heads) return head;
    const end = column + head.span;
    const span = groups.filter((group) => group[0] >= column && group[0] < end).length;
    column = end;
    return { text: head.text, span };
  });
}

/** Numbers of figures and tables in the order of appearance: 図1, 表1. */
export function numberBlocks(document: ReportDocument): ReadonlyMap<Block, string> {
  const numbers = new Map<Block, string>();
  let figures = 0;
  let tables = 0;
  for (const block of document.blocks) {
    if (block.kind === 'figure') numbers.set(block, `図${++figures}`);
    if (block.kind === 'table' || block.kind === 'textTable') numbers.set(block, `表${++tables}`);
  }
  return numbers;
}

/** Caption with its number; empty captions stay empty. */
export function captionOf(
  numbers: ReadonlyMap<Block, string>,
  block: Block & { readonly caption: string },
): string {
  return block.caption === '' ? '' : `${numbers.get(block) ?? ''}　${block.caption}`;
}

const [RELEASES, HASHES, SOURCE] = ['公開番号', '元データの照合値', '出典：'] as const;

/** What every artefact says about itself: who, when, rule, releases, hashes, versions. */
export function provenanceRows(document: ReportDocument): readonly (readonly [string, string])[] {
  const { provenance } = document;
  const rows: (readonly [string, string])[] = [
    ['資料', noted(document.title, document.municipality)],
    ['作成日', formatDate(document.date, document.calendar)],
    ['作成', `保健事業EBPMデスク ${provenance.appVersion}`],
    ['秘匿規則', `${provenance.ruleVersion}（公表の下限 ${provenance.threshold}人）`],
    [RELEASES, provenance.releaseIds.join('、')],
    [HASHES, provenance.sourceHashes.map(shortHash).join('、')],
  ];
  if (provenance.workspaceHash !== undefined)
    rows.push(['作業場所の照合値', shortHash(provenance.workspaceHash)]);
  for (const source of provenance.sources)
    rows.push([`${SOURCE}${source.name}`, `${source.detail}　${shortHash(source.hash)}`]);
  if (provenance.synthetic) rows.push(['注意', '架空の自治体の動作確認用データによる数値です。']);
  return rows;
}

/** The same for a reader of paper: a few lines here, and what is long in `provenanceLists`. */
export function provenanceSummary(document: ReportDocument): readonly (readonly [string, string])[] {
  const { releaseIds, sources, sourceHashes } = document.provenance;
  const listed: Readonly<Record<string, string>> = {
    [RELEASES]: firstOf(releaseIds),
    [HASHES]: firstOf(sourceHashes.map(shortHash)),
  };
  const rows = provenanceRows(document)
    .filter(([label]) => !label.startsWith(SOURCE))
    .map(([label, value]) => [label, listed[label] ?? value] as const);
  const kinds = [...byLayout(sources)].map(([layout, files]) => `${layout} ${files.length}件`);
  if (sources.length > 0) rows.push(['元データ', `${sources.length}ファイル（付表）：${kinds.join('、')}`]);
  return rows;
}

/** Title of the lists behind the summary. */
export const PROVENANCE_LISTS = '付表：公開番号と元データの一覧';

/** The lists behind the summary, one row a kind: every release, and every file with its hash. */
export function provenanceLists(document: ReportDocument): readonly (readonly [string, string])[] {
  const { releaseIds, sources, sourceHashes } = document.provenance;
  const many = [
    [RELEASES, releaseIds],
    [HASHES, sourceHashes.map(shortHash)],
  ] as const;
  const counted = many
    .filter(([, values]) => values.length > 1)
    .map(([label, values]) => [label, values.join('、')] as const);
  const files = [...byLayout(sources)].map(
    ([layout, ofLayout]) =>
      [layout, ofLayout.map(({ name, hash }) => `${name} ${shortHash(hash)}`).join('、')] as const,
  );
  return [...counted, ...files];
}

function firstOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values[0]} ほか${values.length - 1}件（付表）`;
}

type Source = ReportDocument['provenance']['sources'][number];

function byLayout(sources: readonly Source[]): ReadonlyMap<string, readonly Source[]> {
  return Map.groupBy(sources, ({ detail }) => detail);
}

/** The same in one line, for a report of a single page; the first release stands for the others. */
export function provenanceLine(document: ReportDocument): string {
  const { provenance } = document;
  const [release = ''] = provenance.releaseIds;
  const [source] = provenance.sources;
  const others = provenance.sources.length > 1 ? ` ほか${provenance.sources.length - 1}件` : '';
  const more = provenance.releaseIds.length > 1 ? ` ほか${provenance.releaseIds.length - 1}件` : '';
  return [
    `作成：保健事業EBPMデスク ${provenance.appVersion}（${formatDate(document.date, document.calendar)}）`,
    `秘匿規則 ${provenance.ruleVersion}（下限 ${provenance.threshold}人）`,
    `公開番号 ${release}${more}`,
    `元データの照合値 ${shortHash(provenance.sourceHashes[0] ?? '')}`,
    ...(source === undefined ? [] : [`出典 ${source.name}（${source.detail}）${others}`]),
  ].join('　');
}
