import { UserIssue } from '../../domain/issue.ts';
import type { ReportInputs, StudyInput } from '../inputs.ts';
import type { Block, ReportDocument } from '../model.ts';
import { evidenceLevels, evidenceWordings } from '../sentences/evidence.ts';
import { disclosureMethod, finish, releasedIn, syntheticNote } from './common.ts';
import { studyBlocks } from './studies.ts';

/**
 * 効果検証報告書: one study in full; several one after the other.
 * @throws UserIssue `report.study_required`.
 */
export function composeStudy(inputs: ReportInputs): ReportDocument {
  const [first] = inputs.studies;
  if (first === undefined) throw new UserIssue('input', 'report.study_required');
  const body: Block[] = [
    ...syntheticNote(inputs),
    ...inputs.studies.flatMap((study) => [...studyBlocks(study, 1), ...settings(study)]),
  ];
  return finish(inputs, {
    template: 'study',
    title: inputs.studies.length === 1 ? first.study.title : '保健事業の効果検証',
    subtitle: '効果検証報告書',
    shape: 'paper',
    blocks: [
      ...body,
      { kind: 'heading', level: 1, text: '方法の補足' },
      evidenceLadder(inputs.studies),
      disclosureMethod(inputs, releasedIn(body)),
    ],
  });
}

function settings(study: StudyInput): readonly Block[] {
  if (study.settings === '') return [];
  return [{ kind: 'method', title: '分析の設定', items: [[study.settings]] }];
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
