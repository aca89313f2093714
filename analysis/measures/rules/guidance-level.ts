import type { TableValues } from '../../domain/tables/index.ts';
import type { CheckupValues } from './checkup-values.ts';
import type { RuleLayers } from './classes-sql.ts';
import { anyOf, atLeast, below, completions, type Ternary } from './kleene.ts';

export type GuidanceRules = TableValues<'guidance_level'>;

/** 1 積極的支援, 2 動機付け支援, 3 なし（情報提供）, 4 判定不能. */
export type GuidanceLevel = 1 | 2 | 3 | 4;

/**
 * 階層化: level of 特定保健指導 of one exam (標準的な健診・保健指導プログラム, steps 1–4).
 *
 * Smoking counts only beside another risk; drugs for blood pressure, glucose or lipid exclude; from the age of
 * the table on 積極的支援 becomes 動機付け支援. What is missing makes 判定不能 only if it could change the answer.
 */
export function guidanceLevel(values: CheckupValues, rules: GuidanceRules): GuidanceLevel {
  const parts: Ternary[] = [
    obesity(values, rules),
    atLeast(values.bmi, rules.bmi),
    anyOf(atLeast(values.sbp, rules.sbp), atLeast(values.dbp, rules.dbp)),
    anyOf(triglyceride(values, rules), below(values.hdl, rules.hdl_below)),
    glucose(values, rules),
    values.smoker,
    anyOf(values.drugBp, values.drugGlucose, values.drugLipid),
  ];
  const older = values.age >= rules.motivational_only_from_age;
  const answers = new Set(completions(parts).map((known) => levelOf(known, older)));
  const [only] = answers;
  return answers.size === 1 && only ? only : 4;
}

function levelOf(known: readonly boolean[], older: boolean): GuidanceLevel {
  const [waist, heavy, pressure, lipid, sugar, smoker, drug] = known;
  const risks = [pressure, lipid, sugar].filter(Boolean).length;
  if (drug || risks === 0 || !(waist || heavy)) return 3;
  const counted = risks + (smoker ? 1 : 0);
  const active = waist ? counted >= 2 : counted >= 3;
  return active && !older ? 1 : 2;
}

function obesity(values: CheckupValues, rules: GuidanceRules): Ternary {
  if (values.visceralFatArea !== null) return values.visceralFatArea >= rules.visceral_fat_area;
  return atLeast(values.waist, values.sex === 1 ? rules.waist_male : rules.waist_female);
}

function triglyceride(values: CheckupValues, rules: GuidanceRules): Ternary {
  if (values.triglycerideFasting !== null) return values.triglycerideFasting >= rules.triglyceride_fasting;
  return rules.triglyceride_casual === null
    ? null
    : atLeast(values.triglycerideCasual, rules.triglyceride_casual);
}

/** One measured glucose item is enough; fasting goes before casual. */
function glucose(values: CheckupValues, rules: GuidanceRules): Ternary {
  const casual = rules.glucose_casual === null ? null : atLeast(values.glucoseCasual, rules.glucose_casual);
  const sugar =
    values.glucoseFasting === null ? casual : atLeast(values.glucoseFasting, rules.glucose_fasting);
  const hba1c = atLeast(values.hba1c, rules.hba1c);
  if (sugar === null && hba1c === null) return null;
  return sugar === true || hba1c === true;
}

/** The same rule in two layers of SQL over checkup rows with `sex` and `age` (see `classes-sql.ts`). */
export function guidanceLevelLayers(rules: GuidanceRules): RuleLayers {
  const casualFat =
    rules.triglyceride_casual === null
      ? 'NULL::BOOLEAN'
      : `triglyceride_casual >= ${rules.triglyceride_casual}`;
  const casualSugar =
    rules.glucose_casual === null ? 'NULL::BOOLEAN' : `glucose_casual >= ${rules.glucose_casual}`;
  const sugar = `coalesce(glucose_fasting >= ${rules.glucose_fasting}, ${casualSugar})`;
  const hba1c = `hba1c >= ${rules.hba1c}`;
  return {
    parts: {
      waist: `coalesce(visceral_fat_area >= ${rules.visceral_fat_area},
        waist >= CASE WHEN sex = 1 THEN ${rules.waist_male} ELSE ${rules.waist_female} END)`,
      heavy: `bmi >= ${rules.bmi}`,
      pressure: `(sbp >= ${rules.sbp} OR dbp >= ${rules.dbp})`,
      lipid: `(coalesce(triglyceride_fasting >= ${rules.triglyceride_fasting}, ${casualFat}) OR hdl < ${rules.hdl_below})`,
      sugar: `coalesce(greatest(${sugar}, ${hba1c}), ${sugar}, ${hba1c})`,
      smoker: 'smoker',
      drug: '(drug_bp OR drug_glucose OR drug_lipid)',
    },
    reading: (part, unknown) => {
      const is = (name: string, value = unknown) => `coalesce(${part(name)}, ${value})`;
      const risks = ['pressure', 'lipid', 'sugar'].map((name) => `${is(name)}::INTEGER`).join(' + ');
      return `CASE WHEN ${is('drug', !unknown)} OR (${risks}) = 0 OR NOT (${is('waist')} OR ${is('heavy')}) THEN 3
        WHEN age < ${rules.motivational_only_from_age}
          AND ${risks} + ${is('smoker')}::INTEGER >= CASE WHEN ${is('waist')} THEN 2 ELSE 3 END THEN 1
        ELSE 2 END`;
    },
  };
}
