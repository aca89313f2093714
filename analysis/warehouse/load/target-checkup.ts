import { CHECKUP_VALUES, GUIDANCE_MEASURES } from '../../domain/canonical/tables.ts';
import { GUIDANCE_RESULTS, QUESTION_ITEMS } from '../../domain/staging-tables.ts';
import { fiscalYearSql } from '../fiscal-year.ts';
import {
  count,
  first,
  keepLast,
  linkedRows,
  linkedView,
  run,
  supersede,
  type Target,
  type TargetContext,
} from './target.ts';

const VALUES = CHECKUP_VALUES.map(([name]) => `k.${name}, k.${name}_state`).join(', ');
/** Fiscal years from which the questionnaire has a new form. */
const PERIODS =
  "CASE WHEN fiscal_year < 2018 THEN 'period2' WHEN fiscal_year < 2024 THEN 'period3' ELSE 'period4' END";

/** Checkups with their answers and further items; a later submission for the same day replaces the earlier one. */
export const loadCheckup: Target = async (context) => {
  await linkedView(context, 'checkup');
  const issues = await keepLast(context, 'stage_linked', ['person_id', 'exam_date', 'programme']);
  const replaced = await replaceEarlier(context);
  if (replaced > 0) issues.push({ code: 'batch.rows_replaced', severity: 'info', count: replaced });
  const base = await count(context, 'SELECT coalesce(max(checkup_id), 0) FROM checkup');
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_numbered AS
     SELECT line, person_id, programme, CAST(${base} + row_number() OVER (ORDER BY line) AS INTEGER) AS checkup_id,
            CAST(${fiscalYearSql('exam_date')} AS SMALLINT) AS fiscal_year
     FROM stage_kept`,
  );
  await run(
    context,
    `INSERT INTO checkup
     SELECT n.checkup_id, k.person_id, k.exam_date, n.fiscal_year, k.programme, k.facility, ${VALUES},
            k.fasting, k.q1 = 1, k.q2 = 1, k.q3 = 1, k.q8 = 1, k.metabo_reported, k.guidance_level_reported,
            ${context.batchId}
     FROM stage_kept k JOIN stage_numbered n ON n.line = k.line`,
  );
  await insertAnswers(context);
  if (context.stages.has('checkup_item')) {
    await run(
      context,
      `INSERT INTO checkup_item
       SELECT k.checkup_id, i.item_code, i.value, i.code, i.state, ${context.batchId}
       FROM stage_checkup_item i JOIN stage_numbered k ON k.line = i.line`,
    );
  }
  await run(context, 'DROP TABLE stage_numbered');
  return { rowsLoaded: await count(context, 'SELECT count(*) FROM stage_kept'), issues };
};

async function replaceEarlier(context: TargetContext): Promise<number> {
  const same = `SELECT c.checkup_id FROM checkup c JOIN stage_kept k
                ON k.person_id = c.person_id AND k.exam_date = c.exam_date AND k.programme = c.programme`;
  const earlier = await count(context, `SELECT count(*) FROM (${same})`);
  if (earlier === 0) return 0;
  await run(context, `CREATE OR REPLACE TABLE stage_earlier AS ${same}`);
  for (const table of ['checkup_item', 'questionnaire', 'checkup']) {
    await supersede(context, table, 't.checkup_id IN (SELECT checkup_id FROM stage_earlier)');
  }
  await run(context, 'DROP TABLE stage_earlier');
  return earlier;
}

async function insertAnswers(context: TargetContext): Promise<void> {
  const answered = await answeredItems(context);
  const forms = [
    [answered.filter((item) => item.startsWith('q')), PERIODS],
    [answered.filter((item) => item.startsWith('k')), "'kouki15'"],
  ] as const;
  for (const [items, form] of forms) {
    if (items.length === 0) continue;
    const names = items.join(', ');
    await run(
      context,
      `INSERT INTO questionnaire
       SELECT checkup_id, person_id, fiscal_year, ${form}, item, answer, ${context.batchId}
       FROM (SELECT n.checkup_id, n.person_id, n.fiscal_year, ${names}
             FROM stage_kept k JOIN stage_numbered n ON n.line = k.line)
       UNPIVOT (answer FOR item IN (${names}))`,
    );
  }
}

/** Items that anybody answered in this file. */
async function answeredItems(context: TargetContext): Promise<string[]> {
  const counts = QUESTION_ITEMS.map((item) => `count(${item}) AS ${item}`).join(', ');
  const row = await first(context, `SELECT ${counts} FROM stage_kept`);
  return QUESTION_ITEMS.filter((item) => Number(row[item] ?? 0) > 0);
}

const GUIDANCE_COLUMNS = [...GUIDANCE_MEASURES.map(([name]) => name), ...GUIDANCE_RESULTS, 'level', 'mode'];
/** Of what several rows say, the last one that says anything. */
const LAST_SAID = GUIDANCE_COLUMNS.map(
  (name) => `arg_max(${name}, line) FILTER (${name} IS NOT NULL) AS ${name}`,
).join(', ');

/** 特定保健指導: what several files say about one person's course is put together, later rows first. */
export const loadGuidance: Target = async (context) => {
  await linkedRows(context, 'guidance');
  const total = await count(context, 'SELECT count(*) FROM stage_linked');
  await run(
    context,
    `CREATE OR REPLACE TABLE stage_kept AS
     SELECT person_id, fiscal_year, ${LAST_SAID},
            max(invited_date) AS invited_date, min(first_interview_date) AS first_interview_date,
            max(interim_date) AS interim_date, max(completed_date) AS completed_date,
            max(dropped_date) AS dropped_date
     FROM (SELECT * FROM stage_linked WHERE fiscal_year IS NOT NULL
           UNION ALL BY NAME
           SELECT t.* EXCLUDE (batch_id), 0 AS line FROM guidance t
           WHERE EXISTS (SELECT 1 FROM stage_linked s WHERE s.person_id = t.person_id
                         AND s.fiscal_year = t.fiscal_year))
     GROUP BY person_id, fiscal_year`,
  );
  await supersede(
    context,
    'guidance',
    'EXISTS (SELECT 1 FROM stage_kept k WHERE k.person_id = t.person_id AND k.fiscal_year = t.fiscal_year)',
  );
  await run(
    context,
    `INSERT INTO guidance BY NAME SELECT *, ${context.batchId} AS batch_id FROM stage_kept ORDER BY person_id, fiscal_year`,
  );
  const undated = await count(context, 'SELECT count(*) FROM stage_linked WHERE fiscal_year IS NULL');
  return {
    rowsLoaded: total - undated,
    issues: undated > 0 ? [{ code: 'guidance.no_year', severity: 'error', count: undated }] : [],
  };
};
