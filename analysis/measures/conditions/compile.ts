import { UserIssue } from '../../domain/issue.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { type Frame, frameSql, fullYearSql, yearStart } from '../frames.ts';
import { guidanceLevelSql } from '../rules/guidance-level.ts';
import { metabolicClassSql } from '../rules/metabolic-syndrome.ts';
import type { Condition, Limit, YearSpan } from './condition.ts';
import { sqlNumber, sqlNumbers, sqlPrefixes, sqlText, sqlTexts } from './literal.ts';

/** What an SQL text of one measure and year is built in: collects the sub-queries that conditions need. */
export interface Scope {
  readonly year: number;
  readonly tables: DefinitionTables;
  readonly programme: 'tokutei' | 'kouki';
  /** Alias of the checkup of a year relative to `year`; joins it on first use. */
  checkup(offset: number): string;
  /** `WITH` parts and joins asked for so far. */
  readonly ctes: Map<string, string>;
  readonly joins: Map<string, string>;
}

export function createScope(year: number, tables: DefinitionTables, programme: 'tokutei' | 'kouki'): Scope {
  const ctes = new Map<string, string>();
  const joins = new Map<string, string>();
  return {
    year,
    tables,
    programme,
    ctes,
    joins,
    checkup(offset) {
      const alias = offset < 0 ? `c_minus${-offset}` : `c${offset}`;
      if (!joins.has(alias)) {
        ctes.set(`${alias}_rows`, `SELECT * FROM (${lastCheckupSql(year + offset, programme)})`);
        joins.set(alias, `LEFT JOIN ${alias}_rows ${alias} ON ${alias}.person_id = f.person_id`);
      }
      return alias;
    },
  };
}

/** The last exam of each person in a fiscal year (one row a person). */
export function lastCheckupSql(fiscalYear: number, programme: 'tokutei' | 'kouki'): string {
  return `SELECT * FROM checkup WHERE fiscal_year = ${fiscalYear} AND programme = '${programme}'
    QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY exam_date DESC, checkup_id DESC) = 1`;
}

/** `WITH frame … SELECT <select> FROM frame f <joins> WHERE <where>` with everything the scope collected. */
export function frameQuery(
  scope: Scope,
  frame: Frame,
  parts: { readonly select: string; readonly where?: string },
): string {
  const ctes = [`frame AS (${frameSql(frame, scope.year)})`];
  for (const [name, sql] of scope.ctes) ctes.push(`${name} AS (${sql})`);
  return `WITH ${ctes.join(',\n')}
    SELECT ${parts.select} FROM frame f ${[...scope.joins.values()].join('\n')}
    ${parts.where ? `WHERE ${parts.where}` : ''}`;
}

/** SQL boolean (never null) of a condition over the frame alias `f`. */
export function conditionSql(condition: Condition, scope: Scope): string {
  if ('all' in condition) return joined(condition.all, ' AND ', 'true', scope);
  if ('any' in condition) return joined(condition.any, ' OR ', 'false', scope);
  if ('not' in condition) return `(NOT ${conditionSql(condition.not, scope)})`;
  if ('of' in condition) {
    const count = condition.of.map((part) => `(${conditionSql(part, scope)})::INTEGER`).join(' + ');
    return `((${count}) >= ${sqlNumber(condition.atLeast)})`;
  }
  if ('age' in condition) return `(f.age ${condition.age} ${sqlNumber(condition.value)})`;
  return checkupAtom(condition, scope) ?? eventAtom(condition, scope);
}

function joined(parts: readonly Condition[], operator: string, empty: string, scope: Scope): string {
  return parts.length === 0 ? empty : `(${parts.map((part) => conditionSql(part, scope)).join(operator)})`;
}

function limitSql(value: Limit): string {
  if (typeof value === 'number') return sqlNumber(value);
  return `CASE WHEN f.sex = 1 THEN ${sqlNumber(value[0])} ELSE ${sqlNumber(value[1])} END`;
}

function column(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new RangeError('not a column name');
  return name;
}

type Atom = Exclude<
  Condition,
  | { all: readonly Condition[] }
  | { any: readonly Condition[] }
  | { not: Condition }
  | { of: readonly Condition[] }
  | { age: unknown }
>;

/** Atoms about checkup rows; undefined when the condition is of another kind. */
function checkupAtom(condition: Atom, scope: Scope): string | undefined {
  if ('checkup' in condition) {
    const alias = scope.checkup(condition.year ?? 0);
    return `coalesce(${alias}.${column(condition.checkup)} ${condition.op} ${limitSql(condition.value)}, false)`;
  }
  if ('known' in condition) {
    const alias = scope.checkup(condition.year ?? 0);
    return `(${condition.known.map((name) => `${alias}.${column(name)} IS NOT NULL`).join(' AND ')})`;
  }
  if ('flag' in condition) return `coalesce(${scope.checkup(condition.year ?? 0)}.${condition.flag}, false)`;
  if ('examined' in condition) {
    const alias = scope.checkup(condition.year ?? 0);
    return `(${alias}.checkup_id IS ${condition.examined ? 'NOT ' : ''}NULL)`;
  }
  if ('notExaminedBefore' in condition)
    return `(f.person_id NOT IN (SELECT person_id FROM checkup WHERE programme = '${scope.programme}'
      AND fiscal_year BETWEEN ${scope.year - condition.notExaminedBefore} AND ${scope.year - 1}))`;
  if ('metabolic' in condition) return classAtom(condition, 'metabo_reported', condition.metabolic, scope);
  if ('level' in condition) return classAtom(condition, 'guidance_level_reported', condition.level, scope);
  if ('answer' in condition) return answerAtom(condition.answer, condition.in, condition.year ?? 0, scope);
  if ('answered' in condition) return answerAtom(condition.answered, null, condition.year ?? 0, scope);
  return undefined;
}

function classAtom(
  condition: { readonly basis: 'recomputed' | 'reported'; readonly year?: number },
  reported: 'metabo_reported' | 'guidance_level_reported',
  classes: readonly number[],
  scope: Scope,
): string {
  const offset = condition.year ?? 0;
  const alias = scope.checkup(offset);
  const value =
    condition.basis === 'reported'
      ? `${alias}.${reported}`
      : reported === 'metabo_reported'
        ? metabolicSql(alias, offset, scope)
        : levelSql(alias, offset, scope);
  return `coalesce(${alias}.checkup_id IS NOT NULL AND (${value}) IN ${sqlNumbers(classes)}, false)`;
}

/** メタボ判定 (1–4) of the checkup alias by the table of its year. */
export function metabolicSql(alias: string, offset: number, scope: Scope): string {
  return metabolicClassSql(alias, 'f.sex', scope.tables.values('metabolic_syndrome', scope.year + offset));
}

/** 階層化 (1–4) of the checkup alias by the table of its year. */
export function levelSql(alias: string, offset: number, scope: Scope): string {
  const rules = scope.tables.values('guidance_level', scope.year + offset);
  return guidanceLevelSql(alias, { sex: 'f.sex', age: `(f.age + ${offset})` }, rules);
}

function answerAtom(item: string, answers: readonly number[] | null, offset: number, scope: Scope): string {
  const alias = scope.checkup(offset);
  const chosen = answers === null ? '' : ` AND answer IN ${sqlNumbers(answers)}`;
  return `coalesce(${alias}.checkup_id IN (SELECT checkup_id FROM questionnaire
    WHERE fiscal_year = ${scope.year + offset} AND item = ${sqlText(item)}${chosen}), false)`;
}

/** Atoms about claims, care, guidance, screening, programmes and cover. */
function eventAtom(condition: Exclude<Atom, never>, scope: Scope): string {
  if ('diagnosis' in condition)
    return diagnosisAtom(diseasePrefixes(condition.diagnosis, scope), condition, scope);
  if ('icd10' in condition)
    return diagnosisAtom(`${sqlPrefixes('d.icd10', condition.icd10)}`, condition, scope);
  if ('drug' in condition) return drugAtom(condition.drug, condition.years ?? [0, 0], scope);
  if ('procedure' in condition) return procedureAtom(condition.procedure, condition.years ?? [0, 0], scope);
  if ('claim' in condition)
    return `(f.person_id IN (SELECT person_id FROM claim WHERE ${monthsSql('month', condition.years ?? [0, 0], scope)}
      AND setting IN ${sqlTexts(condition.claim)}))`;
  if ('care' in condition) return careAtom(condition.care, condition.at, condition.year ?? 0, scope);
  if ('guidance' in condition) return guidanceAtom(condition, scope);
  if ('screening' in condition) return screeningAtom(condition, scope);
  if ('programme' in condition) return programmeAtom(condition, scope);
  if ('coveredAllYear' in condition)
    return `(f.person_id IN (SELECT person_id FROM (${fullYearSql(condition.coveredAllYear, scope.year + condition.year)})))`;
  throw new UserIssue('usage', 'measures.bad_condition', {});
}

function monthsSql(name: string, [from, to]: YearSpan, scope: Scope): string {
  return `${name} >= ${yearStart(scope.year + from)} AND ${name} < ${yearStart(scope.year + to + 1)}`;
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
  return `(f.person_id IN (SELECT cl.person_id FROM claim_diagnosis d JOIN claim cl USING (claim_id)
    WHERE ${monthsSql('cl.month', condition.years ?? [0, 0], scope)} AND NOT d.suspected
      ${condition.mainOnly ? 'AND d.main' : ''} AND ${test}))`;
}

function drugAtom(name: string, years: YearSpan, scope: Scope): string {
  const found = scope.tables.values('drug_classes', scope.year)[name];
  if (!found)
    throw new UserIssue('input', 'measures.unknown_code_group', { group: name, table: 'drug_classes' });
  return `(f.person_id IN (SELECT cl.person_id FROM claim_drug g JOIN claim cl USING (claim_id)
    WHERE ${monthsSql('cl.month', years, scope)} AND g.code IN
      (SELECT code FROM drug_master WHERE ${sqlPrefixes('yj_code', found.prefixes)})))`;
}

/** SQL test of `g.code` for a procedure group. Throws `measures.unknown_code_group`. */
export function procedureTest(name: string, scope: Pick<Scope, 'tables' | 'year'>): string {
  const found = scope.tables.values('procedure_groups', scope.year)[name];
  if (!found)
    throw new UserIssue('input', 'measures.unknown_code_group', { group: name, table: 'procedure_groups' });
  return `(g.code IN ${sqlTexts(found.codes)} OR g.code IN
    (SELECT code FROM procedure_master WHERE section IN ${sqlTexts(found.sections)}))`;
}

function procedureAtom(name: string, years: YearSpan, scope: Scope): string {
  return `(f.person_id IN (SELECT cl.person_id FROM claim_procedure g JOIN claim cl USING (claim_id)
    WHERE ${monthsSql('cl.month', years, scope)} AND ${procedureTest(name, scope)}))`;
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
