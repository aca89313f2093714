import type { TableValues } from '../../domain/tables/index.ts';
import type { CheckupValues } from './checkup-values.ts';
import type { RuleLayers } from './classes-sql.ts';
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

/** The same rule in two layers of SQL over checkup rows with `sex` (see `classes-sql.ts`). */
export function metabolicClassLayers(rules: MetabolicRules): RuleLayers {
  const taken = (name: string) => (rules.drugs_count ? ` OR ${name}` : '');
  return {
    parts: {
      waist: `coalesce(visceral_fat_area >= ${rules.visceral_fat_area},
        waist >= CASE WHEN sex = 1 THEN ${rules.waist_male} ELSE ${rules.waist_female} END)`,
      lipid: `(triglyceride_fasting >= ${rules.triglyceride} OR hdl < ${rules.hdl_below}${taken('drug_lipid')})`,
      pressure: `(sbp >= ${rules.sbp} OR dbp >= ${rules.dbp}${taken('drug_bp')})`,
      sugar: `(coalesce(glucose_fasting >= ${rules.glucose_fasting}, hba1c >= ${rules.hba1c})${taken('drug_glucose')})`,
    },
    reading: (part, unknown) => {
      const is = (name: string) => `coalesce(${part(name)}, ${unknown})`;
      const count = ['lipid', 'pressure', 'sugar'].map((name) => `${is(name)}::INTEGER`).join(' + ');
      return `CASE WHEN NOT ${is('waist')} OR (${count}) = 0 THEN 3 WHEN (${count}) >= 2 THEN 1 ELSE 2 END`;
    },
  };
}
