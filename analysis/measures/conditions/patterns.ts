import { UserIssue } from '../../domain/issue.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { procedureCodes } from '../procedures.ts';
import { type ClaimYears, claimYears, procedureYears } from './claim-years.ts';
import type { UsePattern, YearSpan } from './condition.ts';
import { sqlNumber } from './literal.ts';

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
  const last = scope.year + span[1];
  return `(f.person_id IN (SELECT person_id FROM (SELECT person_id, fiscal_year, bit_or(months) AS months
      FROM summary.procedure_year g WHERE ${procedureYears([span[0], span[1] + 1], scope)} AND ${procedureTest('dialysis', scope)} GROUP BY ALL)
    GROUP BY person_id HAVING min(fiscal_year) <= ${last}
      AND sum(bit_count(CASE WHEN fiscal_year > ${last} THEN months & ${MONTHS_AFTER} ELSE months END)) >= ${least}))`;
}

/** April to June. */
const MONTHS_AFTER = 0b111;

/** SQL test of `g.code` for a procedure group. Throws `measures.unknown_code_group`. */
export function procedureTest(name: string, { tables, year }: PatternScope): string {
  const found = tables.values('procedure_groups', year)[name];
  if (!found)
    throw new UserIssue('input', 'measures.unknown_code_group', { group: name, table: 'procedure_groups' });
  return `g.code IN (${procedureCodes(found)})`;
}
