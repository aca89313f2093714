import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importFiles } from '../../../analysis/workspace/import.ts';
import type { ImportReport } from '../../../analysis/workspace/report.ts';
import { freshWorkspace, SMALL_SAMPLE, type TestWorkspace } from './workspaces.ts';

interface Truth {
  readonly recounts: {
    readonly persons_in_window: number;
    readonly enrolled_at_last_year_end_by_area: Readonly<Record<string, number>>;
    readonly by_fiscal_year: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  readonly dirt: readonly { readonly kind: string; readonly file: string; readonly count: number }[];
}

/** How each recount of truth.json follows from the canonical tables; $Y is the fiscal year. */
const YEAR_OF_MONTH = '(year(month) - CASE WHEN month(month) < 4 THEN 1 ELSE 0 END)';
const COVERS = (kind: string) =>
  `insurer_kind IN (${kind}) AND from_date < make_date($Y + 1, 4, 1) AND coalesce(to_date, DATE '9999-01-01') > make_date($Y, 4, 1)`;
const YEAR_END = (kind: string) =>
  `insurer_kind IN (${kind}) AND from_date <= make_date($Y + 1, 3, 31) AND coalesce(to_date, DATE '9999-01-01') > make_date($Y + 1, 3, 31)`;
const enrolled = (where: string) => `SELECT count(DISTINCT person_id) FROM enrolment WHERE ${where}`;
const claims = (what: string, where: string) =>
  `SELECT ${what} FROM claim WHERE ${YEAR_OF_MONTH} = $Y AND ${where}`;
const guidance = (where: string) => `SELECT count(*) FROM guidance WHERE fiscal_year = $Y AND ${where}`;
const checkups = (where: string) =>
  `SELECT count(DISTINCT person_id) FROM checkup WHERE fiscal_year = $Y AND ${where}`;

const RECOUNTS: Readonly<Record<string, string>> = {
  persons_kokuho: enrolled(COVERS("'kokuho'")),
  persons_koki: enrolled(COVERS("'kouki'")),
  persons_any: enrolled(COVERS("'kokuho', 'kouki'")),
  enrolled_at_year_end_kokuho: enrolled(YEAR_END("'kokuho'")),
  enrolled_at_year_end_koki: enrolled(YEAR_END("'kouki'")),
  checkup_examinees: checkups("programme = 'tokutei'"),
  koki_checkup_examinees: checkups("programme = 'kouki'"),
  metabolic_syndrome: checkups("programme = 'tokutei' AND metabo_reported = 1"),
  metabolic_syndrome_pre: checkups("programme = 'tokutei' AND metabo_reported = 2"),
  receipts_medical: claims('count(*)', "setting IN ('inpatient', 'outpatient')"),
  receipts_pharmacy: claims('count(*)', "setting = 'pharmacy'"),
  points_medical: claims('sum(points)', "setting IN ('inpatient', 'outpatient')"),
  points_pharmacy: claims('sum(points)', "setting = 'pharmacy'"),
  points_total: claims('sum(points)', 'true'),
  persons_dialysed: `SELECT count(DISTINCT person_id) FROM claim JOIN claim_procedure USING (claim_id)
    JOIN procedure_master USING (code) WHERE section = 'J038' AND ${YEAR_OF_MONTH} = $Y`,
  guidance_selected_intensive: guidance('level = 1'),
  guidance_selected_motivational: guidance('level = 2'),
  guidance_first_interview: guidance('first_interview_date IS NOT NULL'),
  guidance_completed: guidance('completed_date IS NOT NULL'),
  guidance_dropped: guidance('dropped_date IS NOT NULL'),
  guidance_final_weight_100g:
    'SELECT round(sum(final_weight) * 10)::INTEGER FROM guidance WHERE fiscal_year = $Y AND completed_date IS NOT NULL',
  guidance_activity_improved: guidance('completed_date IS NOT NULL AND habit_activity = 1'),
  walking_joined: `SELECT count(*) FROM participation WHERE programme_id = 'P01'
    AND joined_date BETWEEN make_date($Y, 4, 1) AND make_date($Y + 1, 3, 31)`,
  walking_active_at_year_end: `SELECT count(*) FROM participation WHERE programme_id = 'P01'
    AND joined_date <= make_date($Y + 1, 3, 31) AND coalesce(left_date, DATE '9999-01-01') > make_date($Y + 1, 3, 31)`,
  certified_at_year_end: `SELECT count(DISTINCT c.person_id) FROM care_certification c JOIN enrolment e USING (person_id)
    WHERE c.from_date <= make_date($Y + 1, 3, 31) AND c.to_date >= make_date($Y + 1, 3, 31) AND c.level <> '01'
    AND ${YEAR_END("'kokuho', 'kouki'").replaceAll('from_date', 'e.from_date').replaceAll('to_date', 'e.to_date')}`,
};

const available = existsSync(join(SMALL_SAMPLE, 'truth.json'));
if (!available) console.warn('skipped: sample-data/small is not there');

describe.skipIf(!available)('the small sample municipality, imported whole', () => {
  let test: TestWorkspace;
  let report: ImportReport;
  let truth: Truth;

  beforeAll(async () => {
    truth = JSON.parse(readFileSync(join(SMALL_SAMPLE, 'truth.json'), 'utf8')) as Truth;
    test = await freshWorkspace();
    report = await importFiles(test.workspace, { from: [SMALL_SAMPLE] });
  });
  afterAll(() => test.remove());

  it('takes every file and sets no row aside', () => {
    expect(report.files.filter((file) => file.status !== 'loaded').map((file) => file.name)).toEqual([]);
    expect(report.totals.rowsQuarantined).toBe(0);
    expect(report.files.length).toBeGreaterThan(60);
  });

  it('finds exactly the persons there are', async () => {
    expect(await test.number('SELECT count(*) FROM person')).toBe(truth.recounts.persons_in_window);
    expect(
      await test.number(
        'SELECT count(*) FROM person WHERE person_id NOT IN (SELECT person_id FROM enrolment)',
      ),
    ).toBe(0);
  });

  it.each(Object.keys(RECOUNTS))('recounts %s', async (name) => {
    const expected = truth.recounts.by_fiscal_year[name];
    expect(expected, `truth.json has ${name}`).toBeDefined();
    const found: Record<string, number> = {};
    for (const year of Object.keys(expected!)) {
      found[year] = await test.number(RECOUNTS[name]!.replaceAll('$Y', year));
    }
    expect(found).toEqual(expected);
  });

  it('knows where the insured live', async () => {
    const lastYear = Math.max(...Object.keys(truth.recounts.by_fiscal_year.persons_any!).map(Number));
    const rows = await test.workspace.warehouse.all(
      `SELECT d.parent_code AS area, count(DISTINCT person_id) AS persons FROM enrolment e
       JOIN district d ON d.district_code = e.district_code
       WHERE ${YEAR_END("'kokuho', 'kouki'").replaceAll('$Y', String(lastYear))} GROUP BY 1`,
    );
    const found = Object.fromEntries(rows.map((row) => [String(row.area), Number(row.persons)]));
    for (const [area, persons] of Object.entries(truth.recounts.enrolled_at_last_year_end_by_area)) {
      expect(found[area], area).toBeGreaterThan(persons * 0.97);
      expect(found[area], area).toBeLessThanOrEqual(persons);
    }
  });

  it('reports duplicates and corrections as often as they were put in', () => {
    for (const { kind, file, count } of truth.dirt) {
      const code = { exact_duplicate: 'duplicate.exact', corrected_row: 'duplicate.corrected_later' }[kind];
      if (!code) continue;
      const issue = report.files
        .find(({ name }) => name === file)
        ?.issues.find((found) => found.code === code);
      expect(issue?.count, `${file} ${kind}`).toBe(count);
    }
  });

  it('keeps 未実施 and out-of-range apart from values', async () => {
    const notDone = truth.dirt
      .filter(({ kind }) => kind === 'not_done')
      .reduce((sum, { count }) => sum + count, 0);
    expect(
      await test.number(
        'SELECT count(*) FROM checkup WHERE urine_protein_state = 2 OR urine_glucose_state = 2',
      ),
    ).toBe(notDone);
    const suspected = truth.dirt
      .filter(({ kind }) => kind === 'suspected_diagnosis')
      .reduce((sum, { count }) => sum + count, 0);
    expect(await test.number('SELECT count(*) FROM claim_diagnosis WHERE suspected')).toBe(suspected);
  });

  it('has no identifier and no name of a person in the warehouse or the report', async () => {
    const text = JSON.stringify(report);
    for (const secret of ['架国', '0000101', 'ﾓｷﾞ', '模擬', '1200014', '見本荘'])
      expect(text).not.toContain(secret);
    const columns = await test.workspace.warehouse.all(
      "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE data_type = 'VARCHAR' AND table_schema = 'main'",
    );
    for (const { t, c } of columns) {
      const hits = await test.number(
        `SELECT count(*) FROM "${t}" WHERE "${c}" IN ('架国', '101', '0000101', '1200014', '01200014') OR "${c}" LIKE '%模擬%'`,
      );
      expect(hits, `${t}.${c}`).toBe(0);
    }
  });

  it('refuses the same files again, even under another name', async () => {
    await expect(importFiles(test.workspace, { from: [SMALL_SAMPLE] })).rejects.toMatchObject({
      code: 'intake.already_loaded',
    });
  });
});
