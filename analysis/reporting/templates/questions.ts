import type { ReportInputs } from '../inputs.ts';
import type { Text } from '../model.ts';
import { effectSentences } from '../sentences/effect.ts';
import { evidenceWordings } from '../sentences/evidence.ts';
import { live } from '../text.ts';

export interface ExpectedQuestion {
  readonly question: string;
  /** Fits a table cell on a slide. */
  readonly short: Text;
  /** For the speaker notes. */
  readonly answer: Text;
}

/** Questions a council is likely to ask, answered from the released results and no further. */
export function expectedQuestions(inputs: ReportInputs): readonly ExpectedQuestion[] {
  return [...effectQuestions(inputs), selection(inputs), cost(), privacy(), hidden(), districts()];
}

function effectQuestions(inputs: ReportInputs): readonly ExpectedQuestion[] {
  const [study] = inputs.studies;
  const main = study?.effects[0];
  if (study === undefined || main === undefined) return [];
  const said = effectSentences(main, study.evidenceLevel, study.study.programme);
  return [
    {
      question: `${study.study.programme}に効果はあったのか`,
      short: said.conclusion,
      answer: live`${said.detail}${said.conclusion}`,
    },
  ];
}

function selection(inputs: ReportInputs): ExpectedQuestion {
  const level = inputs.studies[0]?.evidenceLevel;
  const meaning =
    level === undefined ? '効果検証の結果がないため、答えられません。' : evidenceWordings[level].meaning;
  return {
    question: '元気な人が参加しただけではないか',
    short: [meaning],
    answer: [
      'ご指摘の可能性があります。',
      meaning,
      '年齢、性別、参加前の値などをそろえた結果と、そろえない結果の両方を示しています。',
    ],
  };
}

function cost(): ExpectedQuestion {
  return {
    question: '医療費はいくら減るのか',
    short: ['この資料の方法では示せません。健康状態の変化までを確かめています。'],
    answer: [
      '医療費は少数の高額な治療に左右され、短い期間では差があってもなくても言い切れません。数年分がそろってから検証します。',
    ],
  };
}

function privacy(): ExpectedQuestion {
  return {
    question: '個人の情報は守られているか',
    short: ['集計は市の端末の中だけで行い、外に出るのは統計だけです。'],
    answer: [
      '氏名や番号は取り込みの時点で取り除き、生年月日は年月にしています。人数の少ない数値は公表していません。公表した数値は公開記録に残しています。',
    ],
  };
}

function hidden(): ExpectedQuestion {
  return {
    question: '「＊」は何か、なぜ出せないのか',
    short: ['人数が少なく、個人が分かるおそれのある数値です。0ではありません。'],
    answer: ['その数値だけでなく、引き算で分かってしまう数値も合わせて伏せています。'],
  };
}

function districts(): ExpectedQuestion {
  return {
    question: '低い地区は何が悪いのか',
    short: ['数値の差だけでは理由は分かりません。まず地区の状況を確かめます。'],
    answer: [
      '年齢構成の違いは年齢調整で取り除いていますが、通いやすさや職業などの違いは含まれます。信頼区間が広い地区の順位に意味はありません。',
    ],
  };
}
