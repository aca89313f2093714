import type { DefinitionTables } from '../../domain/tables/index.ts';
import { createScope, frameQuery, prepare } from '../../measures/conditions/compile.ts';
import { EXAMINED } from '../../measures/families/frames-used.ts';
import { yearStart } from '../../measures/frames.ts';
import { bandSql } from '../../measures/strata.ts';
import { keepAnswer } from '../../warehouse/kept-answers.ts';
import type { SqlRow, Warehouse } from '../../warehouse/session.ts';
import { channelSql, SEVERAL_CHANNELS, UNKNOWN_CHANNEL } from '../channels.ts';
import { levelSql } from './cohort.ts';

/** Steps of 特定保健指導, each a subset of the one before. */
export const STEPS = [
  'examined',
  'eligible',
  'invited',
  'first_interview',
  'completed',
  'examined_next',
  'improved',
] as const;

/** Persons of a group at each step, and its eligible people who did not complete, examined again. */
const COUNTS = [...STEPS, 'others', 'others_improved'] as const;

export type CascadeCount = (typeof COUNTS)[number];

/** Examinees of one sex, five-year band, district, guidance level and way of inviting in one fiscal year. */
export interface CascadeGroup {
  readonly sex: string;
  readonly band: string;
  readonly district: string;
  /** 1 積極的支援, 2 動機付け支援, 0 neither. */
  readonly level: number;
  /** Eligible, and invited by guidance or by a recorded call. */
  readonly called: boolean;
  /** How they were called (see `channelLevels`). */
  readonly channel: string;
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
    async () => (await warehouse.all(sql)).map(groupOf),
    () => prepare(warehouse, scope),
  );
}

function groupOf(row: SqlRow): CascadeGroup {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, Number(row[name] ?? 0)]));
  return {
    sex: String(row.sex),
    band: String(row.band),
    district: String(row.district),
    level: Number(row.level),
    called: row.called === true,
    channel: String(row.channel),
    counts: counts as Record<CascadeCount, number>,
  };
}

function sqlOf(scope: ReturnType<typeof createScope>, year: number): string {
  const level = levelSql(scope);
  const next = scope.checkup(1);
  const later = levelSql(scope, 1);
  scope.ctes.set(
    'course',
    `SELECT person_id, count(invited_date) + count(first_interview_date) + count(completed_date) > 0 AS invited,
        count(first_interview_date) + count(completed_date) > 0 AS started, count(completed_date) > 0 AS completed
      FROM guidance WHERE fiscal_year = ${year} GROUP BY person_id`,
  );
  scope.ctes.set('call', callSql(year));
  for (const name of ['course', 'call'])
    scope.joins.set(name, `LEFT JOIN ${name} ON ${name}.person_id = f.person_id`);
  const people = frameQuery(scope, EXAMINED, {
    select: `f.sex, ${bandSql('f.age')} AS band, coalesce(f.district_code, '') AS district,
      CASE WHEN ${level} IN (1, 2) THEN ${level} ELSE 0 END AS level,
      course.person_id IS NOT NULL AS course, coalesce(course.invited, false) AS invited,
      coalesce(course.started, false) AS started, coalesce(course.completed, false) AS completed,
      call.person_id IS NOT NULL AS asked, coalesce(call.channel, '${UNKNOWN_CHANNEL}') AS channel,
      ${next}.checkup_id IS NOT NULL AS again, NOT coalesce(${later} IN (1, 2), false) AS relieved`,
  });
  return `SELECT sex, band, district, level, eligible AND (invited OR asked) AS called, channel, count(*) AS examined,
      count(*) FILTER (eligible) AS eligible, count(*) FILTER (invited) AS invited,
      count(*) FILTER (started) AS first_interview, count(*) FILTER (completed) AS completed,
      count(*) FILTER (completed AND again) AS examined_next,
      count(*) FILTER (completed AND again AND relieved) AS improved,
      count(*) FILTER (eligible AND NOT completed AND again) AS others,
      count(*) FILTER (eligible AND NOT completed AND again AND relieved) AS others_improved
    FROM (SELECT *, level > 0 OR course AS eligible FROM (${people})) GROUP BY ALL`;
}

/** How people were asked to guidance in a fiscal year: records of high-risk programmes whose name says 保健指導. */
function callSql(year: number): string {
  return `SELECT person_id, CASE WHEN count(DISTINCT channel) > 1 THEN '${SEVERAL_CHANNELS}' ELSE any_value(channel) END AS channel
    FROM (SELECT a.person_id, ${channelSql('a.channel')} AS channel FROM participation a JOIN programme g USING (programme_id)
      WHERE g.approach = 'high_risk' AND contains(g.name, '保健指導')
        AND a.invited_date >= ${yearStart(year)} AND a.invited_date < ${yearStart(year + 1)})
    GROUP BY person_id`;
}

/** Sum of a count over groups. */
export function total(groups: readonly CascadeGroup[], count: CascadeCount): number {
  return groups.reduce((sum, group) => sum + group.counts[count], 0);
}

/** One count as a percentage of another over groups; null where nobody is in the other. */
export function percentOf(
  groups: readonly CascadeGroup[],
  of: CascadeCount,
  among: CascadeCount,
): number | null {
  const n = total(groups, among);
  return n > 0 ? (100 * total(groups, of)) / n : null;
}
