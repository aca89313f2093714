import { type MeasureDefinition, measure } from '../definition.ts';
import { LEGAL_AGE_RULE, LEGAL_TARGET } from './frames-used.ts';

const REPORT = '特定健診・特定保健指導 実施状況報告（法定報告）';

/** 受診率 and メタボ: the measures every plan starts with. */
export const CHECKUP_CORE: readonly MeasureDefinition[] = [
  measure({
    id: 'checkup.uptake',
    name: '特定健診受診率',
    family: 'checkup',
    source: `${REPORT}、高齢者の医療の確保に関する法律 第20条`,
    numerator: '分母のうち、年度中に特定健診を受けた人',
    denominator: '年度を通じて国保に加入し、年度末40〜74歳の人（告示による除外者を除く）',
    direction: 'higher_is_better',
    ageRule: LEGAL_AGE_RULE,
    caveats: [
      '年度途中の加入・脱退者は分母にも分子にも入らない。',
      '他健診の結果提供（みなし健診）は、取り込まれていれば受診に数える。',
    ],
    question: { kind: 'share', frame: LEGAL_TARGET, numerator: { examined: true } },
  }),
  measure({
    id: 'checkup.metabolic',
    name: 'メタボリックシンドローム該当者割合（再判定）',
    family: 'checkup',
    source: '標準的な健診・保健指導プログラム メタボリックシンドローム判定',
    numerator: '腹囲等の基準に加え、脂質・血圧・血糖のうち2つ以上が基準値以上（服薬を含む）の人',
    denominator: '特定健診の評価対象者（分母の条件を満たす受診者）のうち判定できる人',
    direction: 'lower_is_better',
    ageRule: LEGAL_AGE_RULE,
    caveats: [
      '検査値と服薬の回答から判定し直した値。判定に必要な値が欠けて結果が決まらない人は分母から除く。',
      '血糖の基準（空腹時110mg/dL、HbA1c 6.0%）は定義表で確認・変更できる。',
    ],
    question: {
      kind: 'share',
      frame: LEGAL_TARGET,
      denominator: { metabolic: [1, 2, 3], basis: 'recomputed' },
      numerator: { metabolic: [1], basis: 'recomputed' },
    },
  }),
  measure({
    id: 'checkup.metabolic_reported',
    name: 'メタボリックシンドローム該当者割合（健診機関の判定）',
    family: 'checkup',
    source: REPORT,
    numerator: '健診機関の判定が「基準該当」の人',
    denominator: '特定健診の評価対象者のうち健診機関の判定がある人（判定不能を除く）',
    direction: 'lower_is_better',
    ageRule: LEGAL_AGE_RULE,
    question: {
      kind: 'share',
      frame: LEGAL_TARGET,
      denominator: { metabolic: [1, 2, 3], basis: 'reported' },
      numerator: { metabolic: [1], basis: 'reported' },
    },
  }),
  measure({
    id: 'checkup.pre_metabolic',
    name: 'メタボリックシンドローム予備群割合（再判定）',
    family: 'checkup',
    source: '標準的な健診・保健指導プログラム メタボリックシンドローム判定',
    numerator: '腹囲等の基準に加え、脂質・血圧・血糖のうち1つが基準値以上（服薬を含む）の人',
    denominator: '特定健診の評価対象者のうち判定できる人',
    direction: 'lower_is_better',
    ageRule: LEGAL_AGE_RULE,
    question: {
      kind: 'share',
      frame: LEGAL_TARGET,
      denominator: { metabolic: [1, 2, 3], basis: 'recomputed' },
      numerator: { metabolic: [2], basis: 'recomputed' },
    },
  }),
];
