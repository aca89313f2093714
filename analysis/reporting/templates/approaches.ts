import type { ApproachInput, ReportInputs } from '../inputs.ts';
import type { Block } from '../model.ts';
import { yearDimension } from '../roles.ts';
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

/** Both approaches to one risk factor, side by side, with what was measured and what is assumed. */
export function approachBlocks(
  approach: ApproachInput,
  { programmes, workspace }: Pick<ReportInputs, 'programmes' | 'workspace'>,
): readonly Block[] {
  const distribution = distributionFigure(approach);
  const funnel = highRiskFunnel(approach, programmes);
  const tables = (side: ApproachInput['population']): Block[] =>
    side.tables.map((table) => paperTable(table, workspace.year));
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

function paperTable(table: ApproachInput['population']['tables'][number], reportYear: number): Block {
  const { statistic } = table;
  const { title } = statistic.context;
  const year = yearDimension(statistic);
  const code = yearCode(statistic, reportYear);
  const split = statistic.dimensions.some((dimension) => dimension !== year && dimension.levels.length > 1);
  // Two years are a comparison; both are needed.
  if (year === undefined || code === undefined || !split || year.levels.length <= 2)
    return tableBlock({ table }, title);
  if (statistic.rows.length <= MOST_ROWS) return tableBlock({ table }, title);
  const label = year.levels.find((level) => level.code === code)?.label ?? code;
  return tableBlock({ table }, `${title}（${label}）`, { levels: { [year.id]: [code] } });
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
