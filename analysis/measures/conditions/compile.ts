import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { type Frame, frameSql } from '../frames.ts';
import { ensureExams, ensureMembers } from '../members.ts';
import { ensureProcedures } from '../procedures.ts';
import { classesSql } from '../rules/classes-sql.ts';
import { egfrSql } from '../rules/kidney.ts';
import { ensureSummaries } from '../summaries.ts';
import type { AnswerCodes, ClassBasis, Condition, Limit } from './condition.ts';
import { eventAtom } from './events.ts';
import { sqlNumber, sqlNumbers, sqlText, sqlTexts } from './literal.ts';

/** What an SQL text of one measure and year is built in: collects the sub-queries that conditions need. */
export interface Scope {
  readonly year: number;
  readonly tables: DefinitionTables;
  readonly programme: 'tokutei' | 'kouki';
  /** Alias of the checkup of a year relative to `year`; joins it on first use. */
  checkup(offset: number): string;
  /** Alias of the classes (`level`, `metabolic`) recomputed from that checkup by the tables of its year. */
  classes(offset: number): string;
  /** `WITH` parts and joins asked for so far. */
  readonly ctes: Map<string, string>;
  readonly joins: Map<string, string>;
  /** Fiscal years whose claim summaries (see `summaries.ts`) the SQL reads, and those of `procedures.ts`. */
  readonly claimYears: Set<number>;
  readonly procedureYears: Set<number>;
  /** Fiscal years whose members (see `members.ts`) the SQL reads. */
  readonly memberYears: Set<number>;
  /** Fiscal years whose last checkups the SQL reads. */
  readonly examYears: Set<number>;
}

/** Makes the summaries that the SQL of a scope reads, where they are missing or older than the data. */
export async function prepare(
  warehouse: Warehouse,
  { tables, claimYears, procedureYears, memberYears, examYears }: Scope,
  signal?: AbortSignal,
): Promise<void> {
  await ensureExams(warehouse, examYears, signal);
  await ensureMembers(warehouse, memberYears, signal);
  await ensureSummaries(warehouse, claimYears, signal);
  await ensureProcedures(warehouse, tables, procedureYears, signal);
}

export function createScope(year: number, tables: DefinitionTables, programme: 'tokutei' | 'kouki'): Scope {
  const ctes = new Map<string, string>();
  const joins = new Map<string, string>();
  const memberYears = new Set([year]);
  const examYears = new Set([year]);
  const named = (letter: string, offset: number) =>
    offset < 0 ? `${letter}_minus${-offset}` : `${letter}${offset}`;
  const join = (alias: string, rows: string) => {
    ctes.set(`${alias}_rows`, rows);
    joins.set(alias, `LEFT JOIN ${alias}_rows ${alias} ON ${alias}.person_id = f.person_id`);
    return alias;
  };
  return {
    year,
    tables,
    programme,
    ctes,
    joins,
    claimYears: new Set(),
    procedureYears: new Set(),
    memberYears,
    examYears,
    checkup(offset) {
      const alias = named('c', offset);
      examYears.add(year + offset);
      return joins.has(alias) ? alias : join(alias, lastCheckupSql(year + offset, programme));
    },
    classes(offset) {
      const alias = named('k', offset);
      if (joins.has(alias)) return alias;
      const exam = this.checkup(offset);
      const rules = {
        guidance: tables.values('guidance_level', year + offset),
        metabolic: tables.values('metabolic_syndrome', year + offset),
      };
      const rows = `SELECT c.*, f.sex, f.age + ${offset} AS age FROM ${exam}_rows c JOIN frame f USING (person_id)`;
      return join(alias, classesSql(rows, 'person_id', rules));
    },
  };
}

/** The last exam of each person in a fiscal year (one row a person). */
function lastCheckupSql(fiscalYear: number, programme: 'tokutei' | 'kouki'): string {
  return `SELECT c.* FROM checkup c JOIN summary.last_checkup l USING (checkup_id)
    WHERE c.fiscal_year = ${fiscalYear} AND l.fiscal_year = ${fiscalYear} AND l.programme = '${programme}'`;
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
  if ('sex' in condition) return `(f.sex = ${sqlNumber(condition.sex)})`;
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

export type Atom = Exclude<
  Condition,
  | { all: readonly Condition[] }
  | { any: readonly Condition[] }
  | { not: Condition }
  | { of: readonly Condition[] }
  | { age: unknown }
  | { sex: unknown }
>;

/** Atoms about checkup rows; undefined when the condition is of another kind. */
function checkupAtom(condition: Atom, scope: Scope): string | undefined {
  if ('checkup' in condition) {
    const alias = scope.checkup(condition.year ?? 0);
    return `coalesce(${alias}.${column(condition.checkup)} ${condition.op} ${limitSql(condition.value)}, false)`;
  }
  if ('egfr' in condition)
    return `coalesce(${egfrOf(condition.year ?? 0, scope)} ${condition.egfr} ${sqlNumber(condition.value)}, false)`;
  if ('egfrFall' in condition)
    return `coalesce(${egfrOf(-1, scope)} - ${egfrOf(0, scope)} >= ${sqlNumber(condition.egfrFall)}, false)`;
  if ('fell' in condition) {
    const { fell, by, year: offset = 0 } = condition;
    const [before, now] = [scope.checkup(offset - 1), scope.checkup(offset)];
    return `coalesce(${before}.${column(fell)} - ${now}.${column(fell)} >= ${sqlNumber(by)}, false)`;
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
  if ('answer' in condition)
    return answerAtom(condition.answer, codesSql(condition.in), condition.year ?? 0, scope);
  if ('answered' in condition) {
    const forms = condition.forms ? `form IN ${sqlTexts(condition.forms)}` : 'true';
    return answerAtom(condition.answered, forms, condition.year ?? 0, scope);
  }
  return undefined;
}

function egfrOf(offset: number, scope: Scope): string {
  return egfrSql(`${scope.checkup(offset)}.creatinine`, `(f.age + ${offset})`, 'f.sex');
}

function classAtom(
  condition: { readonly basis: ClassBasis; readonly year?: number },
  reported: 'metabo_reported' | 'guidance_level_reported',
  classes: readonly number[],
  scope: Scope,
): string {
  const offset = condition.year ?? 0;
  const alias = scope.checkup(offset);
  const name = reported === 'metabo_reported' ? 'metabolic' : 'level';
  const recomputed = () => `${scope.classes(offset)}.${name}`;
  const given = `${alias}.${reported}`;
  const value = {
    reported: () => given,
    recomputed,
    official: () => `CASE WHEN ${given} IN (1, 2, 3) THEN ${given} ELSE ${recomputed()} END`,
  }[condition.basis]();
  return `coalesce(${alias}.checkup_id IS NOT NULL AND (${value}) IN ${sqlNumbers(classes)}, false)`;
}

function answerAtom(item: string, test: string, offset: number, scope: Scope): string {
  const alias = scope.checkup(offset);
  return `coalesce(${alias}.checkup_id IN (SELECT checkup_id FROM questionnaire
    WHERE fiscal_year = ${scope.year + offset} AND item = ${sqlText(item)} AND ${test}), false)`;
}

function codesSql(codes: AnswerCodes): string {
  if (isSameForAll(codes)) return `answer IN ${sqlNumbers(codes)}`;
  const forms = Object.entries(codes).map(
    ([form, answers]) => `(form = ${sqlText(form)} AND answer IN ${sqlNumbers(answers)})`,
  );
  return forms.length === 0 ? 'false' : `(${forms.join(' OR ')})`;
}

function isSameForAll(codes: AnswerCodes): codes is readonly number[] {
  return Array.isArray(codes);
}
