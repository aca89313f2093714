import { formatFiscalYear } from '../format.ts';
import type { ReportInputs } from '../inputs.ts';
import type { Block, ReportDocument } from '../model.ts';
import { effectSentences } from '../sentences/effect.ts';
import { live } from '../text.ts';
import { distributionFigure } from './approaches.ts';
import { finish, syntheticNote } from './common.ts';
import { keyNumber, trendChange } from './measures.ts';
import { nextSteps } from './next.ts';
import { methodsFigure } from './studies.ts';

/** 議会向け一枚要約: what is, what was tried, what came of it, what next, on one A4 page. */
export function composeSummary(inputs: ReportInputs): ReportDocument {
  const { workspace } = inputs;
  const items = inputs.measures.flatMap((measure) => keyNumber(measure, workspace) ?? []).slice(0, 4);
  const changes = inputs.measures.slice(0, 3).flatMap((measure) => trendChange(measure, workspace) ?? []);
  const [study] = inputs.studies;
  const figure =
    study === undefined
      ? inputs.approaches.flatMap((one) => distributionFigure(one) ?? [])[0]
      : methodsFigure(study);
  const blocks: Block[] = [
    ...syntheticNote(inputs),
    ...(items.length === 0 ? [] : [{ kind: 'keyNumbers', items } as const]),
    ...(changes.length === 0 ? [] : [{ kind: 'bullets', items: changes.map(({ text }) => text) } as const]),
    ...result(inputs),
    ...(figure === undefined ? [] : [figure]),
    { kind: 'heading', level: 2, text: '次にすること' },
    { kind: 'bullets', items: nextSteps(inputs).map(({ short }) => short) },
  ];
  return finish(inputs, {
    template: 'summary',
    title: '保健事業の成果（要約）',
    subtitle: `${formatFiscalYear(workspace.year, workspace.calendar)} 議会資料`,
    shape: 'paper',
    compact: true,
    blocks,
  });
}

function result(inputs: ReportInputs): readonly Block[] {
  return inputs.studies.slice(0, 2).flatMap((study): Block[] => {
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
