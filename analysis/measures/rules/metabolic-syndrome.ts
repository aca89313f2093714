import type { TableValues } from '../../domain/tables/index.ts';
import type { CheckupValues } from './checkup-values.ts';
import { anyOf, atLeast, below, completions, type Ternary } from './kleene.ts';

export type MetabolicRules = TableValues<'metabolic_syndrome'>;

/** 1 基準該当, 2 予備群該当, 3 非該当, 4 判定不能. */
export type MetabolicClass = 1 | 2 | 3 | 4;

/**
 * メタボリックシンドローム判定 of one exam.
 *
 * Waist (or visceral fat area where it was measured) is necessary; two or more of lipid, blood pressure and
 * glucose make 基準該当, one 予備群. Glucose is fasting glucose, HbA1c only where that is missing. What is
 * missing makes 判定不能 only if it could change the answer.
 */
export function metabolicClass(values: CheckupValues, rules: MetabolicRules): MetabolicClass {
  const parts: Ternary[] = [
    obesity(values, rules),
    anyOf(
      atLeast(values.triglycerideFasting, rules.triglyceride),
      below(values.hdl, rules.hdl_below),
      drug(values.drugLipid, rules),
    ),
    anyOf(atLeast(values.sbp, rules.sbp), atLeast(values.dbp, rules.dbp), drug(values.drugBp, rules)),
    anyOf(glucose(values, rules), drug(values.drugGlucose, rules)),
  ];
  const answers = new Set(completions(parts).map(classOf));
  const [only] = answers;
  return answers.size === 1 && only ? only : 4;
}

function classOf([obese, ...risks]: readonly boolean[]): MetabolicClass {
  const count = risks.filter(Boolean).length;
  if (!obese || count === 0) return 3;
  return count >= 2 ? 1 : 2;
}

function obesity(values: CheckupValues, rules: MetabolicRules): Ternary {
  if (values.visceralFatArea !== null) return values.visceralFatArea >= rules.visceral_fat_area;
  return atLeast(values.waist, values.sex === 1 ? rules.waist_male : rules.waist_female);
}

function glucose(values: CheckupValues, rules: MetabolicRules): Ternary {
  if (values.glucoseFasting !== null) return values.glucoseFasting >= rules.glucose_fasting;
  return atLeast(values.hba1c, rules.hba1c);
}

function drug(taken: boolean | null, rules: MetabolicRules): Ternary {
  return rules.drugs_count ? taken : false;
}

/**
 * The same rule as an SQL expression over a `checkup` alias and an expression for sex; 1–4.
 *
 * Works by bounds: the class can only rise when an unknown part turns out true, so it is decided exactly when
 * the lowest and the highest reading agree.
 */
export function metabolicClassSql(checkup: string, sex: string, rules: MetabolicRules): string {
  const c = checkup;
  const taken = (name: string) => (rules.drugs_count ? ` OR ${c}.${name}` : '');
  const waist = `coalesce(${c}.visceral_fat_area >= ${rules.visceral_fat_area},
    ${c}.waist >= CASE WHEN ${sex} = 1 THEN ${rules.waist_male} ELSE ${rules.waist_female} END)`;
  const risks = [
    `(${c}.triglyceride_fasting >= ${rules.triglyceride} OR ${c}.hdl < ${rules.hdl_below}${taken('drug_lipid')})`,
    `(${c}.sbp >= ${rules.sbp} OR ${c}.dbp >= ${rules.dbp}${taken('drug_bp')})`,
    `(coalesce(${c}.glucose_fasting >= ${rules.glucose_fasting}, ${c}.hba1c >= ${rules.hba1c})${taken('drug_glucose')})`,
  ];
  const reading = (unknown: boolean) => {
    const count = risks.map((risk) => `coalesce(${risk}, ${unknown})::INTEGER`).join(' + ');
    return `CASE WHEN NOT coalesce(${waist}, ${unknown}) OR (${count}) = 0 THEN 3
      WHEN (${count}) >= 2 THEN 1 ELSE 2 END`;
  };
  return `CASE WHEN (${reading(false)}) = (${reading(true)}) THEN (${reading(true)}) ELSE 4 END`;
}
