/**
 * Time of measures and approaches at standard city (100,000 insured, 5 years, 5 M claims, 150,000 checkups), beside
 * the same question asked of DuckDB in plain SQL. `npm exec -- node test/bench/measures.ts [people]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMeasure } from '../../analysis/measures/catalogue.ts';
import { compareApproaches } from '../../analysis/programmes/approaches/compare.ts';
import { createSchema } from '../../analysis/warehouse/schema.ts';
import { openWarehouse, type Warehouse } from '../../analysis/warehouse/session.ts';

const REPEATS = 7;
const people = Number(process.argv[2] ?? 100_000);

const PLAIN: Readonly<Record<string, string>> = {
  'checkup.uptake': `SELECT p.sex, date_diff('month', p.birth_month, DATE '2024-03-31') // 12 // 5 AS band, e.district_code,
      count(*) AS n, count(c.person_id) AS k
    FROM enrolment e JOIN person p USING (person_id)
    LEFT JOIN (SELECT DISTINCT person_id FROM checkup WHERE fiscal_year = 2023) c USING (person_id)
    WHERE e.insurer_kind = 'kokuho' AND e.from_date <= DATE '2023-04-01' AND coalesce(e.to_date, DATE '9999-12-31') >= DATE '2024-04-01'
      AND date_diff('month', p.birth_month, DATE '2024-03-31') // 12 BETWEEN 40 AND 74 GROUP BY ALL`,
  'risk.sbp.mean': `SELECT p.sex, date_diff('month', p.birth_month, DATE '2024-03-31') // 12 // 5 AS band, e.district_code,
      count(sbp), avg(sbp), var_samp(sbp) FROM checkup c JOIN person p USING (person_id) JOIN enrolment e USING (person_id)
    WHERE c.fiscal_year = 2023 GROUP BY ALL`,
  'cost.per_person.kokuho': `SELECT p.sex, date_diff('month', p.birth_month, DATE '2024-03-31') // 12 // 5 AS band, e.district_code,
      count(*), sum(cl.yen), sum(cl.yen * cl.yen), max(cl.yen, 3) FROM enrolment e JOIN person p USING (person_id)
    LEFT JOIN (SELECT person_id, sum(yen)::DOUBLE AS yen FROM claim WHERE month >= DATE '2023-04-01' AND month < DATE '2024-04-01' GROUP BY person_id) cl USING (person_id)
    GROUP BY ALL`,
};

async function fill(warehouse: Warehouse): Promise<void> {
  await createSchema(warehouse);
  await warehouse.run(
    "INSERT INTO district SELECT 'D' || i, 'D' || i, 'school_district', NULL FROM range(20) t(i)",
  );
  await warehouse.run(
    `INSERT INTO person SELECT i, DATE '1940-01-01' + INTERVAL ((hash(i) // 2)::BIGINT % 780) MONTH, false, 1 + (hash(i, 1) // 2)::BIGINT % 2, NULL FROM range(1, ${people + 1}) t(i)`,
  );
  await warehouse.run(
    `INSERT INTO enrolment SELECT i, 'kokuho', DATE '2019-04-01', CASE WHEN (hash(i, 2) // 2)::BIGINT % 10 = 0 THEN DATE '2022-08-01' END, NULL, NULL, 'D' || ((hash(i, 3) // 2)::BIGINT % 20), false, 1 FROM range(1, ${people + 1}) t(i)`,
  );
  await warehouse.run(`INSERT INTO checkup (checkup_id, person_id, exam_date, fiscal_year, programme, sbp, dbp, hba1c, bmi, waist, triglyceride_fasting, hdl, drug_bp, drug_glucose, drug_lipid, smoker, guidance_level_reported, batch_id)
    SELECT y * ${people} + i, i, make_date(2019 + y, 7, 1), 2019 + y, 'tokutei', 100 + (hash(i, y) // 2)::BIGINT % 60 + (hash(i) // 2)::BIGINT % 20, 60 + (hash(i, y) // 2)::BIGINT % 40, 5 + ((hash(i, y) // 2)::BIGINT % 20) / 10.0, 18 + (hash(i) // 2)::BIGINT % 14, 70 + (hash(i) // 2)::BIGINT % 30, 50 + (hash(i, y) // 2)::BIGINT % 200, 35 + (hash(i) // 2)::BIGINT % 50, (hash(i) // 2)::BIGINT % 5 = 0, false, false, (hash(i) // 2)::BIGINT % 6 = 0, 1 + (hash(i, y) // 2)::BIGINT % 3, 1
    FROM range(1, ${people + 1}) t(i), range(5) u(y) WHERE (hash(i, y, 9) // 2)::BIGINT % 10 < 3`);
  await warehouse.run(`INSERT INTO guidance (person_id, fiscal_year, level, first_interview_date, completed_date, batch_id)
    SELECT person_id, fiscal_year, 2, DATE '2023-01-01', CASE WHEN (hash(person_id) // 2)::BIGINT % 2 = 0 THEN DATE '2023-02-01' END, 1 FROM checkup WHERE guidance_level_reported = 2 AND (hash(person_id, 4) // 2)::BIGINT % 3 = 0`);
  await warehouse.run(`INSERT INTO claim (claim_id, person_id, month, setting, institution, days, points, yen, batch_id)
    SELECT n, 1 + (hash(n) // 2)::BIGINT % ${people}, DATE '2019-04-01' + INTERVAL ((hash(n, 1) // 2)::BIGINT % 60) MONTH, ['outpatient', 'inpatient', 'pharmacy', 'dental'][1 + (hash(n, 2) // 2)::BIGINT % 4], 'i' || ((hash(n, 3) // 2)::BIGINT % 300), 1 + (hash(n, 4) // 2)::BIGINT % 5, 300 + (hash(n, 5) // 2)::BIGINT % 5000, 3000 + 10 * ((hash(n, 5) // 2)::BIGINT % 5000), 1 FROM range(${people * 50}) t(n)`);
  await warehouse.run(
    `INSERT INTO claim_diagnosis SELECT n // 3, '0000000', ['E119', 'I10', 'E785', 'J449', 'M545'][1 + (hash(n) // 2)::BIGINT % 5], n % 3 = 0, (hash(n, 1) // 2)::BIGINT % 9 = 0, NULL, 1 FROM range(${people * 150}) t(n)`,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times.at(-1) ?? 0;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-measures-'));
const warehouse = await openWarehouse(join(folder, 'bench.duckdb'));
try {
  const start = performance.now();
  await fill(warehouse);
  console.log(`filled ${people} people in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  const by = ['sex', 'age', 'district'] as const;
  for (const id of [
    'checkup.uptake',
    'checkup.metabolic',
    'risk.sbp.mean',
    'judgement.hba1c.referral',
    'guidance.completed.all',
    'care.certified',
    'cost.per_person.kokuho',
    'gap.hba1c',
    'cost.diseases.main',
  ]) {
    const table = id === 'cost.diseases.main';
    const worst = await timed(() =>
      runMeasure(warehouse, id, { year: 2023, by: table ? [] : by, standardise: true }),
    );
    const plain = PLAIN[id];
    const beside = plain ? await timed(() => warehouse.all(plain)) : undefined;
    const compared =
      beside === undefined ? '' : `  plain SQL ${beside.toFixed(0)} ms  × ${(worst / beside).toFixed(2)}`;
    console.log(`${id.padEnd(28)} ${worst.toFixed(0)} ms (worst of ${REPEATS})${compared}`);
  }
  const worst = await timed(() => compareApproaches(warehouse, { factor: 'sbp', from: 2021, to: 2023 }));
  console.log(`approaches sbp               ${worst.toFixed(0)} ms (worst of ${REPEATS})`);
} finally {
  warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}
