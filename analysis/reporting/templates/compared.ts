import type { StudyInput } from '../inputs.ts';
import type { Block } from '../model.ts';
import { effectSentences } from '../sentences/effect.ts';
import { evidenceWordings } from '../sentences/evidence.ts';
import { anyway, spoken } from './questions.ts';
import { slide } from './slide.ts';
import { methodsFigure } from './studies.ts';

/** The slide of one study: the finding as title, the main estimate beside the other ways of estimating it. */
export function comparedWithWhat(study: StudyInput): readonly Block[] {
  const main = study.effects[0];
  const figure = methodsFigure(study);
  if (main === undefined || figure === undefined) return [];
  const said = effectSentences(main, study.evidenceLevel, study.study.programme);
  return slide({
    kicker: '比べたこと',
    title: said.headline,
    body: [figure],
    notes: [
      said.detail,
      said.conclusion,
      ['一番上が主な分析です。下は方法を変えた場合で、単純な前後比較は平均への回帰などで偏ります。'],
      [evidenceWordings[study.evidenceLevel].label],
      ...anyway(study).map(spoken),
    ],
  });
}
