import { formatFiscalYear } from '../format.ts';
import type { ReportInputs } from '../inputs.ts';
import type { Block, Text } from '../model.ts';
import { effectSentences } from '../sentences/effect.ts';
import { effectRef, live } from '../text.ts';
import { approachBlocks } from './approaches.ts';
import { definitionsTable, disclosureMethod, releasedIn, syntheticNote } from './common.ts';
import { programmeKpis } from './kpi.ts';
import { keyNumber, measureBlocks, trendChange } from './measures.ts';
import { studyBlocks } from './studies.ts';
import { generalNeeds, type ReportTemplate } from './template.ts';

/** データヘルス計画 年次評価: where we are, both approaches, effect studies, method and definitions. */
export const annualTemplate: ReportTemplate = {
  id: 'annual',
  name: '年次評価報告書',
  description: 'データヘルス計画の年次評価。指標、事業ごとの目標と実績、2つのアプローチ、効果検証。',
  formats: ['xlsx', 'docx', 'pdf', 'html', 'csv', 'png', 'svg'],
  shape: 'paper',
  needs: { ...generalNeeds, kpis: true },
  title: ({ workspace }) =>
    `データヘルス計画 年次評価報告書（${formatFiscalYear(workspace.year, workspace.calendar)}）`,
  subtitle: () => '保健事業の現状と、ポピュレーションアプローチ・ハイリスクアプローチの評価',
  sections: [
    { id: 'synthetic', name: '架空のデータの断り', plain: true, blocks: syntheticNote },
    { id: 'summary', name: '要約', blocks: summary },
    { id: 'status', name: '現状', blocks: status },
    { id: 'programmes', name: '事業ごとの目標と実績', blocks: programmes },
    { id: 'approaches', name: '二つのアプローチ', blocks: approaches },
    { id: 'studies', name: '事業の効果検証', blocks: studies },
    { id: 'method', name: '方法と定義', blocks: method },
  ],
};

function status(inputs: ReportInputs): readonly Block[] {
  return [
    { kind: 'heading', level: 1, text: '現状' },
    ...inputs.measures.flatMap((measure) => measureBlocks(measure, inputs.workspace)),
  ];
}

/** What data health plans are evaluated by, programme by programme. */
function programmes(inputs: ReportInputs): readonly Block[] {
  const blocks = programmeKpis(inputs, 2);
  return blocks.length === 0 ? [] : [{ kind: 'heading', level: 1, text: '事業ごとの目標と実績' }, ...blocks];
}

function method(inputs: ReportInputs, above: readonly Block[]): readonly Block[] {
  return [
    { kind: 'heading', level: 1, text: '方法と定義' },
    disclosureMethod(inputs, releasedIn(above)),
    readingGuide(),
    definitionsTable(inputs),
  ];
}

function summary(inputs: ReportInputs): readonly Block[] {
  const items = inputs.measures.flatMap((measure) => keyNumber(measure, inputs.workspace) ?? []);
  const changes = inputs.measures.flatMap((measure) => trendChange(measure, inputs.workspace) ?? []);
  const effects = inputs.studies.flatMap((study): Text[] => {
    const main = study.effects[0];
    if (main === undefined) return [];
    const said = effectSentences(main, study.evidenceLevel, study.study.programme);
    return [live`${said.headline}（95％信頼区間 ${effectRef(main, 'interval')}）。`];
  });
  return [
    { kind: 'heading', level: 1, text: '要約' },
    ...(items.length === 0 ? [] : [{ kind: 'keyNumbers', items } as const]),
    { kind: 'bullets', items: [...changes.map(({ text }) => text), ...effects] },
  ];
}

function approaches(inputs: ReportInputs): readonly Block[] {
  if (inputs.approaches.length === 0) return [];
  return [
    { kind: 'heading', level: 1, text: '二つのアプローチ' },
    ...programmeTable(inputs),
    ...inputs.approaches.flatMap((approach, at) =>
      approachBlocks(approach, inputs, inputs.approaches.slice(0, at)),
    ),
  ];
}

type ProgrammeColumn = 'name' | 'approach' | 'aim' | 'target' | 'content' | 'period';

const programmeColumns: Readonly<Record<ProgrammeColumn, { head: string; width: number }>> = {
  name: { head: '事業', width: 1.8 },
  approach: { head: '区分', width: 2.4 },
  aim: { head: 'ねらい', width: 2.2 },
  target: { head: '対象', width: 2 },
  content: { head: '内容', width: 2.4 },
  period: { head: '期間', width: 1.8 },
};

/** What each programme is for, whom it addresses and what it does; columns that nobody filled are left out. */
export function programmeTable(
  inputs: ReportInputs,
  wanted: readonly ProgrammeColumn[] = ['name', 'approach', 'aim', 'target', 'content', 'period'],
  caption = '実施した保健事業',
): readonly Block[] {
  const filled = wanted.filter((column) => inputs.programmes.some((programme) => programme[column] !== ''));
  if (inputs.programmes.length === 0) return [];
  return [
    {
      kind: 'textTable',
      id: 'programmes',
      caption,
      head: filled.map((column) => programmeColumns[column].head),
      widths: filled.map((column) => programmeColumns[column].width),
      rows: inputs.programmes.map((programme) =>
        filled.map((column) => [column === 'approach' ? approachName(programme) : programme[column]]),
      ),
    },
  ];
}

function approachName(programme: ReportInputs['programmes'][number]): string {
  return programme.approach === 'population' ? 'ポピュレーション（全体）' : 'ハイリスク（高リスク）';
}

function studies(inputs: ReportInputs): readonly Block[] {
  if (inputs.studies.length === 0) return [];
  return [
    { kind: 'heading', level: 1, text: '事業の効果検証' },
    ...inputs.studies.flatMap((study) => studyBlocks(study)),
  ];
}

function readingGuide(): Block {
  return {
    kind: 'method',
    title: '数値の読み方',
    items: [
      [
        '95％信頼区間は、偶然の変動を考えたときに真の値がありそうな範囲です。二つの区間が重ならなければ、差ははっきりしています。',
      ],
      ['年齢調整は、地区や年度で年齢構成が違っても比べられるよう、同じ年齢構成にそろえた値です。'],
      ['標準化差は背景の違いの大きさで、0.1未満ならよく似ているとみます。'],
    ],
  };
}
