import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { diabeticMap, diabeticStages } from '../tables/diabetic-kidney.ts';
import { EXAMINED, EXAMINED_AGE_RULE } from './frames-used.ts';

const KIDNEY_PROGRAMME = '糖尿病性腎症重症化予防プログラム（令和6年3月）';
const STAGES = '糖尿病性腎症病期分類2023（糖尿病性腎症合同委員会）';

const DIABETES: Condition = {
  any: [
    { checkup: 'glucose_fasting', op: '>=', value: 126 },
    { checkup: 'glucose_casual', op: '>=', value: 126 },
    { checkup: 'hba1c', op: '>=', value: 6.5 },
    { flag: 'drug_glucose' },
    { drug: 'antidiabetic' },
  ],
};
const KIDNEY: Condition = {
  any: [
    { egfr: '<', value: 30 },
    { checkup: 'urine_protein', op: '>=', value: 3 },
    { diagnosis: 'diabetic_kidney' },
  ],
};

/** Months of dialysis that make it chronic, within the fiscal year. */
export function onDialysis(months: number) {
  return { pattern: 'dialysis_months', atLeast: months } as const;
}

const TREATED: Condition = { any: [{ flag: 'drug_glucose' }, { drug: 'antidiabetic' }] };
const shared = { family: 'kidney', direction: 'lower_is_better', ageRule: EXAMINED_AGE_RULE } as const;

/** Targets of the programme against diabetic nephropathy, and stages of those with diabetes. */
export function diabeticKidney(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  const rules = tables.values('extraction_rules', year);
  return [
    measure({
      ...shared,
      id: 'kidney.diabetic_target',
      name: '糖尿病性腎症重症化予防の対象となる人の割合',
      source: KIDNEY_PROGRAMME,
      numerator:
        '糖尿病の基準（値または治療）と腎機能の基準（eGFR 30未満、尿蛋白陽性、腎症の病名）の両方に当てはまる人',
      denominator: '特定健診受診者のうち血糖の検査値がある人',
      caveats: ['プログラムの腎機能の基準の一部は原典で要確認。'],
      question: {
        kind: 'share',
        frame: EXAMINED,
        denominator: { any: [{ known: ['hba1c'] }, { known: ['glucose_fasting'] }] },
        numerator: { all: [DIABETES, KIDNEY] },
        claimsBeside: true,
      },
    }),
    ...diabeticProducts(rules.late_hba1c),
    ...stages(onDialysis(rules.dialysis_months)),
  ];
}

/** The two things that the programme does for those it finds: a call to see a doctor, and guidance of the badly controlled. */
function diabeticProducts(uncontrolled: number): readonly MeasureDefinition[] {
  const known: Condition = { any: [{ known: ['hba1c'] }, { known: ['glucose_fasting'] }] };
  const product = {
    ...shared,
    source: KIDNEY_PROGRAMME,
    caveats: ['プログラムの腎機能の基準の一部は原典で要確認。'],
  } as const;
  const target = [DIABETES, KIDNEY];
  return [
    measure({
      ...product,
      id: 'kidney.diabetic_target_untreated',
      name: '糖尿病性腎症重症化予防：受診勧奨の対象（治療していない人）の割合',
      numerator: '重症化予防の対象で、糖尿病薬の処方も服薬の回答もない人',
      denominator: '特定健診受診者のうち血糖の検査値がある人',
      question: {
        kind: 'share',
        frame: EXAMINED,
        denominator: known,
        numerator: { all: [...target, { not: TREATED }] },
      },
    }),
    measure({
      ...product,
      id: 'kidney.diabetic_target_uncontrolled',
      name: `糖尿病性腎症重症化予防：保健指導の対象（治療中でHbA1c ${uncontrolled}%以上）の割合`,
      numerator: `重症化予防の対象で、糖尿病薬の処方か服薬の回答があり、HbA1cが${uncontrolled}%以上の人`,
      denominator: '特定健診受診者のうちHbA1cの値がある人',
      question: {
        kind: 'share',
        frame: EXAMINED,
        denominator: { known: ['hba1c'] },
        numerator: { all: [...target, TREATED, { checkup: 'hba1c', op: '>=', value: uncontrolled }] },
        claimsBeside: true,
      },
    }),
  ];
}

const COUNTED =
  '特定健診受診者のうち糖尿病の基準（値または治療）に当てはまり、クレアチニンと尿蛋白の値がある人';
const STAGE_CAVEATS = [
  '病期は尿アルブミンか尿蛋白の量（g/gCr）で決まるが、特定健診にその項目はない。尿蛋白の試験紙の判定で代え（－：第1期、±：第2期、＋以上：第3期）、第1期と第2期の見分けは目安である。',
  'eGFR 30未満は尿蛋白にかかわらず第4期、年度中に慢性維持透析の算定がある人は第5期とする。腎移植を受けた人は見分けられない。',
  '1回の健診の値による。糖尿病以外の腎臓病の人を含み、診断ではない。',
] as const;

/** Stages as the classification of 2023 names them, by what a checkup measures. */
function stages(dialysed: Condition): readonly MeasureDefinition[] {
  const table = {
    ...shared,
    source: STAGES,
    unit: '人',
    decimals: 0,
    scale: 1,
    denominator: COUNTED,
    // Parts of a few people each: without a split by sex more of them can be shown.
    stratifications: [],
    standardisable: false,
  } as const;
  return [
    measure({
      ...shared,
      id: 'kidney.diabetic_advanced',
      name: '糖尿病の人のうち腎症の第3期以上に当たる人の割合',
      source: STAGES,
      numerator: '尿蛋白が（＋）以上、eGFRが30未満、または慢性維持透析の算定がある人',
      denominator: COUNTED,
      caveats: STAGE_CAVEATS,
      question: {
        kind: 'share',
        frame: EXAMINED,
        denominator: { all: [DIABETES, { known: ['creatinine', 'urine_protein'] }] },
        numerator: {
          any: [{ egfr: '<', value: 30 }, { checkup: 'urine_protein', op: '>=', value: 3 }, dialysed],
        },
        claimsBeside: true,
      },
    }),
    measure({
      ...table,
      id: 'kidney.diabetic_stages',
      name: '糖尿病性腎症の病期別の人数',
      numerator: '病期ごとの人数',
      caveats: STAGE_CAVEATS,
      readsClaims: 'needed',
      question: { kind: 'table', run: diabeticStages(DIABETES, dialysed) },
    }),
    measure({
      ...table,
      id: 'kidney.diabetic_map',
      name: '糖尿病の人のGFR区分と尿蛋白区分（腎症の病期）',
      numerator: 'GFR区分×尿蛋白区分の人数',
      caveats: [...STAGE_CAVEATS, 'この表では、透析中の人も健診の値の区分に入る。'],
      readsClaims: 'beside',
      question: { kind: 'table', run: diabeticMap(DIABETES) },
    }),
  ];
}
