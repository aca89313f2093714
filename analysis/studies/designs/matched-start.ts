import { UserIssue } from '../../domain/issue.ts';
import { uniformStream } from '../../statistics/random.ts';
import type { Cohort, CohortColumn } from '../cohort.ts';
import { pick } from '../cohort.ts';
import type { StudyOf } from '../definition.ts';
import { type ExtraColumn, startsSql } from '../plan.ts';

type EventStudy = StudyOf<'time_to_event'>;

/** Follow-up of everybody from their index date; `source` is the row of the cohort. */
export interface FollowUp {
  readonly source: Uint32Array;
  readonly z: Float64Array;
  /** Months. */
  readonly time: Float64Array;
  /** 0 censored, 1 event, 2 death before it. */
  readonly cause: Float64Array;
  /** Left out because the event, a death or a move came before the index date. */
  readonly before: { readonly treated: number; readonly control: number };
}

const DAYS_A_MONTH = 30.4375;

/** Dates of the follow-up as days from time zero. */
export function followUpColumns(study: EventStudy): ExtraColumn[] {
  const days = (sql: string) => `CAST(date_diff('day', a.zero_date, CAST((${sql}) AS DATE)) AS DOUBLE)`;
  const starts = startsSql(study.programme, study.exposure);
  return [
    {
      name: 'start',
      kind: 'number',
      sql: days(
        `SELECT min(f.start_date) FROM (${starts}) f WHERE f.person_id = a.person_id AND f.start_date >= a.zero_date`,
      ),
    },
    { name: 'event', kind: 'number', sql: days(EVENT_SQL[study.event]) },
    { name: 'death', kind: 'number', sql: days(DEATH) },
    { name: 'exit', kind: 'number', sql: days(EXIT) },
    { name: 'data_end', kind: 'number', sql: days(DATA_END) },
  ];
}

const DEATH = 'SELECT d.death_month + INTERVAL 14 DAY FROM person d WHERE d.person_id = a.person_id';

const EVENT_SQL: Readonly<Record<EventStudy['event'], string>> = {
  care_certification:
    "SELECT min(c.from_date) FROM care_certification c WHERE c.person_id = a.person_id AND c.level <> '01' AND c.from_date > a.zero_date",
  death: DEATH,
  admission:
    "SELECT min(k.month) + INTERVAL 14 DAY FROM claim k WHERE k.person_id = a.person_id AND k.setting IN ('inpatient', 'dpc') AND k.month >= a.zero_date",
};

/** End of the last insured spell: who moves between 国保 and 後期 is still here. */
const EXIT = `SELECT max(coalesce(n.to_date, DATE '9999-12-31')) FROM enrolment n WHERE n.person_id = a.person_id`;

const DATA_END = `SELECT greatest(
  coalesce((SELECT max(month) + INTERVAL 1 MONTH FROM claim), DATE '1900-01-01'),
  coalesce((SELECT max(exam_date) FROM checkup), DATE '1900-01-01'),
  coalesce((SELECT max(from_date) FROM care_certification), DATE '1900-01-01'))`;

/**
 * Follow-up that starts for both arms on an index date: participants' own start, and for everybody else one drawn
 * from the participants' start dates, so that nobody is counted as safe for time that they had to survive in
 * order to take part (Suissa 2008). Who starts later than the drawn date is compared until that start: the months
 * after it, in which the person takes part, are no months without the programme.
 */
export function matchedFollowUp(
  study: EventStudy,
  cohort: Cohort,
  /** Counts who starts later as not taking part to the end, instead of following them only until then. */
  { toTheEnd = false }: { readonly toTheEnd?: boolean } = {},
): FollowUp {
  const column = (name: string) => cohort.numbers.get(name)!;
  const start = column('start');
  const offsets = Array.from(start.keys())
    .filter((row) => cohort.exposed[row] === 1)
    .map((row) => start[row]!);
  if (offsets.length === 0) throw new UserIssue('refused', 'study.too_few', { smallest: 30 });
  const uniform = uniformStream(20_240_401, cohort.size);
  const rows: Entry[] = [];
  for (let row = 0; row < cohort.size; row++) {
    const drawn = offsets[Math.floor(uniform() * offsets.length)]!;
    if (cohort.exposed[row] === 1) rows.push({ row, z: 1, index: start[row]! });
    if (!(start[row]! <= drawn))
      rows.push({ row, z: 0, index: drawn, until: toTheEnd ? Number.NaN : start[row]! });
  }
  return followFrom(study, cohort, rows);
}

/** Follow-up of both arms from time zero with taking part known only later: wrong, shown to be seen as such. */
export function immortalFollowUp(study: EventStudy, cohort: Cohort): FollowUp {
  const rows = Array.from({ length: cohort.size }, (_, row) => ({
    row,
    z: cohort.exposed[row] === 1 ? (1 as const) : (0 as const),
    index: 0,
  }));
  return followFrom(study, cohort, rows);
}

interface Entry {
  readonly row: number;
  readonly z: 0 | 1;
  /** Days from time zero on which the follow-up starts. */
  readonly index: number;
  /** Day on which it ends at the latest; NaN for none. */
  readonly until?: number;
}

function followFrom(study: EventStudy, cohort: Cohort, rows: readonly Entry[]): FollowUp {
  const column = (name: string) => cohort.numbers.get(name)!;
  const [event, death, exit, end] = [column('event'), column('death'), column('exit'), column('data_end')];
  const before = { treated: 0, control: 0 };
  const kept: { row: number; z: number; time: number; cause: number }[] = [];
  const known = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? Infinity : value;
  for (const { row, z, index, until } of rows) {
    const died = known(death[row]);
    const happened = known(event[row]);
    const left = Math.min(known(exit[row]), known(end[row]));
    if (Math.min(died, happened, left) <= index) {
      before[z === 1 ? 'treated' : 'control'] += 1;
      continue;
    }
    const horizon = index + study.horizonMonths * DAYS_A_MONTH;
    // A death ends the insurance on the same days: it counts before the end of the enrolment.
    const insured = died - 31 <= left ? Infinity : left;
    const stop = Math.min(happened, died, horizon, insured, known(until));
    const cause = stop === happened ? 1 : stop === died ? 2 : 0;
    kept.push({ row, z, time: (stop - index) / DAYS_A_MONTH, cause });
  }
  return {
    source: Uint32Array.from(kept, ({ row }) => row),
    z: Float64Array.from(kept, ({ z }) => z),
    time: Float64Array.from(kept, ({ time }) => time),
    cause: Float64Array.from(kept, ({ cause }) => cause),
    before,
  };
}

/** The cohort with one row for each follow-up; a person can stand in both arms at different times. */
export function expandCohort(cohort: Cohort, { source, z }: FollowUp): Cohort {
  const column = ({ variable, numbers, categories }: CohortColumn): CohortColumn => ({
    variable,
    ...(numbers ? { numbers: pick(numbers, source) } : {}),
    ...(categories ? { categories: Array.from(source, (row) => categories[row]!) } : {}),
  });
  return {
    ...cohort,
    size: source.length,
    person: pick(cohort.person, source),
    trialYear: pick(cohort.trialYear, source),
    exposed: z,
    home: Array.from(source, (row) => cohort.home[row] ?? null),
    covariates: cohort.covariates.map(column),
  };
}
