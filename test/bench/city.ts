import { createSchema } from '../../analysis/warehouse/schema.ts';
import type { Warehouse } from '../../analysis/warehouse/session.ts';

/**
 * Fills an empty warehouse with a generated city: `people` insured over five years, 50 claims a person with three
 * diagnoses and two drugs each, 1.5 checkups a person. 100,000 people are the standard city. Claims come month by month,
 * as they are imported; everything else about them is scattered by hashes, so that the same size gives the same city.
 */
export async function fillCity(warehouse: Warehouse, people: number): Promise<void> {
  const h = (key: string, of: number) => `(hash(${key}) // 2)::BIGINT % ${of}`;
  await createSchema(warehouse);
  await warehouse.transaction(async () => {
    const run = (sql: string) => warehouse.run(sql);
    await run("INSERT INTO district SELECT 'D' || i, 'D' || i, 'school_district', NULL FROM range(20) t(i)");
    await run(`INSERT INTO person SELECT i, DATE '1940-01-01' + INTERVAL (${h('i', 780)}) MONTH, false, 1 + ${h('i, 1', 2)}, NULL
      FROM range(1, ${people + 1}) t(i)`);
    await run(`INSERT INTO enrolment SELECT i, 'kokuho', DATE '2019-04-01', CASE WHEN ${h('i, 2', 10)} = 0 THEN DATE '2022-08-01' END,
      NULL, NULL, 'D' || (${h('i, 3', 20)}), false, 1 FROM range(1, ${people + 1}) t(i)`);
    await run(`INSERT INTO checkup (checkup_id, person_id, exam_date, fiscal_year, programme, sbp, dbp, hba1c, bmi, waist,
        triglyceride_fasting, hdl, drug_bp, drug_glucose, drug_lipid, smoker, guidance_level_reported, batch_id)
      SELECT y * ${people} + i, i, make_date(2019 + y, 7, 1), 2019 + y, 'tokutei', 100 + ${h('i, y', 60)} + ${h('i', 20)},
        60 + ${h('i, y', 40)}, 5 + (${h('i, y', 20)}) / 10.0, 18 + ${h('i', 14)}, 70 + ${h('i', 30)}, 50 + ${h('i, y', 200)},
        35 + ${h('i', 50)}, ${h('i', 5)} = 0, false, false, ${h('i', 6)} = 0, 1 + ${h('i, y', 3)}, 1
      FROM range(5) u(y), range(1, ${people + 1}) t(i) WHERE ${h('i, y, 9', 10)} < 3 ORDER BY y`);
    await run(`INSERT INTO guidance (person_id, fiscal_year, level, first_interview_date, completed_date, batch_id)
      SELECT person_id, fiscal_year, 2, DATE '2023-01-01', CASE WHEN ${h('person_id', 2)} = 0 THEN DATE '2023-02-01' END, 1
      FROM checkup WHERE guidance_level_reported = 2 AND ${h('person_id, 4', 3)} = 0`);
    await run(`INSERT INTO claim (claim_id, person_id, month, setting, institution, days, points, yen, batch_id)
      SELECT n, 1 + ${h('n', people)}, DATE '2019-04-01' + INTERVAL (n * 60 // ${people * 50}) MONTH,
        ['outpatient', 'inpatient', 'pharmacy', 'dental'][1 + ${h('n, 2', 4)}], 'i' || (${h('n, 3', 300)}), 1 + ${h('n, 4', 5)},
        300 + ${h('n, 5', 5000)}, 3000 + 10 * (${h('n, 5', 5000)}), 1 FROM range(${people * 50}) t(n)`);
    await run(`INSERT INTO claim_diagnosis SELECT n // 3, '0000000',
        ['E119', 'I10', 'E785', 'J449', 'M545', 'I639', 'N183', 'K210'][1 + ${h('n', 8)}], n % 3 = 0, ${h('n, 1', 9)} = 0, NULL, 1
      FROM range(${people * 150}) t(n)`);
    await run(`INSERT INTO drug_master (code, name, generic, yj_code, price, batch_id) SELECT 'd' || i, 'd' || i, i % 2 = 0, (1000 + i)::VARCHAR || '001F1' || lpad(i::VARCHAR, 3, '0'), 10, 1
      FROM range(200) t(i)`);
    await run(`INSERT INTO claim_drug SELECT n // 2, 'd' || (${h('n, 7', 200)}), 1, 7 * (1 + ${h('n, 8', 4)}), 1
      FROM range(${people * 100}) t(n)`);
  });
}
