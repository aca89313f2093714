/**
 * Time of measures and approaches at standard city (100,000 insured, 5 years, 5 M claims):
 * `node test/bench/measures.ts TOWN.ebpm` (made by `ebpm sample` and `ebpm import`; it is copied, not changed).
 *
 * 1. What every screen asks, over the whole catalogue, through the API and the gate: p95 within 0.3 s, 1 s for the
 *    comparison of approaches.
 * 2. Six questions beside the same written straight in DuckDB SQL, in turns, with the same totals: at most 1.5 times.
 * 3. The same in R data.table on tables already in memory, where R has it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readAreas } from '../../analysis/api/handlers/areas.ts';
import { createAnalysis } from '../../analysis/api/handlers/index.ts';
import type { CandidateTable } from '../../analysis/domain/statistic.ts';
import { runMeasure } from '../../analysis/measures/catalogue.ts';
import { summarise } from '../../analysis/measures/summaries.ts';
import { setPeopleSecret } from '../../analysis/warehouse/people.ts';
import { openWarehouse, type Warehouse } from '../../analysis/warehouse/session.ts';
import { PLAIN, YEAR } from './measures-plain.ts';
import { screenTimes } from './measures-screens.ts';

const REPEATS = 15;
/** Questions of a kind that somebody may ask in one sitting; later ones have more releases to be compared with. */
const FIRST = 100;
const SCREEN_LIMIT = 300;
const HEAVIEST_LIMIT = 1000;
const RATIO_LIMIT = 1.5;

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('name the workspace: node test/bench/measures.ts TOWN.ebpm');

const at = (times: readonly number[], p: number): number =>
  [...times].sort((a, b) => a - b)[Math.ceil(p * times.length) - 1] ?? 0;

async function once(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function check(label: string, found: number, limit: number): string {
  if (found <= limit) return '';
  process.exitCode = 1;
  return `  OVER ${limit} ${label}`;
}

async function screens(town: string): Promise<void> {
  const analysis = createAnalysis({
    shell: 'command_line',
    version: 'bench',
    sampleFolder: town,
    userFolder: town,
    now: () => new Date(),
  });
  try {
    analysis.registerFile('town', town);
    const opened = await analysis.call('workspace.open', { folder: 'town' });
    if (!opened.ok) throw new Error(opened.issue.code);
    // As the app does once its first screen stands.
    await readAreas();
    const times = await screenTimes(analysis);
    for (const [screen, found] of times) {
      const ms = found.map((one) => one.ms);
      const slowest = found.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
      const limit = screen.startsWith('approaches') ? HEAVIEST_LIMIT : SCREEN_LIMIT;
      const first = ms.slice(0, FIRST);
      console.log(
        `${screen.padEnd(28)} ${String(ms.length).padStart(4)} asked, p50 ${at(ms, 0.5).toFixed(0)} ms, p95 ${at(ms, 0.95).toFixed(0)} ms (of the first ${first.length}: ${at(first, 0.95).toFixed(0)}); slowest ${slowest.map((one) => `${one.what} ${one.ms.toFixed(0)}`).join(', ')}${check('ms', at(ms, 0.95), limit)}`,
      );
    }
    const all = [...times.values()].flatMap((found) => found.map((one) => one.ms));
    console.log(`all ${all.length} answers: p95 ${at(all, 0.95).toFixed(0)} ms`);
  } finally {
    await analysis.close();
  }
}

/** Denominator and numerator over everybody; for disease costs the yen that have a main diagnosis. */
function totalsOf(table: CandidateTable): readonly number[] {
  const place = (id: string) => table.columns.findIndex((column) => column.id === id);
  const value = (row: CandidateTable['rows'][number] | undefined, id: string) => row?.values[place(id)] ?? 0;
  const all = table.rows.find((row) => row.at.slice(1).every((code) => code === 'all'));
  const none = table.rows.find((row) => row.at[1] === 'none');
  if (none) return [value(all, 'amount') - value(none, 'amount')];
  if (place('over') >= 0) return [value(all, 'over'), value(all, 'amount')];
  const n = value(all, 'denominator');
  return [n, place('numerator') >= 0 ? value(all, 'numerator') : n * value(all, 'value')];
}

async function beside(warehouse: Warehouse, id: string, sql: string, table: number | undefined) {
  const disease = id.startsWith('cost.diseases');
  const ask = () =>
    runMeasure(warehouse, id, {
      year: YEAR,
      by: disease ? [] : ['sex', 'age', 'district'],
      standardise: true,
    });
  const ours = totalsOf(await ask());
  const rows = await warehouse.all(sql);
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
  const plain = disease ? [sum('num')] : [sum('den'), sum('num')];
  const same = ours.every((value, i) => Math.abs(value - (plain[i] ?? 0)) <= 1e-6 * Math.max(1, value));
  if (!same) throw new Error(`${id}: ${ours.join(' ')} but plain SQL ${plain.join(' ')}`);
  const times = { ours: [] as number[], plain: [] as number[] };
  for (let i = 0; i < REPEATS; i++) {
    // Written data is computed anew: what is timed is the question, not an answer that was kept.
    await warehouse.run('CREATE OR REPLACE TEMP TABLE forget AS SELECT 1 AS one');
    times.ours.push(await once(ask));
    // The slow ones need no more than three turns to be told apart.
    if (i < 3 || at(times.plain, 0.5) < 500) times.plain.push(await once(() => warehouse.all(sql)));
  }
  const [own, peer] = [at(times.ours, 0.5), at(times.plain, 0.5)];
  const r = table === undefined ? '' : `, data.table ${table.toFixed(0)} ms (× ${(own / table).toFixed(2)})`;
  console.log(
    `${id.padEnd(28)} p50 ${own.toFixed(0)} ms, p95 ${at(times.ours, 0.95).toFixed(0)} ms; DuckDB SQL ${peer.toFixed(0)} ms (× ${(own / peer).toFixed(2)})${r}${check('times plain SQL', own / peer, RATIO_LIMIT)}`,
  );
}

/** Medians in milliseconds by question; empty where R or data.table is missing. */
async function dataTable(warehouse: Warehouse): Promise<ReadonlyMap<string, number>> {
  const day = (column: string) => `CAST(strftime(${column}, '%Y%m%d') AS INTEGER)`;
  const files: Readonly<Record<string, string>> = {
    person: `SELECT person_id, sex, year(birth_month) * 12 + month(birth_month) - 1 - coalesce(born_on_first, false)::INTEGER AS born FROM person`,
    enrolment: `SELECT person_id, insurer_kind, ${day('from_date')} AS "from", ${day('to_date')} AS "to", district_code FROM enrolment`,
    checkup: `SELECT person_id, fiscal_year, sbp, hba1c FROM checkup WHERE programme = 'tokutei'`,
    claim: 'SELECT claim_id, person_id, year(month) * 100 + month(month) AS month, setting, yen FROM claim',
    diagnosis: 'SELECT claim_id, icd10, main, suspected FROM claim_diagnosis',
  };
  for (const [name, sql] of Object.entries(files))
    await warehouse.run(`COPY (${sql}) TO '${join(warehouse.folder, `${name}.csv`)}' (HEADER)`);
  const script = new URL('measures-peer.R', import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync('Rscript', [script, warehouse.folder], { encoding: 'utf8' });
  if (status !== 0) {
    console.log(`no data.table: ${stderr?.trim().split('\n').at(-1) ?? 'Rscript is missing'}`);
    return new Map();
  }
  const lines = stdout.trim().split('\n');
  return new Map(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}

const load = () => `load ${loadavg()[0]?.toFixed(1)}`;
const folder = mkdtempSync(join(tmpdir(), 'bench-measures-'));
try {
  const town = join(folder, 'town.ebpm');
  cpSync(resolve(given), town, { recursive: true });
  console.log(load());
  const warehouse = await openWarehouse(join(town, 'warehouse.duckdb'));
  await setPeopleSecret(warehouse, new Uint8Array(32));
  const made = await once(() => summarise(warehouse));
  console.log(`summaries made or found in ${(made / 1000).toFixed(1)} s (the end of an import)`);
  const peers = await dataTable(warehouse);
  for (const [id, sql] of Object.entries(PLAIN)) await beside(warehouse, id, sql, peers.get(id));
  warehouse.close();
  await screens(town);
  console.log(load());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
