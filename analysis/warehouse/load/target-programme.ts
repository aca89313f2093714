import { fiscalYearSql } from '../fiscal-year.ts';
import { count, keepLast, linkedRows, run, supersede, type Target } from './target.ts';

/** Programme of step surveys and other measurements that belong to no programme of the register. */
const SURVEY = 'survey';

export const loadProgramme: Target = async (context) => {
  const issues = await keepLast(context, 'stage_programme', ['programme_id']);
  await supersede(
    context,
    'programme',
    'EXISTS (SELECT 1 FROM stage_kept k WHERE k.programme_id = t.programme_id)',
  );
  await run(
    context,
    `INSERT INTO programme BY NAME
     SELECT programme_id, coalesce(name, programme_id) AS name, coalesce(approach, 'population') AS approach,
            department, target, aim, digital_level, start_date, end_date, ${context.batchId} AS batch_id
     FROM stage_kept ORDER BY programme_id`,
  );
  return { rowsLoaded: await count(context, 'SELECT count(*) FROM stage_kept'), issues };
};

/**
 * Participation: an invitation and a registration of the same person and programme become one row; separate
 * invitations (a letter each year) stay separate.
 */
export const loadParticipation: Target = async (context) => {
  await linkedRows(context, 'participation');
  const total = await count(context, 'SELECT count(*) FROM stage_linked');
  const known = `EXISTS (SELECT 1 FROM stage_linked s WHERE s.person_id = t.person_id
                 AND s.programme_id = t.programme_id)`;
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_all AS
     SELECT *, coalesce(${fiscalYearSql('invited_date')}, 0) AS call_year
     FROM (SELECT * FROM stage_linked
           UNION ALL BY NAME SELECT t.* EXCLUDE (batch_id), 0 AS line FROM participation t WHERE ${known})`,
  );
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_kept AS
     WITH calls AS (
       SELECT person_id, programme_id, call_year, any_value(arm) AS arm, arg_max(channel, line) AS channel,
              min(invited_date) AS invited_date, min(joined_date) AS joined_date,
              max(completed_date) AS completed_date, max(left_date) AS left_date
       FROM stage_all GROUP BY person_id, programme_id, call_year),
     numbered AS (
       SELECT *, row_number() OVER (PARTITION BY person_id, programme_id, call_year = 0
                                    ORDER BY joined_date IS NOT NULL, call_year) AS place FROM calls)
     SELECT c.person_id, c.programme_id, coalesce(u.arm, c.arm) AS arm,
            -- How they were invited, not where they registered: conversion is asked by outreach.
            coalesce(c.channel, u.channel) AS channel,
            c.invited_date, coalesce(c.joined_date, u.joined_date) AS joined_date,
            coalesce(c.completed_date, u.completed_date) AS completed_date,
            coalesce(c.left_date, u.left_date) AS left_date
     FROM numbered c LEFT JOIN numbered u ON u.person_id = c.person_id AND u.programme_id = c.programme_id
          AND u.call_year = 0 AND c.place = 1 AND c.joined_date IS NULL
     WHERE c.call_year <> 0
     UNION ALL
     SELECT person_id, programme_id, arm, channel, invited_date, joined_date, completed_date, left_date
     FROM numbered u WHERE call_year = 0 AND NOT EXISTS (
       SELECT 1 FROM numbered c WHERE c.person_id = u.person_id AND c.programme_id = u.programme_id
         AND c.call_year <> 0 AND c.joined_date IS NULL AND c.place = 1)`,
  );
  await supersede(context, 'participation', known);
  await run(
    context,
    `INSERT INTO participation
     SELECT person_id, programme_id, arm, channel, invited_date, joined_date, completed_date, left_date,
            ${context.batchId}
     FROM stage_kept ORDER BY person_id, programme_id, invited_date`,
  );
  await run(context, 'DROP TABLE stage_all');
  return { rowsLoaded: total, issues: [] };
};

/** Steps, weight and other values of participants. Without a programme, the one most of them take part in. */
export const loadMeasurement: Target = async (context) => {
  await linkedRows(context, 'measurement');
  const missing = await count(context, 'SELECT count(*) FROM stage_linked WHERE programme_id IS NULL');
  if (missing > 0) {
    await run(
      context,
      `UPDATE stage_linked SET programme_id = coalesce((
         SELECT p.programme_id FROM participation p
         WHERE p.person_id IN (SELECT person_id FROM stage_linked)
         GROUP BY p.programme_id
         HAVING count(DISTINCT p.person_id) FILTER (p.joined_date IS NOT NULL) >=
                0.9 * (SELECT count(DISTINCT person_id) FROM stage_linked)
         ORDER BY count(DISTINCT p.person_id) DESC, p.programme_id LIMIT 1), '${SURVEY}')
       WHERE programme_id IS NULL`,
    );
  }
  const issues = await keepLast(context, 'stage_linked', [
    'person_id',
    'programme_id',
    'measured_date',
    'item',
  ]);
  await supersede(
    context,
    'programme_measurement',
    `EXISTS (SELECT 1 FROM stage_kept k WHERE k.person_id = t.person_id AND k.programme_id = t.programme_id
             AND k.measured_date = t.measured_date AND k.item = t.item)`,
  );
  await run(
    context,
    `INSERT INTO programme_measurement
     SELECT person_id, programme_id, measured_date, item, value, state, ${context.batchId}
     FROM stage_kept ORDER BY person_id, programme_id, item, measured_date`,
  );
  return { rowsLoaded: await count(context, 'SELECT count(DISTINCT line) FROM stage_kept'), issues };
};

export const loadCost: Target = async (context) => {
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_kept AS
     SELECT programme_id, fiscal_year, category, sum(yen)::BIGINT AS yen FROM stage_cost
     GROUP BY programme_id, fiscal_year, category`,
  );
  await supersede(
    context,
    'programme_cost',
    `EXISTS (SELECT 1 FROM stage_kept k WHERE k.programme_id = t.programme_id AND k.fiscal_year = t.fiscal_year
             AND k.category = t.category)`,
  );
  await run(
    context,
    `INSERT INTO programme_cost SELECT programme_id, fiscal_year, category, yen, ${context.batchId}
     FROM stage_kept ORDER BY programme_id, fiscal_year, category`,
  );
  return { rowsLoaded: await count(context, 'SELECT count(*) FROM stage_cost'), issues: [] };
};

export const loadAggregate: Target = async (context) => {
  await run(
    context,
    `INSERT INTO aggregate_report
     SELECT report, fiscal_year, coalesce(area, 'own'), sex, age_band, item, value, unit, ${context.batchId}
     FROM stage_aggregate ORDER BY line`,
  );
  return { rowsLoaded: await count(context, 'SELECT count(DISTINCT line) FROM stage_aggregate'), issues: [] };
};

/** Any person-level list: its columns as values of persons; the same list again replaces the earlier one. */
export const loadCustomList: Target = async (context) => {
  await linkedRows(context, 'custom_list');
  await supersede(context, 'custom_value', 't.list_name IN (SELECT list_name FROM stage_linked)');
  await run(
    context,
    `INSERT INTO custom_value
     SELECT l.person_id, l.list_name, l.line, v.item_code, v.value, v.code, ${context.batchId}
     FROM stage_custom_value v JOIN stage_linked l ON l.line = v.line
     WHERE v.value IS NOT NULL OR v.code IS NOT NULL ORDER BY l.line, v.item_code`,
  );
  return { rowsLoaded: await count(context, 'SELECT count(*) FROM stage_linked'), issues: [] };
};
