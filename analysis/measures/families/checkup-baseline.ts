import { type MeasureDefinition, measure } from '../definition.ts';
import { metabolicDecline, NO_BASELINE } from '../tables/metabolic-decline.ts';
import { LEGAL_AGE_RULE } from './frames-used.ts';

/** The national indicator of メタボ: against fiscal year 2008, not to be mixed with the yearly decline rates. */
export const CHECKUP_BASELINE: readonly MeasureDefinition[] = [
  measure({
    id: 'checkup.decline.fy2008',
    name: 'メタボリックシンドローム該当者及び予備群の減少率（平成20年度比）',
    family: 'checkup',
    source: '特定健診・特定保健指導の医療費適正化計画における評価指標（平成20年度比の減少率）の考え方',
    numerator: '平成20年度の割合のときの推計数から、当年度の推計数を引いた数',
    denominator: '平成20年度の性・5歳階級別の割合を、当年度の対象者に当てはめた推計数',
    direction: 'higher_is_better',
    ageRule: LEGAL_AGE_RULE,
    stratifications: ['sex'],
    standardisable: false,
    caveats: [
      NO_BASELINE,
      '全国の値は住民基本台帳の人口で推計する。ここでは国保の特定健診の対象者で推計するため、全国の値とは並べられない。',
      '前年度該当者の減少率（同じ人の1年の変化）とは別の指標である。',
    ],
    question: { kind: 'table', run: metabolicDecline },
  }),
];
