import { lanesIn } from './close.ts';

const HASH_AT = 64n;
const BITS = 20;
const LOW = (1 << BITS) - 1;

/** A set of people that is two others put together. */
export interface Triple {
  readonly whole: bigint;
  readonly parts: readonly [bigint, bigint];
}

/** All sets that were printed or hidden, to ask which two of them make a third. */
export class KeyIndex {
  /** Sizes; NaN where hidden. */
  readonly #sizes = new Map<bigint, number>();
  readonly #keys: bigint[] = [];
  readonly #words: number[] = [];
  /** Which words there are: few of some ten thousand keys fall together in a million places. */
  readonly #marks = new Uint8Array(1 << BITS);

  /** Adds a set; a size that is known stays so. */
  add(key: bigint, persons: number): void {
    const before = this.#sizes.get(key);
    if (before === undefined) {
      const word = wordOf(key);
      this.#keys.push(key);
      this.#words.push(word);
      this.#marks[word] = 1;
    }
    if (before === undefined || Number.isNaN(before)) this.#sizes.set(key, persons);
  }

  sizeOf(key: bigint): number | undefined {
    return this.#sizes.get(key);
  }

  /** Pairs of sets that differ by just the people of a set. */
  pairsOf(key: bigint): readonly (readonly [bigint, bigint])[] {
    const own = wordOf(key);
    const found: [bigint, bigint][] = [];
    for (const [at, word] of this.#words.entries()) {
      if (this.#marks[word ^ own] === 0) continue;
      const one = this.#keys[at]!;
      const other = one ^ key;
      if (one < other && this.#sizes.has(other)) found.push([one, other]);
    }
    return found;
  }
}

function wordOf(key: bigint): number {
  return Number((key >> HASH_AT) & BigInt(LOW));
}

/**
 * Sets of a new table that are made of sets of earlier ones, or that make one with another: a difference or a sum of
 * printed numbers that counts a third group. The sums within one table are not among them.
 */
export function triplesOf(own: ReadonlyMap<bigint, number>, past: KeyIndex): readonly Triple[] {
  const triples: Triple[] = [];
  const add = (sets: readonly (readonly [bigint, number])[]) => {
    const triple = tripleOf(sets);
    if (triple !== undefined) triples.push(triple);
  };
  const sets = [...own];
  sets.forEach(([key, persons], at) => {
    if (past.sizeOf(key) !== undefined) return;
    for (const [one, other] of past.pairsOf(key))
      if (!own.has(one) || !own.has(other))
        add([
          [key, persons],
          [one, past.sizeOf(one)!],
          [other, past.sizeOf(other)!],
        ]);
    for (const [other, size] of sets.slice(at + 1)) {
      const third = past.sizeOf(key ^ other);
      if (third !== undefined && past.sizeOf(other) === undefined && !own.has(key ^ other))
        add([
          [key, persons],
          [other, size],
          [key ^ other, third],
        ]);
    }
  });
  return triples;
}

/** Which of three sets the two others make; undefined where their sizes do not say so. */
function tripleOf(sets: readonly (readonly [bigint, number])[]): Triple | undefined {
  const known = sets.filter(([, persons]) => !Number.isNaN(persons)).toSorted(([, a], [, b]) => b - a);
  const [large, middle, small] = known;
  if (large === undefined || middle === undefined) return undefined;
  if (small !== undefined) {
    if (large[1] !== middle[1] + small[1]) return undefined;
    return { whole: large[0], parts: [middle[0], small[0]] };
  }
  const hidden = sets.find(([, persons]) => Number.isNaN(persons))![0];
  const isUnion = isNearer(lanesIn(hidden), large[1] + middle[1], large[1] - middle[1]);
  return isUnion
    ? { whole: hidden, parts: [large[0], middle[0]] }
    : { whole: large[0], parts: [middle[0], hidden] };
}

/** Whether as many lanes are turned rather by `a` people than by `b`. */
function isNearer(lanes: number, a: number, b: number): boolean {
  return Math.abs(expectedLanes(a) - lanes) < Math.abs(expectedLanes(b) - lanes) - 1;
}

function expectedLanes(persons: number): number {
  return 32 * (1 - (1 - 1 / 32) ** persons);
}
