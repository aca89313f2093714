import { type MeasureDefinition, measure } from '../definition.ts';
import type { Frame } from '../frames.ts';

const RESIDENTS: Frame = { kind: 'insured', insurer: 'any', ages: { from: 18, to: null }, at: 'during' };
const REACH = 'RE-AIM（到達）';

const SIDES = [
  { id: 'population', label: 'ポピュレーションアプローチの事業' },
  { id: 'high_risk', label: 'ハイリスクアプローチの事業' },
] as const;

const STEPS = measure({
  id: 'programme.steps.mean',
  name: '歩数の平均（記録のある参加者）',
  family: 'programme',
  source: '健康ポイント事業などの歩数の記録',
  numerator: '年度中に記録された歩数の、人ごとの平均の合計',
  denominator: '年度中に国保・後期に加入していた18歳以上で、歩数の記録がある人',
  unit: '歩／日',
  decimals: 0,
  scale: 1,
  direction: 'higher_is_better',
  ageRule: '年度末現在の年齢が18歳以上',
  caveats: ['記録をつけた人だけの値で、住民の平均ではない。機器やアプリの変更で値が変わる。'],
  question: { kind: 'mean', frame: RESIDENTS, value: { programmeMeasurement: 'steps' } },
});

/** Reach and persistence of programmes, for all programmes of a side together, and steps. */
export const PROGRAMME: readonly MeasureDefinition[] = [
  STEPS,
  ...SIDES.flatMap(({ id, label }) => [
    measure({
      id: `programme.reach.${id}`,
      name: `${label}の到達率`,
      family: 'programme',
      source: REACH,
      numerator: `年度中に${label}のいずれかに参加していた人`,
      denominator: '年度中に国保・後期に加入していた18歳以上の人',
      direction: 'higher_is_better',
      ageRule: '年度末現在の年齢が18歳以上',
      caveats: ['到達の公平さは、性・年齢・地区別の差で見る。'],
      question: {
        kind: 'share',
        frame: RESIDENTS,
        numerator: { programme: null, step: 'joined', approach: id },
      },
    }),
    measure({
      id: `programme.persistence.${id}`,
      name: `${label}の継続率`,
      family: 'programme',
      source: 'RE-AIM（継続）',
      numerator: '分母のうち、当年度も参加していた人',
      denominator: `前年度に${label}のいずれかに参加していた人`,
      direction: 'higher_is_better',
      periodRule: '前年度と当年度の2年度',
      ageRule: '年度末現在の年齢が18歳以上',
      caveats: ['途中離脱の日が記録されていない事業では継続とみなされる。'],
      question: {
        kind: 'share',
        step: true,
        frame: RESIDENTS,
        denominator: { programme: null, step: 'joined', approach: id, years: [-1, -1] },
        numerator: {
          all: [
            { programme: null, step: 'joined', approach: id },
            { not: { programme: null, step: 'left', approach: id, years: [-1, 0] } },
          ],
        },
      },
    }),
    measure({
      id: `programme.invited.${id}`,
      name: `${label}の案内を受けて参加した人の割合`,
      family: 'programme',
      source: REACH,
      numerator: '分母のうち、年度中に参加していた人',
      denominator: `年度中に${label}の案内を受けた人`,
      direction: 'higher_is_better',
      ageRule: '年度末現在の年齢が18歳以上',
      question: {
        kind: 'share',
        frame: RESIDENTS,
        denominator: { programme: null, step: 'invited', approach: id },
        numerator: { programme: null, step: 'joined', approach: id },
      },
    }),
  ]),
];
