import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { EXAMINED_AGE_RULE, LEGAL_AGE_RULE, LEGAL_TARGET } from './frames-used.ts';

const REPORT = '特定健診・特定保健指導 実施状況報告（法定報告）';
const EXAMINED_BOTH: Condition = { all: [{ examined: true }, { examined: true, year: -1 }] };

const LEVEL_NAMES = [
  { id: 'active', label: '積極的支援', levels: [1] },
  { id: 'motivational', label: '動機付け支援', levels: [2] },
  { id: 'all', label: '特定保健指導', levels: [1, 2] },
] as const;

function levelShares(): readonly MeasureDefinition[] {
  return LEVEL_NAMES.flatMap(({ id, label, levels }) =>
    (['recomputed', 'reported'] as const).map((basis) =>
      measure({
        id: `checkup.level.${id}${basis === 'reported' ? '_reported' : ''}`,
        name: `${label}対象者の割合（${basis === 'recomputed' ? '再判定' : '健診機関の判定'}）`,
        family: 'checkup',
        source: '標準的な健診・保健指導プログラム 特定保健指導対象者の階層化',
        numerator: `階層化で${label}となった人`,
        denominator: '特定健診の評価対象者のうち階層化の判定ができる人',
        direction: 'lower_is_better',
        ageRule: LEGAL_AGE_RULE,
        caveats: [
          '服薬中の人と、65歳以上の積極的支援該当者の扱いは階層化の手順による。年度ごとの基準表で判定する。',
        ],
        question: {
          kind: 'share',
          frame: LEGAL_TARGET,
          denominator: { level: [1, 2, 3], basis },
          numerator: { level: levels, basis },
        },
      }),
    ),
  );
}

const STEPS = [
  {
    id: 'invited',
    label: '案内率',
    step: 'invited',
    words: '案内・初回面接・終了のいずれかの記録がある人',
    direction: 'higher_is_better',
  },
  {
    id: 'first_interview',
    label: '初回面接実施率',
    step: 'first_interview',
    words: '初回面接を受けた人',
    direction: 'higher_is_better',
  },
  {
    id: 'completed',
    label: '実施率（終了）',
    step: 'completed',
    words: '終了者（実績評価を終えた人）',
    direction: 'higher_is_better',
  },
  {
    id: 'dropped',
    label: '脱落率',
    step: 'dropped',
    words: '途中で終了した人',
    direction: 'lower_is_better',
  },
] as const;

/** 完遂率: of those who began, not of all who were to be guided. */
function finished(): readonly MeasureDefinition[] {
  return LEVEL_NAMES.map(({ id, label, levels }) =>
    measure({
      id: `guidance.finished.${id}`,
      name: `${label}の完遂率（初回面接を受けた人のうち）`,
      family: 'checkup',
      source: REPORT,
      numerator: '分母のうち、終了者（実績評価を終えた人）',
      denominator: `年度の特定健診の階層化で${label}の対象となった人（健診機関の判定。判定がない人は再判定）のうち、初回面接を受けた人`,
      direction: 'higher_is_better',
      ageRule: LEGAL_AGE_RULE,
      caveats: [
        '実施率（終了）は対象者全体に対する割合で、分母が異なる。支援の途中の人は終了していない人に数える。',
      ],
      question: {
        kind: 'share',
        frame: LEGAL_TARGET,
        denominator: {
          all: [
            { level: levels, basis: 'official' },
            { guidance: 'first_interview', levels },
          ],
        },
        numerator: { guidance: 'completed', levels },
      },
    }),
  );
}

function guidanceSteps(): readonly MeasureDefinition[] {
  return LEVEL_NAMES.flatMap(({ id, label, levels }) =>
    STEPS.map((step) =>
      measure({
        id: `guidance.${step.id}.${id}`,
        name: `${label}の${step.label}`,
        family: 'checkup',
        source: REPORT,
        numerator: `分母のうち、${step.words}`,
        denominator: `年度の特定健診の階層化で${label}の対象となった人（健診機関の判定。判定がない人は再判定）`,
        direction: step.direction,
        ageRule: LEGAL_AGE_RULE,
        caveats: ['年度は、もとになった健診の年度。実績評価が翌年度になる分も健診の年度に数える。'],
        question: {
          kind: 'share',
          frame: LEGAL_TARGET,
          denominator: { level: levels, basis: 'official' },
          numerator: { guidance: step.step, levels },
        },
      }),
    ),
  );
}

interface Decline {
  readonly id: string;
  readonly name: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly of: Condition;
  readonly gone: Condition;
  readonly caveat: string;
  readonly withoutIntervention?: string;
}

const NO_LONGER_TARGET: Condition = { level: [3], basis: 'recomputed' };
const NOT_THE_FY2008 =
  '平成20年度の推計値と比べる「メタボリックシンドローム該当者及び予備群の減少率」（全国の評価指標）とは別の指標。';

const LEFT_ALONE: Condition = { not: { guidance: 'first_interview', year: -1 } };
const ANYWAY =
  '保健指導を利用した人の減少率と並べて、何もしなくても見込まれる値（平均への回帰）を知るための指標。利用した人とは意欲や支援の区分の構成が異なる。';

const DECLINES: readonly Decline[] = [
  {
    id: 'checkup.decline.metabolic',
    name: '内臓脂肪症候群該当者の減少率（前年度該当者）',
    numerator: '今年度の判定が予備群または非該当の人',
    denominator: '前年度のメタボ該当者で、今年度も判定できる人',
    of: {
      all: [
        EXAMINED_BOTH,
        { metabolic: [1], basis: 'recomputed', year: -1 },
        { metabolic: [1, 2, 3], basis: 'recomputed' },
      ],
    },
    gone: { metabolic: [2, 3], basis: 'recomputed' },
    caveat: NOT_THE_FY2008,
    withoutIntervention: 'checkup.decline.metabolic_not_guided',
  },
  {
    id: 'checkup.decline.metabolic_not_guided',
    name: '内臓脂肪症候群該当者の減少率（特定保健指導を利用しなかった前年度該当者）',
    numerator: '今年度の判定が予備群または非該当の人',
    denominator:
      '前年度のメタボ該当者のうち特定保健指導（初回面接）を利用しなかった人で、今年度も判定できる人',
    of: {
      all: [
        EXAMINED_BOTH,
        LEFT_ALONE,
        { metabolic: [1], basis: 'recomputed', year: -1 },
        { metabolic: [1, 2, 3], basis: 'recomputed' },
      ],
    },
    gone: { metabolic: [2, 3], basis: 'recomputed' },
    caveat: ANYWAY,
  },
  {
    id: 'checkup.decline.pre_metabolic',
    name: '内臓脂肪症候群予備群の減少率（前年度予備群）',
    numerator: '今年度の判定が非該当の人',
    denominator: '前年度のメタボ予備群で、今年度も判定できる人',
    of: {
      all: [
        EXAMINED_BOTH,
        { metabolic: [2], basis: 'recomputed', year: -1 },
        { metabolic: [1, 2, 3], basis: 'recomputed' },
      ],
    },
    gone: { metabolic: [3], basis: 'recomputed' },
    caveat: NOT_THE_FY2008,
    withoutIntervention: 'checkup.decline.pre_metabolic_not_guided',
  },
  {
    id: 'checkup.decline.pre_metabolic_not_guided',
    name: '内臓脂肪症候群予備群の減少率（特定保健指導を利用しなかった前年度予備群）',
    numerator: '今年度の判定が非該当の人',
    denominator:
      '前年度のメタボ予備群のうち特定保健指導（初回面接）を利用しなかった人で、今年度も判定できる人',
    of: {
      all: [
        EXAMINED_BOTH,
        LEFT_ALONE,
        { metabolic: [2], basis: 'recomputed', year: -1 },
        { metabolic: [1, 2, 3], basis: 'recomputed' },
      ],
    },
    gone: { metabolic: [3], basis: 'recomputed' },
    caveat: ANYWAY,
  },
  {
    id: 'checkup.decline.target',
    name: '特定保健指導対象者の減少率（前年度対象者）',
    numerator: '今年度の階層化で対象でなくなった人',
    denominator: '前年度の特定保健指導対象者で、今年度も判定できる人',
    of: {
      all: [
        EXAMINED_BOTH,
        { level: [1, 2], basis: 'recomputed', year: -1 },
        { level: [1, 2, 3], basis: 'recomputed' },
      ],
    },
    gone: NO_LONGER_TARGET,
    caveat: '服薬を始めて対象でなくなった人も減少に数えられる。',
    withoutIntervention: 'checkup.decline.not_guided',
  },
  {
    id: 'checkup.decline.not_guided',
    name: '特定保健指導対象者の減少率（利用しなかった前年度対象者）',
    numerator: '今年度の階層化で対象でなくなった人',
    denominator: '前年度の特定保健指導対象者のうち利用（初回面接）しなかった人で、今年度も判定できる人',
    of: {
      all: [
        EXAMINED_BOTH,
        LEFT_ALONE,
        { level: [1, 2], basis: 'recomputed', year: -1 },
        { level: [1, 2, 3], basis: 'recomputed' },
      ],
    },
    gone: NO_LONGER_TARGET,
    caveat: ANYWAY,
  },
  {
    id: 'checkup.decline.guided',
    name: '特定保健指導による特定保健指導対象者の減少率（前年度利用者）',
    numerator: '今年度の階層化で対象でなくなった人',
    denominator: '前年度に特定保健指導を利用（初回面接）した人で、今年度も判定できる人',
    of: {
      all: [
        EXAMINED_BOTH,
        { guidance: 'first_interview', year: -1 },
        { level: [1, 2, 3], basis: 'recomputed' },
      ],
    },
    gone: NO_LONGER_TARGET,
    caveat:
      '値が高いことで対象となった人は、指導がなくても一部が対象でなくなる（平均への回帰）。服薬開始でも減る。',
    withoutIntervention: 'checkup.decline.not_guided',
  },
];

function declines(): readonly MeasureDefinition[] {
  return DECLINES.map(({ of, gone, caveat, ...words }) =>
    measure({
      ...words,
      family: 'checkup',
      source: REPORT,
      direction: 'higher_is_better',
      periodRule: '前年度と当年度の2年度',
      ageRule: LEGAL_AGE_RULE,
      caveats: [caveat, ...besideText(words.withoutIntervention)],
      question: { kind: 'share', frame: LEGAL_TARGET, denominator: of, numerator: gone },
    }),
  );
}

/** Where to read what is expected anyway. */
function besideText(id: string | undefined): readonly string[] {
  const name = DECLINES.find((one) => one.id === id)?.name;
  return name === undefined
    ? []
    : [`何もしなくても見込まれる減少（平均への回帰）は「${name}」で見る。並べて読むこと。`];
}

function attendance(): readonly MeasureDefinition[] {
  const shared = { family: 'checkup', source: 'データヘルス計画 都道府県共通指標（滋賀県の例）' } as const;
  const threeYears: Condition = {
    all: [
      { coveredAllYear: 'kokuho', year: -1 },
      { coveredAllYear: 'kokuho', year: -2 },
    ],
  };
  return [
    measure({
      ...shared,
      id: 'checkup.continued',
      name: '継続受診割合',
      numerator: '当年度も特定健診を受けた人',
      denominator: '前年度に特定健診を受けた人（当年度の法定報告の対象者のうち）',
      direction: 'higher_is_better',
      periodRule: '前年度と当年度の2年度',
      ageRule: LEGAL_AGE_RULE,
      question: {
        kind: 'share',
        frame: LEGAL_TARGET,
        denominator: { examined: true, year: -1 },
        numerator: { examined: true },
      },
    }),
    measure({
      ...shared,
      id: 'checkup.new',
      name: '新規受診者割合（過去5年間に受診なし）',
      numerator: '過去5年度に特定健診の記録がない人',
      denominator: '当年度の特定健診受診者',
      direction: 'neutral',
      periodRule: '当年度と過去5年度',
      ageRule: EXAMINED_AGE_RULE,
      caveats: [
        '過去5年度の健診データがすべて取り込まれているときだけ正しい。転入者は前住所地の受診を含まない。',
      ],
      question: {
        kind: 'share',
        frame: LEGAL_TARGET,
        denominator: { examined: true },
        numerator: { notExaminedBefore: 5 },
      },
    }),
    measure({
      ...shared,
      id: 'checkup.unexamined_3y',
      name: '3年連続未受診者割合',
      numerator: '3年度とも特定健診を受けていない人',
      denominator: '3年度を通じて国保に加入し、当年度の法定報告の対象である人',
      direction: 'lower_is_better',
      periodRule: '当年度を含む3年度',
      ageRule: LEGAL_AGE_RULE,
      question: {
        kind: 'share',
        frame: LEGAL_TARGET,
        denominator: threeYears,
        numerator: { all: [{ examined: false }, { notExaminedBefore: 2 }] },
      },
    }),
    measure({
      ...shared,
      id: 'checkup.unexamined_no_care',
      name: '健診未受診かつ医療機関の受診なしの割合',
      numerator: '年度中に医科・歯科のレセプトがない人',
      denominator: '法定報告の対象者のうち特定健診を受けていない人',
      direction: 'lower_is_better',
      ageRule: LEGAL_AGE_RULE,
      caveats: ['KDB帳票の「健診・医療とも未受診」の考え方による。'],
      question: {
        kind: 'share',
        frame: LEGAL_TARGET,
        denominator: { examined: false },
        numerator: { not: { claim: ['inpatient', 'outpatient', 'dpc', 'dental', 'unknown'] } },
      },
    }),
    measure({
      id: 'checkup.uptake_complete',
      name: '特定健診受診率（必須項目がそろった人）',
      family: 'checkup',
      source: REPORT,
      numerator: '年度中に特定健診を受け、必須の検査項目の値がすべてある人',
      denominator: '年度を通じて国保に加入し、年度末40〜74歳の人（告示による除外者を除く）',
      direction: 'higher_is_better',
      ageRule: LEGAL_AGE_RULE,
      caveats: ['測定不能・検査未実施の理由が認められる場合の扱いは含めていない。'],
      question: { kind: 'share', frame: LEGAL_TARGET, numerator: REQUIRED_ITEMS },
    }),
  ];
}

/** 必須項目: measured, one of each alternative. */
const REQUIRED_ITEMS: Condition = {
  all: [
    {
      known: [
        'height',
        'weight',
        'bmi',
        'sbp',
        'dbp',
        'hdl',
        'ast',
        'alt',
        'ggt',
        'urine_protein',
        'urine_glucose',
      ],
    },
    { any: [{ known: ['waist'] }, { known: ['visceral_fat_area'] }] },
    { any: [{ known: ['triglyceride_fasting'] }, { known: ['triglyceride_casual'] }] },
    { any: [{ known: ['ldl'] }, { known: ['non_hdl'] }] },
    { any: [{ known: ['glucose_fasting'] }, { known: ['hba1c'] }, { known: ['glucose_casual'] }] },
  ],
};

function drugTakers(): readonly MeasureDefinition[] {
  const drugs = [
    { flag: 'drug_bp', label: '高血圧症' },
    { flag: 'drug_lipid', label: '脂質異常症' },
    { flag: 'drug_glucose', label: '糖尿病' },
  ] as const;
  return drugs.map(({ flag, label }) =>
    measure({
      id: `checkup.${flag}`,
      name: `${label}の治療に係る薬剤を服用している人の割合`,
      family: 'checkup',
      source: REPORT,
      numerator: `${label}の薬剤を服用していると回答した人`,
      denominator: '特定健診の評価対象者',
      direction: 'neutral',
      ageRule: LEGAL_AGE_RULE,
      caveats: ['質問票の回答による。回答のない人は服用していないものとして数える。'],
      question: { kind: 'share', frame: LEGAL_TARGET, denominator: { examined: true }, numerator: { flag } },
    }),
  );
}

/** Attendance, 階層化, the guidance steps, and decline rates by their different definitions. */
export function checkupGuidance(): readonly MeasureDefinition[] {
  return [
    ...attendance(),
    ...levelShares(),
    ...guidanceSteps(),
    ...finished(),
    ...declines(),
    ...drugTakers(),
  ];
}
