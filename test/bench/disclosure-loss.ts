/**
 * Loss and speed of the gate over the measure tables of a generated town: what the gate hides beyond the
 * sensitive cells, beside the optimum (exact search to the end) and a plain row/column heuristic, each proved
 * by the same audit. Ends with an error where the gate hides more than 1.1 times the optimum in all, or more
 * than the heuristic. Run: `npm exec -- node test/bench/disclosure-loss.ts [people] [every nth measure]`.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnalysis } from '../../analysis/api/handlers/index.ts';
import { audit } from '../../analysis/disclosure/engine/audit.ts';
import { improve } from '../../analysis/disclosure/engine/exact.ts';
import { makeSafe, patternCost, primaryPattern } from '../../analysis/disclosure/engine/incumbent.ts';
import { loadSolver } from '../../analysis/disclosure/engine/solver.ts';
import { suppress } from '../../analysis/disclosure/engine/suppress.ts';
import type { CellSystem } from '../../analysis/disclosure/engine/system.ts';
import { disclosurePolicy, emptyLedger, releaseTable } from '../../analysis/disclosure/index.ts';
import { countProblem, countSystem, ownCounts } from '../../analysis/disclosure/release/counts.ts';
import { ALL_RULES } from '../../analysis/disclosure/release/options.ts';
import { indexTable } from '../../analysis/disclosure/release/table-system.ts';
import type { CandidateTable } from '../../analysis/domain/statistic.ts';
import { listMeasures, runMeasure } from '../../analysis/measures/catalogue.ts';
import { openWarehouse, type Warehouse } from '../../analysis/warehouse/session.ts';
import { generateSample } from '../../sample-data/generate.ts';

const people = Number(process.argv[2] ?? 5000);
const every = Number(process.argv[3] ?? 4);
const YEAR = 2023;

const folder = mkdtempSync(join(tmpdir(), 'loss-'));

async function townWarehouse(): Promise<Warehouse> {
  const sources = join(folder, 'files');
  await generateSample({ out: sources, people, years: 5, seed: 1 });
  const analysis = createAnalysis({
    shell: 'command_line',
    version: '0.0.0',
    sampleFolder: sources,
    userFolder: join(folder, 'user'),
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  const opened = await analysis.call('workspace.openSample', {});
  if (!opened.ok) throw new Error(opened.issue.code);
  await analysis.close();
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('.duckdb'),
  );
  if (file === undefined || !existsSync(join(folder, file))) throw new Error('no warehouse');
  return openWarehouse(join(folder, file));
}

async function* standardTables(
  warehouse: Warehouse,
): AsyncGenerator<{ name: string; table: CandidateTable }> {
  const measures = listMeasures().filter((_, at) => at % every === 0);
  for (const { id, stratifications } of measures) {
    const breakdowns = [[], ...stratifications.map((each) => [each]), stratifications.slice(0, 2)];
    for (const by of breakdowns.filter((list, at) => at === 0 || list.length > 0)) {
      const table = await runMeasure(warehouse, id, { year: YEAR, by }).catch(() => undefined);
      if (table !== undefined && table.rows.length > 0) yield { name: `${id} ${by.join('×')}`, table };
    }
  }
}

type Highs = Awaited<ReturnType<typeof loadSolver>>;

/** Two per row and column, smallest first, until the audit passes. */
function rowsAndColumns(highs: Highs, system: CellSystem): Uint8Array | undefined {
  const hidden = primaryPattern(system);
  const smallest = (at: number) => {
    const { parent, children } = system.relations[at]!;
    return [...children, parent]
      .filter((cell) => hidden[cell] === 0 && system.candidate[cell])
      .toSorted((a, b) => system.values[a]! - system.values[b]!)[0];
  };
  for (let round = 0; round < 200; round += 1) {
    for (let moved = true; moved; ) {
      moved = false;
      for (const [at, { parent, children }] of system.relations.entries()) {
        if ([parent, ...children].reduce((sum, cell) => sum + hidden[cell]!, 0) !== 1) continue;
        const cell = smallest(at);
        if (cell !== undefined) {
          hidden[cell] = 1;
          moved = true;
        }
      }
    }
    const { safe, failing } = audit(highs, system, hidden, { seconds: 20, intervals: false });
    if (safe) return hidden;
    const more = failing
      .flatMap((cell) => system.relationsOf[cell]!.map(smallest))
      .filter((cell) => cell !== undefined);
    if (more.length === 0) return undefined;
    for (const cell of more) hidden[cell] = 1;
  }
  return undefined;
}

const policy = disclosurePolicy({ population: 60_000 });
const total = {
  tables: 0,
  hiding: 0,
  gate: 0,
  optimum: 0,
  plain: 0,
  gateCost: 0,
  optimumCost: 0,
  unproved: 0,
};
const times: number[] = [];

async function compare(highs: Highs, name: string, table: CandidateTable): Promise<void> {
  const before = process.cpuUsage();
  const refused = await releaseTable(table, policy, emptyLedger('0')).then(
    () => false,
    () => true,
  );
  const { user, system: kernel } = process.cpuUsage(before);
  times.push((user + kernel) / 1000);
  total.tables += 1;
  if (refused) return;
  const index = indexTable(table);
  const setting = { policy, rules: ALL_RULES, ledger: emptyLedger('0') };
  const problem = await countProblem(index, ownCounts(index, setting), setting);
  const system = countSystem(index, problem, 'parts');
  const printed = (hidden: Uint8Array) =>
    hidden.reduce(
      (sum, value, cell) =>
        sum +
        (value === 1 && system.candidate[cell] && !problem.counts.virtual.has(system.ids[cell]!) ? 1 : 0),
      0,
    );
  const gate = await suppress(system, { seconds: 60 });
  const plain = rowsAndColumns(highs, system);
  const start = makeSafe(highs, system, primaryPattern(system), { seconds: 60 });
  if (gate === undefined || start === undefined || plain === undefined || printed(plain) === 0) return;
  const best = improve(highs, system, start, { seconds: 60, gap: 0 });
  const optimum = best.pattern.cost < gate.cost ? best.pattern.hidden : gate.hidden;
  total.hiding += 1;
  total.gate += printed(gate.hidden);
  total.plain += printed(plain);
  total.optimum += printed(optimum);
  total.gateCost += gate.cost;
  total.optimumCost += patternCost(system, optimum);
  if (patternCost(system, optimum) - best.bound > 1e-3 * best.bound) total.unproved += 1;
  const cells = system.ids.length;
  console.log(
    JSON.stringify({
      name,
      cells,
      sensitive: system.needs.size,
      gate: printed(gate.hidden),
      optimum: printed(optimum),
      plain: printed(plain),
      ms: Math.round(times.at(-1)!),
    }),
  );
}

try {
  const highs = await loadSolver();
  const warehouse = await townWarehouse();
  for await (const { name, table } of standardTables(warehouse)) await compare(highs, name, table);
  warehouse.close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]!);
  const ratio = total.gateCost / total.optimumCost;
  console.log(
    JSON.stringify({
      ...total,
      ratio,
      countRatio: total.gate / total.optimum,
      plainRatio: total.plain / total.optimum,
    }),
  );
  console.log(`release, processor ms: median ${at(0.5)}, 95 % ${at(0.95)}, most ${at(1)}`);
  if (ratio > 1.1 || total.gate / total.optimum > 1.1 || total.gate >= total.plain) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
