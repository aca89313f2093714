/**
 * Time of measures and approaches at standard city (100,000 insured, 5 years, 5 M claims, 15 M diagnoses, 150,000
 * checkups): median and 95th percentile of a question as a screen asks it (sex × age × district, standardised), beside
 * the same question written straight in DuckDB SQL in turns, and in R data.table on tables already in memory.
 * `npm exec -- node test/bench/measures.ts [people]`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMeasure } from '../../analysis/measures/catalogue.ts';
import { districtComparison } from '../../analysis/measures/districts.ts';
import { summarise } from '../../analysis/measures/summaries.ts';
import { compareApproaches } from '../../analysis/programmes/approaches/compare.ts';
import { openWarehouse, type Warehouse } from '../../analysis/warehouse/session.ts';
import { fillCity } from './city.ts';

const REPEATS = 21;
const people = Number(process.argv[2] ?? 100_000);
const YEAR = 2023;
const AGE = "date_diff('month', p.birth_month, DATE '2024-03-31') // 12";
const BY = `p.sex, ${AGE} // 5 AS band, e.district_code`;
const COVERED = `e.insurer_kind = 'kokuho' AND e.from_date <= DATE '2023-04-01' AND coalesce(e.to_date, DATE '9999-12-31') >= DATE '2024-04-01'`;
const MONTHS = "month >= DATE '2023-04-01' AND month < DATE '2024-04-01'";

/** The same questions as an analyst would write them on the canonical tables. */
const PLAIN: Readonly<Record<string, string>> = {
  'checkup.uptake': `SELECT ${BY}, count(*) AS n, count(c.person_id) AS k FROM enrolment e JOIN person p USING (person_id)
    LEFT JOIN (SELECT DISTINCT person_id FROM checkup WHERE fiscal_year = ${YEAR}) c USING (person_id)
    WHERE ${COVERED} AND ${AGE} BETWEEN 40 AND 74 GROUP BY ALL`,
  'risk.sbp.mean': `SELECT ${BY}, count(sbp), avg(sbp), var_samp(sbp) FROM checkup c JOIN person p USING (person_id)
    JOIN enrolment e USING (person_id) WHERE c.fiscal_year = ${YEAR} AND ${AGE} BETWEEN 40 AND 74 GROUP BY ALL`,
  'cost.per_person.kokuho': `SELECT ${BY}, count(*), sum(cl.yen), sum(cl.yen * cl.yen), max(cl.yen, 3)
    FROM enrolment e JOIN person p USING (person_id)
    LEFT JOIN (SELECT person_id, sum(yen)::DOUBLE AS yen FROM claim WHERE ${MONTHS} GROUP BY person_id) cl USING (person_id)
    GROUP BY ALL`,
  'gap.hba1c': `SELECT ${BY}, count(*), count(*) FILTER (person_id NOT IN (SELECT cl.person_id FROM claim_diagnosis d JOIN claim cl USING (claim_id)
      WHERE cl.${MONTHS} AND NOT d.suspected AND regexp_matches(d.icd10, '^E1[0-4]')))
    FROM checkup c JOIN person p USING (person_id) JOIN enrolment e USING (person_id)
    WHERE c.fiscal_year = ${YEAR} AND c.hba1c >= 6.5 AND ${AGE} BETWEEN 40 AND 74 GROUP BY ALL`,
  'cost.diseases.main': `SELECT left(d.icd10, 3), sum(cl.yen), count(DISTINCT cl.person_id), max(cl.yen, 3)
    FROM claim cl JOIN claim_diagnosis d USING (claim_id)
    WHERE cl.${MONTHS} AND cl.setting IN ('inpatient', 'outpatient') AND NOT d.suspected AND d.main GROUP BY ALL`,
  'prescribing.polypharmacy_6': `SELECT ${BY}, count(*), count(*) FILTER (person_id IN (SELECT cl.person_id FROM claim_drug g
      JOIN drug_master m USING (code) JOIN claim cl USING (claim_id) WHERE cl.${MONTHS} AND g.days >= 14
      GROUP BY cl.person_id, cl.month HAVING count(DISTINCT left(m.yj_code, 7)) >= 6))
    FROM enrolment e JOIN person p USING (person_id) GROUP BY ALL`,
};

const ALONE = [
  'checkup.metabolic',
  'guidance.completed.all',
  'judgement.hba1c.referral',
  'care.certified',
] as const;

async function once(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const at = (times: readonly number[], p: number): number =>
  [...times].sort((a, b) => a - b)[Math.ceil(p * times.length) - 1] ?? 0;

/** Ours and the peer in turns, so that both meet the same load. */
async function inTurns(ours: () => Promise<unknown>, peer?: () => Promise<unknown>) {
  await ours();
  await peer?.();
  const times = { ours: [] as number[], peer: [] as number[] };
  for (let i = 0; i < REPEATS; i++) {
    times.ours.push(await once(ours));
    if (peer) times.peer.push(await once(peer));
  }
  return times;
}

/** Medians in milliseconds by question; empty where R or data.table is missing. */
async function dataTable(warehouse: Warehouse, folder: string): Promise<ReadonlyMap<string, number>> {
  const day = (column: string) => `CAST(strftime(${column}, '%Y%m%d') AS INTEGER)`;
  const files: Readonly<Record<string, string>> = {
    person: 'SELECT person_id, sex, year(birth_month) * 12 + month(birth_month) - 1 AS born FROM person',
    enrolment: `SELECT person_id, ${day('from_date')} AS "from", ${day('to_date')} AS "to", district_code FROM enrolment`,
    checkup: 'SELECT person_id, fiscal_year, sbp, hba1c FROM checkup',
    claim: 'SELECT claim_id, person_id, year(month) * 100 + month(month) AS month, setting, yen FROM claim',
    diagnosis: 'SELECT claim_id, icd10, main, suspected FROM claim_diagnosis',
  };
  for (const [name, sql] of Object.entries(files))
    await warehouse.run(`COPY (${sql}) TO '${join(folder, `${name}.csv`)}' (HEADER)`);
  const script = new URL('measures-peer.R', import.meta.url).pathname;
  const { status, stdout } = spawnSync('Rscript', [script, folder], { encoding: 'utf8' });
  if (status !== 0) return new Map();
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'bench-measures-'));
const warehouse = await openWarehouse(join(folder, 'bench.duckdb'));
try {
  console.log(
    `${people} people; load ${loadavg()
      .map((n) => n.toFixed(1))
      .join(' ')}`,
  );
  console.log(`filled in ${((await once(() => fillCity(warehouse, people))) / 1000).toFixed(1)} s`);
  console.log(
    `claims summed up in ${((await once(() => summarise(warehouse))) / 1000).toFixed(1)} s (end of an import)`,
  );
  const peers = await dataTable(warehouse, folder);
  const ask = (id: string) => () =>
    runMeasure(warehouse, id, {
      year: YEAR,
      by: id.startsWith('cost.diseases') ? [] : ['sex', 'age', 'district'],
      standardise: true,
    });
  const print = (
    label: string,
    times: { readonly ours: readonly number[]; readonly peer: readonly number[] },
    r?: number,
  ) => {
    const ours = at(times.ours, 0.5);
    const sql =
      times.peer.length > 0
        ? `  SQL ${at(times.peer, 0.5).toFixed(0)} ms × ${(ours / at(times.peer, 0.5)).toFixed(2)}`
        : '';
    const table = r === undefined ? '' : `  data.table ${r.toFixed(0)} ms × ${(ours / r).toFixed(2)}`;
    console.log(
      `${label.padEnd(30)} median ${ours.toFixed(0)} ms, p95 ${at(times.ours, 0.95).toFixed(0)} ms${sql}${table}`,
    );
  };
  for (const [id, sql] of Object.entries(PLAIN))
    print(id, await inTurns(ask(id), () => warehouse.all(sql)), peers.get(id));
  for (const id of ALONE) print(id, await inTurns(ask(id)));
  print(
    'districts checkup.uptake',
    await inTurns(() => districtComparison(warehouse, 'checkup.uptake', { year: YEAR })),
  );
  print(
    'approaches sbp',
    await inTurns(() => compareApproaches(warehouse, { factor: 'sbp', from: 2021, to: 2023 })),
  );
  console.log(
    `load ${loadavg()
      .map((n) => n.toFixed(1))
      .join(' ')}`,
  );
} finally {
  warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}
