import { formatDate, formatNumber, shortHash } from '../format.ts';
import type { ReportInputs } from '../inputs.ts';
import type { Block, Text } from '../model.ts';
import { syntheticNote } from './common.ts';
import steps from './processing-steps.json' with { type: 'json' };
import { noNeeds, type ReportTemplate } from './template.ts';

/** データ加工の記録: which files were loaded and what was dropped, reduced, generalised or top-coded. */
export const processingTemplate: ReportTemplate = {
  id: 'processing',
  name: 'データ処理の記録',
  description: '何を取り込み、どのように個人を特定できないようにしたか。',
  formats: ['docx', 'pdf', 'html', 'xlsx'],
  shape: 'paper',
  needs: noNeeds,
  title: () => 'データ加工の記録',
  subtitle: () => '取り込み・加工・公表の手順',
  sections: [
    { id: 'synthetic', name: '架空のデータの断り', plain: true, blocks: syntheticNote },
    { id: 'files', name: '取り込んだファイル', blocks: loaded },
    { id: 'steps', name: '個人が分からないようにするための加工', blocks: processing },
    { id: 'outputs', name: '外に出るもの', blocks: outputs },
  ],
};

function processing(): readonly Block[] {
  return [
    { kind: 'heading', level: 1, text: '個人が分からないようにするための加工' },
    {
      kind: 'paragraph',
      text: [
        '介護給付データの加工例（11項目）に沿って、この製品が取り込みから公表までに行う加工を示します。',
      ],
    },
    {
      kind: 'textTable',
      id: 'processing-steps',
      caption: '項目ごとの加工',
      head: ['番号', '項目', '加工', 'この製品での扱い'],
      widths: [0.7, 2.4, 2.2, 5],
      rows: steps.steps.map((step): readonly Text[] => [
        [step.number],
        [step.item],
        [step.kind],
        [step.handling],
      ]),
    },
    { kind: 'footnote', text: [`出典：${steps.source}（${steps.valid_from}版）`] },
  ];
}

function outputs(): readonly Block[] {
  return [
    { kind: 'heading', level: 1, text: '外に出るもの' },
    { kind: 'bullets', items: steps.outputs.map((text) => [text]) },
  ];
}

function loaded(inputs: ReportInputs): readonly Block[] {
  const files = inputs.intake?.files ?? [];
  const heading: Block = { kind: 'heading', level: 1, text: '取り込んだファイル' };
  if (files.length === 0) return [heading, { kind: 'paragraph', text: ['取り込みの記録はありません。'] }];
  return [
    heading,
    {
      kind: 'textTable',
      id: 'loaded-files',
      caption: '取り込んだファイルと行数',
      head: ['ファイル', '様式', '取込日', '読んだ行', '使った行', '除いた行', '照合値'],
      widths: [2.6, 2.3, 2, 1, 1, 1, 2],
      rows: files.map((file): readonly Text[] => [
        [file.name],
        [file.layoutName],
        [formatDate(file.importedAt, inputs.workspace.calendar)],
        [formatNumber(file.rowsRead, 0)],
        [formatNumber(file.rowsLoaded, 0)],
        [formatNumber(file.rowsQuarantined, 0)],
        [shortHash(file.hash)],
      ]),
    },
  ];
}
