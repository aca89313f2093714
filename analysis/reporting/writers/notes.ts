import { aboutZero } from '../../domain/hidden-zero.ts';
import type { ReleasedCell, StatisticContext } from '../../domain/statistic.ts';
import { type ChartData, chartData } from '../figures/chart.ts';
import { formatNumber, HIDDEN_MARK } from '../format.ts';
import type { Block, ChartSpec, FigureBlock, ReportDocument, TableBlock } from '../model.ts';
import type { Released } from '../released.ts';
import { rolesOf } from '../roles.ts';
import { gridOf, paperGrid, sharedLines } from '../select.ts';
import { plain } from '../text.ts';

type Noted = TableBlock | FigureBlock;
type WithContext = Released<{ readonly context: StatisticContext }>;

/**
 * Lines under each table and figure on paper. Population and source that its chapter has already said are not
 * said again; period, number of persons and release id always are, and so is the mark for hidden cells.
 */
export function paperNotes(document: ReportDocument): ReadonlyMap<Block, readonly string[]> {
  const notes = new Map<Block, readonly string[]>();
  let said = new Set<string>();
  let tabled = new Set<string>();
  for (const block of document.blocks) {
    if (block.kind === 'slide' || (block.kind === 'heading' && block.level <= 2)) {
      said = new Set();
      tabled = new Set();
    } else if (block.kind === 'footnote') {
      said.add(plain(block.text));
    } else if (block.kind === 'table' || block.kind === 'figure') {
      notes.set(block, noteLines(block, said, tabled));
    }
  }
  return notes;
}

function noteLines(block: Noted, said: ReadonlySet<string>, tabled: Set<string>): readonly string[] {
  const released = sourceOf(block);
  if (released === undefined) return [];
  const shared = sharedLines(released);
  const news = shared.filter((line) => !said.has(line) && !tabled.has(line));
  // What a table above has said is only pointed at; what stands under the heading needs no pointer.
  const above = shared.some((line) => !said.has(line) && tabled.has(line));
  for (const line of shared) tabled.add(line);
  const { marks, persons, forest, leftOut } = particulars(block);
  const own = [
    ...(above ? ['対象・出典：上の図表と同じ'] : []),
    `期間：${released.statistic.context.period}`,
    ...(persons === '' ? [] : [persons]),
    ...(forest ? ['横線は95％信頼区間'] : []),
    `公開番号：${released.release.releaseId}`,
  ];
  return [...news, own.join('　'), ...markLines(released, marks), ...leftOut];
}

/** What the marks in place of a number mean; the method chapter explains the rule in full. */
function markLines(
  released: Released<unknown>,
  states: ReadonlySet<ReleasedCell['state']>,
): readonly string[] {
  const { threshold, ruleVersion, hidden } = released.release;
  return [
    ...(states.has('hidden')
      ? [
          `${HIDDEN_MARK}：個人の特定を防ぐため表示していない数値（${threshold}人未満など。秘匿規則 ${ruleVersion}）。${aboutZero(hidden)}。`,
        ]
      : []),
    ...(states.has('none') ? ['－：対象者がいないなどのため計算できない数値。'] : []),
  ];
}

function sourceOf(block: Noted): WithContext | undefined {
  return block.kind === 'table' ? block.table : chartSource(block.chart);
}

function chartSource(chart: ChartSpec): WithContext | undefined {
  switch (chart.kind) {
    case 'funnel': {
      const first = chart.steps[0]?.number;
      return first?.ref === 'flow' ? first.flow : first?.table;
    }
    case 'love':
      return chart.balance;
    case 'forest':
      return chart.effects[0];
    default:
      return chart.table;
  }
}

interface Particulars {
  readonly marks: ReadonlySet<ReleasedCell['state']>;
  /** `分母 37〜247人`; empty where a table prints its own column of persons. */
  readonly persons: string;
  readonly forest: boolean;
  /** Rows and columns of a table that are named instead of printed. */
  readonly leftOut: readonly string[];
}

function particulars(block: Noted): Particulars {
  if (block.kind === 'table') {
    const { grid, leftOut } = paperGrid(block.table, block.view);
    const marks = new Set<ReleasedCell['state']>();
    if (grid.hidden > 0) marks.add('hidden');
    if (grid.undefinedCells > 0) marks.add('none');
    return { marks, persons: '', forest: false, leftOut };
  }
  return {
    marks: marksIn(chartData(block.chart)),
    persons: personsNote(block.chart),
    forest: block.chart.kind === 'forest',
    leftOut: [],
  };
}

function marksIn(data: ChartData): ReadonlySet<ReleasedCell['state']> {
  return new Set(data.series.flatMap(({ cells }) => cells.map(({ state }) => state)));
}

/** Smallest and largest denominator among what a chart of a table draws, as far as they may be seen; or empty. */
export function personsNote(chart: ChartSpec): string {
  if (chart.kind !== 'bar' && chart.kind !== 'line' && chart.kind !== 'distribution') return '';
  const denominator = rolesOf(chart.table.statistic)?.denominator;
  if (denominator === undefined || chart.columns.includes(denominator)) return '';
  const grid = gridOf(chart.table, { ...chart.view, columns: [denominator] });
  const [column] = grid.columns;
  const shown = grid.rows.flatMap(({ cells }) =>
    cells.flatMap((cell) => (cell.state === 'shown' ? [cell.value] : [])),
  );
  if (shown.length === 0 || column === undefined || column.unit !== '人') return '';
  const [least, most] = [Math.min(...shown), Math.max(...shown)].map((value) => formatNumber(value, 0));
  return `${column.label}：${least === most ? least : `${least}〜${most}`}人`;
}
