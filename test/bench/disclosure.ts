/**
 * Speed and loss of complementary suppression.
 *
 * 1. Synthetic skewed Poisson tables with all margins through the engine, beside the prototype's figures
 *    (sdc facts §4.3: seconds to a pattern within 2 % of the optimum). Ends with an error where a table is
 *    not safe in time or further than 2 % from the proved bound after the time allowed.
 * 2. Screen tables of persons, part and share through `releaseTable`, median processor time.
 *
 * Run: `npx node test/bench/disclosure.ts [seed …]`; one JSON line per table. Limits are processor seconds:
 * wall-clock differs on a busy machine.
 */

import { improve } from '../../analysis/disclosure/engine/exact.ts';
import { makeSafe, primaryPattern } from '../../analysis/disclosure/engine/incumbent.ts';
import { deterministicRandom } from '../../analysis/disclosure/engine/random.ts';
import { loadSolver } from '../../analysis/disclosure/engine/solver.ts';
import { rootCells } from '../../analysis/disclosure/engine/system.ts';
import { verifyWitnesses } from '../../analysis/disclosure/engine/witnesses.ts';
import { disclosurePolicy, emptyLedger, releaseTable } from '../../analysis/disclosure/index.ts';
import { readTable, tableSystem } from '../../analysis/disclosure/protect/table.ts';
import { EXAMINED, flat, PERSONS, SHARE, withMargins } from '../unit/disclosure/town-table.ts';

interface TableShape {
  readonly name: string;
  readonly sizes: readonly number[];
  /** Mean count of an inner cell, and log-normal spread of the margins. */
  readonly mean: number;
  readonly spread: number;
  /** Seconds allowed to a first safe pattern, and to the answer within 2 %. */
  readonly limits: readonly [safe: number, near: number];
  /** What the prototype took to 2 %, in seconds. */
  readonly prototype: number;
}

const SHAPES: readonly TableShape[] = [
  { name: '20x9x2', sizes: [20, 9, 2], mean: 50, spread: 0.8, limits: [1, 7], prototype: 0.8 },
  { name: '47x10x2', sizes: [47, 10, 2], mean: 90, spread: 0.9, limits: [1, 7], prototype: 6.5 },
  {
    name: '20x18x2x5 sparse',
    sizes: [20, 18, 2, 5],
    mean: 800,
    spread: 0.8,
    limits: [5, 20],
    prototype: 17,
  },
];
const GAP = 0.02;

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function poisson(mean: number, random: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let product = random();
  let count = 0;
  for (const limit = Math.exp(-mean); product > limit; count += 1) product *= random();
  return count;
}

function cross(sizes: readonly number[], from: number): number[][] {
  return sizes.reduce<number[][]>(
    (all, size) =>
      all.flatMap((at) => Array.from({ length: size - from }, (_, code) => [...at, code + from])),
    [[]],
  );
}

function idOf(at: readonly number[]): string {
  return at.map((code) => (code < 0 ? 'T' : String(code))).join('|');
}

/** Cells and sums of a random table; code −1 is the total of a dimension. */
function randomTable({ sizes, mean, spread }: TableShape, seed: number) {
  const random = deterministicRandom(seed);
  const shares = sizes.map((size) => {
    const raw = Array.from({ length: size }, () => Math.exp(spread * normal(random)));
    const total = raw.reduce((sum, value) => sum + value, 0);
    return raw.map((value) => (value / total) * size);
  });
  const cells: Record<string, number> = {};
  for (const at of cross(sizes, 0)) {
    const count = poisson(
      at.reduce((product, code, d) => product * shares[d]![code]!, mean),
      random,
    );
    for (let mask = 0; mask < 1 << sizes.length; mask += 1) {
      const id = idOf(at.map((code, d) => ((mask >> d) & 1 ? -1 : code)));
      cells[id] = (cells[id] ?? 0) + count;
    }
  }
  const relations = cross(sizes, -1).flatMap((at) =>
    at.flatMap((code, d) =>
      code >= 0 ? [] : [[idOf(at), Array.from({ length: sizes[d]! }, (_, child) => idOf(at.with(d, child)))]],
    ),
  );
  return { cells, relations };
}

type Highs = Awaited<ReturnType<typeof loadSolver>>;

function processorSeconds(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** Wall-clock allowance over the processor seconds allowed, for a machine that does other work. */
const BUSY = 6;

function benchTable(highs: Highs, shape: TableShape, seed: number): boolean {
  const table = readTable({ kind: 'table', threshold: 10, requiredWidth: 9, ...randomTable(shape, seed) });
  const system = tableSystem(table, rootCells(table.relations));
  const began = processorSeconds();
  const first = makeSafe(highs, system, primaryPattern(system), BUSY * shape.limits[1]);
  const safeSeconds = processorSeconds() - began;
  if (first === undefined) throw new Error(`${shape.name} ${seed}: no safe pattern`);
  const limit = { seconds: BUSY * shape.limits[1], gap: GAP };
  const { pattern, bound } = improve(highs, system, first, limit);
  const seconds = processorSeconds() - began;
  const gap = Math.max(0, 1 - bound / pattern.cost);
  const proved = verifyWitnesses(system, pattern.hidden, pattern.audit);
  const kept = proved && gap <= GAP && safeSeconds <= shape.limits[0] && seconds <= shape.limits[1];
  const secondaries = (hidden: Uint8Array) =>
    hidden.reduce((sum, value, cell) => sum + (system.candidate[cell] ? value : 0), 0);
  console.log(
    JSON.stringify({
      table: shape.name,
      seed,
      cells: system.ids.length,
      primary: system.needs.size,
      firstSecondaries: secondaries(first.hidden),
      secondaries: secondaries(pattern.hidden),
      gap: Number(gap.toFixed(4)),
      proved,
      safeSeconds: Number(safeSeconds.toFixed(2)),
      nearSeconds: Number(seconds.toFixed(2)),
      timesFasterThanPrototype: Number((shape.prototype / seconds).toFixed(1)),
      kept,
    }),
  );
  return kept;
}

const POLICY = disclosurePolicy({ population: 60_000 });
/** Levels per dimension, and mean persons of an inner cell. */
const SCREENS: readonly (readonly [sizes: readonly number[], mean: number])[] = [
  [[7, 2], 150],
  [[12], 25],
  [[8, 9], 30],
  [[20, 9], 30],
  [[30, 2, 2], 30],
  [[12, 9, 2], 30],
];

function screenTable(sizes: readonly number[], mean: number, seed: number) {
  const random = deterministicRandom(seed);
  const dimensions = sizes.map((size, d) =>
    flat(
      `d${d}`,
      Array.from({ length: size }, (_, at) => String(at)),
    ),
  );
  const shares = sizes.map((size) => Array.from({ length: size }, () => Math.exp(random() + random() - 1)));
  const leaves = cross(sizes, 0).map((at) => {
    const expected = at.reduce((product, code, d) => product * shares[d]![code]!, mean);
    const persons = Math.floor(expected * (0.4 + 1.2 * random()));
    return { at: at.map(String), values: [persons, Math.floor(persons * (0.2 + 0.4 * random()))] };
  });
  return withMargins(dimensions, [PERSONS, EXAMINED, SHARE], leaves, ([n = 0, k = 0]) => [
    n,
    k,
    n === 0 ? null : (100 * k) / n,
  ]);
}

async function benchScreen(sizes: readonly number[], mean: number): Promise<void> {
  const times: number[] = [];
  let cells = 0;
  for (const seed of [1, 2, 3, 4, 5]) {
    const table = screenTable(sizes, mean, seed);
    cells = table.rows.length * table.columns.length;
    const before = process.cpuUsage();
    await releaseTable(table, POLICY, emptyLedger('0'.repeat(64)));
    times.push(1000 * processorSeconds(before));
  }
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (at: number) => Math.round(sorted[at]!);
  console.log(
    JSON.stringify({
      screen: `${sizes.join('x')} persons, part, share`,
      cells,
      medianMs: ms(2),
      mostMs: ms(4),
    }),
  );
}

const seeds = process.argv.slice(2).map(Number);
const highs = await loadSolver();
let broken = 0;
for (const shape of SHAPES) {
  for (const seed of seeds.length > 0 ? seeds : [1, 2]) if (!benchTable(highs, shape, seed)) broken += 1;
}
for (const [sizes, mean] of SCREENS) await benchScreen(sizes, mean);
if (broken > 0) process.exitCode = 1;
