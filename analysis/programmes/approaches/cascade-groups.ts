import type { CandidateRow } from '../../domain/statistic.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import { findMeasure } from '../../measures/catalogue.ts';
import {
  conditionSql,
  createScope,
  frameQuery,
  prepare,
  type Scope,
} from '../../measures/conditions/compile.ts';
import type { Condition } from '../../measures/conditions/condition.ts';
import { yearStart } from '../../measures/frames.ts';
import { bandSql } from '../../measures/strata.ts';
import { yearsFrom } from '../../warehouse/fiscal-year.ts';
import { keepAnswer } from '../../warehouse/kept-answers.ts';
import {
  NOBODY,
  type People,
  peopleKeySql,
  peopleKeyText,
  personKeySql,
  readPeopleKey,
  rowPeople,
  together,
} from '../../warehouse/people.ts';
import type { SqlRow, Warehouse } from '../../warehouse/session.ts';
import { channelSql, SEVERAL_CHANNELS, UNKNOWN_CHANNEL } from '../channels.ts';

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

/** Examinees of one fiscal year whom no breakdown of the cascade and no step of it divides. */
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
  /** How many of them are at each step: all or none. */
  readonly counts: Readonly<Record<CascadeCount, number>>;
  /** Key of who they are (see `peopleKeySql`); null where there is no secret. */
  readonly key: bigint | null;
}

/**
 * The cascade of one fiscal year by group, kept until the data change: it is the same for every risk factor.
 *
 * Every step is what the measure of that step counts, of the same people (特定健診受診率, 特定保健指導の案内率, 初回面接実施率,
 * 実施率: 法定報告, enrolled through the whole year and not excluded by notice), so that two screens never show two numbers of
 * one thing and nobody who moved in or out within the year can be counted by taking one from the other. What becomes of
 * them in the next year is no measure's: that year's declines ask for its own legal target and count users, not completers.
 */
function cascadeGroups(
  warehouse: Warehouse,
  year: number,
  tables: DefinitionTables,
): Promise<readonly CascadeGroup[]> {
  const scope = createScope(year, tables, 'tokutei');
  const sql = sqlOf(scope);
  return keepAnswer(
    warehouse,
    sql,
    async () => (await warehouse.all(sql)).map(groupOf),
    () => prepare(warehouse, scope),
  );
}

/** The same of fiscal years in a row, the last one included. */
export async function cascadeYears(
  warehouse: Warehouse,
  { from, to }: { readonly from: number; readonly to: number },
  tables: DefinitionTables,
): Promise<ReadonlyMap<number, readonly CascadeGroup[]>> {
  const groups = yearsFrom(from, to).map(
    async (year) => [year, await cascadeGroups(warehouse, year, tables)] as const,
  );
  return new Map(await Promise.all(groups));
}

function groupOf(row: SqlRow): CascadeGroup {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, row[name] === true ? Number(row.n) : 0]));
  return {
    sex: String(row.sex),
    band: String(row.band),
    district: String(row.district),
    level: Number(row.level),
    called: row.called === true,
    channel: String(row.channel),
    counts: counts as Record<CascadeCount, number>,
    key: readPeopleKey(row.key),
  };
}

/** Which measure counts each step. */
const MEASURES = {
  uptake: 'checkup.uptake',
  invited: 'guidance.invited.all',
  first_interview: 'guidance.first_interview.all',
  completed: 'guidance.completed.all',
} as const;

function questionOf(step: keyof typeof MEASURES, tables: DefinitionTables) {
  const { id, question } = findMeasure(MEASURES[step], [], tables);
  if (question.kind !== 'share') throw new RangeError(`${id} is not a share`);
  return question;
}

function sqlOf(scope: Scope): string {
  const { year, tables } = scope;
  const sql = (condition: Condition) => conditionSql(condition, scope);
  const uptake = questionOf('uptake', tables);
  const reached = (step: keyof typeof MEASURES) => sql(questionOf(step, tables).numerator);
  const level = (of: number) => sql({ level: [of], basis: 'official' });
  scope.ctes.set('call', callSql(year));
  scope.joins.set('call', 'LEFT JOIN call ON call.person_id = f.person_id');
  const people = frameQuery(scope, uptake.frame, {
    select: `f.person_id, f.sex, ${bandSql('f.age')} AS band, coalesce(f.district_code, '') AS district,
      CASE WHEN ${level(1)} THEN 1 WHEN ${level(2)} THEN 2 ELSE 0 END AS level,
      ${sql(questionOf('invited', tables).denominator ?? { all: [] })} AS eligible, ${reached('invited')} AS reached,
      ${reached('first_interview')} AS started, ${reached('completed')} AS ended,
      call.person_id IS NOT NULL AS asked, coalesce(call.channel, '${UNKNOWN_CHANNEL}') AS way,
      ${sql({ examined: true, year: 1 })} AS again, ${sql({ not: { level: [1, 2], basis: 'official', year: 1 } })} AS relieved`,
    where: sql(uptake.numerator),
  });
  return `SELECT sex, band, district, level, called, CASE WHEN called THEN way ELSE '' END AS channel, ${COUNTS.join(', ')},
      count(*) AS n, ${peopleKeySql()} AS key
    FROM (SELECT *, true AS examined, eligible AND reached AS invited, eligible AND started AS first_interview,
        eligible AND ended AS completed, eligible AND ended AND again AS examined_next,
        eligible AND ended AND again AND relieved AS improved, eligible AND NOT ended AND again AS others,
        eligible AND NOT ended AND again AND relieved AS others_improved,
        eligible AND (reached OR asked) AS called, ${personKeySql('person_id')} FROM (${people}))
    GROUP BY ALL`;
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

/** Steps that the checkups of the next fiscal year tell. */
const NEXT_YEAR: ReadonlySet<CascadeCount> = new Set(['examined_next', 'improved']);

/**
 * A count of a row; null where no data can tell it: the steps of the next fiscal year, of which nobody's checkup has
 * been loaded.
 *
 * @param everybody of the same fiscal year
 */
export function countIn(
  groups: readonly CascadeGroup[],
  count: CascadeCount,
  everybody: readonly CascadeGroup[],
): number | null {
  const unknown = total(everybody, 'examined_next') === 0 && total(everybody, 'others') === 0;
  return unknown && NEXT_YEAR.has(count) ? null : total(groups, count);
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

/**
 * Keys of the people of a row, by column; none where there is no secret.
 *
 * @param finer breakdown that the row puts together: its classes are told apart, as another table may show them
 */
export function peopleOf(
  groups: readonly CascadeGroup[],
  columns: Readonly<Record<string, CascadeCount>>,
  finer?: (group: CascadeGroup) => string,
): Pick<CandidateRow, 'people'> {
  if (finer !== undefined) return classedPeople(groups, columns, finer);
  const counted = Object.entries(columns).map(([column, count]) => [column, everybodyAt(groups, count)]);
  return rowPeople(Object.fromEntries(counted));
}

function classedPeople(
  groups: readonly CascadeGroup[],
  columns: Readonly<Record<string, CascadeCount>>,
  finer: (group: CascadeGroup) => string,
): Pick<CandidateRow, 'people'> {
  const classes = [...Map.groupBy(groups, finer).values()];
  const texts = Object.entries(columns).map(([column, count]) => {
    const sets = classes.map((class_) => everybodyAt(class_, count)).filter(({ persons }) => persons > 0);
    if (sets.some(({ people }) => people === null)) return undefined;
    const keys = sets.map(({ persons, people }) => `${peopleKeyText(people ?? 0n)}:${persons}`);
    return [column, keys.length === 0 ? peopleKeyText(0n) : keys.join('+')] as const;
  });
  return texts.includes(undefined)
    ? {}
    : { people: Object.fromEntries(texts.flatMap((text) => (text === undefined ? [] : [text]))) };
}

function everybodyAt(groups: readonly CascadeGroup[], count: CascadeCount): People {
  return groups
    .filter(({ counts }) => counts[count] > 0)
    .reduce((sum, { counts, key }) => together(sum, { persons: counts[count], people: key }), NOBODY);
}
