import { aboutZero } from '../../domain/hidden-zero.ts';
import { PLAIN_COMPARISONS } from '../../domain/plain-comparisons.ts';
import type { ReleasedEffect } from '../../domain/statistic.ts';
import type { ReportInputs, StudyInput } from '../inputs.ts';
import type { Text } from '../model.ts';
import type { Released } from '../released.ts';
import { effectSentences, isClear } from '../sentences/effect.ts';
import { evidenceWordings } from '../sentences/evidence.ts';
import { effectRef, live } from '../text.ts';
import { hiddenIn, releasedIn } from './common.ts';
import { districtFigure } from './measures.ts';
import { missedWhom } from './missed.ts';

export interface ExpectedQuestion {
  readonly question: string;
  /** Fits a table cell on a slide. */
  readonly short: Text;
  /** For the speaker notes. */
  readonly answer: Text;
}

/** Questions a council is likely to ask, answered from the released results and no further. */
export function expectedQuestions(inputs: ReportInputs): readonly ExpectedQuestion[] {
  const [study] = inputs.studies;
  return [
    ...(study === undefined ? [] : [...effectQuestion(study), ...anyway(study)]),
    ...missedWhom(inputs),
    selection(study),
    cost(inputs.studies),
    privacy(),
    hidden(inputs),
    ...districts(inputs),
  ];
}

function effectQuestion(study: StudyInput): readonly ExpectedQuestion[] {
  const [main] = study.effects;
  if (main === undefined) return [];
  const numbers = main.statistic.effect;
  const said = effectSentences(main, study.evidenceLevel, study.study.programme);
  return [
    {
      question: `${study.study.programme}に効果はあったのか`,
      short: live`${numbers.outcomeLabel}の差は${effectRef(main, 'estimate')}（95％信頼区間 ${effectRef(main, 'interval')}）。${said.conclusion[0] ?? ''}`,
      answer: live`${said.detail}${said.conclusion}`,
    },
  ];
}

/** Question and answer as a line of the speaker's notes. */
export function spoken({ question, answer }: ExpectedQuestion): Text {
  return live`【問】${question}　【答】${answer}`;
}

/** "Would they not have improved anyway?": both groups' own changes, where the design has them. */
export function anyway(study: StudyInput): readonly ExpectedQuestion[] {
  const own = plainComparison(study, 'participantsChange');
  const others = plainComparison(study, 'othersChange');
  if (own === undefined || others === undefined) return [];
  const label = own.statistic.effect.outcomeLabel;
  const [main] = study.effects;
  const of = (effect: Released<ReleasedEffect>, field: 'estimate' | 'interval') =>
    effectRef(effect, field, main);
  return [
    {
      question: '事業がなくても良くなったのではないか',
      short: live`${label}の前後の変化は、参加者${of(own, 'estimate')}、不参加者${of(others, 'estimate')}です。参加者だけの変化を成果とは数えません。`,
      answer: live`${label}は、参加者で${of(own, 'estimate')}（95％信頼区間 ${of(own, 'interval')}）、不参加者で${of(others, 'estimate')}（${of(others, 'interval')}）変わりました。不参加者の変化は、事業がなくても起きる変化の目安です。結果には、参加者だけの前後の変化ではなく、不参加者と比べた差を使っています。`,
    },
  ];
}

function selection(study: StudyInput | undefined): ExpectedQuestion {
  const question = '元気な人が参加しただけではないか';
  if (study === undefined) {
    const none = '効果検証の結果がないため、答えられません。';
    return { question, short: [none], answer: ['ご指摘の可能性があります。', none] };
  }
  const { meaning } = evidenceWordings[study.evidenceLevel];
  const crude = plainComparison(study, 'crude');
  const [main] = study.effects;
  const both =
    crude === undefined || main === undefined
      ? []
      : live`単純に比べた差は${effectRef(crude, 'estimate', main)}、そろえて比べた差は${effectRef(main, 'estimate')}です。`;
  return {
    question,
    short: [...both, meaning],
    answer: ['ご指摘の可能性があります。', ...both, meaning],
  };
}

/** The plain comparison of the main outcome, where the study made it. */
function plainComparison(
  study: StudyInput,
  kind: keyof typeof PLAIN_COMPARISONS,
): Released<ReleasedEffect> | undefined {
  const outcome = study.effects[0]?.statistic.effect.outcome;
  return study.alternatives.find(
    ({ statistic: { effect } }) => effect.outcome === outcome && effect.method === PLAIN_COMPARISONS[kind],
  );
}

/** The first estimate in yen, with its study. */
export function costEffect(
  studies: readonly StudyInput[],
): { readonly study: StudyInput; readonly effect: Released<ReleasedEffect> } | undefined {
  for (const study of studies) {
    const effect = study.effects.find(({ statistic }) => statistic.effect.unit === '円');
    if (effect !== undefined) return { study, effect };
  }
  return undefined;
}

function cost(studies: readonly StudyInput[]): ExpectedQuestion {
  const question = '医療費はいくら減るのか';
  const found = costEffect(studies);
  const years =
    '医療費は少数の高額な治療に左右され、短い期間では差があってもなくても言い切れません。数年分がそろってから検証します。';
  if (found === undefined) {
    return {
      question,
      short: ['この資料の方法では示せません。健康状態の変化までを確かめています。'],
      answer: [years],
    };
  }
  const { study, effect } = found;
  const numbers = effect.statistic.effect;
  const said = effectSentences(effect, study.evidenceLevel, study.study.programme);
  // The first question names the programme of the first study.
  const whose = study === studies[0] ? '' : `${study.study.programme}：`;
  return {
    question,
    short: live`${whose}${numbers.outcomeLabel}の差は${effectRef(effect, 'estimate')}（95％信頼区間 ${effectRef(effect, 'interval')}）${isClear(numbers) ? 'です。' : 'で、明らかな差ではありません。'}`,
    answer: live`${said.detail}${said.conclusion}${years}`,
  };
}

const INSIDE = '集計は庁内の端末の中だけで行い、外に出るのは統計だけです。';

function privacy(): ExpectedQuestion {
  return {
    question: '個人の情報は守られているか',
    short: [INSIDE],
    answer: [
      INSIDE,
      '氏名や番号は取り込みの時点で取り除き、生年月日は年月にしています。人数の少ない数値は公表していません。公表した数値は公開記録に残しています。',
    ],
  };
}

function hidden(inputs: ReportInputs): ExpectedQuestion {
  const short = `人数が少なく、個人が分かるおそれのある数値です。${aboutZero(hiddenIn(releasedIn([inputs])))}。`;
  return {
    question: '「＊」は何か、なぜ出せないのか',
    short: [short],
    answer: [short, 'その数値だけでなく、引き算で分かってしまう数値も合わせて伏せています。'],
  };
}

/** Asked only of a deck that shows districts. */
function districts({ measures, workspace }: ReportInputs): readonly ExpectedQuestion[] {
  if (!measures.some((measure) => districtFigure(measure, workspace) !== undefined)) return [];
  const short = '数値の差だけでは理由は分かりません。まず地区の状況を確かめます。';
  return [
    {
      question: '低い地区は何が悪いのか',
      short: [short],
      answer: [
        short,
        '年齢調整をした値でも、通いやすさや職業などの違いは含まれます。信頼区間が広い地区の順位に意味はありません。',
      ],
    },
  ];
}
