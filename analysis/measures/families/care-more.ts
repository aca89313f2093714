import { type MeasureDefinition, measure } from '../definition.ts';
import type { Frame } from '../frames.ts';
import { careLevels } from '../tables/care-levels.ts';
import { independentLife } from '../tables/healthy-life.ts';
import { CARE_2_UP, CERTIFIED } from './care-core.ts';

const AT_START: Frame = { kind: 'insured', insurer: 'any', ages: { from: 65, to: null }, at: 'year_start' };

const LIFE_CAVEATS = [
  '死亡は取り込んだ台帳の死亡月による。指定した年度を合算する（3年度以上を勧める）。',
  '人口が少ないと信頼区間が広い。総人年5,000未満、死亡のない最終階級、幅20年超のときは算出しない。',
  'KDBの平均自立期間とは算定の細部が異なるため、値をそのまま並べないこと。',
];

/** New certification, levels, 平均自立期間 in both variants. */
export const CARE_MORE: readonly MeasureDefinition[] = [
  measure({
    id: 'care.new',
    name: '新規要介護（要支援）認定率',
    family: 'care',
    source: '介護保険事業状況報告の新規認定の考え方',
    numerator: '分母のうち、年度中に有効となった要支援1〜要介護5の認定がある人',
    denominator: '年度初日現在65歳以上の被保険者で、その日に認定のない人',
    direction: 'lower_is_better',
    ageRule: '年度初日現在の年齢が65歳以上',
    caveats: ['年度途中の死亡・転出で観察が終わった人も分母に含む（人年ではない）。'],
    question: {
      kind: 'share',
      frame: AT_START,
      denominator: { not: { care: CERTIFIED, at: 'year_start' } },
      numerator: { care: CERTIFIED, at: 'during' },
    },
  }),
  measure({
    id: 'care.levels',
    name: '要介護状態区分別の人数',
    family: 'care',
    source: '介護保険事業状況報告',
    numerator: '年度末日に有効な認定の区分ごとの人数',
    denominator: '年度末日現在65歳以上の被保険者',
    direction: 'neutral',
    ageRule: '年度末日現在の年齢が65歳以上',
    stratifications: ['sex'],
    standardisable: false,
    question: { kind: 'table', run: careLevels },
  }),
  ...[
    {
      id: 'care.independent_life',
      name: '平均自立期間（要介護2以上を自立していないとみなす）',
      levels: CARE_2_UP,
    },
    {
      id: 'care.independent_life_any',
      name: '平均自立期間（要支援・要介護を自立していないとみなす）',
      levels: CERTIFIED,
    },
  ].map(({ id, name, levels }) =>
    measure({
      id,
      name: `${name}・65歳`,
      family: 'care',
      source: '健康寿命の算定方法の指針（サリバン法）、Chiang の生命表',
      numerator: '65歳以降に自立して過ごす年数の期待値',
      denominator: '65歳の人',
      unit: '年',
      decimals: 2,
      scale: 1,
      direction: 'higher_is_better',
      periodRule: '指定した年度の合算（画面では直近3年度まで）',
      pooledYears: 3,
      ageRule: '年度末現在の年齢（65〜69歳から90歳以上まで）',
      stratifications: ['sex'],
      standardisable: false,
      caveats: LIFE_CAVEATS,
      question: { kind: 'table', run: independentLife(levels) },
    }),
  ),
];
