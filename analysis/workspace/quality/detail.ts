import { fiscalYearSql, yearsFrom } from '../../warehouse/fiscal-year.ts';
import type { Warehouse } from '../../warehouse/session.ts';
import { WATCHED_ITEMS } from './facts.ts';
import type { SourceCoverage } from './sources.ts';

export interface FacilityYear {
  readonly facility: string;
  readonly year: number;
  readonly persons: number;
  readonly sbpZero: number;
  readonly withSbp: number;
  readonly filled: Readonly<Record<string, number>>;
  /** Mean HbA1c and the mean of everybody else that year; NaN without values. */
  readonly hba1c: number;
  readonly hba1cElsewhere: number;
  readonly waist: number;
}

export interface ItemYear {
  readonly year: number;
  readonly item: string;
  readonly label: string;
  readonly persons: number;
  /** Persons whose value is out of any plausible range or no number. */
  readonly invalid: number;
  readonly mean: number;
}

/** Exact numbers about the data in detail; they stay in the analysis process. */
export interface QualityDetail {
  /** Months, years and linkage of each kind of records. */
  readonly sources: readonly SourceCoverage[];
  readonly facilities: readonly FacilityYear[];
  readonly items: readonly ItemYear[];
  readonly diastolic: readonly { readonly year: number; readonly persons: number; readonly zero: number }[];
  /** Persons enrolled on 1 October by fiscal year. */
  readonly enrolled: readonly { readonly year: number; readonly persons: number }[];
  /** Insured persons of loaded reports beside the register's of the same ages. */
  readonly reported: readonly {
    readonly year: number;
    readonly reported: number;
    readonly persons: number;
  }[];
  /** Persons with a height, and those whose height cannot be one in centimetres. */
  readonly heights: readonly { readonly year: number; readonly persons: number; readonly invalid: number }[];
  /** Median points of a day of outpatient care (of a receipt, where no days are told); NaN without any. */
  readonly medianOutpatientPoints: number;
  /** Persons with several checkups in one fiscal year, by year. */
  readonly repeated: readonly { readonly year: number; readonly persons: number; readonly several: number }[];
}

type Ask = (sql: string) => ReturnType<Warehouse['all']>;

/** Gathers the detail; one statement a question. */
export async function qualityDetail(
  warehouse: Warehouse,
  sources: readonly SourceCoverage[],
  signal?: AbortSignal,
): Promise<QualityDetail> {
  const ask: Ask = (sql) => warehouse.all(sql, undefined, signal);
  const [median] = await ask(
    "SELECT median(points / greatest(coalesce(days, 1), 1)) AS points FROM claim WHERE setting = 'outpatient'",
  );
  const items = await itemYears(ask);
  return {
    sources,
    facilities: await facilityYears(ask),
    items: items.flatMap(({ label, ...item }) => (label === undefined ? [] : [{ ...item, label }])),
    diastolic: await diastolic(ask),
    heights: items.flatMap(({ item, year, persons, invalid }) =>
      item === 'height' ? [{ year, persons, invalid }] : [],
    ),
    enrolled: await enrolledYears(ask),
    reported: await reportedTotals(ask),
    medianOutpatientPoints: median?.points === null ? Number.NaN : Number(median?.points),
    repeated: await repeatedCheckups(ask),
  };
}

const TOKUTEI = "FROM checkup c WHERE c.programme = 'tokutei'";

async function facilityYears(ask: Ask): Promise<FacilityYear[]> {
  const filled = WATCHED_ITEMS.map(
    ([name]) => `count(DISTINCT c.person_id) FILTER (c.${name} IS NOT NULL) AS ${name}_filled`,
  ).join(', ');
  const rows = await ask(
    `WITH totals AS (SELECT c.fiscal_year AS year, sum(c.hba1c) AS total, count(c.hba1c) AS n ${TOKUTEI} GROUP BY 1)
     SELECT f.*, (t.total - coalesce(f.hba1c_sum, 0)) / nullif(t.n - f.hba1c_n, 0) AS elsewhere
     FROM (SELECT c.facility, c.fiscal_year AS year, count(DISTINCT c.person_id) AS persons, ${filled},
             count(DISTINCT c.person_id) FILTER (c.sbp IS NOT NULL) AS with_sbp,
             count(DISTINCT c.person_id) FILTER (c.sbp % 10 = 0) AS sbp_zero,
             avg(c.hba1c) AS hba1c, sum(c.hba1c) AS hba1c_sum, count(c.hba1c) AS hba1c_n, avg(c.waist) AS waist
           ${TOKUTEI} AND c.facility IS NOT NULL GROUP BY 1, 2) f
     JOIN totals t ON t.year = f.year ORDER BY f.facility, f.year`,
  );
  return rows.map((row) => ({
    facility: String(row.facility),
    year: Number(row.year),
    persons: Number(row.persons),
    withSbp: Number(row.with_sbp),
    sbpZero: Number(row.sbp_zero),
    filled: Object.fromEntries(WATCHED_ITEMS.map(([name]) => [name, Number(row[`${name}_filled`])])),
    hba1c: numberOrNaN(row.hba1c),
    hba1cElsewhere: numberOrNaN(row.elsewhere),
    waist: numberOrNaN(row.waist),
  }));
}

function numberOrNaN(value: unknown): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}

/** Registers are looked at from here on. */
const FIRST_YEAR = 2008;
/** Index of `invalid` in the states of a checkup value. */
const INVALID = 6;

/** Every watched item and the height, year by year; one pass over the checkups. */
async function itemYears(
  ask: Ask,
): Promise<(Omit<ItemYear, 'label'> & { readonly label: string | undefined })[]> {
  const items: readonly (readonly [string, string | undefined])[] = [
    ...WATCHED_ITEMS.map(([name, label]) => [name, label] as const),
    ['height', undefined],
  ];
  const columns = items.map(
    ([name]) =>
      `count(DISTINCT c.person_id) FILTER (c.${name} IS NOT NULL OR c.${name}_state = ${INVALID}) AS ${name}_persons,
       count(DISTINCT c.person_id) FILTER (c.${name}_state = ${INVALID}) AS ${name}_invalid, avg(c.${name}) AS ${name}_mean`,
  );
  const rows = await ask(
    `SELECT c.fiscal_year AS year, ${columns.join(', ')} ${TOKUTEI} GROUP BY 1 ORDER BY 1`,
  );
  return items.flatMap(([item, label]) =>
    rows
      .filter((row) => Number(row[`${item}_persons`]) > 0)
      .map((row) => ({
        item,
        label,
        year: Number(row.year),
        persons: Number(row[`${item}_persons`]),
        invalid: Number(row[`${item}_invalid`]),
        mean: numberOrNaN(row[`${item}_mean`]),
      })),
  );
}

async function diastolic(ask: Ask): Promise<QualityDetail['diastolic']> {
  const rows = await ask(
    `SELECT c.fiscal_year AS year, count(DISTINCT c.person_id) AS persons,
            count(DISTINCT c.person_id) FILTER (c.dbp % 10 = 0) AS zero
     ${TOKUTEI} AND c.dbp IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(({ year, persons, zero }) => ({
    year: Number(year),
    persons: Number(persons),
    zero: Number(zero),
  }));
}

/**
 * Persons by year of the register's span, from the first year of records on: of those who left long before, a register
 * of today holds but some. Periods are read once, a person's years are bits.
 */
async function enrolledYears(ask: Ask): Promise<QualityDetail['enrolled']> {
  const [span] = await ask(
    `SELECT greatest(year(from_date), ${FIRST_YEAR}, ${fiscalYearSql('records')}) AS first, year(current_date) AS now,
            ${fiscalYearSql('last')} AS last
     FROM (SELECT min(from_date) AS from_date,
             least((SELECT min(exam_date) FROM checkup), (SELECT min(month) FROM claim)) AS records, greatest(max(from_date), max(to_date),
             (SELECT max(exam_date) FROM checkup), (SELECT max(month) FROM claim)) AS last FROM enrolment)`,
  );
  const [first, end] = [Number(span?.first ?? 0), Math.min(Number(span?.last ?? 0), Number(span?.now ?? 0))];
  if (first === 0 || end < first) return [];
  const years = yearsFrom(first, end);
  const covered = years.map(
    (year, at) =>
      `CASE WHEN from_date <= DATE '${year}-10-01' AND coalesce(to_date, DATE '2999-01-01') > DATE '${year}-10-01'
         THEN ${2 ** at} ELSE 0 END`,
  );
  const [row = {}] = await ask(
    `SELECT ${years.map((_, at) => `count_if(years & ${2 ** at} <> 0) AS y${at}`).join(', ')}
     FROM (SELECT person_id, bit_or((${covered.join(' + ')})::BIGINT) AS years FROM enrolment GROUP BY person_id)`,
  );
  return years
    .map((year, at) => ({ year, persons: Number(row[`y${at}`]) }))
    .filter(({ persons }) => persons > 0);
}

/** Totals by sex and age of printed reports, and how many of those ages the register has in the same year. */
async function reportedTotals(ask: Ask): Promise<QualityDetail['reported']> {
  const rows = await ask(
    `WITH bands AS (
       SELECT fiscal_year AS year, report, value, TRY_CAST(regexp_extract(age_band, '^(\\d+)', 1) AS INTEGER) AS low,
              coalesce(TRY_CAST(regexp_extract(age_band, '[~～〜ー-]\\s*(\\d+)', 1) AS INTEGER), 120) AS high
       FROM aggregate_report
       WHERE area = 'own' AND item LIKE '%被保険者数%' AND value IS NOT NULL AND sex IN ('男', '女', '男性', '女性')
         AND age_band IS NOT NULL AND fiscal_year IS NOT NULL),
     totals AS (SELECT year, report, sum(value) AS reported, min(low) AS low, max(high) AS high FROM bands GROUP BY 1, 2)
     SELECT t.year, max(t.reported) AS reported, count(DISTINCT e.person_id) AS persons
     FROM totals t LEFT JOIN (enrolment e JOIN person p ON p.person_id = e.person_id)
       ON e.insurer_kind = 'kokuho' AND e.from_date <= make_date(t.year + 1, 3, 31)
       AND coalesce(e.to_date, DATE '2999-01-01') > make_date(t.year, 4, 1)
       AND datediff('year', p.birth_month, make_date(t.year + 1, 3, 31)) BETWEEN t.low AND t.high
     GROUP BY t.year, t.report ORDER BY 1`,
  );
  return rows.map(({ year, reported, persons }) => ({
    year: Number(year),
    reported: Number(reported),
    persons: Number(persons),
  }));
}

async function repeatedCheckups(ask: Ask): Promise<QualityDetail['repeated']> {
  const rows = await ask(
    `SELECT year, count(*) AS persons, count(*) FILTER (n > 1) AS several
     FROM (SELECT c.fiscal_year AS year, c.person_id, count(*) AS n ${TOKUTEI} GROUP BY 1, 2) GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(({ year, persons, several }) => ({
    year: Number(year),
    persons: Number(persons),
    several: Number(several),
  }));
}
