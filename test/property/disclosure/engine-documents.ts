import { deterministicRandom } from '../../../analysis/disclosure/engine/random.ts';

type Relations = (readonly [string, readonly string[]])[];

/** A document of kind `table`, as an auditor would write it. */
export interface RandomTable {
  readonly kind: 'table';
  readonly threshold: number;
  readonly requiredWidth: number;
  readonly attacker: { readonly suppressedMin: number; readonly integer: boolean };
  readonly cells: Record<string, number>;
  readonly relations: Relations;
  readonly frozen?: readonly string[];
  readonly weights?: Record<string, number>;
}

export type Random = () => number;

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

/** Levels of one dimension: leaves, and sums over them (a total, sometimes groups between). */
interface Axis {
  readonly leaves: readonly string[];
  readonly sums: readonly (readonly [string, readonly string[]])[];
  /** Leaves below each code. */
  readonly below: ReadonlyMap<string, readonly string[]>;
}

function axis(random: Random, name: string, size: number): Axis {
  const leaves = Array.from({ length: size }, (_, at) => `${name}${at}`);
  const below = new Map<string, readonly string[]>(leaves.map((leaf) => [leaf, [leaf]]));
  const sums: (readonly [string, readonly string[]])[] = [];
  const shape = size >= 3 ? pick(random, ['flat', 'flat', 'tree', 'overlap']) : 'flat';
  if (shape === 'tree') {
    const cut = 1 + Math.floor(random() * (size - 1));
    const groups = [leaves.slice(0, cut), leaves.slice(cut)];
    groups.forEach((group, at) => {
      below.set(`${name}g${at}`, group);
      sums.push([`${name}g${at}`, group]);
    });
    sums.push([`T`, [`${name}g0`, `${name}g1`]]);
  } else {
    sums.push([`T`, leaves]);
    if (shape === 'overlap') {
      // A second, differently cut set of bands of the same people.
      for (const [at, group] of [leaves.slice(0, 2), leaves.slice(2)].entries()) {
        if (group.length === 0) continue;
        below.set(`${name}o${at}`, group);
        sums.push([`${name}o${at}`, group]);
      }
      if (size > 2) sums.push([`T`, [`${name}o0`, `${name}o1`]]);
    }
  }
  below.set('T', leaves);
  return { leaves, sums, below };
}

function count(random: Random): number {
  const kind = random();
  if (kind < 0.15) return 0;
  if (kind < 0.4) return 1 + Math.floor(random() * 9);
  if (kind < 0.8) return 10 + Math.floor(random() * 30);
  return 40 + Math.floor(random() * 400);
}

function product(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (all, list) => all.flatMap((start) => list.map((code) => [...start, code])),
    [[]],
  );
}

/** Cells and sums over random dimensions: hierarchies, single children, overlapping bands, zeros, full cells. */
export function randomCells(random: Random, sizes: readonly number[]) {
  const axes = sizes.map((size, at) => axis(random, 'abcd'[at]!, size));
  const leaf = new Map(product(axes.map((each) => each.leaves)).map((at) => [at.join('|'), count(random)]));
  const cells: Record<string, number> = {};
  for (const at of product(axes.map((each) => [...each.below.keys()]))) {
    const parts = product(at.map((code, dimension) => axes[dimension]!.below.get(code)!));
    cells[at.join('|')] = parts.reduce((sum, part) => sum + leaf.get(part.join('|'))!, 0);
  }
  const relations: Relations = [];
  for (const at of product(axes.map((each) => [...each.below.keys()]))) {
    at.forEach((code, dimension) => {
      for (const [parent, children] of axes[dimension]!.sums) {
        if (parent !== code) continue;
        relations.push([at.join('|'), children.map((child) => at.with(dimension, child).join('|'))]);
      }
    });
  }
  return { cells, relations };
}

/** A random table document; `tiny` ones are small enough to try every pattern. */
export function randomTable(seed: number, tiny: boolean): RandomTable {
  const random = deterministicRandom(seed);
  const sizes = tiny
    ? pick(random, [[3], [4], [5], [6], [2, 2], [2, 3], [3, 3]])
    : pick(random, [[8], [3, 4], [5, 4], [2, 3, 2], [3, 3, 3], [2, 2, 2, 2], [4, 6], [3, 2, 2, 2]]);
  const threshold = pick(random, [10, 10, 10, 5, 20, 3]);
  const table = {
    kind: 'table' as const,
    threshold,
    requiredWidth: pick(random, [threshold - 1, threshold - 1, 1, Math.max(1, threshold - 3)]),
    attacker: { suppressedMin: pick(random, [1, 1, 1, 0]), integer: random() < 0.85 },
    ...randomCells(random, sizes),
  };
  const ids = Object.keys(table.cells);
  const extras = random();
  if (extras < 0.15) return { ...table, frozen: ids.filter(() => random() < 0.15) };
  if (extras < 0.3) {
    return { ...table, weights: Object.fromEntries(ids.map((id) => [id, 1 + Math.floor(random() * 9)])) };
  }
  return table;
}
