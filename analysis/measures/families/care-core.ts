import { type MeasureDefinition, measure } from '../definition.ts';
import { SENIORS } from './frames-used.ts';

/** Codes of 要介護認定 that are a certification (要支援1 to 要介護5). */
export const CERTIFIED = ['12', '13', '21', '22', '23', '24', '25'] as const;
/** 要介護2以上. */
export const CARE_2_UP = ['22', '23', '24', '25'] as const;

const CAVEATS = [
  '分母は国保・後期の加入者。被用者保険に加入する65歳以上の人は、台帳を取り込まないかぎり含まない。',
  '年度末日に有効な認定を数える。申請中の人は含まない。',
];

/** 認定率 of 65+. */
export const CARE_CORE: readonly MeasureDefinition[] = [
  measure({
    id: 'care.certified',
    name: '要介護（要支援）認定率',
    family: 'care',
    source: '介護保険事業状況報告',
    numerator: '分母のうち、年度末日に要支援1〜要介護5の認定が有効な人',
    denominator: '年度末日現在65歳以上の被保険者',
    direction: 'lower_is_better',
    ageRule: '年度末日現在の年齢が65歳以上',
    caveats: [
      ...CAVEATS,
      '全国の65〜74歳と75歳以上の認定率を references に置くと、県・国との比較で標準化要介護認定比（実際の数÷期待される数×100）を求める。',
    ],
    question: { kind: 'share', frame: SENIORS, numerator: { care: CERTIFIED, at: 'year_end' } },
  }),
  measure({
    id: 'care.level2up',
    name: '要介護2以上の割合',
    family: 'care',
    source: '介護保険事業状況報告（平均自立期間の算定に用いる区分）',
    numerator: '分母のうち、年度末日に要介護2〜5の認定が有効な人',
    denominator: '年度末日現在65歳以上の被保険者',
    direction: 'lower_is_better',
    ageRule: '年度末日現在の年齢が65歳以上',
    caveats: CAVEATS,
    question: { kind: 'share', frame: SENIORS, numerator: { care: CARE_2_UP, at: 'year_end' } },
  }),
];
