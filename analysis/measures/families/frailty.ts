import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { CERTIFIED } from './care-core.ts';
import { KOUKI } from './frames-used.ts';

const TOOL = 'KDB活用支援ツール 抽出の考え方 Ver.1（2022年）';
const MEDICAL = ['inpatient', 'outpatient', 'dpc'] as const;
const ANY_CARE = { claim: [...MEDICAL, 'dental', 'unknown'] } as const;

interface Rule {
  readonly no: number;
  readonly id: string;
  readonly name: string;
  readonly words: string;
  readonly condition: Condition;
  readonly caveat?: string;
}

const answer = (item: string, ...codes: readonly number[]): Condition => ({ answer: item, in: codes });
const FRAIL: Condition = {
  any: [answer('k7', 1), answer('k8', 1), answer('k4', 1), answer('k5', 1), answer('k13', 2)],
};
const UNCONFIRMED = '規則の原文が確認できていないため、条件は定義表で確認・変更する前提の仮のもの。';

function rules(tables: DefinitionTables, year: number): readonly Rule[] {
  const r = tables.values('extraction_rules', year);
  const uncontrolled: Condition = {
    any: [
      { all: [{ checkup: 'hba1c', op: '>=', value: r.late_hba1c }, { not: { drug: 'antidiabetic' } }] },
      {
        all: [
          {
            any: [
              { checkup: 'sbp', op: '>=', value: r.late_sbp },
              { checkup: 'dbp', op: '>=', value: r.late_dbp },
            ],
          },
          { not: { drug: 'antihypertensive' } },
        ],
      },
    ],
  };
  const interrupted: Condition = {
    all: [
      {
        any: [
          { drug: 'antidiabetic', years: [-3, -1] },
          { drug: 'antihypertensive', years: [-3, -1] },
        ],
      },
      { not: { drug: 'antidiabetic' } },
      { not: { drug: 'antihypertensive' } },
      { examined: false },
    ],
  };
  const underlying: Condition = {
    any: [
      { diagnosis: 'diabetes_any' },
      { diagnosis: 'heart_failure' },
      { diagnosis: 'stroke' },
      { diagnosis: 'copd' },
      { diagnosis: 'chronic_kidney_disease' },
    ],
  };
  return [
    {
      no: 1,
      id: 'undernutrition',
      name: '低栄養',
      words: `健診のBMIが${r.late_low_bmi}以下で、質問票⑥（体重減少）に該当`,
      condition: { all: [{ checkup: 'bmi', op: '<=', value: r.late_low_bmi }, answer('k6', 1)] },
    },
    {
      no: 2,
      id: 'oral',
      name: '口腔',
      words: '質問票④（咀嚼）または⑤（嚥下）に該当し、年度中に歯科のレセプトがない',
      condition: { all: [{ any: [answer('k4', 1), answer('k5', 1)] }, { not: { claim: ['dental'] } }] },
    },
    {
      no: 3,
      id: 'polypharmacy',
      name: '服薬（多剤）',
      words: `14日以上の処方が同じ月に${r.late_polypharmacy}成分以上`,
      condition: { pattern: 'ingredients', atLeast: r.late_polypharmacy },
    },
    {
      no: 4,
      id: 'hypnotics',
      name: '服薬（睡眠薬）',
      words: '睡眠薬の処方があり、質問票⑧（転倒）または⑩（物忘れ）に該当',
      condition: { all: [{ drug: 'hypnotic' }, { any: [answer('k8', 1), answer('k10', 1)] }] },
    },
    {
      no: 5,
      id: 'physical',
      name: '身体的フレイル（ロコモを含む）',
      words: '質問票①（健康状態）と⑦（歩行速度）の両方に該当',
      condition: { all: [answer('k1', 4, 5), answer('k7', 1)] },
    },
    {
      no: 6,
      id: 'uncontrolled',
      name: '重症化予防（コントロール不良者）',
      words: `HbA1c ${r.late_hba1c}以上または血圧${r.late_sbp}/${r.late_dbp}以上で、対応する薬剤の処方がない`,
      condition: uncontrolled,
    },
    {
      no: 7,
      id: 'interrupted',
      name: '重症化予防（治療中断者）',
      words: '前3年度に糖尿病薬・降圧薬の処方があり、当年度は処方も健診もない',
      condition: interrupted,
      caveat: UNCONFIRMED,
    },
    {
      no: 8,
      id: 'underlying_frail',
      name: '重症化予防（基礎疾患保有＋フレイル）',
      words: '糖尿病・循環器・COPD・CKDの病名があり、質問票のフレイルの項目に該当',
      condition: { all: [underlying, FRAIL] },
      caveat: UNCONFIRMED,
    },
    {
      no: 9,
      id: 'kidney_unvisited',
      name: '重症化予防（腎機能不良未受診者）',
      words: `eGFR ${r.late_egfr}未満または尿蛋白（＋）以上で、年度中に医科・歯科のレセプトがない`,
      condition: {
        all: [
          {
            any: [
              { egfr: '<', value: r.late_egfr },
              { checkup: 'urine_protein', op: '>=', value: 3 },
            ],
          },
          { not: ANY_CARE },
        ],
      },
    },
    {
      no: 10,
      id: 'unknown',
      name: '健康状態不明者',
      words: '当年度と前年度に、健診も医科・歯科のレセプトもなく、要介護認定もない',
      condition: {
        all: [
          { examined: false },
          { examined: false, year: -1 },
          { not: { claim: ANY_CARE.claim, years: [-1, 0] } },
          { not: { care: CERTIFIED, at: 'during' } },
          { not: { care: CERTIFIED, at: 'during', year: -1 } },
        ],
      },
    },
  ];
}

const HALF = '抽出の基準日・集計期間を年度にそろえた値であり、KDBの画面の値とは一致しないことがある。';

/** The ten extraction rules of 一体的実施 as shares of the insured of 後期高齢者医療. */
export function frailty(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  return rules(tables, year).map(({ no, id, name, words, condition, caveat }) =>
    measure({
      id: `frailty.${id}`,
      name: `一体的実施 ${no} ${name}の割合`,
      family: 'frailty',
      source: TOOL,
      numerator: words,
      denominator: '年度中に後期高齢者医療に加入していた人（健診受診者ではなく被保険者全体）',
      decimals: 2,
      direction: 'lower_is_better',
      periodRule: no === 7 ? '当年度と前3年度' : no === 10 ? '当年度と前年度' : '年度（4月〜翌年3月）',
      ageRule: '年度末現在の年齢（後期高齢者医療）',
      caveats: [HALF, ...(caveat ? [caveat] : [])],
      question: { kind: 'share', frame: KOUKI, numerator: condition },
    }),
  );
}
