import { UserIssue } from '../../domain/issue.ts';
import { type Insurer, wholeYearSql, yearStart } from '../frames.ts';
import { claimYears, procedureYears } from './claim-years.ts';
import type { Atom, Scope } from './compile.ts';
import type { Condition, YearSpan } from './condition.ts';
import { sqlNumber, sqlNumbers, sqlPrefixes, sqlText, sqlTexts } from './literal.ts';
import { patternAtom, procedureTest } from './patterns.ts';

/** Atoms about claims, care, guidance, screening, programmes and cover. */
export function eventAtom(condition: Atom, scope: Scope): string {
  if ('diagnosis' in condition)
    return diagnosisAtom(diseasePrefixes(condition.diagnosis, scope), condition, scope);
  if ('icd10' in condition)
    return diagnosisAtom(`${sqlPrefixes('d.icd10', condition.icd10)}`, condition, scope);
  if ('drug' in condition) return drugAtom(condition.drug, condition.years ?? [0, 0], scope);
  if ('procedure' in condition) return procedureAtom(condition.procedure, condition.years ?? [0, 0], scope);
  if ('claim' in condition)
    return `(f.person_id IN (SELECT person_id FROM summary.claim_year WHERE ${claimYears(condition.years ?? [0, 0], scope)}
      AND setting IN ${sqlTexts(condition.claim)}))`;
  if ('claimsOf' in condition) return claimsAtom(condition, scope);
  if ('pattern' in condition) return patternAtom(condition, scope);
  if ('care' in condition) return careAtom(condition.care, condition.at, condition.year ?? 0, scope);
  if ('guidance' in condition) return guidanceAtom(condition, scope);
  if ('guidanceOutcome' in condition) return outcomeAtom(condition, scope);
  if ('screening' in condition) return screeningAtom(condition, scope);
  if ('programme' in condition) return programmeAtom(condition, scope);
  if ('visitAfterCall' in condition) return visitAtom(condition, scope);
  if ('childExam' in condition) return childExamAtom(condition, scope);
  if ('record' in condition) return recordAtom(condition, scope);
  if ('ageMonths' in condition) {
    const [from, to] = condition.ageMonths;
    const months = `date_diff('month', p.birth_month, DATE '${scope.year + 1}-03-01')`;
    return `(f.person_id IN (SELECT person_id FROM person p WHERE ${months} BETWEEN ${sqlNumber(from)} AND ${sqlNumber(to)}))`;
  }
  if ('coveredAllYear' in condition)
    return coveredAtom(condition.coveredAllYear, scope.year + condition.year, scope);
  throw new UserIssue('usage', 'measures.bad_condition', {});
}

/** Without a register nobody is known to be covered: claims that are not those of 後期 then are those of 国保. */
const COVERED = { kokuho: ' AND late IS NOT TRUE', kouki: ' AND late', any: '' } as const satisfies Record<
  Insurer,
  string
>;

/** One test a year, so that each may end at the first claim. */
function claimsAtom(
  { claimsOf: [from, to], insurer = 'any', settings }: Extract<Condition, { readonly claimsOf: YearSpan }>,
  scope: Scope,
): string {
  const kind = settings ? ` AND setting IN ${sqlTexts(settings)}` : '';
  const years = Array.from({ length: to - from + 1 }, (_, i) => claimYears([from + i, from + i], scope));
  return `(${years.map((year) => `EXISTS (SELECT 1 FROM summary.claim_year WHERE ${year}${COVERED[insurer]}${kind})`).join(' AND ')})`;
}

function coveredAtom(insurer: Insurer, year: number, { memberYears }: Scope): string {
  memberYears.add(year);
  return `(f.person_id IN (${wholeYearSql(insurer, year)}))`;
}

/**
 * SQL test of `d.icd10` for a disease group or union: one of its prefixes, and no longer prefix of another group.
 * Throws `measures.unknown_code_group`.
 */
export function diseasePrefixes(group: string, scope: Pick<Scope, 'tables' | 'year'>): string {
  const { groups, unions } = scope.tables.values('disease_groups', scope.year);
  const members = unions[group]?.groups ?? [group];
  const own = groups.filter(({ id }) => members.includes(id)).flatMap(({ prefixes }) => prefixes);
  if (own.length === 0)
    throw new UserIssue('input', 'measures.unknown_code_group', { group, table: 'disease_groups' });
  const taken = groups
    .filter(({ id }) => !members.includes(id))
    .flatMap(({ prefixes }) => prefixes)
    .filter((prefix) => own.some((mine) => prefix.length > mine.length && prefix.startsWith(mine)));
  const test = sqlPrefixes('d.icd10', own);
  return taken.length === 0 ? test : `(${test} AND NOT ${sqlPrefixes('d.icd10', taken)})`;
}

function diagnosisAtom(
  test: string,
  condition: { readonly years?: YearSpan; readonly mainOnly?: boolean },
  scope: Scope,
): string {
  return `(f.person_id IN (SELECT d.person_id FROM summary.disease_year d
    WHERE ${claimYears(condition.years ?? [0, 0], scope)} ${condition.mainOnly ? 'AND d.named_main > 0' : ''} AND ${test}))`;
}

function drugAtom(name: string, years: YearSpan, scope: Scope): string {
  const found = scope.tables.values('drug_classes', scope.year)[name];
  if (!found)
    throw new UserIssue('input', 'measures.unknown_code_group', { group: name, table: 'drug_classes' });
  return `(f.person_id IN (SELECT person_id FROM summary.drug_year
    WHERE ${claimYears(years, scope)} AND code IN
      (SELECT code FROM drug_master WHERE ${sqlPrefixes('yj_code', found.prefixes)})))`;
}

function procedureAtom(name: string, years: YearSpan, scope: Scope): string {
  return `(f.person_id IN (SELECT person_id FROM summary.procedure_year g
    WHERE ${procedureYears(years, scope)} AND ${procedureTest(name, scope)}))`;
}

function careAtom(
  levels: readonly string[],
  at: 'year_start' | 'year_end' | 'during',
  offset: number,
  scope: Scope,
): string {
  const start = yearStart(scope.year + offset);
  const end = yearStart(scope.year + offset + 1);
  const [first, last] =
    at === 'during'
      ? [start, end]
      : at === 'year_end'
        ? [`(${end} - INTERVAL 1 DAY)`, end]
        : [start, `(${start} + INTERVAL 1 DAY)`];
  return `(f.person_id IN (SELECT person_id FROM care_certification
    WHERE from_date < ${last} AND coalesce(to_date, DATE '9999-12-31') >= ${first}
      AND level IN ${sqlTexts(levels)}))`;
}

function childExamAtom(condition: Extract<Condition, { childExam: string }>, scope: Scope): string {
  const year = scope.year + (condition.year ?? 0);
  return `(f.person_id IN (SELECT person_id FROM child_health WHERE exam = ${sqlText(condition.childExam)}
    AND exam_date >= ${yearStart(year)} AND exam_date < ${yearStart(year + 1)}))`;
}

function recordAtom(condition: Extract<Condition, { record: string }>, scope: Scope): string {
  const year = scope.year + (condition.year ?? 0);
  const { op, value } = condition;
  const test =
    op !== undefined && value !== undefined
      ? `value ${op} ${sqlNumber(value)}`
      : condition.in
        ? `code IN ${sqlTexts(condition.in)}`
        : 'coalesce(value::VARCHAR, code) IS NOT NULL';
  return `(f.person_id IN (SELECT person_id FROM child_health WHERE exam = ${sqlText(condition.record)}
    AND item = ${sqlText(condition.item)} AND ${test}
    AND exam_date >= ${yearStart(year)} AND exam_date < ${yearStart(year + 1)}))`;
}

function guidanceAtom(condition: Extract<Condition, { guidance: unknown }>, scope: Scope): string {
  const reached: Readonly<Record<typeof condition.guidance, string>> = {
    eligible: 'level IN (1, 2)',
    invited: 'coalesce(invited_date, first_interview_date, completed_date) IS NOT NULL',
    first_interview: 'coalesce(first_interview_date, completed_date) IS NOT NULL',
    completed: 'completed_date IS NOT NULL',
    dropped: 'completed_date IS NULL AND dropped_date IS NOT NULL',
  };
  const levels = condition.levels ? ` AND level IN ${sqlNumbers(condition.levels)}` : '';
  return `(f.person_id IN (SELECT person_id FROM guidance
    WHERE fiscal_year = ${scope.year + (condition.year ?? 0)} AND ${reached[condition.guidance]}${levels}))`;
}

function outcomeAtom(condition: Extract<Condition, { guidanceOutcome: unknown }>, scope: Scope): string {
  const levels = condition.levels ? ` AND level IN ${sqlNumbers(condition.levels)}` : '';
  return `(f.person_id IN (SELECT person_id FROM guidance WHERE fiscal_year = ${scope.year + (condition.year ?? 0)}
    AND completed_date IS NOT NULL AND ${condition.guidanceOutcome} IN ${sqlNumbers(condition.in)}${levels}))`;
}

function screeningAtom(condition: Extract<Condition, { screening: string }>, scope: Scope): string {
  const reached: Readonly<Record<typeof condition.step, string>> = {
    invited: 'invited_date IS NOT NULL',
    screened: 'screened_date IS NOT NULL',
    needs_workup: 'screened_date IS NOT NULL AND coalesce(needs_workup, false)',
    worked_up: "coalesce(needs_workup, false) AND coalesce(workup_state = 'done', workup_date IS NOT NULL)",
    not_worked_up: "coalesce(needs_workup, false) AND workup_state = 'not_done'",
    found: 'coalesce(cancer_found, false)',
  };
  return `(f.person_id IN (SELECT person_id FROM screening
    WHERE fiscal_year = ${scope.year + (condition.year ?? 0)} AND programme = ${sqlText(condition.screening)}
      AND ${reached[condition.step]}))`;
}

function programmeAtom(condition: Extract<Condition, { programme: string | null }>, scope: Scope): string {
  const start = yearStart(scope.year + (condition.years?.[0] ?? 0));
  const end = yearStart(scope.year + (condition.years?.[1] ?? 0) + 1);
  const within = (day: string) => `${day} >= ${start} AND ${day} < ${end}`;
  const reached: Readonly<Record<typeof condition.step, string>> = {
    invited: within('invited_date'),
    joined: `joined_date < ${end} AND coalesce(left_date, DATE '9999-12-31') >= ${start}`,
    completed: within('completed_date'),
    left: within('left_date'),
  };
  const named = condition.programme === null ? '' : ` AND programme_id = ${sqlText(condition.programme)}`;
  const side = condition.approach
    ? ` AND programme_id IN (SELECT programme_id FROM programme WHERE approach = '${condition.approach}')`
    : '';
  return `(f.person_id IN (SELECT person_id FROM participation WHERE ${reached[condition.step]}${named}${side}))`;
}

/** Months are bits from April of the fiscal year on: those after the call are a mask, moved back a year at a time. */
function visitAtom(condition: Extract<Condition, { visitAfterCall: number }>, scope: Scope): string {
  const { visitAfterCall: months, diagnoses, year: offset = 0 } = condition;
  const year = scope.year + offset;
  const [from, to] = [yearStart(year), yearStart(year + 1)];
  const named = diagnoses.map((group) => diseasePrefixes(group, scope)).join(' OR ');
  const span: YearSpan = [offset, offset + Math.floor((11 + months) / 12)];
  return `(f.person_id IN (WITH called AS (SELECT person_id,
      bit_or(${2 ** months - 1}::UBIGINT << (date_diff('month', ${from}, invited_date) + 1)::UBIGINT) AS months
      FROM participation JOIN programme USING (programme_id)
      WHERE approach = 'high_risk' AND invited_date >= ${from} AND invited_date < ${to} GROUP BY person_id)
    SELECT called.person_id FROM called JOIN summary.disease_year d USING (person_id)
    WHERE ${claimYears(span, scope)} AND d.medical AND (${named})
      AND (called.months >> (12 * (d.fiscal_year - ${year}))::UBIGINT) & d.months <> 0))`;
}
