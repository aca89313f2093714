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
  const cells = new Map([...atoms].map(([id, value]) => [`atom:${id}`, value]));
  const relations: [string, string[]][] = outputs.map((output) => {
    cells.set(`output:${output.id}`, output.value);
    return [`output:${output.id}`, output.atoms.map((id) => `atom:${id}`)];
  });
  cells.set(
    'union',
    union.reduce((sum, id) => sum + atoms.get(id)!, 0),
  );
  relations.push(['union', union.map((id) => `atom:${id}`)]);
  const system = buildSystem({ cells, relations, floor: 0, needs: new Map(), integer: true });
  const hidden = Uint8Array.from(system.ids, (id) => (id.startsWith('output:') ? 0 : 1));
  const result = audit(highs, system, hidden, { seconds: 20, intervals: true });
  return result.intervals.get(system.ids.indexOf('union'))!;
}

/** Whether people in a union could be counted too closely: sensitive size, interval too narrow. */
export function isExposed(size: number, interval: readonly [number, number], threshold: number): boolean {
  return isSmall(size, threshold) && interval[1] - interval[0] < threshold - 1;
}

/** Unions worth asking about: every union of few atoms, else single atoms and Boolean pairs of outputs. */
export function unionsToCheck(atoms: readonly string[], outputs: readonly AtomOutput[]): string[][] {
  if (atoms.length <= 10) {
    return Array.from({ length: 2 ** atoms.length - 1 }, (_, at) =>
      atoms.filter((_id, bit) => ((at + 1) >> bit) & 1),
    );
  }
  const found = new Map<string, string[]>();
  const add = (ids: readonly string[]) => {
    const union = atoms.filter((id) => ids.includes(id));
    if (union.length > 0) found.set(union.join('+'), union);
  };
  for (const id of atoms) add([id]);
  for (const a of outputs) {
    add(a.atoms);
    for (const b of outputs) {
      add(a.atoms.filter((id) => !b.atoms.includes(id)));
      add(a.atoms.filter((id) => b.atoms.includes(id)));
    }
  }
  return [...found.values()];
}

/** Smallest groups of outputs that together expose a union. */
export function exposingGroups(
  outputs: readonly AtomOutput[],
  exposes: (group: readonly AtomOutput[]) => boolean,
): string[][] {
  if (outputs.length > 10) return [shrink(outputs, exposes).map((output) => output.id)];
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

function shrink(
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
