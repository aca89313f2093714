import { GUIDANCE_HABITS } from '../../domain/canonical/tables.ts';
import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { LEGAL_AGE_RULE, LEGAL_TARGET } from './frames-used.ts';

const SOURCE = '標準的な健診・保健指導プログラム（第4期）特定保健指導のアウトカム評価';
const NOT_GUIDED = 'checkup.waist_weight_2.not_guided';
const LEVELS = [
  { id: 'active', label: '積極的支援', levels: [1] },
  { id: 'motivational', label: '動機付け支援', levels: [2] },
  { id: 'all', label: '特定保健指導', levels: [1, 2] },
] as const;

const shared = {
  family: 'checkup',
  source: SOURCE,
  direction: 'higher_is_better',
  ageRule: LEGAL_AGE_RULE,
} as const;

/** Outcomes of 特定保健指導 as its final evaluation reports them, and what happens to people who were left alone. */
export const GUIDANCE_RESULTS: readonly MeasureDefinition[] = [
  ...LEVELS.flatMap(({ id, label, levels }) => [
    reduction({
      id: `guidance.waist_weight_2.${id}`,
      label,
      levels,
      name: '腹囲2cm・体重2kg達成率',
      codes: [2],
    }),
    reduction({
      id: `guidance.waist_weight_1.${id}`,
      label,
      levels,
      name: '腹囲1cm・体重1kg以上の達成率',
      codes: [1, 2],
    }),
  ]),
  ...GUIDANCE_HABITS.map(([column, label]) =>
    measure({
      ...shared,
      id: `guidance.${column}`,
      name: `特定保健指導の終了者のうち${label}が改善した人の割合`,
      numerator: `実績評価で${label}が「改善」と報告された人`,
      denominator: `特定保健指導の終了者のうち、実績評価で${label}の変化が報告された人（目標なし・非喫煙を除く）`,
      caveats: ['本人の申告による変化で、目標にした人だけの値。'],
      question: {
        kind: 'share',
        frame: LEGAL_TARGET,
        denominator: { guidanceOutcome: column, in: [0, 1, 2] },
        numerator: { guidanceOutcome: column, in: [1] },
      },
    }),
  ),
  measure({
    ...shared,
    id: NOT_GUIDED,
    name: '腹囲2cm・体重2kg減った人の割合（特定保健指導を利用しなかった前年度対象者）',
    numerator: '前年度の健診から腹囲が2cm以上、体重が2kg以上減った人',
    denominator:
      '前年度の特定保健指導対象者のうち利用（初回面接）しなかった人で、両年度とも腹囲と体重を測定した人',
    periodRule: '前年度と当年度の2年度',
    caveats: [
      '何もしなくても見込まれる減少（平均への回帰）を知るための指標。健診から翌年度の健診までの変化であり、実績評価（3か月以上後）より間が長い。',
    ],
    question: {
      kind: 'share',
      frame: LEGAL_TARGET,
      denominator: {
        all: [
          { level: [1, 2], basis: 'recomputed', year: -1 },
          { not: { guidance: 'first_interview', year: -1 } },
          { known: ['waist', 'weight'] },
          { known: ['waist', 'weight'], year: -1 },
        ],
      },
      numerator: {
        all: [
          { fell: 'waist', by: 2 },
          { fell: 'weight', by: 2 },
        ],
      },
    },
  }),
];

interface Reduction {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly levels: readonly number[];
  readonly codes: readonly number[];
}

function reduction({ id, label, levels, name, codes }: Reduction): MeasureDefinition {
  const among = (codesOf: readonly number[]): Condition => ({
    guidanceOutcome: 'waist_weight_change',
    in: codesOf,
    levels,
  });
  return measure({
    ...shared,
    id,
    name: `${label}の終了者の${name}`,
    numerator: '実績評価で腹囲と体重の減少がその値に達したと報告された人',
    denominator: `${label}の終了者のうち、実績評価で腹囲・体重の改善が報告された人`,
    caveats: [
      '値が高いことで対象となった人は、指導がなくても一部は減る（平均への回帰）。利用しなかった前年度対象者の値と並べて読むこと。',
      '減少の判定は保健指導機関の報告による（自己測定・自己申告の値を含む）。',
    ],
    withoutIntervention: NOT_GUIDED,
    question: { kind: 'share', frame: LEGAL_TARGET, denominator: among([0, 1, 2]), numerator: among(codes) },
  });
}
