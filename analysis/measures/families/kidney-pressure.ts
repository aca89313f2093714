import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { kidneyHeatMap } from '../tables/kidney-heat-map.ts';
import { pressureGrades } from '../tables/pressure-grades.ts';
import { diabeticKidney, onDialysis } from './diabetic-kidney.ts';
import { EXAMINED, EXAMINED_AGE_RULE, KOKUHO } from './frames-used.ts';

const CKD = 'CKD診療ガイド、KDIGO 2012';
const SINGLE = 'CKDは3か月以上の持続で診断する。1回の健診の値は「疑い」である。';

/** eGFR, CKD heat map, 腎症 targets, dialysis. */
export function kidney(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  const rules = tables.values('extraction_rules', year);
  const shared = { family: 'kidney', direction: 'lower_is_better', ageRule: EXAMINED_AGE_RULE } as const;
  return [
    measure({
      ...shared,
      id: 'kidney.ckd_suspected',
      name: 'CKD疑い（eGFR 60未満または尿蛋白＋以上）の割合',
      source: CKD,
      numerator: 'eGFRが60未満、または尿蛋白が（＋）以上の人',
      denominator: '特定健診受診者のうちクレアチニンと尿蛋白の値がある人',
      caveats: [SINGLE],
      question: {
        kind: 'share',
        frame: EXAMINED,
        denominator: { known: ['creatinine', 'urine_protein'] },
        numerator: {
          any: [
            { egfr: '<', value: 60 },
            { checkup: 'urine_protein', op: '>=', value: 3 },
          ],
        },
      },
    }),
    measure({
      ...shared,
      id: 'kidney.fast_decline',
      name: `eGFR 60未満で1年に${rules.egfr_fall_per_year}以上低下した人の割合`,
      source: CKD,
      numerator: `当年度のeGFRが60未満で、前年度から${rules.egfr_fall_per_year}以上低下した人`,
      denominator: '2年続けてクレアチニンの値がある人',
      periodRule: '前年度と当年度の2年度',
      caveats: [SINGLE, '測定の揺らぎと平均への回帰を含む。'],
      question: {
        kind: 'share',
        frame: EXAMINED,
        denominator: { all: [{ known: ['creatinine'] }, { known: ['creatinine'], year: -1 }] },
        numerator: { all: [{ egfr: '<', value: 60 }, { egfrFall: rules.egfr_fall_per_year }] },
      },
    }),
    measure({
      ...shared,
      id: 'kidney.heat_map',
      name: 'CKD重症度分類（ヒートマップ）',
      source: CKD,
      numerator: 'GFR区分×尿蛋白区分の人数',
      denominator: '特定健診受診者のうちクレアチニンと尿蛋白の値がある人',
      unit: '人',
      decimals: 0,
      scale: 1,
      stratifications: ['sex'],
      standardisable: false,
      caveats: [SINGLE, '尿蛋白の区分は試験紙の判定による（－：A1、±：A2、＋以上：A3）目安である。'],
      question: { kind: 'table', run: kidneyHeatMap },
    }),
    ...diabeticKidney(tables, year),
    ...dialysis(rules.dialysis_months),
  ];
}

function dialysis(months: number): readonly MeasureDefinition[] {
  const shared = {
    family: 'kidney',
    source: 'レセプトの人工透析関連の診療行為による集計',
    unit: '人口10万対',
    decimals: 1,
    scale: 100_000,
    direction: 'lower_is_better',
    ageRule: '年度末現在の年齢（国保）',
    caveats: [
      `${months}か月以上の算定がある人を慢性維持透析とみなす。診療行為コードの表は改定ごとに確認する。`,
      '人数が少ないため、年度ごとの増減は偶然で大きく動く。',
    ],
  } as const;
  const treated = onDialysis(months);
  return [
    measure({
      ...shared,
      id: 'kidney.dialysis',
      name: '人工透析患者の割合（国保）',
      numerator: '慢性維持透析の算定がある人',
      denominator: '年度中に国保に加入していた人',
      question: { kind: 'share', frame: KOKUHO, numerator: treated, rare: true },
    }),
    measure({
      ...shared,
      id: 'kidney.dialysis_new',
      name: '新規人工透析導入（国保）',
      numerator: '当年度に透析が始まり、前年度に算定がない人',
      denominator: '前年度も当年度も通年で国保に加入していた人',
      periodRule: '前年度と当年度の2年度',
      question: {
        kind: 'share',
        frame: { kind: 'full_year', insurer: 'kokuho', ages: { from: 0, to: 74 }, keepExcluded: true },
        denominator: { coveredAllYear: 'kokuho', year: -1 },
        numerator: { all: [treated, { not: { procedure: 'dialysis', years: [-1, -1] } }] },
        rare: true,
      },
    }),
    measure({
      ...shared,
      id: 'kidney.dialysis_new_diabetic',
      name: '糖尿病のある人の新規人工透析導入（国保）',
      numerator:
        '当年度に透析が始まり、前年度に算定がなく、当年度のレセプトに糖尿病（腎症を含む）の病名がある人',
      denominator: '前年度も当年度も通年で国保に加入していた人',
      periodRule: '前年度と当年度の2年度',
      caveats: [...shared.caveats, '透析の原因の病気は、レセプトからは分からない。'],
      question: {
        kind: 'share',
        frame: { kind: 'full_year', insurer: 'kokuho', ages: { from: 0, to: 74 }, keepExcluded: true },
        denominator: { coveredAllYear: 'kokuho', year: -1 },
        numerator: {
          all: [treated, { not: { procedure: 'dialysis', years: [-1, -1] } }, { diagnosis: 'diabetes_any' }],
        },
        rare: true,
      },
    }),
    measure({
      ...shared,
      id: 'kidney.dialysis_new_3y',
      name: '新規人工透析導入（国保、3年間の1年当たり）',
      unit: '人口10万対・年',
      scale: 100_000 / 3,
      numerator: '当年度までの3年度の間に透析が始まり、その前の年度に算定がない人',
      denominator: '当年度とその前の3年度を通じて国保に加入していた人',
      periodRule: '当年度と前3年度',
      caveats: [...shared.caveats, '途中で国保を離れた人（後期高齢者医療への移行や死亡を含む）は数えない。'],
      question: {
        kind: 'share',
        frame: { kind: 'full_year', insurer: 'kokuho', ages: { from: 0, to: 74 }, keepExcluded: true },
        denominator: {
          all: [-3, -2, -1].map((year) => ({ coveredAllYear: 'kokuho', year }) as const),
        },
        numerator: {
          all: [{ ...treated, years: [-2, 0] }, { not: { procedure: 'dialysis', years: [-3, -3] } }],
        },
        rare: true,
      },
    }),
  ];
}

const HIGH_PRESSURE: Condition = {
  any: [
    { checkup: 'sbp', op: '>=', value: 140 },
    { checkup: 'dbp', op: '>=', value: 90 },
  ],
};
const BP_KNOWN: Condition = { known: ['sbp', 'dbp'] };
/** Told to see a doctor at once. */
const VERY_HIGH_PRESSURE: Condition = {
  any: [
    { checkup: 'sbp', op: '>=', value: 160 },
    { checkup: 'dbp', op: '>=', value: 100 },
  ],
};

/** Tiers beyond the two limits of judgement, and high systolic pressure alone. */
function pressureTiers(): readonly MeasureDefinition[] {
  const tier = (id: string, name: string, numerator: string, test: Condition) =>
    measure({
      id: `pressure.${id}`,
      name: `${name}の割合`,
      family: 'judgement',
      source: '標準的な健診・保健指導プログラム、高血圧治療ガイドライン2019',
      numerator,
      denominator: '特定健診受診者のうち血圧の値がある人',
      direction: 'lower_is_better',
      ageRule: EXAMINED_AGE_RULE,
      caveats: ['服薬中の人も含む。健診の値によるもので、診断ではない。'],
      question: { kind: 'share', frame: EXAMINED, denominator: BP_KNOWN, numerator: test },
    });
  return [
    tier(
      'very_high',
      '血圧が160/100mmHg以上（すぐに受診を勧める値）の人',
      '収縮期160mmHg以上または拡張期100mmHg以上の人',
      VERY_HIGH_PRESSURE,
    ),
    tier('isolated_systolic', '（孤立性）収縮期高血圧の範囲の人', '収縮期140mmHg以上で拡張期90mmHg未満の人', {
      all: [
        { checkup: 'sbp', op: '>=', value: 140 },
        { checkup: 'dbp', op: '<', value: 90 },
      ],
    }),
  ];
}

/** Whose value is high, whose is known, and the answer of those who are treated. */
interface UntreatedRule {
  readonly high: Condition;
  readonly known: Condition;
  readonly flag: 'drug_bp' | 'drug_glucose' | 'drug_lipid';
}

/** Blood-pressure grades, untreated above the referral value, and gaps of treatment seen in claims. */
export function pressureAndGaps(): readonly MeasureDefinition[] {
  const shared = { family: 'judgement', direction: 'lower_is_better', ageRule: EXAMINED_AGE_RULE } as const;
  const untreated = (
    id: string,
    { item, tier, words }: Readonly<Record<'item' | 'tier' | 'words', string>>,
    { high, known, flag }: UntreatedRule,
  ) =>
    measure({
      ...shared,
      id: `untreated.${id}`,
      name: `${item}が${tier}以上で服薬していない人の割合`,
      source: '標準的な健診・保健指導プログラム 受診勧奨判定値',
      numerator: `${words}で、薬剤を服用していない人`,
      denominator: `特定健診受診者のうち${item}の値がある人`,
      caveats: ['服薬の有無は質問票の回答による。'],
      question: {
        kind: 'share',
        frame: EXAMINED,
        denominator: known,
        numerator: { all: [high, { not: { flag } }] },
      },
    });
  const gap = (id: string, name: string, high: Condition, known: Condition, care: Condition) =>
    measure({
      ...shared,
      id: `gap.${id}`,
      name,
      source: 'KDB（健診値と医療レセプトの突合）の考え方',
      numerator: '分母のうち、年度中にその病名（疑いを除く）のレセプトも薬剤もない人',
      denominator: '特定健診で基準以上だった人',
      caveats: ['健診の後に受診したかどうかを見るには、翌年度のレセプトも取り込む必要がある。'],
      question: {
        kind: 'share',
        frame: EXAMINED,
        denominator: { all: [known, high] },
        numerator: { not: care },
      },
    });
  const diabetesCare: Condition = { any: [{ diagnosis: 'diabetes_any' }, { drug: 'antidiabetic' }] };
  const pressureCare: Condition = { any: [{ diagnosis: 'hypertension' }, { drug: 'antihypertensive' }] };
  const lipidCare: Condition = { any: [{ diagnosis: 'dyslipidaemia' }, { drug: 'lipid_lowering' }] };
  return [
    measure({
      ...shared,
      id: 'pressure.grades',
      name: '血圧の分類別の人数',
      source: '高血圧治療ガイドライン2019（診察室血圧の分類）',
      numerator: '分類ごとの人数（収縮期・拡張期の高い方の分類）',
      denominator: '特定健診受診者のうち血圧の値がある人',
      direction: 'neutral',
      stratifications: ['sex'],
      standardisable: false,
      caveats: ['健診の1回または平均の値による分類であり、診断ではない。'],
      question: { kind: 'table', run: pressureGrades },
    }),
    ...pressureTiers(),
    untreated(
      'pressure_very_high',
      {
        item: '血圧',
        tier: 'すぐに受診を勧める値（160/100mmHg）',
        words: '収縮期160mmHg以上または拡張期100mmHg以上',
      },
      { high: VERY_HIGH_PRESSURE, known: BP_KNOWN, flag: 'drug_bp' },
    ),
    untreated(
      'pressure',
      { item: '血圧', tier: '受診勧奨判定値', words: '収縮期140mmHg以上または拡張期90mmHg以上' },
      { high: HIGH_PRESSURE, known: BP_KNOWN, flag: 'drug_bp' },
    ),
    untreated(
      'hba1c',
      { item: 'HbA1c', tier: '受診勧奨判定値', words: 'HbA1c 6.5%以上' },
      {
        high: { checkup: 'hba1c', op: '>=', value: 6.5 },
        known: { known: ['hba1c'] },
        flag: 'drug_glucose',
      },
    ),
    untreated(
      'ldl',
      { item: 'LDLコレステロール', tier: '受診勧奨判定値', words: 'LDL 140mg/dL以上' },
      { high: { checkup: 'ldl', op: '>=', value: 140 }, known: { known: ['ldl'] }, flag: 'drug_lipid' },
    ),
    gap(
      'hba1c',
      'HbA1c 6.5%以上で糖尿病のレセプトのない人の割合',
      { checkup: 'hba1c', op: '>=', value: 6.5 },
      { known: ['hba1c'] },
      diabetesCare,
    ),
    gap(
      'pressure',
      '血圧が受診勧奨判定値以上で高血圧のレセプトのない人の割合',
      HIGH_PRESSURE,
      BP_KNOWN,
      pressureCare,
    ),
    gap(
      'ldl',
      'LDL 140mg/dL以上で脂質異常症のレセプトのない人の割合',
      { checkup: 'ldl', op: '>=', value: 140 },
      { known: ['ldl'] },
      lipidCare,
    ),
    measure({
      ...shared,
      id: 'gap.diabetes_interrupted',
      name: '糖尿病の治療中断者の割合',
      source: '糖尿病性腎症重症化予防プログラム、KDB活用支援ツールの考え方',
      numerator: '当年度に糖尿病薬の処方がない人',
      denominator: '前3年度に糖尿病薬の処方があり、当年度も国保に加入していた人',
      periodRule: '当年度と前3年度',
      ageRule: '年度末現在の年齢（国保）',
      question: {
        kind: 'share',
        frame: KOKUHO,
        denominator: { drug: 'antidiabetic', years: [-3, -1] },
        numerator: { not: { drug: 'antidiabetic' } },
      },
    }),
  ];
}
