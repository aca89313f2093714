import { drawnGroups } from '../../domain/levels.ts';
import type {
  Dimension,
  ReleasedBalance,
  ReleasedEffect,
  ReleasedFlow,
  ReleasedTable,
} from '../../domain/statistic.ts';
import type { Block, ChartSpec, FigureBlock, Text } from '../model.ts';
import type { Released } from '../released.ts';
import { type ColumnRoles, rolesOf, yearDimension } from '../roles.ts';
import { effectRef, live } from '../text.ts';
import { flowSteps } from './funnel.ts';
import { fixedLevels, tableBlock } from './tables.ts';

/** Any statistic that the gate releases. */
export type AnyReleased =
  | Released<ReleasedTable>
  | Released<ReleasedFlow>
  | Released<ReleasedEffect>
  | Released<ReleasedBalance>;

/** Figure of a released statistic, and its numbers as a table where it is one. */
export function releasedBlocks(released: AnyReleased, caption: string, year: number): readonly Block[] {
  if (isTable(released)) {
    const figure = tableFigure(released, caption, year);
    return [...(figure === undefined ? [] : [figure]), tableBlock({ table: released }, caption)];
  }
  return [{ kind: 'figure', id: caption, caption, ...chartOf(released) }];
}

function isTable(released: AnyReleased): released is Released<ReleasedTable> {
  return 'dimensions' in released.statistic;
}

function chartOf(released: Exclude<AnyReleased, Released<ReleasedTable>>): {
  readonly chart: ChartSpec;
  readonly alt: Text;
} {
  if ('steps' in released.statistic) {
    const flow = released as Released<ReleasedFlow>;
    return {
      chart: { kind: 'funnel', steps: flowSteps(flow) },
      alt: ['各段階に何人が進んだかを横棒で示した図。'],
    };
  }
  if ('rows' in released.statistic) {
    return {
      chart: { kind: 'love', balance: released as Released<ReleasedBalance> },
      alt: ['背景因子ごとの標準化差を、調整の前後で示した図。0.1より小さいほど似ています。'],
    };
  }
  const effect = released as Released<ReleasedEffect>;
  return {
    chart: { kind: 'forest', effects: [effect] },
    alt: live`推定値 ${effectRef(effect, 'estimate')}（95％信頼区間 ${effectRef(effect, 'interval')}）を示した図。`,
  };
}

/** The groups that the screen draws of it. */
const drawnCodes = (dimension: Dimension): readonly string[] =>
  drawnGroups(dimension).map(({ code }) => code);

/** As many groups as one can tell apart as lines over years. */
const MOST_LINES = 6;

/** The figure that suits what a table is split by: lines over years, bars over groups; none without a value. */
function tableFigure(
  table: Released<ReleasedTable>,
  caption: string,
  reportYear: number,
): FigureBlock | undefined {
  const { statistic } = table;
  const roles = rolesOf(statistic);
  const varied = statistic.dimensions.filter(
    (dimension, index) =>
      drawnCodes(dimension).length > 1 && new Set(statistic.rows.map((row) => row.at[index])).size > 1,
  );
  const year = yearDimension(statistic);
  const groups = varied.filter((dimension) => dimension !== year);
  const [group, other] = groups;
  const isTrend =
    year !== undefined &&
    varied.includes(year) &&
    other === undefined &&
    (group === undefined || drawnCodes(group).length <= MOST_LINES);
  const category = isTrend ? year : group;
  if (roles === undefined || category === undefined) return undefined;
  const series = isTrend ? group : other;
  return {
    kind: 'figure',
    id: statistic.id,
    caption,
    chart: chartOver(table, { category, series, roles, reportYear, line: category === year }),
    alt: [`${statistic.context.title}を${category.label}ごとに示した図。`],
  };
}

interface Axes {
  readonly category: Dimension;
  readonly series: Dimension | undefined;
  readonly roles: ColumnRoles;
  readonly reportYear: number;
  readonly line: boolean;
}

function chartOver(table: Released<ReleasedTable>, axes: Axes): ChartSpec {
  const { category, series, roles, line } = axes;
  const free = [category, series].flatMap((dimension) => dimension?.id ?? []);
  const levels: Record<string, readonly string[]> = {
    ...fixedLevels(table.statistic, axes.reportYear, free),
    ...(line ? {} : { [category.id]: drawnCodes(category) }),
    ...(series === undefined ? {} : { [series.id]: drawnCodes(series) }),
  };
  const interval =
    series === undefined && roles.lower !== undefined && roles.upper !== undefined
      ? { lower: roles.lower, upper: roles.upper }
      : {};
  return {
    kind: line ? 'line' : 'bar',
    table,
    category: category.id,
    view: { levels },
    columns: [roles.value],
    ...(series === undefined ? {} : { series: series.id }),
    ...(category.id === 'district' ? { horizontal: true } : {}),
    ...interval,
  };
}
