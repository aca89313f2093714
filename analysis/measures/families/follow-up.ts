import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { CERTIFIED } from './care-core.ts';
import { KOKUHO, KOUKI } from './frames-used.ts';

/** Receipts of unknown kind are contact with care, too: whoever has one is not taken for somebody unknown. */
const ANY_CLAIM = ['inpatient', 'outpatient', 'dpc', 'dental', 'unknown'] as const;
const SELECTED =
  '前年度に多かった人の翌年度の値であり、何もしなくても減る分（平均への回帰）を含む。通知や訪問をした人の改善率は、しなかった人と比べて読むこと。';

/** Nothing known of a person in the fiscal year: no checkup, claim or certification. */
const unknownIn = (year: number): readonly Condition[] => [
  { examined: false, year },
  { not: { claim: ANY_CLAIM, years: [year, year] } },
  { not: { care: CERTIFIED, at: 'during', year } },
];

/** Outcomes of people found in the year before: back in treatment, fewer drugs, known again (保険者努力支援, 一体的実施). */
export function followUp(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  const rules = tables.values('extraction_rules', year);
  return [
    ...[3, 6].map(visitAfterCall),
    measure({
      id: 'gap.diabetes_returned',
      name: '糖尿病の治療中断者のうち治療を再開した人の割合',
      family: 'judgement',
      source: '糖尿病性腎症重症化予防プログラム（治療中断者の再受診）',
      numerator: '当年度に糖尿病薬の処方がある人',
      denominator:
        '前年度の治療中断者（その前3年度に糖尿病薬の処方があり前年度にない人）のうち、前年度を通じて国保に加入し当年度も加入していた人',
      direction: 'higher_is_better',
      periodRule: '当年度と前4年度',
      ageRule: '年度末現在の年齢（国保）',
      caveats: ['勧奨がなくても再開する人がいる。勧奨の効果は、勧奨しなかった中断者と比べて読むこと。'],
      question: {
        kind: 'share',
        frame: KOKUHO,
        denominator: {
          all: [
            { drug: 'antidiabetic', years: [-4, -2] },
            { not: { drug: 'antidiabetic', years: [-1, -1] } },
            { coveredAllYear: 'kokuho', year: -1 },
          ],
        },
        numerator: { drug: 'antidiabetic' },
      },
    }),
    ...prescribingDeclines(Math.min(...rules.polypharmacy), rules.duplicate_drug_prescribers),
    measure({
      id: 'frailty.unknown_found',
      name: '健康状態不明者のうち状態が把握できた人の割合',
      family: 'frailty',
      source: '一体的実施 健康状態不明者対策',
      numerator: '当年度に健診、医科・歯科のレセプト、要介護認定のどれかがある人',
      denominator:
        '前年度の健康状態不明者（前年度とその前年度に、健診もレセプトも要介護認定もない人）のうち、当年度も後期高齢者医療に加入していた人',
      direction: 'higher_is_better',
      periodRule: '当年度と前2年度',
      ageRule: '年度末現在の年齢（後期高齢者医療）',
      caveats: ['訪問などで把握した記録ではなく、健診・レセプト・認定から把握できた人を数える。'],
      question: {
        kind: 'share',
        frame: KOUKI,
        denominator: { all: [...unknownIn(-1), ...unknownIn(-2)] },
        numerator: {
          any: [{ examined: true }, { claim: ANY_CLAIM }, { care: CERTIFIED, at: 'during' }],
        },
      },
    }),
  ];
}

/** 受診勧奨後の受診率: visits for diabetes, high blood pressure or lipids after the letter, call or visit. */
function visitAfterCall(months: number): MeasureDefinition {
  return measure({
    id: `programme.visited_after_call_${months}m`,
    name: `受診勧奨後${months}か月以内の受診率（ハイリスクアプローチの事業）`,
    family: 'programme',
    source: '糖尿病性腎症重症化予防プログラム、データヘルス計画（受診勧奨の評価）',
    numerator: `案内した月の翌月から${months}か月以内に、糖尿病・高血圧・脂質異常症の病名（疑いを除く）のある医科レセプトがある人`,
    denominator: '年度中にハイリスクアプローチの事業で案内した人で、国保に加入していた人',
    direction: 'higher_is_better',
    periodRule: `案内は年度（4月〜翌年3月）、受診はその後${months}か月`,
    ageRule: '年度末現在の年齢（国保）',
    caveats: [
      '勧奨がなくても受診する人がいる。すでに治療していた人も分母に含む。勧奨の効果は、勧奨しなかった人と比べて「効果検証」で確かめること。',
      `案内から${months}か月後までのレセプトが取り込まれていない年度は、低く出る。`,
    ],
    question: {
      kind: 'share',
      frame: KOKUHO,
      denominator: { programme: null, step: 'invited', approach: 'high_risk' },
      numerator: { visitAfterCall: months, diagnoses: ['diabetes_any', 'hypertension', 'dyslipidaemia'] },
    },
  });
}

function prescribingDeclines(drugs: number, prescribers: number): readonly MeasureDefinition[] {
  const patterns = [
    [`polypharmacy_${drugs}`, `多剤服薬者（同月に${drugs}成分以上）`, 'ingredients', drugs],
    [
      'duplicate_drugs',
      `重複服薬者（同月・同一成分を${prescribers}医療機関以上）`,
      'prescribers_same_ingredient',
      prescribers,
    ],
  ] as const;
  return patterns.map(([id, label, pattern, atLeast]) =>
    measure({
      id: `prescribing.${id}_improved`,
      name: `前年度の${label}のうち当年度は該当しない人の割合`,
      family: 'prescribing',
      source: '保険者努力支援制度（介入の前後をレセプトで確認）',
      numerator: '当年度に一度も該当しなかった人',
      denominator: `前年度に${label}だった月があり、当年度も国保に加入していた人`,
      direction: 'higher_is_better',
      periodRule: '前年度と当年度の2年度',
      ageRule: '年度末現在の年齢（国保）',
      caveats: [SELECTED],
      question: {
        kind: 'share',
        frame: KOKUHO,
        denominator: { pattern, atLeast, years: [-1, -1] },
        numerator: { not: { pattern, atLeast } },
      },
    }),
  );
}
