import { formatFiscalYear } from '../format.ts';
import type { ReportInputs } from '../inputs.ts';
import type { Block } from '../model.ts';
import { effectSentences } from '../sentences/effect.ts';
import { live } from '../text.ts';
import { distributionFigure } from './approaches.ts';
import { syntheticNote } from './common.ts';
import { keyNumber, trendChange } from './measures.ts';
import { nextSteps } from './next.ts';
import { plainMethodsFigure } from './studies.ts';
import { LEADING_STUDIES, type ReportTemplate, sittingNeeds } from './template.ts';

/** 議会向け一枚要約: what is, what was tried, what came of it, what next, on one A4 page. */
export const summaryTemplate: ReportTemplate = {
  id: 'summary',
  name: '1枚要約',
  description: '議会・幹部説明用のA4 1枚。',
  formats: ['pdf', 'docx', 'html', 'pptx'],
  shape: 'paper',
  compact: true,
  needs: sittingNeeds,
  title: () => '保健事業の成果（要約）',
  subtitle: ({ workspace }) => `${formatFiscalYear(workspace.year, workspace.calendar)} 議会資料`,
  sections: [
    { id: 'synthetic', name: '架空のデータの断り', plain: true, blocks: syntheticNote },
    { id: 'numbers', name: '主な数値', blocks: numbers },
    { id: 'result', name: '効果検証の結論', blocks: result },
    { id: 'figure', name: '図', blocks: figure },
    { id: 'next', name: '次にすること', blocks: next },
  ],
};

function numbers(inputs: ReportInputs): readonly Block[] {
  const { workspace } = inputs;
  const items = inputs.measures.flatMap((measure) => keyNumber(measure, workspace) ?? []).slice(0, 4);
  const changes = inputs.measures.slice(0, 3).flatMap((measure) => trendChange(measure, workspace) ?? []);
  return [
    ...(items.length === 0 ? [] : [{ kind: 'keyNumbers', items } as const]),
    ...(changes.length === 0 ? [] : [{ kind: 'bullets', items: changes.map(({ text }) => text) } as const]),
  ];
}

function figure({ studies: [study], approaches }: ReportInputs): readonly Block[] {
  const found =
    study === undefined
      ? approaches.flatMap((one) => distributionFigure(one) ?? [])[0]
      : plainMethodsFigure(study);
  return found === undefined ? [] : [found];
}

function next(inputs: ReportInputs): readonly Block[] {
  return [
    { kind: 'heading', level: 2, text: '次にすること' },
    { kind: 'bullets', items: nextSteps(inputs).map(({ short }) => short) },
  ];
}

function result(inputs: ReportInputs): readonly Block[] {
  return inputs.studies.slice(0, LEADING_STUDIES).flatMap((study): Block[] => {
    const main = study.effects[0];
    if (main === undefined) return [];
    const said = effectSentences(main, study.evidenceLevel, study.study.programme);
    return [
      {
        kind: 'callout',
        tone: 'key',
        title: study.study.title,
        text: live`${said.detail}${said.conclusion}`,
      },
    ];
  });
}
