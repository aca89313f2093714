import { UserIssue } from '../../domain/issue.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { yearStart } from '../frames.ts';
import { type ClaimYears, claimYears } from './claim-years.ts';
import type { UsePattern, YearSpan } from './condition.ts';
import { sqlNumber, sqlText, sqlTexts } from './literal.ts';

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
  scope: PatternScope & ClaimYears,
): string {
  const span = condition.years ?? [0, 0];
  const least = sqlNumber(condition.atLeast);
  if (condition.pattern !== 'dialysis_months')
    return `(f.person_id IN (SELECT person_id FROM summary.use_year
      WHERE ${claimYears(span, scope)} AND ${condition.pattern} >= ${least}))`;
  const [start, end] = [yearStart(scope.year + span[0]), yearStart(scope.year + span[1] + 1)];
  return `(f.person_id IN (SELECT cl.person_id FROM claim_procedure g JOIN claim cl USING (claim_id)
    WHERE cl.month >= ${start} AND cl.month < ${end} + INTERVAL 3 MONTH AND ${procedureTest('dialysis', scope)}
    GROUP BY cl.person_id HAVING min(cl.month) < ${end} AND count(DISTINCT cl.month) >= ${least}))`;
}

/** SQL test of `g.code` for a procedure group. Throws `measures.unknown_code_group`. */
export function procedureTest(name: string, { tables, year }: PatternScope): string {
  const found = tables.values('procedure_groups', year)[name];
  if (!found)
    throw new UserIssue('input', 'measures.unknown_code_group', { group: name, table: 'procedure_groups' });
  return `g.code IN (SELECT code FROM procedure_master WHERE section IN ${sqlTexts(found.sections)}
    UNION ALL SELECT unnest([${found.codes.map(sqlText).join(', ')}]::VARCHAR[]))`;
}
