import { type DefinitionTables, definitionTables } from '../domain/tables/index.ts';
import { fiscalYearSql, yearsFrom } from '../warehouse/fiscal-year.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { sqlNumber } from './conditions/literal.ts';
import { yearStart } from './frames.ts';
import { summariseMembers } from './members.ts';
import { ensureProcedures } from './procedures.ts';
import { BATCHES, ensureYears, type Summary } from './summary-store.ts';

/**
 * Claims summed up by person and fiscal year, kept beside the canonical tables in the schema `summary`, so that a
 * question about a year reads thousands of rows instead of millions of claim lines. They hold nothing that the
 * canonical tables do not, and are made again whenever an import or an undo has changed what they come from.
 */
const TABLES: Readonly<Record<string, string>> = {
  // `late`: covered in that month by 後期 (true, before 国保, as its month end decides) or 国保 (false); null by neither.
  // `place`: bit of the institution (see the table `place`), so that an amount can be divided among them.
  claim_year: `fiscal_year SMALLINT, late BOOLEAN, person_id INTEGER, setting VARCHAR, place UBIGINT, claims BIGINT,
    days BIGINT, points BIGINT, yen BIGINT`,
  // `named_*`: diagnoses that carry money under the attribution. icd10 NULL: claims that it gives to no disease.
  // `months`: those with the diagnosis, a bit each from April on.
  disease_year: `fiscal_year SMALLINT, late BOOLEAN, medical BOOLEAN, person_id INTEGER, icd10 VARCHAR,
    months UINTEGER, named_main BIGINT, named_any BIGINT, named_largest BIGINT, yen_main DOUBLE, yen_shared DOUBLE,
    yen_pdm DOUBLE, yen_largest DOUBLE`,
  drug_year:
    'fiscal_year SMALLINT, late BOOLEAN, person_id INTEGER, code VARCHAR, quantity DOUBLE, places UBIGINT',
  // Institutions of the year's claims, each with its bit of the sets `places`: whose numbers an amount is.
  place: 'fiscal_year SMALLINT, institution VARCHAR, bit UBIGINT',
  // The highest month of the year in each pattern of use.
  use_year: `fiscal_year SMALLINT, person_id INTEGER, institutions_same_disease BIGINT, days_one_institution BIGINT,
    prescribers_same_ingredient BIGINT, ingredients BIGINT`,
};

const CLAIMS: Summary = {
  built: 'claims_by_month',
  tables: TABLES,
  stamp: `SELECT '3|' || ${BATCHES} || '|' || (SELECT count(*) FROM claim) || '|' || (SELECT count(*) FROM claim_diagnosis)
    || '|' || (SELECT count(*) FROM claim_drug) || '|' || (SELECT count(*) FROM enrolment) AS stamp`,
  build: buildYear,
};

/** Makes the summaries of the fiscal years that are missing or older than the data; quick when nothing is to do. */
export function ensureSummaries(
  warehouse: Warehouse,
  years: Iterable<number>,
  signal?: AbortSignal,
): Promise<void> {
  return ensureYears(warehouse, CLAIMS, years, signal);
}

/** How many years before the first claims questions look for a treatment, and after the last ones for a visit. */
const YEARS_BEFORE = 4;
const YEARS_AFTER = 1;

/**
 * Makes the summaries of every fiscal year with claims and of those looked at beside them; the last step of an import.
 *
 * @param tables say which procedures are kept
 */
export async function summarise(
  warehouse: Warehouse,
  tables: DefinitionTables = definitionTables(),
  signal?: AbortSignal,
): Promise<void> {
  const [found] =
    await warehouse.all(`SELECT ${fiscalYearSql('first')} AS first, ${fiscalYearSql('last')} AS last
    FROM (SELECT min(month) AS first, max(month) AS last FROM claim)`);
  if (typeof found?.first === 'number' && typeof found.last === 'number') {
    const years = yearsFrom(found.first - YEARS_BEFORE, found.last + YEARS_AFTER);
    await ensureSummaries(warehouse, years, signal);
    await ensureProcedures(warehouse, tables, years, signal);
  }
  await summariseMembers(warehouse, signal);
}

async function buildYear(warehouse: Warehouse, year: number, signal: AbortSignal | undefined): Promise<void> {
  // Years beside the data are asked for too: without a claim there is nothing to go through millions of lines for.
  const some = `SELECT 1 FROM claim WHERE month >= ${yearStart(year)} AND month < ${yearStart(year + 1)} LIMIT 1`;
  if ((await warehouse.all(some, undefined, signal)).length === 0) return;
  const at = sqlNumber(year);
  const run = (sql: string) => warehouse.run(sql, undefined, signal);
  await run(placeSql(year));
  await run(claimSql(year));
  await run(CODES);
  await run(NAMED);
  await run(`INSERT INTO summary.claim_year SELECT ${at}, late, person_id, setting, bit, count(*), sum(days), sum(points), sum(yen)
    FROM year_claim GROUP BY ALL`);
  await run(WEIGHTS);
  await run(WHOLE);
  await run(diseaseSql(at));
  await run(unnamedSql(at));
  await run(`INSERT INTO summary.drug_year SELECT ${at}, cl.late, cl.person_id, g.code, sum(g.quantity * coalesce(g.days, 1)), bit_or(cl.bit)
    FROM claim_drug g JOIN year_claim cl USING (claim_id) GROUP BY ALL`);
  await run(usesSql(at));
  for (const name of ['year_claim', 'year_code', 'year_named', 'year_weight', 'year_whole'])
    await run(`DROP TABLE ${name}`);
}

/** Bits that a set of institutions has. */
const PLACES = 62;

/**
 * Institutions by the number of their claims, each with a bit of its own. From the 63rd on they share one with a
 * larger one: a set may then count fewer institutions than there are, never more.
 */
function placeSql(year: number): string {
  return `INSERT INTO summary.place SELECT ${sqlNumber(year)}, institution,
      1::UBIGINT << ((row_number() OVER (ORDER BY count(*) DESC, institution) - 1) % ${PLACES})::UBIGINT
    FROM claim WHERE institution IS NOT NULL AND month >= ${yearStart(year)} AND month < ${yearStart(year + 1)}
    GROUP BY institution`;
}

/** Claims of the year with the insurer that covers the person on any day of the month. */
function claimSql(year: number): string {
  const [start, end] = [yearStart(year), yearStart(year + 1)];
  // Most people have one period over the whole year; only the others are looked at month by month.
  return `CREATE OR REPLACE TEMP TABLE year_claim AS
    WITH cl AS (SELECT claim_id, person_id, month, setting, institution, prescriber, days, points, yen FROM claim
        WHERE month >= ${start} AND month < ${end}),
      spell AS (SELECT person_id, insurer_kind = 'kouki' AS late, from_date, coalesce(to_date, DATE '9999-12-31') AS until FROM enrolment
        WHERE insurer_kind IN ('kokuho', 'kouki') AND from_date < ${end} AND coalesce(to_date, DATE '9999-12-31') > ${start}),
      steady AS (SELECT person_id, any_value(late) AS late FROM spell GROUP BY person_id
        HAVING count(*) = 1 AND min(from_date) <= ${start} AND max(until) >= ${end}),
      monthly AS (SELECT m.person_id, m.month, bool_or(late) AS late
        FROM (SELECT DISTINCT person_id, month FROM cl ANTI JOIN steady USING (person_id)) m
        JOIN spell s ON s.person_id = m.person_id AND s.from_date < m.month + INTERVAL 1 MONTH AND s.until > m.month
        GROUP BY ALL)
    SELECT cl.*, place.bit, coalesce(steady.late, monthly.late) AS late, cl.setting IN ('inpatient', 'outpatient', 'dpc') AS medical,
      cl.setting <> 'outpatient' AS inpatient, 1::UINTEGER << date_diff('month', ${start}, cl.month)::UINTEGER AS month_bit
    FROM cl LEFT JOIN (SELECT institution, bit FROM summary.place WHERE fiscal_year = ${sqlNumber(year)}) place USING (institution)
    LEFT JOIN steady USING (person_id) LEFT JOIN monthly USING (person_id, month)`;
}

/** Diagnoses of the year's claims that are not 疑い. A number of our own: DuckDB's rowid is huge until the commit. */
const NAMED = `CREATE OR REPLACE TEMP TABLE year_named AS
  SELECT row_number() OVER () AS line, d.claim_id, c.code, d.main, cl.inpatient, cl.medical FROM claim_diagnosis d JOIN year_claim cl USING (claim_id)
  JOIN year_code c ON c.icd10 = d.icd10 WHERE NOT d.suspected`;

const CODES = `CREATE OR REPLACE TEMP TABLE year_code AS SELECT icd10, row_number() OVER (ORDER BY icd10 DESC)::INTEGER AS code
  FROM (SELECT DISTINCT icd10 FROM claim_diagnosis WHERE icd10 IS NOT NULL)`;

/**
 * Weight of every code: yen a day of claims with one diagnosis alone, by three characters of ICD-10 and inpatient or
 * not, as in the proportional distribution method (岡本 PDM法). Codes with fewer than ten such claims get the mean of
 * all. `place` orders the codes by weight; with the line number below it, it names one line of each claim.
 */
const WEIGHTS = `CREATE OR REPLACE TEMP TABLE year_weight AS
  WITH alone AS (SELECT claim_id, any_value(code) AS code FROM year_named WHERE medical GROUP BY claim_id HAVING count(*) = 1),
    paid AS (SELECT inpatient, left(icd10, 3) AS stem, count(*) AS n, sum(yen)::DOUBLE AS yen, sum(days)::DOUBLE AS days
      FROM alone JOIN year_code USING (code) JOIN year_claim USING (claim_id) WHERE yen > 0 AND days > 0 GROUP BY ALL),
    mean AS (SELECT inpatient, sum(yen) / sum(days) AS weight FROM paid GROUP BY inpatient)
  SELECT s.inpatient, c.code, coalesce(p.yen / p.days, m.weight, 1) AS weight,
    row_number() OVER (ORDER BY coalesce(p.yen / p.days, m.weight, 1), c.code)::INTEGER AS place
  FROM year_code c CROSS JOIN (VALUES (true), (false)) s(inpatient)
  LEFT JOIN (SELECT * FROM paid WHERE n >= 10) p ON p.inpatient = s.inpatient AND p.stem = left(c.icd10, 3)
  LEFT JOIN mean m ON m.inpatient = s.inpatient`;

const WHOLE = `CREATE OR REPLACE TEMP TABLE year_whole AS
  SELECT claim_id, count(*)::INTEGER AS lines, (count(*) FILTER (main))::INTEGER AS mains, sum(weight) AS weight,
    max((place::BIGINT << 32) | line) AS largest
  FROM year_named JOIN year_weight USING (inpatient, code) GROUP BY claim_id`;

function diseaseSql(year: string): string {
  return `INSERT INTO summary.disease_year
    WITH line AS (SELECT cl.late, cl.medical, cl.person_id, d.code, d.main, cl.month_bit, cl.yen, w.lines, w.mains, k.weight / w.weight AS share,
        ((k.place::BIGINT << 32) | d.line) = w.largest AS largest
      FROM year_named d JOIN year_weight k USING (inpatient, code) JOIN year_whole w USING (claim_id) JOIN year_claim cl USING (claim_id)),
    person AS (SELECT late, medical, person_id, code, bit_or(month_bit) AS months, count(*) FILTER (main) AS named_main, count(*) AS named_any,
        count(*) FILTER (largest) AS named_largest, coalesce(sum(yen / mains) FILTER (main), 0) AS yen_main, sum(yen / lines) AS yen_shared,
        sum(yen * share) AS yen_pdm, coalesce(sum(yen) FILTER (largest), 0) AS yen_largest
      FROM line GROUP BY ALL)
    SELECT ${year}, late, medical, person_id, icd10, months, named_main, named_any, named_largest, yen_main, yen_shared, yen_pdm, yen_largest
    FROM person JOIN year_code USING (code)`;
}

/** Medical claims without any diagnosis that counts, or without a main one. */
function unnamedSql(year: string): string {
  return `INSERT INTO summary.disease_year
    SELECT ${year}, cl.late, true, cl.person_id, NULL, bit_or(cl.month_bit), count(*) FILTER (coalesce(w.mains, 0) = 0), count(*) FILTER (w.claim_id IS NULL),
      count(*) FILTER (w.claim_id IS NULL), sum(cl.yen) FILTER (coalesce(w.mains, 0) = 0),
      coalesce(sum(cl.yen) FILTER (w.claim_id IS NULL), 0), coalesce(sum(cl.yen) FILTER (w.claim_id IS NULL), 0),
      coalesce(sum(cl.yen) FILTER (w.claim_id IS NULL), 0)
    FROM year_claim cl LEFT JOIN year_whole w USING (claim_id)
    WHERE cl.medical AND coalesce(w.mains, 0) = 0 GROUP BY ALL`;
}

/** Drugs are told apart by the ingredient part (first 7 digits) of the YJ code. */
function usesSql(year: string): string {
  return `INSERT INTO summary.use_year
    WITH prescribed AS (SELECT cl.person_id, cl.month, coalesce(cl.prescriber, cl.institution) AS prescriber, left(m.yj_code, 7) AS ingredient, g.days
      FROM claim_drug g JOIN drug_master m USING (code) JOIN year_claim cl USING (claim_id) WHERE m.yj_code IS NOT NULL),
    months AS (
      SELECT person_id, count(DISTINCT institution) AS a, NULL AS b, NULL AS c, NULL AS d
        FROM (SELECT claim_id, left(icd10, 3) AS stem FROM year_named JOIN year_code USING (code) WHERE NOT inpatient)
        JOIN year_claim USING (claim_id) GROUP BY person_id, month, stem
      UNION ALL SELECT person_id, NULL, sum(days), NULL, NULL FROM year_claim WHERE setting = 'outpatient'
        GROUP BY person_id, month, institution
      UNION ALL SELECT person_id, NULL, NULL, count(DISTINCT prescriber), NULL FROM prescribed GROUP BY person_id, month, ingredient
      UNION ALL SELECT person_id, NULL, NULL, NULL, count(DISTINCT ingredient) FROM prescribed WHERE days >= 14 GROUP BY person_id, month)
    SELECT ${year}, person_id, max(a), max(b), max(c), max(d) FROM months GROUP BY person_id`;
}
