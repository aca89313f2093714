import { noted } from '../../domain/titles.ts';
import type { ApproachInput, ReportInputs } from '../inputs.ts';
import type { Block, TableView } from '../model.ts';
import { yearDimension } from '../roles.ts';
import { FEW_ROWS, gridOf } from '../select.ts';
import { contextNotes } from './common.ts';
import { type Funnel, highRiskFunnel } from './funnel.ts';
import { drawnLevels, fixedLevels, tableBlock, yearCode } from './tables.ts';

/** The distribution of the risk factor by year as a figure, where the comparison holds one. */
export function distributionFigure(approach: ApproachInput): Block | undefined {
  for (const table of approach.population.tables) {
    const year = yearDimension(table.statistic);
    const bins = table.statistic.dimensions.find(
      (dimension) =>
        dimension !== year && /bin|class|band|value/.test(dimension.id) && dimension.levels.length > 3,
    );
    const share = table.statistic.columns.find((column) => column.formula === 'share');
    if (year === undefined || bins === undefined || share === undefined) continue;
    return {
      kind: 'figure',
      id: `${approach.factor}-distribution`,
      caption: `${approach.factorName}の分布（全体がどちらへ動いたか）`,
      chart: {
        kind: 'distribution',
        table,
        category: bins.id,
        series: year.id,
        view: {
          levels: {
            ...fixedLevels(table.statistic, 0, [bins.id, year.id]),
            [bins.id]: drawnLevels(bins),
            [year.id]: firstAndLast(year.levels.map(({ code }) => code)),
          },
        },
        columns: [share.id],
      },
      alt: [`${approach.factorName}の値ごとの人の割合を、初めの年と終わりの年で重ねた図。`],
    };
  }
  return undefined;
}

function firstAndLast(codes: readonly string[]): readonly string[] {
  const [first] = codes;
  const last = codes.at(-1);
  return first === undefined || last === undefined || first === last ? codes : [first, last];
}

/** A funnel as a figure. */
export function funnelFigure(funnel: Funnel): Block {
  return {
    kind: 'figure',
    id: funnel.id,
    caption: funnel.caption,
    chart: { kind: 'funnel', steps: funnel.steps },
    alt: [`${funnel.caption}の各段階に何人が進んだかを横棒で示した図。`],
  };
}

/**
 * Both approaches to one risk factor, side by side, with what was measured and what is assumed. `before`: factors
 * of earlier chapters; what they printed already (the cascade of guidance is the same) is not printed again.
 */
export function approachBlocks(
  approach: ApproachInput,
  { programmes, workspace }: Pick<ReportInputs, 'programmes' | 'workspace'>,
  before: readonly ApproachInput[] = [],
): readonly Block[] {
  const distribution = distributionFigure(approach);
  const funnel = before.length > 0 ? undefined : highRiskFunnel(approach, programmes);
  const printed = new Set(before.flatMap(tablesOf).map(contentOf));
  const tables = (side: ApproachInput['population']): Block[] => {
    const rest = side.tables.filter((table) => !printed.has(contentOf(table)));
    const again: Block[] =
      rest.length === side.tables.length
        ? []
        : [{ kind: 'footnote', text: [`同じ内容の表は「${before[0]?.factorName ?? ''}」の項にあります。`] }];
    return [...rest.flatMap((table) => paperTables(table, workspace.year)), ...again];
  };
  return [
    { kind: 'heading', level: 2, text: `ポピュレーションアプローチ：${approach.factorName}の全体の動き` },
    { kind: 'paragraph', text: [approach.population.reading] },
    ...contextNotes(approach.population.tables),
    ...(distribution === undefined ? [] : [distribution]),
    ...tables(approach.population),
    { kind: 'heading', level: 2, text: 'ハイリスクアプローチ：対象から改善まで' },
    { kind: 'paragraph', text: [approach.highRisk.reading] },
    ...contextNotes(approach.highRisk.tables),
    ...(funnel === undefined ? [] : [funnelFigure(funnel)]),
    ...tables(approach.highRisk),
    { kind: 'heading', level: 2, text: '二つのアプローチを同じ物差しで' },
    { kind: 'paragraph', text: [approach.sideBySide.reading] },
    ...contextNotes(approach.sideBySide.tables),
    ...tables(approach.sideBySide),
    ...evidenceTable(approach),
  ];
}

/** Longer tables that are split by year and something else show the report year only; the workbook has them all. */
const MOST_ROWS = 14;

function paperTables(table: GivenTable, reportYear: number): readonly Block[] {
  const { statistic } = table;
  const { title } = statistic.context;
  const year = yearDimension(statistic);
  const code = yearCode(statistic, reportYear);
  const split = statistic.dimensions.some((dimension) => dimension !== year && dimension.levels.length > 1);
  // Two years are a comparison; both are needed.
  const everyYear = year === undefined || code === undefined || !split || year.levels.length <= 2;
  if (everyYear || statistic.rows.length <= MOST_ROWS) return inReadableWidth(table, title);
  const label = year.levels.find((level) => level.code === code)?.label ?? code;
  return inReadableWidth(table, noted(title, label), { levels: { [year.id]: [code] } });
}

/** More columns than this make headings of one letter a line; then people and shares are two tables. */
const MOST_COLUMNS = 10;

function inReadableWidth(table: GivenTable, caption: string, view: TableView = {}): readonly Block[] {
  const { columns } = table.statistic;
  const idsOf = (unit: RegExp): string[] =>
    columns.flatMap((column) => (unit.test(column.unit) ? [column.id] : []));
  const [people, shares] = [idsOf(/^人$/u), idsOf(/^(%|%?ポイント)$/u)];
  const rows = gridOf(table, view).rows.length;
  const divides = people.length > 0 && shares.length > 0 && people.length + shares.length === columns.length;
  if (columns.length <= MOST_COLUMNS || rows <= FEW_ROWS || !divides)
    return [tableBlock({ table }, caption, view)];
  return [
    tableBlock({ table }, `${caption}：人数`, { ...view, columns: people }),
    tableBlock({ table }, `${caption}：割合`, { ...view, columns: shares }),
  ];
}

type GivenTable = ApproachInput['population']['tables'][number];

function tablesOf({ population, highRisk, sideBySide }: ApproachInput): readonly GivenTable[] {
  return [population, highRisk, sideBySide].flatMap((side) => side.tables);
}

function contentOf({ statistic: { context, columns, rows } }: GivenTable): string {
  return JSON.stringify([context.title, columns, rows]);
}

function evidenceTable(approach: ApproachInput): readonly Block[] {
  if (approach.evidence.length === 0) return [];
  return [
    {
      kind: 'textTable',
      id: `${approach.factor}-evidence`,
      caption: 'この比較で、測ったことと仮定したこと',
      head: ['区分', '内容'],
      widths: [1, 5],
      rows: approach.evidence.map(({ statement, basis }) => [
        [basis === 'measured_here' ? '測定' : '仮定'],
        [statement],
      ]),
    },
  ];
}
