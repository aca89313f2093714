import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { Condition } from '../conditions/condition.ts';
import { type MeasureDefinition, measure } from '../definition.ts';
import { KOKUHO } from './frames-used.ts';

/** Found in many: limits of a proportion; the others are counts of rare events. */
const COMMON = new Set(['diabetes_any', 'hypertension', 'dyslipidaemia', 'periodontal', 'musculoskeletal']);

const CAVEATS = [
  'レセプトの病名による。検査のために付いた病名を含み、診断や有病率とは異なる（「疑い」の病名は除く）。',
  '1人が複数の疾病に入るため、疾病の間で足し合わせない。',
];

/** Persons with a diagnosis of each disease group, union and chapter of the table, per 1,000 insured. */
export function diseases(tables: DefinitionTables, year: number): readonly MeasureDefinition[] {
  const { groups, unions, wholes } = tables.values('disease_groups', year);
  const named = (id: string, label: string) => patients(id, label, { diagnosis: id });
  return [
    // Where a union holds the disease with its complications, the code group without them would mislead.
    ...groups.filter(({ id }) => !unions[`${id}_any`]).map(({ id, label }) => named(id, label)),
    ...Object.entries(unions).map(([id, { label }]) => named(id, label)),
    ...Object.entries(wholes).map(([id, { label, prefixes }]) => patients(id, label, { icd10: prefixes })),
    ...kidneyDisease(),
  ];
}

/** KDB splits 慢性腎臓病 by dialysis, which is told by procedures, not by the diagnosis. */
function kidneyDisease(): readonly MeasureDefinition[] {
  const diagnosis: Condition = { diagnosis: 'chronic_kidney_disease' };
  const dialysis: Condition = { procedure: 'dialysis' };
  return [
    patients('chronic_kidney_disease_dialysis', '慢性腎臓病（透析あり）', { all: [diagnosis, dialysis] }),
    patients('chronic_kidney_disease_no_dialysis', '慢性腎臓病（透析なし）', {
      all: [diagnosis, { not: dialysis }],
    }),
  ];
}

function patients(id: string, label: string, numerator: Condition): MeasureDefinition {
  return measure({
    id: `disease.${id}`,
    name: `${label}の病名がある人（国保、千人当たり）`,
    family: 'disease',
    source: 'ICD-10による疾病グループ（定義表）、KDB 疾病別の患者数の考え方',
    numerator: `年度中のレセプト（医科・歯科・DPC）に${label}の病名（「疑い」を除く）がある人`,
    denominator: '年度中に国保に加入していた人',
    unit: '人／千人',
    scale: 1000,
    direction: 'neutral',
    ageRule: '年度末現在の年齢（国保）',
    caveats: CAVEATS,
    question: {
      kind: 'share',
      frame: KOKUHO,
      numerator,
      ...(COMMON.has(id) ? {} : { rare: true as const }),
    },
  });
}
