import { formatFiscalYear, formatNumber, withUnit } from '../format.ts';
import type { KpiInput, MeasureInput, ReportInputs } from '../inputs.ts';
import type { Block, Text } from '../model.ts';
import { cell, cellOf, columnOf } from '../text.ts';
import { definitionsTable, disclosureMethod, releasedIn, syntheticNote } from './common.ts';
import { currentValue, trendChange, trendFigure } from './measures.ts';
import { measureNeeds, type ReportTemplate } from './template.ts';

const stages = {
  structure: 'ストラクチャー',
  process: 'プロセス',
  output: 'アウトプット',
  outcome: 'アウトカム',
} as const;

/** KPI シート: every programme's indicators with target, measured value and verdict, then the catalogue's. */
export const kpiTemplate: ReportTemplate = {
  id: 'kpi',
  name: '指標一覧（KPI）',
  description: '主な指標の現状値と推移の一覧。',
  formats: ['xlsx', 'pdf', 'html', 'csv'],
  shape: 'paper',
  needs: { ...measureNeeds, kpis: true },
  title: ({ workspace }) => `保健事業 KPIシート（${formatFiscalYear(workspace.year, workspace.calendar)}）`,
  subtitle: () => '目標と実績',
  sections: [
    { id: 'synthetic', name: '架空のデータの断り', plain: true, blocks: syntheticNote },
    { id: 'programmes', name: '事業ごとの指標', blocks: programmeKpis },
    { id: 'common', name: '共通の指標', blocks: commonMeasures },
    {
      id: 'method',
      name: '方法と定義',
      blocks: (inputs, above) => [disclosureMethod(inputs, releasedIn(above)), definitionsTable(inputs)],
    },
  ],
};

function commonMeasures(inputs: ReportInputs): readonly Block[] {
  return [
    { kind: 'heading', level: 1, text: '共通の指標' },
    measureTable(inputs),
    ...inputs.measures.flatMap((measure) => trendFigure(measure) ?? []),
  ];
}

function programmeKpis(inputs: ReportInputs): readonly Block[] {
  return inputs.programmes.flatMap((programme): Block[] => {
    const kpis = programme.kpis ?? [];
    if (kpis.length === 0) return [];
    return [
      { kind: 'heading', level: 1, text: programme.name },
      { kind: 'paragraph', text: [`ねらい：${programme.aim}　対象：${programme.target}`] },
      {
        kind: 'textTable',
        id: `${programme.id}-kpi`,
        caption: `${programme.name}のKPI`,
        head: ['段階', '指標', '目標', '実績', '判定'],
        widths: [1.6, 3.6, 1.4, 1.4, 1.8],
        rows: kpis.map(kpiRow),
      },
    ];
  });
}

function kpiRow(kpi: KpiInput): readonly Text[] {
  const value = cell(kpi.table, kpi.at, kpi.column);
  const { decimals } = columnOf(kpi.table.statistic, kpi.column);
  const target =
    kpi.target === undefined ? '設定なし' : withUnit(formatNumber(kpi.target, decimals), kpi.unit);
  return [[stages[kpi.stage]], [kpi.label], [target], [value], [verdict(kpi)]];
}

function verdict(kpi: KpiInput): string {
  const found = cellOf(cell(kpi.table, kpi.at, kpi.column));
  if (kpi.target === undefined) return '－';
  if (found.state !== 'shown') return '公表できないため判定なし';
  const reached =
    kpi.direction === 'higher_is_better' ? found.value >= kpi.target : found.value <= kpi.target;
  return reached ? '○ 達成' : '△ 未達成';
}

function measureTable(inputs: ReportInputs): Block {
  return {
    kind: 'textTable',
    id: 'kpi-measures',
    caption: '指標の今と推移',
    head: ['指標', '望ましい向き', '今の値', '推移'],
    widths: [2.4, 1.4, 1.4, 5],
    rows: inputs.measures.map((measure): readonly Text[] => {
      const value = currentValue(measure, inputs.workspace);
      return [
        [measure.name],
        [direction(measure)],
        value === undefined ? ['－'] : [value],
        trendChange(measure, inputs.workspace)?.text ?? ['比べる年度がありません。'],
      ];
    }),
  };
}

function direction(measure: MeasureInput): string {
  return { higher_is_better: '高いほどよい', lower_is_better: '低いほどよい', neutral: '向きはない' }[
    measure.direction
  ];
}
