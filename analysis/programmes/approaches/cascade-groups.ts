import type { DefinitionTables } from '../../domain/tables/index.ts';
import { createScope, frameQuery, prepare } from '../../measures/conditions/compile.ts';
import { EXAMINED } from '../../measures/families/frames-used.ts';
import { keepAnswer } from '../../measures/kept-answers.ts';
import { bandSql } from '../../measures/strata.ts';
import type { SqlRow, Warehouse } from '../../warehouse/session.ts';
import { levelSql } from './cohort.ts';

/** Persons of a group at each step of 特定保健指導, and its eligible people who did not complete, examined again. */
const COUNTS = [
  'examined',
  'eligible',
  'invited',
  'first_interview',
  'completed',
  'examined_next',
  'improved',
  'others',
  'others_improved',
] as const;

export type CascadeCount = (typeof COUNTS)[number];

/** Examinees of one sex, five-year band, district and guidance level in one fiscal year. */
export interface CascadeGroup {
  readonly sex: string;
  readonly band: string;
  readonly district: string;
  /** 1 積極的支援, 2 動機付け支援, 0 neither. */
  readonly level: number;
  readonly counts: Readonly<Record<CascadeCount, number>>;
}

/** The cascade of one fiscal year by group, kept until the data change: it is the same for every risk factor. */
export function cascadeGroups(
  warehouse: Warehouse,
  year: number,
  tables: DefinitionTables,
): Promise<readonly CascadeGroup[]> {
  const scope = createScope(year, tables, 'tokutei');
  const sql = sqlOf(scope, year);
  return keepAnswer(
    warehouse,
    sql,
    () => prepare(warehouse, scope),
    async () => (await warehouse.all(sql)).map(groupOf),
  );
}

function sqlOf(scope: ReturnType<typeof createScope>, year: number): string {
  return `SELECT sex, band, district, level, count(*) AS examined, ${COUNTED}
    FROM (${cascadePeople(scope, year)}) GROUP BY ALL`;
}

/** One row an examinee of the year: group, and the steps that the person went through. */
export function cascadePeople(scope: ReturnType<typeof createScope>, year: number): string {
  const level = levelSql(scope);
  const next = scope.checkup(1);
  const later = levelSql(scope, 1);
  scope.ctes.set(
    'course',
    `SELECT person_id, count(invited_date) + count(first_interview_date) + count(completed_date) > 0 AS invited,
        count(first_interview_date) + count(completed_date) > 0 AS started, count(completed_date) > 0 AS completed
      FROM guidance WHERE fiscal_year = ${year} GROUP BY person_id`,
  );
  scope.joins.set('course', 'LEFT JOIN course ON course.person_id = f.person_id');
  const people = frameQuery(scope, EXAMINED, {
    select: `f.person_id, f.sex, ${bandSql('f.age')} AS band, coalesce(f.district_code, '') AS district,
      CASE WHEN ${level} IN (1, 2) THEN ${level} ELSE 0 END AS level,
      course.person_id IS NOT NULL AS course, coalesce(course.invited, false) AS invited,
      coalesce(course.started, false) AS started, coalesce(course.completed, false) AS completed,
      ${next}.checkup_id IS NOT NULL AS again, NOT coalesce(${later} IN (1, 2), false) AS relieved`,
  });
  return `SELECT *, level > 0 OR course AS eligible FROM (${people})`;
}

/** The counts after `examined`, over the rows of `cascadePeople`. */
export const COUNTED = `count(*) FILTER (eligible) AS eligible, count(*) FILTER (invited) AS invited,
  count(*) FILTER (started) AS first_interview, count(*) FILTER (completed) AS completed,
  count(*) FILTER (completed AND again) AS examined_next, count(*) FILTER (completed AND again AND relieved) AS improved,
  count(*) FILTER (eligible AND NOT completed AND again) AS others,
  count(*) FILTER (eligible AND NOT completed AND again AND relieved) AS others_improved`;

/** A group from a row of the query. */
export function groupOf(row: SqlRow): CascadeGroup {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, Number(row[name] ?? 0)]));
  return {
    sex: String(row.sex),
    band: String(row.band),
    district: String(row.district),
    level: Number(row.level),
    counts: counts as Record<CascadeCount, number>,
  };
}

/** Sum of a count over groups. */
export function total(groups: readonly CascadeGroup[], count: CascadeCount): number {
  return groups.reduce((sum, group) => sum + group.counts[count], 0);
}
