import { deterministicRandom } from '../../../analysis/disclosure/engine/random.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { EXAMINED, flat, PERSONS, SHARE, withMargins } from '../../unit/disclosure/town-table.ts';

export const LEVELS = {
  age: ['a0', 'a1', 'a2', 'a3'],
  sex: ['m', 'f'],
  district: ['d0', 'd1', 'd2', 'd3', 'd4'],
} as const;

export type DimensionName = keyof typeof LEVELS;

/** A class of people no question separates, and how many they are. */
export interface Atom {
  readonly age: string;
  readonly sex: string;
  readonly district: string;
  readonly flagged: boolean;
  /** How far those with the trait came in a service: 1, 2 or 3 steps; 0 for the others. Absent where no question asks. */
  readonly step?: number;
  /** Which of two values were not measured again. Absent where no question asks. */
  readonly gone?: readonly [boolean, boolean];
  readonly persons: number;
  /** XOR of the keys of these persons; 0 for nobody. */
  readonly fingerprint: bigint;
  /** Which of its 64 lowest bits each person turns. */
  readonly lanes: readonly number[];
  /** Cost of each person with the trait; a few cost very much. */
  readonly costs: readonly number[];
  /** Sum of a measured value over the persons. */
  readonly pressure: number;
}

/** A question about the town: a breakdown, among people of at least an age band. */
export interface TownQuery {
  readonly dimensions: readonly DimensionName[];
  readonly minAge: number;
}

/** A random skewed town: some classes empty, some tiny, some large. */
export function randomTown(seed: number): Atom[] {
  const random = deterministicRandom(seed);
  const lane = deterministicRandom(seed * 71 + 3);
  const scale = 5 + random() * 60;
  const weights = new Map<string, number>();
  const weight = (code: string) => {
    const known = weights.get(code) ?? Math.exp(1.6 * (random() - 0.5) * 2);
    weights.set(code, known);
    return known;
  };
  return LEVELS.age.flatMap((age) =>
    LEVELS.sex.flatMap((sex) =>
      LEVELS.district.flatMap((district) =>
        [true, false].map((flagged) => {
          const share = flagged ? 0.4 : 1;
          const persons = Math.floor(scale * weight(age) * weight(district) * share * (0.3 + 1.2 * random()));
          const hash =
            BigInt(Math.floor(random() * 2 ** 32)) * 2n ** 32n + BigInt(Math.floor(random() * 2 ** 32));
          const costs = flagged
            ? Array.from({ length: persons }, () => Math.round(1000 * Math.exp(4 * random() ** 3)))
            : [];
          const pressure = Array.from({ length: persons }, () => 90 + Math.floor(110 * random()));
          const lanes = Array.from({ length: persons }, () => Math.floor(64 * lane()));
          return {
            age,
            sex,
            district,
            flagged,
            persons,
            fingerprint: persons === 0 ? 0n : withLanes(hash, lanes),
            lanes,
            costs,
            pressure: pressure.reduce((sum, value) => sum + value, 0),
          };
        }),
      ),
    ),
  );
}

/** A key as the warehouse makes it: below the hash, one bit of each person. */
export function withLanes(hash: bigint, lanes: readonly number[]): bigint {
  return lanes.reduce((key, at) => key ^ (1n << BigInt(at)), hash << 64n);
}

/** The same town, those with the trait divided by how far they came in a service. */
export function withSteps(town: readonly Atom[], seed: number): Atom[] {
  const random = deterministicRandom(seed * 41 + 7);
  return town.flatMap((atom): Atom[] => {
    if (!atom.flagged) return [{ ...atom, step: 0 }];
    const ends = [random(), random()]
      .toSorted((a, b) => a - b)
      .map((share) => Math.round(share * atom.persons));
    return divided(atom, ends, random).map((part, at): Atom => ({ ...part, step: at + 1 }));
  });
}

const GONE = [
  [false, false],
  [true, false],
  [false, true],
] as const;

/** The same town, divided by who was not measured again: few, and nobody knows of which age or district. */
export function withGone(town: readonly Atom[], seed: number): Atom[] {
  const random = deterministicRandom(seed * 43 + 5);
  return town.flatMap((atom): Atom[] => {
    const [first, second] = [random(), random()].map((share) => Math.round(0.15 * share * atom.persons));
    const ends = [atom.persons - first! - second!, atom.persons - second!];
    return divided(atom, ends, random).map((part, at): Atom => ({ ...part, gone: GONE[at]! }));
  });
}

/** Three parts of a class, the first two up to these numbers of persons. */
function divided(atom: Atom, ends: readonly number[], random: () => number): Atom[] {
  const cuts = [0, ...ends, atom.persons];
  const hashes = [random(), random()].map((part) => BigInt(Math.floor(part * 2 ** 52)) ** 2n);
  const used = hashes.map((hash, at) => (cuts[at + 1]! > cuts[at]! ? hash : 0n));
  const last = cuts[3]! > cuts[2]!;
  // The parts together are the same people as before.
  const whole = atom.fingerprint >> 64n;
  const rest = used.reduce((sum, hash) => sum ^ hash, whole);
  const prints = last ? [...used, rest] : closing(used, whole);
  return prints.map((print, at): Atom => {
    const [from, to] = [cuts[at]!, cuts[at + 1]!];
    const pressure = (until: number) =>
      atom.persons === 0 ? 0 : Math.round((atom.pressure * until) / atom.persons);
    const lanes = atom.lanes.slice(from, to);
    return {
      ...atom,
      persons: to - from,
      fingerprint: withLanes(print, lanes),
      lanes,
      costs: atom.costs.slice(from, to),
      pressure: pressure(to) - pressure(from),
    };
  });
}

/** Keys of parts of which the last is empty: the last one with somebody makes up for the whole. */
function closing(prints: readonly bigint[], whole: bigint): bigint[] {
  const at = prints.findLastIndex((print) => print !== 0n);
  if (at < 0) return [0n, 0n, 0n];
  const others = prints.reduce((sum, print, place) => (place === at ? sum : sum ^ print), whole);
  return [...prints.with(at, others), 0n];
}

/** Whether a row of a question counts a class of people. */
export function selects(query: TownQuery, at: readonly string[], atom: Atom): boolean {
  if (LEVELS.age.indexOf(atom.age as 'a0') < query.minAge) return false;
  return query.dimensions.every((name, position) => at[position] === 'T' || at[position] === atom[name]);
}

/** The exact table, as the measures would hand it to the gate. */
export function ask(town: readonly Atom[], query: TownQuery, fingerprints = true): CandidateTable {
  const levels = (name: DimensionName): readonly string[] =>
    name === 'age' ? LEVELS.age.slice(query.minAge) : LEVELS[name];
  let cross: string[][] = [[]];
  for (const name of query.dimensions)
    cross = cross.flatMap((at) => levels(name).map((code) => [...at, code]));
  const leaves = cross.map((at) => {
    const members = town.filter((atom) => selects(query, at, atom));
    const count = (list: readonly Atom[]) => list.reduce((sum, atom) => sum + atom.persons, 0);
    return { at, values: [count(members), count(members.filter((atom) => atom.flagged))] };
  });
  const dimensions = query.dimensions.map((name) => flat(name, levels(name)));
  const table = withMargins(dimensions, [PERSONS, EXAMINED, SHARE], leaves, ([n, k]) => [
    n!,
    k!,
    n === 0 ? null : (100 * k!) / n!,
  ]);
  const print = (atoms: readonly Atom[]) =>
    atoms
      .reduce((sum, atom) => sum ^ atom.fingerprint, 0n)
      .toString(16)
      .padStart(16, '0');
  const rows = table.rows.map((row) => {
    const members = town.filter((atom) => selects(query, row.at, atom));
    if (!fingerprints) return row;
    return { ...row, people: { n: print(members), k: print(members.filter((atom) => atom.flagged)) } };
  });
  return { ...table, rows, parameters: { fiscalYear: 2023, minAge: query.minAge } };
}
