import { UserIssue } from '../../domain/issue.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { yearStart } from '../frames.ts';
import type { UsePattern, YearSpan } from './condition.ts';
import { sqlNumber, sqlTexts } from './literal.ts';

interface PatternScope {
  readonly year: number;
  readonly tables: DefinitionTables;
}

/**
 * Persons with a pattern of use within one month (dialysis: within the years plus the three months after).
 *
 * None of these patterns has one legal definition; thresholds come from the measure, drugs are told apart by the
 * ingredient part (first 7 digits) of the YJ code, suspected diagnoses do not count.
 */
export function patternAtom(
  condition: { readonly pattern: UsePattern; readonly atLeast: number; readonly years?: YearSpan },
  scope: PatternScope,
): string {
  const [from, to] = condition.years ?? [0, 0];
  const span = { start: yearStart(scope.year + from), end: yearStart(scope.year + to + 1) };
  return `(f.person_id IN (${patternSql(condition.pattern, span, scope)} >= ${sqlNumber(condition.atLeast)}))`;
}

function patternSql(
  pattern: UsePattern,
  { start, end }: { readonly start: string; readonly end: string },
  scope: PatternScope,
): string {
  const months = `cl.month >= ${start} AND cl.month < ${end}`;
  const prescribed = `FROM claim_drug g JOIN drug_master m USING (code) JOIN claim cl USING (claim_id)
    WHERE ${months} AND m.yj_code IS NOT NULL`;
  switch (pattern) {
    case 'institutions_same_disease':
      return `SELECT cl.person_id FROM claim_diagnosis d JOIN claim cl USING (claim_id)
        WHERE ${months} AND cl.setting = 'outpatient' AND NOT d.suspected AND d.icd10 IS NOT NULL
        GROUP BY cl.person_id, cl.month, left(d.icd10, 3) HAVING count(DISTINCT cl.institution)`;
    case 'days_one_institution':
      return `SELECT cl.person_id FROM claim cl WHERE ${months} AND cl.setting = 'outpatient'
        GROUP BY cl.person_id, cl.month, cl.institution HAVING sum(cl.days)`;
    case 'prescribers_same_ingredient':
      return `SELECT cl.person_id ${prescribed}
        GROUP BY cl.person_id, cl.month, left(m.yj_code, 7)
        HAVING count(DISTINCT coalesce(cl.prescriber, cl.institution))`;
    case 'ingredients':
      return `SELECT cl.person_id ${prescribed} AND g.days >= 14
        GROUP BY cl.person_id, cl.month HAVING count(DISTINCT left(m.yj_code, 7))`;
    case 'dialysis_months':
      return `SELECT cl.person_id FROM claim_procedure g JOIN claim cl USING (claim_id)
        WHERE cl.month >= ${start} AND cl.month < ${end} + INTERVAL 3 MONTH AND ${procedureTest('dialysis', scope)}
        GROUP BY cl.person_id HAVING min(cl.month) < ${end} AND count(DISTINCT cl.month)`;
  }
}

/** SQL test of `g.code` for a procedure group. Throws `measures.unknown_code_group`. */
export function procedureTest(name: string, { tables, year }: PatternScope): string {
  const found = tables.values('procedure_groups', year)[name];
  if (!found)
    throw new UserIssue('input', 'measures.unknown_code_group', { group: name, table: 'procedure_groups' });
  return `(g.code IN ${sqlTexts(found.codes)} OR g.code IN
    (SELECT code FROM procedure_master WHERE section IN ${sqlTexts(found.sections)}))`;
}
