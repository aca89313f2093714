import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import type { Frame } from '../frames.ts';
import { CERTIFIED } from './care-core.ts';
import { KOKUHO, KOUKI } from './frames-used.ts';

/** Receipts of unknown kind are contact with care, too: whoever has one is not taken for somebody unknown. */
const ANY_CLAIM = ['inpatient', 'outpatient', 'dpc', 'dental', 'unknown'] as const;
/** Whom a high-risk programme wrote to, called or visited in the year before or this year; and everybody else. */
const CALLED: Condition = { programme: null, step: 'invited', approach: 'high_risk', years: [-1, 0] };
const SELECTED = (beside: string) =>
  `前年度の状態で選んだ人の翌年度の値であり、何もしなくても変わる分（平均への回帰など）を含む。「${beside}」と並べて読むこと。案内した人としなかった人の違いには、選び方の違いも含まれる。効果は「効果検証」で確かめる。`;
const LEFT_ALONE =
  '何もしなくても見込まれる値（平均への回帰など）を知るための指標。案内の記録（事業の名簿）が取り込まれていない事業の案内は、なかったものとして数える。';

interface FollowedUp
  extends Pick<MeasureDefinition, 'family' | 'source' | 'numerator' | 'periodRule' | 'ageRule'> {
  readonly id: string;
  readonly name: string;
  /** The people chosen in the year before, and what is said of all of them. */
  readonly chosen: string;
  readonly whose: string;
  readonly caveats?: readonly string[];
  readonly frame: Frame;
  readonly denominator: Condition;
  readonly becomes: Condition;
}

/**
 * What became of people chosen in the year before: of all of them, of those whom a high-risk programme called, and
 * beside them of those who were left alone.
 */
function followedUp({
  id,
  name,
  chosen,
  whose,
  frame,
  denominator,
  becomes,
  caveats = [],
  ...shared
}: FollowedUp) {
  const leftAlone = `${chosen}のうち${name}（事業で案内しなかった人）`;
  const of = (part: Pick<MeasureDefinition, 'id' | 'name' | 'denominator'>, who: readonly Condition[]) => ({
    ...shared,
    ...part,
    direction: 'higher_is_better' as const,
    question: {
      kind: 'share' as const,
      frame,
      denominator: { all: [denominator, ...who] },
      numerator: becomes,
    },
  });
  const beside = { withoutIntervention: `${id}.not_called`, caveats: [...caveats, SELECTED(leftAlone)] };
  return [
    measure({ ...of({ id, name: `${chosen}のうち${name}`, denominator: whose }, []), ...beside }),
    measure({
      ...of(
        {
          id: `${id}.called`,
          name: `${chosen}のうち${name}（事業で案内した人）`,
          denominator: `${whose}のうち、前年度か当年度にハイリスクアプローチの事業で案内した人`,
        },
        [CALLED],
      ),
      ...beside,
    }),
    measure({
      ...of(
        {
          id: `${id}.not_called`,
          name: leftAlone,
          denominator: `${whose}のうち、前年度も当年度もハイリスクアプローチの事業で案内しなかった人`,
        },
        [{ not: CALLED }],
      ),
      caveats: [...caveats, LEFT_ALONE],
    }),
  ];
}

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
    ...followedUp({
      id: 'gap.diabetes_returned',
      family: 'judgement',
      source: '糖尿病性腎症重症化予防プログラム（治療中断者の再受診）',
      chosen: '糖尿病の治療中断者',
      name: '治療を再開した人の割合',
      numerator: '当年度に糖尿病薬の処方がある人',
      whose:
        '前年度の治療中断者（その前3年度に糖尿病薬の処方があり前年度にない人）のうち、前年度を通じて国保に加入し当年度も加入していた人',
      periodRule: '当年度と前4年度',
      ageRule: '年度末現在の年齢（国保）',
      frame: KOKUHO,
      denominator: {
        all: [
          { drug: 'antidiabetic', years: [-4, -2] },
          { not: { drug: 'antidiabetic', years: [-1, -1] } },
          { coveredAllYear: 'kokuho', year: -1 },
        ],
      },
      becomes: { drug: 'antidiabetic' },
    }),
    ...prescribingDeclines(Math.min(...rules.polypharmacy), rules.duplicate_drug_prescribers),
    ...followedUp({
      id: 'frailty.unknown_found',
      family: 'frailty',
      source: '一体的実施 健康状態不明者対策',
      chosen: '健康状態不明者',
      name: '状態が把握できた人の割合',
      numerator: '当年度に健診、医科・歯科のレセプト、要介護認定のどれかがある人',
      whose:
        '前年度の健康状態不明者（前年度とその前年度に、健診もレセプトも要介護認定もない人）のうち、当年度も後期高齢者医療に加入していた人',
      periodRule: '当年度と前2年度',
      ageRule: '年度末現在の年齢（後期高齢者医療）',
      caveats: ['訪問などで把握した記録ではなく、健診・レセプト・認定から把握できた人を数える。'],
      frame: KOUKI,
      denominator: { all: [...unknownIn(-1), ...unknownIn(-2)] },
      becomes: {
        any: [{ examined: true }, { claim: ANY_CLAIM }, { care: CERTIFIED, at: 'during' }],
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
  return patterns.flatMap(([id, label, pattern, atLeast]) =>
    followedUp({
      id: `prescribing.${id}_improved`,
      family: 'prescribing',
      source: '保険者努力支援制度（介入の前後をレセプトで確認）',
      chosen: `前年度の${label}`,
      name: '当年度は該当しない人の割合',
      numerator: '当年度に一度も該当しなかった人',
      whose: `前年度に${label}だった月があり、当年度も国保に加入していた人`,
      periodRule: '前年度と当年度の2年度',
      ageRule: '年度末現在の年齢（国保）',
      frame: KOKUHO,
      denominator: { pattern, atLeast, years: [-1, -1] },
      becomes: { not: { pattern, atLeast } },
    }),
  );
}
