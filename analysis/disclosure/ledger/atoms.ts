import type { Highs } from 'highs';
import { audit } from '../engine/audit.ts';
import { buildSystem } from '../engine/system.ts';
import { isSmall } from '../policy.ts';

/** A published number as a union of atoms (classes of people that no output separates). */
export interface AtomOutput {
  readonly id: string;
  readonly atoms: readonly string[];
  readonly value: number;
}

/**
 * Interval of the number of people in a union of atoms, for an attacker who holds the outputs and knows
 * that counts are whole and not negative (linear span of the outputs, Chin & Özsoyoğlu's audit).
 */
export function unionInterval(
  highs: Highs,
  atoms: ReadonlyMap<string, number>,
  outputs: readonly AtomOutput[],
  union: readonly string[],
): readonly [number, number] {
  return intervalsOf(highs, atoms, outputs, { seconds: 20, union }).intervals.get('union')!;
}

/** Interval of every atom, for the same attacker; `exact` is false where time ran out and one may be wider. */
export function atomIntervals(
  highs: Highs,
  atoms: ReadonlyMap<string, number>,
  outputs: readonly AtomOutput[],
  seconds: number,
): { readonly intervals: ReadonlyMap<string, readonly [number, number]>; readonly exact: boolean } {
  const { intervals, exact } = intervalsOf(highs, atoms, outputs, { seconds });
  return {
    intervals: new Map(
      [...atoms.keys()].map((id) => [id, intervals.get(`atom:${id}`) ?? [0, Number.POSITIVE_INFINITY]]),
    ),
    exact,
  };
}

function intervalsOf(
  highs: Highs,
  atoms: ReadonlyMap<string, number>,
  outputs: readonly AtomOutput[],
  { seconds, union }: { readonly seconds: number; readonly union?: readonly string[] },
) {
  const cells = new Map([...atoms].map(([id, value]) => [`atom:${id}`, value]));
  const relations: [string, string[]][] = outputs.map((output) => {
    cells.set(`output:${output.id}`, output.value);
    return [`output:${output.id}`, output.atoms.map((id) => `atom:${id}`)];
  });
  if (union !== undefined) {
    cells.set(
      'union',
      union.reduce((sum, id) => sum + atoms.get(id)!, 0),
    );
    relations.push(['union', union.map((id) => `atom:${id}`)]);
  }
  const system = buildSystem({ cells, relations, floor: 0, needs: new Map(), integer: true });
  const hidden = Uint8Array.from(system.ids, (id) => (id.startsWith('output:') ? 0 : 1));
  const { intervals, complete } = audit(highs, system, hidden, { seconds, intervals: true });
  return {
    intervals: new Map([...intervals].map(([at, found]) => [system.ids[at]!, found])),
    exact: complete,
  };
}

/** Whether people in a union could be counted too closely: sensitive size, interval too narrow. */
export function isExposed(size: number, interval: readonly [number, number], threshold: number): boolean {
  return isSmall(size, threshold) && interval[1] - interval[0] < threshold - 1;
}

/** Every union of atoms; their number doubles with each atom. */
export function allUnions(atoms: readonly string[]): string[][] {
  return Array.from({ length: 2 ** atoms.length - 1 }, (_, at) =>
    atoms.filter((_id, bit) => ((at + 1) >> bit) & 1),
  );
}

/** All smallest groups of outputs that together expose a union; asks about every group. */
export function exposingGroups(
  outputs: readonly AtomOutput[],
  exposes: (group: readonly AtomOutput[]) => boolean,
): string[][] {
  const groups: AtomOutput[][] = [];
  const masks = Array.from({ length: 2 ** outputs.length - 1 }, (_, at) => at + 1).toSorted(
    (a, b) => bits(a) - bits(b) || a - b,
  );
  for (const mask of masks) {
    const group = outputs.filter((_, bit) => (mask >> bit) & 1);
    if (groups.some((known) => known.every((output) => group.includes(output)))) continue;
    if (exposes(group)) groups.push(group);
  }
  return groups.map((group) => group.map((output) => output.id));
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

/** One group of outputs that exposes a union, and none of which can be left out. */
export function exposingGroup(
  outputs: readonly AtomOutput[],
  exposes: (group: readonly AtomOutput[]) => boolean,
): readonly AtomOutput[] {
  let group = outputs;
  for (const output of outputs) {
    const without = group.filter((each) => each !== output);
    if (exposes(without)) group = without;
  }
  return group;
}
