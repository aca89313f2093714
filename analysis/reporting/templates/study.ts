import { UserIssue } from '../../domain/issue.ts';
import type { ReportInputs, StudyInput } from '../inputs.ts';
import type { Block } from '../model.ts';
import { evidenceLevels, evidenceWordings } from '../sentences/evidence.ts';
import { disclosureMethod, releasedIn, syntheticNote } from './common.ts';
import { robustnessBlocks } from './robustness.ts';
import { studyBlocks } from './studies.ts';
import { noNeeds, type ReportTemplate } from './template.ts';

/** 効果検証報告書: one study in full; several one after the other. */
export const studyTemplate: ReportTemplate = {
  id: 'study',
  name: '効果検証報告書',
  description: '1つの効果検証の設計、対象者の流れ、背景のそろい具合、結果、読み方。',
  formats: ['docx', 'pdf', 'html', 'xlsx', 'pptx', 'deck'],
  shape: 'paper',
  needs: { ...noNeeds, studies: 'all' },
  title: ({ studies }) => (studies.length === 1 ? firstStudy(studies).study.title : '保健事業の効果検証'),
  subtitle: () => '効果検証報告書',
  sections: [
    { id: 'synthetic', name: '架空のデータの断り', plain: true, blocks: syntheticNote },
    {
      id: 'studies',
      name: '効果検証',
      blocks: ({ studies }) => {
        firstStudy(studies);
        return studies.flatMap((study) => [
          ...studyBlocks(study, 1),
          ...robustnessBlocks(study),
          ...settings(study),
        ]);
      },
    },
    { id: 'method', name: '方法の補足', blocks: supplement },
  ],
};

/** @throws UserIssue `report.study_required`. */
function firstStudy([first]: readonly StudyInput[]): StudyInput {
  if (first === undefined) throw new UserIssue('input', 'report.study_required');
  return first;
}

function supplement(inputs: ReportInputs, above: readonly Block[]): readonly Block[] {
  return [
    { kind: 'heading', level: 1, text: '方法の補足' },
    evidenceLadder(inputs.studies),
    disclosureMethod(inputs, releasedIn(above)),
  ];
}

function settings(study: StudyInput): readonly Block[] {
  if (study.settings === '') return [];
  // Line by line, as in the file: run together, a plan can neither be read nor copied.
  const lines = study.settings.split('\n').filter((line) => line.trim() !== '');
  return [
    { kind: 'heading', level: 2, text: '分析の設定' },
    ...lines.map((line): Block => ({ kind: 'footnote', text: [indented(line)] })),
  ];
}

/** Spaces at the beginning of a line, which paper would swallow, as wide ones. */
function indented(line: string): string {
  return line.replace(/^ +/u, (spaces) => '　'.repeat(Math.ceil(spaces.length / 2)));
}

function evidenceLadder(studies: readonly StudyInput[]): Block {
  const used = new Set(studies.map(({ evidenceLevel }) => evidenceLevel));
  return {
    kind: 'textTable',
    id: 'evidence-levels',
    caption: 'エビデンスレベルと、言えること',
    head: ['レベル', '言えること', 'この報告'],
    widths: [3, 6, 1],
    rows: evidenceLevels.map((level) => [
      [evidenceWordings[level].label],
      [evidenceWordings[level].meaning],
      [used.has(level) ? '○' : ''],
    ]),
  };
}
