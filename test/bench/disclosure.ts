/**
 * Speed and loss of complementary suppression on synthetic skewed Poisson tables with all margins.
 * Run: `npx node test/bench/disclosure.ts [seed …]`; one JSON line per table. Wall-clock and processor
 * seconds differ on a busy machine.
 */

import { deterministicRandom } from '../../analysis/disclosure/engine/random.ts';
import { protect } from '../../analysis/disclosure/index.ts';

interface TableShape {
  readonly name: string;
  readonly sizes: readonly number[];
  /** Mean count of an inner cell, and log-normal spread of the margins. */
  readonly mean: number;
  readonly spread: number;
}

const SHAPES: readonly TableShape[] = [
  { name: '20x9x2', sizes: [20, 9, 2], mean: 50, spread: 0.8 },
  { name: '47x10x2', sizes: [47, 10, 2], mean: 90, spread: 0.9 },
  { name: '20x18x2x5 sparse', sizes: [20, 18, 2, 5], mean: 800, spread: 0.8 },
];

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

const seeds = process.argv.slice(2).map(Number);
for (const shape of SHAPES) {
  for (const seed of seeds.length > 0 ? seeds : [1, 2]) {
    const table = randomTable(shape, seed);
    const before = process.cpuUsage();
    const result = await protect({ kind: 'table', threshold: 10, requiredWidth: 9, ...table });
    const { user, system } = process.cpuUsage(before);
    const { status, secondaryCount, gap, proof } = result;
    const suppressed = result.suppressed as readonly { reason: string }[];
    console.log(
      JSON.stringify({
        table: shape.name,
        seed,
        cells: Object.keys(table.cells).length,
        primary: suppressed.filter((cell) => cell.reason === 'primary').length,
        status,
        secondaryCount,
        gap,
        proof,
        processorSeconds: (user + system) / 1e6,
      }),
    );
  }
}
