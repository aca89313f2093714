/**
 * Denominators: whom a measure is about. Each frame gives one row a person:
 * `person_id, sex (1|2), age, district_code, months`.
 */
export type Insurer = 'kokuho' | 'kouki' | 'any';

export interface AgeRange {
  readonly from: number;
  /** Inclusive; null = open. */
  readonly to: number | null;
}

export type Frame =
  /** Enrolled through the whole fiscal year (no entry, no exit), ages at its end, minus excluded by notice. */
  | {
      readonly kind: 'full_year';
      readonly insurer: Insurer;
      readonly ages: AgeRange;
      readonly keepExcluded?: true;
    }
  /** Enrolled on any day of the year (`during`) or on its last day (`year_end`, `year_start` its first). */
  | {
      readonly kind: 'insured';
      readonly insurer: Insurer;
      readonly ages: AgeRange;
      readonly at: 'during' | 'year_end' | 'year_start';
    }
  /** Everybody with a checkup of the programme in the year, whether enrolled all year or not. */
  | {
      readonly kind: 'examined';
      readonly programme: 'tokutei' | 'kouki';
      readonly ages: AgeRange;
    }
  /** Everybody in the person table of that age at the end of the year (children, residents). */
  | { readonly kind: 'persons'; readonly ages: AgeRange };

/** First day of a fiscal year as an SQL date. */
export function yearStart(fiscalYear: number): string {
  return `DATE '${fiscalYear}-04-01'`;
}

/**
 * Age in completed years on the last day of a month, from birth month alone.
 *
 * Law (年齢計算ニ関スル法律): one turns older on the day before the birthday, so somebody born on the 1st turns
 * older on the last day of the month before.
 */
export function ageAtMonthEnd(person: string, monthDate: string): string {
  return `(date_diff('month', ${legalMonth(person)}, ${monthDate}) // 12)`;
}

function legalMonth(person: string): string {
  return `CASE WHEN coalesce(${person}.born_on_first, false)
    THEN (${person}.birth_month - INTERVAL 1 MONTH)::DATE ELSE ${person}.birth_month END`;
}

/** `SELECT` of the frame's persons for one fiscal year. */
export function frameSql(frame: Frame, fiscalYear: number): string {
  const reference = referenceDay(frame, fiscalYear);
  const age = ageSql(frame, reference);
  const ages = ageCondition(age, frame.ages);
  const source = membersSql(frame, fiscalYear);
  return `SELECT p.person_id, p.sex, ${age}::INTEGER AS age, m.district_code, m.months
    FROM person p JOIN (${source}) m USING (person_id) WHERE ${ages}`;
}

/** Persons enrolled without a gap through a fiscal year, with their last district. */
export function fullYearSql(insurer: Insurer, fiscalYear: number, keepExcluded = false): string {
  const start = yearStart(fiscalYear);
  const end = yearStart(fiscalYear + 1);
  // Only who has no single period over the whole year is looked at period by period.
  return `WITH spell AS MATERIALIZED (${spellSql(insurer, start, end)}),
    whole AS MATERIALIZED (SELECT person_id, arg_max(district_code, from_date) AS district_code, bool_or(coalesce(excluded, false)) AS excluded,
        bool_or(from_date <= ${start} AND until >= ${end}) AS one
      FROM spell GROUP BY person_id HAVING min(from_date) <= ${start} AND max(until) >= ${end}),
    chained AS (SELECT person_id FROM (SELECT *, max(until) OVER (PARTITION BY person_id ORDER BY from_date, until
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
        FROM spell SEMI JOIN (SELECT person_id FROM whole WHERE NOT one) USING (person_id))
      GROUP BY person_id HAVING bool_and(covered IS NULL OR from_date <= covered))
    SELECT person_id, district_code, 12 AS months FROM whole
    WHERE (one OR person_id IN (SELECT person_id FROM chained)) ${keepExcluded ? '' : 'AND NOT excluded'}`;
}

/** Enrolment periods that touch [start, end), open ones ending in 9999. */
export function spellSql(insurer: Insurer, start: string, end: string): string {
  const kind = insurer === 'any' ? '' : `insurer_kind = '${insurer}' AND`;
  return `SELECT person_id, from_date, coalesce(to_date, DATE '9999-12-31') AS until, district_code, excluded
    FROM enrolment WHERE ${kind} from_date < ${end} AND coalesce(to_date, DATE '9999-12-31') > ${start}`;
}

function membersSql(frame: Frame, fiscalYear: number): string {
  switch (frame.kind) {
    case 'full_year':
      return fullYearSql(frame.insurer, fiscalYear, frame.keepExcluded ?? false);
    case 'insured':
      return insuredSql(frame.insurer, frame.at, fiscalYear);
    case 'examined':
      return examinedSql(frame.programme, fiscalYear);
    case 'persons':
      return personsSql(fiscalYear);
  }
}

/** Months are counted where the person is enrolled on the last day of the month. */
function insuredSql(insurer: Insurer, at: 'during' | 'year_end' | 'year_start', fiscalYear: number): string {
  const start = yearStart(fiscalYear);
  const end = yearStart(fiscalYear + 1);
  const [first, last] =
    at === 'during'
      ? [start, end]
      : at === 'year_end'
        ? [`(${end} - INTERVAL 1 DAY)::DATE`, end]
        : [start, `(${start} + INTERVAL 1 DAY)::DATE`];
  return `SELECT person_id, arg_max(district_code, from_date) AS district_code,
      least(12, sum(date_diff('month', greatest(from_date, ${start}), least(until, ${end})))) AS months
    FROM (${spellSql(insurer, first, last)}) GROUP BY person_id`;
}

function examinedSql(programme: 'tokutei' | 'kouki', fiscalYear: number): string {
  const start = yearStart(fiscalYear);
  const end = yearStart(fiscalYear + 1);
  return `SELECT e.person_id, s.district_code, 12 AS months
    FROM (SELECT DISTINCT person_id FROM checkup
          WHERE fiscal_year = ${fiscalYear} AND programme = '${programme}') e
    LEFT JOIN (SELECT person_id, arg_max(district_code, from_date) AS district_code
               FROM (${spellSql('any', start, end)}) GROUP BY person_id) s USING (person_id)`;
}

function personsSql(fiscalYear: number): string {
  const end = yearStart(fiscalYear + 1);
  return `SELECT p.person_id, s.district_code, 12 AS months
    FROM person p
    LEFT JOIN (SELECT person_id, arg_max(district_code, from_date) AS district_code
               FROM (${spellSql('any', "DATE '1900-01-01'", end)}) GROUP BY person_id) s USING (person_id)
    WHERE p.birth_month < ${end} AND (p.death_month IS NULL OR p.death_month >= ${yearStart(fiscalYear)})`;
}

function referenceDay(frame: Frame, fiscalYear: number): string {
  return frame.kind === 'insured' && frame.at === 'year_start'
    ? `DATE '${fiscalYear}-03-31'`
    : `DATE '${fiscalYear + 1}-03-31'`;
}

/** 国保 ends on the 75th birthday: who turned 75 within the year stays in 70–74. */
function ageSql(frame: Frame, reference: string): string {
  const age = ageAtMonthEnd('p', reference);
  const capped = frame.kind === 'insured' && frame.insurer === 'kokuho' && frame.at === 'during';
  return capped ? `least(74, ${age})` : age;
}

function ageCondition(age: string, ages: AgeRange): string {
  const upper = ages.to === null ? '' : ` AND ${age} <= ${ages.to}`;
  return `${age} >= ${ages.from}${upper}`;
}
