import type { StudyInput } from '../inputs.ts';
import type { Block, Text } from '../model.ts';
import { effectSentences } from '../sentences/effect.ts';
import { evidenceWordings } from '../sentences/evidence.ts';
import { effectRef, live } from '../text.ts';
import { anyway, spoken } from './questions.ts';
import { slide } from './slide.ts';
import { plainMethodsFigure } from './studies.ts';

/** The slide of one study: the finding as title, the main estimate beside the other ways of estimating it. */
export function comparedWithWhat(study: StudyInput): readonly Block[] {
  const main = study.effects[0];
  const figure = plainMethodsFigure(study);
  if (main === undefined || figure === undefined) return [];
  const said = effectSentences(main, study.evidenceLevel, study.study.programme);
  return slide({
    kicker: '比べたこと',
    title: said.headline,
    body: [{ kind: 'paragraph', text: sizeAndPeople(main) }, figure],
    notes: [
      said.detail,
      said.conclusion,
      [
        `一番上が主な分析です（${main.statistic.effect.method}）。下は単純に比べた場合で、もともとの違いや平均への回帰などで偏ります。`,
      ],
      [evidenceWordings[study.evidenceLevel].label],
      ...anyway(study).map(spoken),
    ],
  });
}

/** Estimate, interval and how many people it rests on, in one line. */
function sizeAndPeople(main: StudyInput['effects'][number]): Text {
  const { treated, control } = main.statistic.effect;
  const people =
    treated === null || control === null
      ? '比べた人数は、個人が分からないように伏せています'
      : live`参加${effectRef(main, 'treated')}と不参加${effectRef(main, 'control')}の比較`;
  return live`差 ${effectRef(main, 'estimate')}（95％信頼区間 ${effectRef(main, 'interval')}）。${people}`;
}
