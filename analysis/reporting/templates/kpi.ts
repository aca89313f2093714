import { ownDecimals } from '../../domain/own-decimals.ts';
import { formatFiscalYear, formatNumber, withUnit } from '../format.ts';
import type { KpiInput, MeasureInput, ProgrammeInput, ReportInputs, WorkspaceFacts } from '../inputs.ts';
import type { Block, Text } from '../model.ts';
import { rolesOf } from '../roles.ts';
import { cell } from '../text.ts';
import { definitionsTable, disclosureMethod, releasedIn, syntheticNote } from './common.ts';
import { currentValue, denominatorOf, trendChange, trendFigure } from './measures.ts';
import { measureNeeds, type ReportTemplate } from './template.ts';

const stages = {
  structure: 'ストラクチャー',
  process: 'プロセス',
  output: 'アウトプット',
  outcome: 'アウトカム',
} as const;

/** As on the screen of the programme; the signs also tell on paper without colours. */
const verdicts = {
  achieved: '◎ 達成',
  on_track: '○ 順調',
  behind: '△ 遅れ',
  worse: '▲ 悪化',
} as const satisfies Record<NonNullable<KpiInput['status']>, string>;

const STATUS_NOTE =
  '状況：◎ 達成＝目標の値に届いた。○ 順調＝基準から目標までの道のりを、期間の経過と同じかそれ以上に進んだ。△ 遅れ＝期間の経過ほど進んでいない。▲ 悪化＝基準より悪い。偶然の動きかどうかは見ていません。';

/** KPI シート: every programme's indicators with target, measured value and verdict, then the catalogue's. */
export const kpiTemplate: ReportTemplate = {
  id: 'kpi',
  name: '指標一覧（KPI）',
  description: '事業ごとの目標と実績、主な指標の現状値と推移。',
  formats: ['xlsx', 'pdf', 'html', 'csv'],
  shape: 'paper',
  needs: { ...measureNeeds, kpis: true },
  title: ({ workspace }) => `保健事業 KPIシート（${formatFiscalYear(workspace.year, workspace.calendar)}）`,
  subtitle: () => '目標と実績',
  sections: [
    { id: 'synthetic', name: '架空のデータの断り', plain: true, blocks: syntheticNote },
    { id: 'programmes', name: '事業ごとの指標', blocks: (inputs) => programmeKpis(inputs, 1) },
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

/** Every programme that has indicators, under a heading of that level: target, value and where it stands. */
export function programmeKpis(inputs: ReportInputs, level: 1 | 2): readonly Block[] {
  return inputs.programmes.flatMap((programme): Block[] => {
    const kpis = programme.kpis ?? [];
    if (kpis.length === 0) return [];
    return [
      { kind: 'heading', level, text: programme.name },
      ...aimAndTarget(programme),
      {
        kind: 'textTable',
        id: `${programme.id}-kpi`,
        caption: `${programme.name}のKPI`,
        head: ['段階', '指標', '基準', '目標', '実績', '分母', '状況'],
        widths: [1.5, 2.2, 2, 2, 2, 1.2, 1.1],
        rows: kpis.map((kpi) => kpiRow(kpi, inputs.workspace)),
      },
      { kind: 'footnote', text: [STATUS_NOTE] },
      ...kpis.flatMap((kpi) => handNote(kpi, inputs.workspace)),
    ];
  });
}

/** Typed values of every year with their sources: nothing in the loaded data can be looked up for them. */
function handNote({ label, unit, byHand = [] }: KpiInput, { calendar }: WorkspaceFacts): readonly Block[] {
  if (byHand.length === 0) return [];
  const told = [...byHand]
    .reverse()
    .map(
      ({ year, value, source, countedBy }) =>
        `${formatFiscalYear(year, calendar)} ${planned(value, unit)}（出典：${source}、数えた人：${countedBy}）`,
    );
  return [
    {
      kind: 'footnote',
      text: [`手入力の値　${label}：${told.join('、')}。取り込んだデータから求めた値ではありません。`],
    },
  ];
}

function planned(value: number, unit: string): string {
  return withUnit(formatNumber(value, ownDecimals(value)), unit);
}

/** What the register says of both; a field that was left empty is not printed as an empty heading. */
function aimAndTarget({ aim, target }: ProgrammeInput): readonly Block[] {
  const said = [...(aim === '' ? [] : [`ねらい：${aim}`]), ...(target === '' ? [] : [`対象：${target}`])];
  return said.length === 0 ? [] : [{ kind: 'paragraph', text: [said.join('　')] }];
}

function kpiRow(
  { label, stage, unit, plan, status, measured, byHand = [] }: KpiInput,
  { calendar }: WorkspaceFacts,
): readonly Text[] {
  const inYear = (year: number): string => `（${formatFiscalYear(year, calendar)}）`;
  const point = (at: { readonly year: number; readonly value: number } | undefined): Text =>
    at === undefined ? ['－'] : [`${planned(at.value, unit)}${inYear(at.year)}`];
  const head: readonly Text[] = [[stages[stage]], [label], point(plan?.baseline), point(plan?.target)];
  const told: Text = [status === undefined ? '－' : verdicts[status]];
  const [typed] = byHand;
  if (typed !== undefined && status !== undefined)
    return [
      ...head,
      [`${planned(typed.value, unit)}（${formatFiscalYear(typed.year, calendar)}、手入力）`],
      ['－'],
      told,
    ];
  if (measured === undefined) return [...head, ['値なし、または公表できない値'], ['－'], ['－']];
  const { table, at, column, year } = measured;
  const denominator = rolesOf(table.statistic)?.denominator;
  return [
    ...head,
    [cell(table, at, column), inYear(year)],
    denominator === undefined || denominator === column ? ['－'] : [cell(table, at, denominator)],
    told,
  ];
}

function measureTable(inputs: ReportInputs): Block {
  return {
    kind: 'textTable',
    id: 'kpi-measures',
    caption: '指標の今と推移',
    head: ['指標', '望ましい向き', '今の値', '分母', '推移'],
    widths: [2.4, 1.4, 1.4, 1.2, 4.6],
    rows: inputs.measures.map((measure): readonly Text[] => {
      const value = currentValue(measure, inputs.workspace);
      return [
        [measure.name],
        [direction(measure)],
        value === undefined ? ['－'] : [value],
        [(value && denominatorOf(measure, value)) ?? '－'],
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
