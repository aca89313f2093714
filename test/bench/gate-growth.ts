/**
 * What a question costs at the gate as the ledger grows: `node test/bench/gate-growth.ts WORKSPACE.ebpm [limit ms]`.
 *
 * The workspace is copied and its releases are forgotten; then every screen asks what it asks, over the whole
 * catalogue, and each table's time at the gate (judged against all earlier releases, proved, written to the ledger) is
 * set down with the number of releases before it. Ends with an error where the median of tables asked after 300
 * releases or more is over the limit (100 ms).
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Analysis } from '../../analysis/api/contract/client.ts';
import { Gate } from '../../analysis/api/handlers/gate.ts';
import { createAnalysis } from '../../analysis/api/handlers/index.ts';
import { YEAR } from './measures-plain.ts';
import { screenTimes } from './measures-screens.ts';

const [given, limit = '100'] = process.argv.slice(2);
if (given === undefined) throw new Error('name the workspace: node test/bench/gate-growth.ts TOWN.ebpm');

interface Asked {
  readonly before: number;
  readonly id: string;
  readonly cells: number;
  readonly ms: number;
}

const BLOCK = 100;
/** Of the measures, every so many are asked for in overlapping breakdowns. */
const EACH = 20;
const asked: Asked[] = [];

const at = (list: readonly Asked[], p: number) =>
  list.toSorted((a, b) => a.ms - b.ms)[Math.min(list.length - 1, Math.floor(p * list.length))]!;

let screens = 0;

/**
 * Breakdowns that cut across those of the screens: sex × district and age × district after sex × age, one district
 * and all others, one district by sex and age.
 */
async function askOverlapping(analysis: Analysis): Promise<void> {
  const list = await analysis.call('measures.list', {});
  const state = await analysis.call('workspace.state', {});
  if (!list.ok || !state.ok) throw new Error('the workspace does not say what it has');
  const district = state.value.districts[0]?.code ?? '';
  const ids = list.value.measures.filter((each) => each.stratifications.length === 3).map(({ id }) => id);
  for (const id of ids.filter((_, at) => at % EACH === 0)) {
    for (const by of [
      ['sex', 'district'],
      ['age', 'district'],
    ] as const)
      await analysis.call('measures.run', { ids: [id], years: [YEAR], by: [...by], standardise: false });
    await analysis.call('overview.rest', { id, district, year: YEAR });
    await analysis.call('overview.within', { id, district, years: [YEAR], by: ['sex', 'age'] });
  }
  await analysis.call('overview.pyramid', { year: YEAR, district });
}

function report(from: number): void {
  const block = asked.slice(from, from + BLOCK);
  const slow = block.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
  console.log(
    `after ${String(from).padStart(4)} releases: p50 ${at(block, 0.5).ms.toFixed(0)} ms, p95 ${at(block, 0.95).ms.toFixed(0)} ms; slowest ${slow.map(({ id, cells, ms }) => `${id} (${cells} cells) ${ms.toFixed(0)}`).join(', ')}`,
  );
}

const judge = Gate.prototype.table;
Gate.prototype.table = async function timed(candidate) {
  const before = asked.length;
  const start = process.cpuUsage();
  try {
    return await judge.call(this, candidate);
  } finally {
    const { user, system } = process.cpuUsage(start);
    const cells = candidate.rows.length * candidate.columns.length;
    asked.push({ before, id: candidate.id, cells, ms: (user + system) / 1000 });
    if (asked.length % BLOCK === 0) report(asked.length - BLOCK);
  }
};

const folder = mkdtempSync(join(tmpdir(), 'bench-gate-'));
try {
  const town = join(folder, 'town.ebpm');
  cpSync(resolve(given), town, { recursive: true });
  for (const name of ['releases.jsonl', 'releases.head']) rmSync(join(town, name), { force: true });
  const analysis = createAnalysis({
    shell: 'command_line',
    version: 'bench',
    sampleFolder: town,
    userFolder: folder,
    now: () => new Date(),
  });
  analysis.registerFile('town', town);
  const opened = await analysis.call('workspace.open', { folder: 'town' });
  if (!opened.ok) throw new Error(opened.issue.code);
  await screenTimes(analysis);
  screens = asked.length;
  await askOverlapping(analysis);
  await analysis.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

if (asked.length % BLOCK > 0) report(asked.length - (asked.length % BLOCK));
const late = asked.filter(({ before }) => before >= 300 && before < screens);
const across = asked.slice(screens);
if (across.length > 0)
  console.log(
    `${across.length} overlapping breakdowns: p50 ${at(across, 0.5).ms.toFixed(0)} ms, p95 ${at(across, 0.95).ms.toFixed(0)} ms`,
  );
const median = late.length === 0 ? 0 : at(late, 0.5).ms;
console.log(`${asked.length} tables; median after 300 releases ${median.toFixed(0)} ms, limit ${limit}`);
if (median > Number(limit)) process.exitCode = 1;
