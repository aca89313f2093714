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

/** `SELECT` of the frame's persons for one fiscal year, from the members that `members.ts` keeps. */
export function frameSql(frame: Frame, fiscalYear: number): string {
  const { from, where, age, district, months } = membersOf(frame);
  const range = [`age >= ${frame.ages.from}`, ...(frame.ages.to === null ? [] : [`age <= ${frame.ages.to}`])];
  return `SELECT * FROM (SELECT person_id, sex, ${age}::INTEGER AS age, ${district} AS district_code, ${months} AS months
      FROM summary.${from} WHERE fiscal_year = ${fiscalYear} AND ${where}) WHERE ${range.join(' AND ')}`;
}

function membersOf(frame: Frame) {
  const own = { from: 'member_year', age: 'age', district: 'district_code', months: 'months' };
  switch (frame.kind) {
    case 'full_year': {
      const excluded = frame.keepExcluded ? '' : ' AND NOT excluded';
      return { ...own, where: `insurer = '${frame.insurer}' AND whole${excluded}`, months: '12' };
    }
    case 'insured':
      return { ...own, ...insuredOn(frame.insurer, frame.at) };
    case 'examined':
      return { ...own, from: 'last_checkup', where: `programme = '${frame.programme}'`, months: '12' };
    case 'persons':
      return { ...own, where: "insurer = 'resident'" };
  }
}

/** Months are those of the whole year, whichever day decides who belongs. */
function insuredOn(insurer: Insurer, at: 'during' | 'year_end' | 'year_start') {
  const where = `insurer = '${insurer}'`;
  if (at === 'year_end') return { where: `${where} AND at_end`, district: 'district_end' };
  if (at === 'year_start')
    return { where: `${where} AND at_start`, district: 'district_start', age: '(age - 1)' };
  // 国保 ends on the 75th birthday: who turned 75 within the year stays in 70–74.
  return { where, ...(insurer === 'kokuho' ? { age: 'least(74, age)' } : {}) };
}

/** Persons enrolled without a gap through a fiscal year, as `members.ts` keeps them. */
export function wholeYearSql(insurer: Insurer, fiscalYear: number): string {
  return `SELECT person_id FROM summary.member_year
    WHERE fiscal_year = ${fiscalYear} AND insurer = '${insurer}' AND whole`;
}

/** Persons enrolled without a gap through a fiscal year, from the register. */
export function fullYearSql(insurer: Insurer, fiscalYear: number): string {
  const start = yearStart(fiscalYear);
  const end = yearStart(fiscalYear + 1);
  // Only who has no single period over the whole year is looked at period by period.
  return `WITH spell AS MATERIALIZED (${spellSql(insurer, start, end)}),
    whole AS MATERIALIZED (SELECT person_id,
        bool_or(from_date <= ${start} AND until >= ${end}) AS one
      FROM spell GROUP BY person_id HAVING min(from_date) <= ${start} AND max(until) >= ${end}),
    chained AS (SELECT person_id FROM (SELECT *, max(until) OVER (PARTITION BY person_id ORDER BY from_date, until
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
        FROM spell SEMI JOIN (SELECT person_id FROM whole WHERE NOT one) USING (person_id))
      GROUP BY person_id HAVING bool_and(covered IS NULL OR from_date <= covered))
    SELECT person_id FROM whole WHERE one OR person_id IN (SELECT person_id FROM chained)`;
}

/** Enrolment periods that touch [start, end), open ones ending in 9999. */
export function spellSql(insurer: Insurer, start: string, end: string): string {
  const kind = insurer === 'any' ? '' : `insurer_kind = '${insurer}' AND`;
  return `SELECT person_id, from_date, coalesce(to_date, DATE '9999-12-31') AS until, district_code, excluded
    FROM enrolment WHERE ${kind} from_date < ${end} AND coalesce(to_date, DATE '9999-12-31') > ${start}`;
}
