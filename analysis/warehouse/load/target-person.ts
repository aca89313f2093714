import { journalPersons } from '../journal.ts';
import { count, first, keepLast, linkedRows, run, supersede, type Target } from './target.ts';

/** Periods of insurance, the districts that occur in them, and months of death. */
export const loadRegister: Target = async (context) => {
  const { batchId } = context;
  await linkedRows(context, 'register');
  const issues = await keepLast(context, 'stage_linked', ['person_id', 'insurer_kind', 'from_date']);
  await run(
    context,
    `INSERT INTO district
     SELECT code, code, level, parent FROM (
       SELECT care_area AS code, 'care_area' AS level, NULL AS parent FROM stage_kept
       UNION ALL SELECT school_district, 'school_district', care_area FROM stage_kept)
     WHERE code IS NOT NULL AND code NOT IN (SELECT district_code FROM district)
     GROUP BY code, level, parent
     QUALIFY row_number() OVER (PARTITION BY code ORDER BY parent NULLS LAST) = 1`,
  );
  const replaced = await supersede(
    context,
    'enrolment',
    `EXISTS (SELECT 1 FROM stage_kept k WHERE k.person_id = t.person_id AND k.insurer_kind = t.insurer_kind
             AND k.from_date = t.from_date)`,
  );
  await run(
    context,
    `INSERT INTO enrolment
     SELECT person_id, insurer_kind, from_date, to_date, start_reason, end_reason,
            coalesce(school_district, care_area), coalesce(excluded, 0) = 1, ${batchId}
     FROM stage_kept ORDER BY person_id, from_date`,
  );
  await journalPersons(
    context.warehouse,
    batchId,
    `SELECT person_id FROM stage_kept
     WHERE death_date IS NOT NULL OR (end_reason = 'death' AND to_date IS NOT NULL)`,
  );
  await run(
    context,
    `UPDATE person SET death_month = d.month
     FROM (SELECT person_id, date_trunc('month', min(coalesce(death_date, to_date - 1)))::DATE AS month
           FROM stage_kept WHERE death_date IS NOT NULL OR (end_reason = 'death' AND to_date IS NOT NULL)
           GROUP BY person_id) d
     WHERE person.person_id = d.person_id`,
  );
  if (replaced > 0) issues.push({ code: 'batch.rows_replaced', severity: 'info', count: replaced });
  const rowsLoaded = await count(context, 'SELECT count(*) FROM stage_kept');
  return { rowsLoaded, issues };
};

/** A link table only joins identifiers; the linkage has done its work. */
export const loadLink: Target = async (context) => {
  const rowsLoaded = await count(
    context,
    'SELECT count(*) FROM stage_same_person s JOIN stage_link l ON l.identity = s.identity',
  );
  return { rowsLoaded, issues: [] };
};

/** 要介護認定 periods; a later row for the same start replaces the earlier one. */
export const loadCareCertification: Target = async (context) => {
  await linkedRows(context, 'care_certification');
  const issues = await keepLast(context, 'stage_linked', ['person_id', 'from_date']);
  const replaced = await supersede(
    context,
    'care_certification',
    'EXISTS (SELECT 1 FROM stage_kept k WHERE k.person_id = t.person_id AND k.from_date = t.from_date)',
  );
  await run(
    context,
    `INSERT INTO care_certification
     SELECT person_id, level, applied_date, decided_date, from_date, to_date, ${context.batchId}
     FROM stage_kept ORDER BY person_id, from_date`,
  );
  if (replaced > 0) issues.push({ code: 'batch.rows_replaced', severity: 'info', count: replaced });
  return { rowsLoaded: await count(context, 'SELECT count(*) FROM stage_kept'), issues };
};

/**
 * 給付実績: decided values, the latest review of each key, cancelled records removed; summed to person, month
 * and service kind. A month that is loaded again replaces what was there.
 */
export const loadCareService: Target = async (context) => {
  await linkedRows(context, 'care_service');
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_kept AS
     SELECT * FROM (
       SELECT *, max(review_month) OVER (PARTITION BY person_id, month, office, reference) AS latest
       FROM stage_linked WHERE service_kind IS NOT NULL) d
     WHERE review_month IS NOT DISTINCT FROM latest
       AND NOT EXISTS (SELECT 1 FROM stage_linked c WHERE c.cancelled = 1 AND c.person_id = d.person_id
         AND c.month = d.month AND c.office IS NOT DISTINCT FROM d.office
         AND c.reference IS NOT DISTINCT FROM d.reference
         AND coalesce(c.review_month, d.review_month) >= d.review_month)`,
  );
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_months AS SELECT DISTINCT person_id, month FROM stage_kept`,
  );
  const replaced = await supersede(
    context,
    'care_service',
    'EXISTS (SELECT 1 FROM stage_months k WHERE k.person_id = t.person_id AND k.month = t.month)',
  );
  await run(
    context,
    `INSERT INTO care_service
     SELECT person_id, month, service_kind, coalesce(sum(coalesce(reviewed_units, units)), 0)::INTEGER,
            sum(days)::INTEGER, ${context.batchId}
     FROM stage_kept GROUP BY person_id, month, service_kind ORDER BY person_id, month, service_kind`,
  );
  await run(context, 'DROP TABLE stage_months');
  const rows = await first(
    context,
    `SELECT (SELECT count(*) FROM stage_kept) AS kept,
            (SELECT count(*) FROM stage_linked WHERE service_kind IS NOT NULL) AS details`,
  );
  const issues =
    Number(rows.details) > Number(rows.kept)
      ? [
          {
            code: 'care.superseded_review',
            severity: 'info' as const,
            count: Number(rows.details) - Number(rows.kept),
          },
        ]
      : [];
  if (replaced > 0) issues.push({ code: 'batch.rows_replaced', severity: 'info', count: replaced });
  const basics = await count(context, 'SELECT count(*) FROM stage_linked WHERE service_kind IS NULL');
  return { rowsLoaded: Number(rows.kept) + basics, issues };
};

/** がん検診 and other screenings: what is known of one person, programme and year is put together. */
export const loadScreening: Target = async (context) => {
  await linkedRows(context, 'screening');
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_kept AS
     SELECT person_id, fiscal_year, programme, min(invited_date) AS invited_date,
            min(screened_date) AS screened_date, bool_or(needs_workup = 1) AS needs_workup,
            min(workup_date) AS workup_date, arg_max(workup_state, line) AS workup_state,
            bool_or(cancer_found = 1) AS cancer_found
     FROM (SELECT * FROM stage_linked
           UNION ALL BY NAME
           SELECT t.* EXCLUDE (batch_id) REPLACE (t.needs_workup::INTEGER AS needs_workup,
                  t.cancer_found::INTEGER AS cancer_found), 0 AS line
           FROM screening t WHERE EXISTS (SELECT 1 FROM stage_linked s WHERE s.person_id = t.person_id
             AND s.fiscal_year = t.fiscal_year AND s.programme = t.programme))
     GROUP BY person_id, fiscal_year, programme`,
  );
  await supersede(
    context,
    'screening',
    `EXISTS (SELECT 1 FROM stage_kept k WHERE k.person_id = t.person_id AND k.fiscal_year = t.fiscal_year
             AND k.programme = t.programme)`,
  );
  await run(
    context,
    `INSERT INTO screening
     SELECT person_id, fiscal_year, programme, invited_date, screened_date, needs_workup, workup_date,
            workup_state, cancer_found, ${context.batchId}
     FROM stage_kept ORDER BY person_id, fiscal_year, programme`,
  );
  return { rowsLoaded: await count(context, 'SELECT count(DISTINCT line) FROM stage_linked'), issues: [] };
};

/** Exams of which a woman has several: their day tells them apart. */
const BY_DAY = "SELECT count(*) FROM stage_linked WHERE exam IN ('pregnancy', 'delivery')";

/** 母子保健: one row an item of an exam; the exams of infants are done once, those of pregnancies on many days. */
export const loadChildHealth: Target = async (context) => {
  await linkedRows(context, 'child_health');
  const key = ['person_id', 'exam', 'item', ...((await count(context, BY_DAY)) > 0 ? ['exam_date'] : [])];
  const issues = await keepLast(context, 'stage_linked', key);
  await supersede(
    context,
    'child_health',
    `EXISTS (SELECT 1 FROM stage_kept k WHERE ${key.map((name) => `k.${name} IS NOT DISTINCT FROM t.${name}`).join(' AND ')})`,
  );
  await run(
    context,
    `INSERT INTO child_health SELECT person_id, exam, exam_date, item, value, code, ${context.batchId}
     FROM stage_kept ORDER BY person_id, exam, item`,
  );
  return { rowsLoaded: await count(context, 'SELECT count(DISTINCT line) FROM stage_kept'), issues };
};
