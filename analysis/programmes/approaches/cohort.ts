import { UserIssue } from '../../domain/issue.ts';
import type { CandidateRow } from '../../domain/statistic.ts';
import type { DefinitionTables, RiskFactor } from '../../domain/tables/index.ts';
import { valueSql } from '../../measures/conditions/amount.ts';
import { createScope, frameQuery, prepare } from '../../measures/conditions/compile.ts';
import { EXAMINED } from '../../measures/families/frames-used.ts';
import {
  keyOfRows,
  PERSON_KEY_PARTS,
  peopleKeyText,
  personKeySql,
  readKeyParts,
} from '../../warehouse/people.ts';
import type { Warehouse } from '../../warehouse/session.ts';

/** One factor by id with its scale. */
export interface Factor extends RiskFactor {
  readonly id: string;
}

/** The factor's scale. Throws `approaches.unknown_factor` with the ids that exist. */
export function findFactor(id: string, tables: DefinitionTables, year: number): Factor {
  const all = tables.values('risk_factors', year);
  const found = Object.hasOwn(all, id) ? all[id] : undefined;
  if (!found) {
    throw new UserIssue('usage', 'approaches.unknown_factor', {
      factor: id,
      known: Object.keys(all).join('、'),
    });
  }
  return { id, ...found };
}

/** Values of one fiscal year's examinees, position by position; they stay in the analysis process. */
export interface YearValues {
  readonly year: number;
  readonly length: number;
  readonly person: Float64Array;
  /** 1 male, 2 female. */
  readonly sex: Float64Array;
  readonly age: Float64Array;
  readonly value: Float64Array;
  /** Keys of the persons (see `readKeyParts`); absent where there is no secret. */
  readonly keys?: readonly Int32Array[];
}

/** Keys of the people of a candidate row: by column the rows of a year that it counts; none where there is no secret. */
export function peopleIn(
  counted: Readonly<Record<string, readonly [Pick<YearValues, 'keys'>, Iterable<number>]>>,
): Pick<CandidateRow, 'people'> {
  const people = Object.entries(counted).flatMap(([column, [{ keys }, rows]]): [string, string][] =>
    keys === undefined ? [] : [[column, keyText(keys, rows)]],
  );
  return people.length < Object.keys(counted).length ? {} : { people: Object.fromEntries(people) };
}

/** By list of rows: many columns count the same one. */
const texts = new WeakMap<
  Iterable<number>,
  { readonly keys: readonly Int32Array[]; readonly text: string }
>();

function keyText(keys: readonly Int32Array[], rows: Iterable<number>): string {
  const known = texts.get(rows);
  if (known?.keys === keys) return known.text;
  const text = peopleKeyText(keyOfRows(keys, rows));
  if (Array.isArray(rows)) texts.set(rows, { keys, text });
  return text;
}

/** Measured values of the factor among 特定健診 examinees 40–74 of a fiscal year. */
export async function yearValues(
  warehouse: Warehouse,
  factor: Factor,
  year: number,
  tables: DefinitionTables,
): Promise<YearValues> {
  const scope = createScope(year, tables, 'tokutei');
  const value = factorSql(factor, scope, 0);
  const sql = frameQuery(scope, EXAMINED, {
    select: `f.person_id AS person, f.sex, f.age, (${value})::DOUBLE AS value`,
    where: `(${value}) IS NOT NULL`,
  });
  await prepare(warehouse, scope);
  const columns = await warehouse.columns(
    `SELECT *, ${PERSON_KEY_PARTS} FROM (SELECT *, ${personKeySql('person')} FROM (${sql})) ORDER BY person`,
  );
  const keys = readKeyParts(columns);
  return {
    year,
    length: columns.length,
    person: columns.number('person'),
    sex: columns.number('sex'),
    age: columns.number('age'),
    value: columns.number('value'),
    ...(keys === undefined ? {} : { keys }),
  };
}

type Scope = ReturnType<typeof createScope>;

/** SQL of the factor's value in a year relative to the scope's; eGFR is computed from creatinine. */
export function factorSql(factor: Factor, scope: Scope, offset: number): string {
  return valueSql(
    factor.id === 'egfr' ? { egfr: true, year: offset } : { checkup: factor.id, year: offset },
    scope,
  );
}

/** Persons with the factor in a fiscal year and the next, with their part in 特定保健指導. */
export interface PairValues {
  readonly length: number;
  readonly person: Float64Array;
  readonly sex: Float64Array;
  readonly age: Float64Array;
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** 0 not eligible, 1 eligible without completing, 2 completed. */
  readonly group: Float64Array;
}

/**
 * One pair of consecutive years a person within [from, to]: the first in which the person completed guidance,
 * else the first in which the person was eligible, else the first.
 */
export async function pairValues(
  warehouse: Warehouse,
  factor: Factor,
  span: { readonly from: number; readonly to: number },
  tables: DefinitionTables,
): Promise<PairValues> {
  const parts: string[] = [];
  for (let year = span.from; year < span.to; year++) {
    const scope = createScope(year, tables, 'tokutei');
    parts.push(`(${pairSql(factor, scope)})`);
    await prepare(warehouse, scope);
  }
  const columns = await warehouse.columns(`SELECT * FROM (${parts.join(' UNION ALL ')})
    QUALIFY row_number() OVER (PARTITION BY person ORDER BY grp DESC, year) = 1 ORDER BY person`);
  return {
    length: columns.length,
    person: columns.number('person'),
    sex: columns.number('sex'),
    age: columns.number('age'),
    before: columns.number('before'),
    after: columns.number('after'),
    group: columns.number('grp'),
  };
}

function pairSql(factor: Factor, scope: Scope): string {
  const { year } = scope;
  const before = factorSql(factor, scope, 0);
  const after = factorSql(factor, scope, 1);
  const eligible = eligibleSql(scope);
  return frameQuery(scope, EXAMINED, {
    select: `f.person_id AS person, f.sex, f.age, ${year} AS year, (${before})::DOUBLE AS before,
      (${after})::DOUBLE AS after, CASE WHEN f.person_id IN (SELECT person_id FROM guidance
        WHERE fiscal_year = ${year} AND completed_date IS NOT NULL) THEN 2 WHEN ${eligible} THEN 1 ELSE 0 END AS grp`,
    where: `(${before}) IS NOT NULL AND (${after}) IS NOT NULL`,
  });
}

/** 特定保健指導の対象者: the institution's level, recomputed where it gave none. */
function eligibleSql(scope: Scope): string {
  return `coalesce(${levelSql(scope)} IN (1, 2), false)`;
}

/** Guidance level (1 積極的, 2 動機付け, 3 none): the institution's, recomputed where it gave none; null without both. */
export function levelSql(scope: Scope, offset = 0): string {
  const alias = scope.checkup(offset);
  const reported = `CASE WHEN ${alias}.guidance_level_reported IN (1, 2, 3) THEN ${alias}.guidance_level_reported END`;
  return `coalesce(${reported}, ${scope.classes(offset)}.level)`;
}
