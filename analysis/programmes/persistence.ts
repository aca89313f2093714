import type { CandidateTable } from '../domain/statistic.ts';
import { sqlText } from '../measures/conditions/literal.ts';
import { NOBODY, peopleKeySql, personKeySql, rowPeople, withMore } from '../warehouse/people.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { countColumn, shareColumn, stepColumn } from './approaches/columns.ts';

/** Months after joining at which is looked. */
const MILESTONES = [1, 3, 6, 12, 18, 24, 36] as const;

/**
 * Persistence in one programme: of those who joined long enough before the last recorded day, how many were still in
 * (not left, or completed) 1, 3, 6 … 36 months after joining. Exact, for the gate.
 *
 * Everybody is followed for the whole time of a milestone, so that no censoring has to be modelled; the followed are
 * different people from milestone to milestone.
 */
export async function persistenceTable(warehouse: Warehouse, programme: string): Promise<CandidateTable> {
  const columns = MILESTONES.map((months) => {
    const followed = `joined + INTERVAL ${months} MONTH <= last_day`;
    const stayed = `${followed} AND (completed OR left_on IS NULL OR left_on >= joined + INTERVAL ${months} MONTH)`;
    return `count(*) FILTER (${followed}) AS followed_${months}, ${peopleKeySql(followed)} AS followed_${months}_people,
        count(*) FILTER (${stayed}) AS stayed_${months}, ${peopleKeySql(stayed)} AS stayed_${months}_people`;
  });
  const [row] =
    await warehouse.all(`WITH part AS (SELECT person_id, min(joined_date) AS joined, max(left_date) AS left_on,
        bool_or(completed_date IS NOT NULL) AS completed
      FROM participation WHERE programme_id = ${sqlText(programme)} AND joined_date IS NOT NULL GROUP BY person_id),
    horizon AS (SELECT greatest((SELECT max(measured_date) FROM programme_measurement WHERE programme_id = ${sqlText(programme)}),
      (SELECT max(greatest(coalesce(joined_date, DATE '1900-01-01'), coalesce(left_date, DATE '1900-01-01'), coalesce(completed_date, DATE '1900-01-01')))
        FROM participation)) AS last_day)
    SELECT ${columns.join(', ')} FROM (SELECT *, ${personKeySql('person_id')} FROM part), horizon`);
  const people = (name: string, months: number) =>
    withMore(NOBODY, row?.[`${name}_${months}`] ?? 0, row?.[`${name}_${months}_people`] ?? null);
  return {
    id: 'programme.persistence',
    parameters: { programme },
    context: {
      title: '参加してからの継続',
      population: '参加の日が記録されている人',
      period: '取り込んだ参加者名簿の全期間',
      source: '取り込んだデータ（事業の参加者名簿）',
      method:
        '参加からその月数がたった日まで記録のある人だけを分母とし、その日までに離脱していない人（終えた人を含む）の割合。',
      caveats: [
        '離脱の日が記録されていない事業では、続けているとみなされる。',
        '月数によって分母の人が異なるため、割合は必ずしも順に下がらない。',
      ],
    },
    dimensions: [
      {
        id: 'months',
        label: '参加からの月数',
        partition: false,
        nested: true,
        levels: MILESTONES.map((months) => ({ code: String(months), label: `${months}か月` })),
      },
    ],
    columns: [
      countColumn('followed', '記録のある人'),
      stepColumn('stayed', '続けていた人', 'followed'),
      shareColumn('persistence', '継続率', 'stayed', 'followed'),
    ],
    rows: MILESTONES.map((months) => {
      const [followed, stayed] = [people('followed', months), people('stayed', months)];
      const share = followed.persons > 0 ? (100 * stayed.persons) / followed.persons : null;
      return {
        at: [String(months)],
        values: [followed.persons, stayed.persons, share],
        ...rowPeople({ followed, stayed }),
      };
    }),
  };
}
