import type { Warehouse } from '../../warehouse/session.ts';
import { WATCHED_ITEMS, YEAR_OF } from './facts.ts';

/** Kinds of records whose coverage and linkage are watched: code, name, table, date, fiscal year, condition. */
const SOURCES = [
  ['checkup', '特定健診', 'checkup', 's.exam_date', "s.programme = 'tokutei'"],
  ['kouki_checkup', '後期高齢者健診', 'checkup', 's.exam_date', "s.programme = 'kouki'"],
  ['inpatient', '医科入院レセプト', 'claim', 's.month', "s.setting IN ('inpatient', 'dpc')"],
  ['outpatient', '医科入院外レセプト', 'claim', 's.month', "s.setting = 'outpatient'"],
  ['pharmacy', '調剤レセプト', 'claim', 's.month', "s.setting = 'pharmacy'"],
  ['dental', '歯科レセプト', 'claim', 's.month', "s.setting = 'dental'"],
  ['guidance', '特定保健指導', 'guidance', 's.first_interview_date', 'true'],
  ['certification', '要介護認定', 'care_certification', 's.from_date', 'true'],
  ['care_service', '介護給付', 'care_service', 's.month', 'true'],
  ['screening', 'がん検診など', 'screening', 's.screened_date', 'true'],
  ['participation', '事業の参加', 'participation', 's.joined_date', 'true'],
] as const;

export interface MonthCoverage {
  readonly source: string;
  readonly label: string;
  /** Calendar months `YYYY-MM` with records, ascending. */
  readonly months: readonly { readonly month: string; readonly persons: number }[];
}

export interface SourceLinkage {
  readonly source: string;
  readonly label: string;
  readonly years: readonly { readonly year: number; readonly persons: number; readonly enrolled: number }[];
  /** Persons without a period of insurance, by the most likely reason. */
  readonly reasons: readonly { readonly reason: UnlinkedReason; readonly persons: number }[];
}

export type UnlinkedReason = 'age75' | 'care_number_only' | 'branch' | 'not_in_register';

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
  readonly coverage: readonly MonthCoverage[];
  readonly linkage: readonly SourceLinkage[];
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
export async function qualityDetail(warehouse: Warehouse, signal?: AbortSignal): Promise<QualityDetail> {
  const ask: Ask = (sql) => warehouse.all(sql, undefined, signal);
  const coverage: MonthCoverage[] = [];
  const linkage: SourceLinkage[] = [];
  for (const source of SOURCES) {
    const months = await monthsOf(ask, source);
    if (months.length === 0) continue;
    const [code, label] = source;
    coverage.push({ source: code, label, months });
    linkage.push({
      source: code,
      label,
      years: await yearsOf(ask, source),
      reasons: await reasonsOf(ask, source),
    });
  }
  const [median] = await ask(
    "SELECT median(points / greatest(coalesce(days, 1), 1)) AS points FROM claim WHERE setting = 'outpatient'",
  );
  return {
    coverage,
    linkage,
    facilities: await facilityYears(ask),
    items: await itemYears(ask),
    diastolic: await diastolic(ask),
    heights: (await itemYear(ask, 'height')).map(({ year, persons, invalid }) => ({
      year,
      persons,
      invalid,
    })),
    enrolled: await enrolledYears(ask),
    reported: await reportedTotals(ask),
    medianOutpatientPoints: median?.points === null ? Number.NaN : Number(median?.points),
    repeated: await repeatedCheckups(ask),
  };
}

type Source = (typeof SOURCES)[number];

async function monthsOf(ask: Ask, [, , table, date, where]: Source): Promise<MonthCoverage['months']> {
  const rows = await ask(
    `SELECT strftime(${date}, '%Y-%m') AS month, count(DISTINCT s.person_id) AS persons FROM ${table} s
     WHERE ${where} AND ${date} IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  return rows.map((row) => ({ month: String(row.month), persons: Number(row.persons) }));
}

const ENROLLED = '(SELECT DISTINCT person_id FROM enrolment) e ON e.person_id = s.person_id';

async function yearsOf(ask: Ask, [, , table, date, where]: Source): Promise<SourceLinkage['years']> {
  const rows = await ask(
    `SELECT ${YEAR_OF(date)} AS year, count(DISTINCT s.person_id) AS persons,
            count(DISTINCT s.person_id) FILTER (e.person_id IS NOT NULL) AS enrolled
     FROM ${table} s LEFT JOIN ${ENROLLED} WHERE ${where} AND ${date} IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(({ year, persons, enrolled }) => ({
    year: Number(year),
    persons: Number(persons),
    enrolled: Number(enrolled),
  }));
}

/** Why a person's records have no period of insurance: told by age and by the kinds of numbers that are known. */
async function reasonsOf(ask: Ask, [, , table, date, where]: Source): Promise<SourceLinkage['reasons']> {
  const rows = await ask(
    `WITH alone AS (
       SELECT s.person_id, max(${date}) AS last FROM ${table} s LEFT JOIN ${ENROLLED}
       WHERE ${where} AND e.person_id IS NULL GROUP BY s.person_id),
     kinds AS (
       SELECT person_id, list(DISTINCT key_kind) AS kinds FROM person_key GROUP BY person_id),
     register AS (
       SELECT count(*) > 0 AS branched FROM person_key k
       WHERE k.key_kind = 'kokuho_branch' AND k.person_id IN (SELECT person_id FROM enrolment))
     SELECT CASE
       WHEN a.last IS NOT NULL AND datediff('month', p.birth_month, a.last) >= 75 * 12 THEN 'age75'
       WHEN list_contains(k.kinds, 'kaigo') AND NOT list_has_any(k.kinds, ['kokuho_branch', 'kokuho', 'kokuho_number', 'kouki', 'atena'])
         THEN 'care_number_only'
       WHEN NOT r.branched AND list_contains(k.kinds, 'kokuho_branch') THEN 'branch'
       ELSE 'not_in_register' END AS reason, count(*) AS persons
     FROM alone a JOIN person p ON p.person_id = a.person_id LEFT JOIN kinds k ON k.person_id = a.person_id, register r
     GROUP BY 1 ORDER BY 1`,
  );
  return rows.map((row) => ({ reason: row.reason as UnlinkedReason, persons: Number(row.persons) }));
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

/** Index of `invalid` in the states of a checkup value. */
const INVALID = 6;

async function itemYears(ask: Ask): Promise<ItemYear[]> {
  const found: ItemYear[] = [];
  for (const [name, label] of WATCHED_ITEMS) {
    for (const year of await itemYear(ask, name)) found.push({ item: name, label, ...year });
  }
  return found;
}

async function itemYear(ask: Ask, name: string): Promise<Omit<ItemYear, 'item' | 'label'>[]> {
  const rows = await ask(
    `SELECT c.fiscal_year AS year,
            count(DISTINCT c.person_id) FILTER (c.${name} IS NOT NULL OR c.${name}_state = ${INVALID}) AS persons,
            count(DISTINCT c.person_id) FILTER (c.${name}_state = ${INVALID}) AS invalid, avg(c.${name}) AS mean
     ${TOKUTEI} GROUP BY 1 ORDER BY 1`,
  );
  return rows
    .filter(({ persons }) => Number(persons) > 0)
    .map((row) => ({
      year: Number(row.year),
      persons: Number(row.persons),
      invalid: Number(row.invalid),
      mean: numberOrNaN(row.mean),
    }));
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

async function enrolledYears(ask: Ask): Promise<QualityDetail['enrolled']> {
  const rows = await ask(
    `WITH span AS (
       SELECT min(year(from_date)) AS first, greatest(max(from_date), max(to_date), (SELECT max(exam_date) FROM checkup),
              (SELECT max(month) FROM claim)) AS last FROM enrolment)
     SELECT y.year, count(DISTINCT e.person_id) AS persons
     FROM span, range(greatest(span.first, 2008), year(current_date) + 1) y(year)
     JOIN enrolment e ON e.from_date <= make_date(y.year::INTEGER, 10, 1)
       AND coalesce(e.to_date, DATE '2999-01-01') > make_date(y.year::INTEGER, 10, 1)
     WHERE make_date(y.year::INTEGER, 4, 1) <= span.last GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(({ year, persons }) => ({ year: Number(year), persons: Number(persons) }));
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
