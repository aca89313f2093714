import { hashOf, lanesIn } from './close.ts';

const BITS = 22;
const LOW = (1 << BITS) - 1;

/** A set of people that is two others put together. */
export interface Triple {
  readonly whole: bigint;
  readonly parts: readonly [bigint, bigint];
}

/** Words of keys, each with the place of its key. */
class Words {
  #words = new Int32Array(1024);
  #places = new Int32Array(1024);
  #size = 0;

  add(word: number, place: number): void {
    if (this.#size === this.#words.length) {
      this.#words = grown(this.#words);
      this.#places = grown(this.#places);
    }
    this.#words[this.#size] = word;
    this.#places[this.#size] = place;
    this.#size += 1;
  }

  /** Places of the keys whose word and another one make a word that is marked. */
  marked(other: number, marks: Int32Array): number[] {
    const [words, size] = [this.#words, this.#size];
    const found: number[] = [];
    // The hot loop: every new set beside everything that was published.
    for (let at = 0; at < size; at += 1) {
      const third = words[at]! ^ other;
      if ((marks[third >>> 5]! >>> third) & 1) found.push(this.#places[at]!);
    }
    return found;
  }
}

function grown(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(2 * list.length);
  twice.set(list);
  return twice;
}

/** Bits of words by which keys are kept apart. */
const SPLITS = 6;

/** All sets that were printed or hidden, to ask which two of them make a third. */
export class KeyIndex {
  /** Sizes; NaN where hidden. */
  readonly #sizes = new Map<bigint, number>();
  readonly #keys: bigint[] = [];
  readonly #all = new Words();
  /** By bit, the keys whose words do not have it. */
  readonly #without = Array.from({ length: SPLITS }, () => new Words());
  /** Which words there are, a bit each: few of some ten thousand keys fall together in four million places. */
  readonly #marks = new Int32Array(1 << (BITS - 5));

  /** Adds a set; a size that is known stays so. */
  add(key: bigint, persons: number): void {
    const before = this.#sizes.get(key);
    if (before === undefined) {
      const word = wordOf(key);
      this.#all.add(word, this.#keys.length);
      this.#without.forEach((words, bit) => {
        if (((word >>> bit) & 1) === 0) words.add(word, this.#keys.length);
      });
      this.#keys.push(key);
      this.#marks[word >>> 5]! |= 1 << word;
    }
    if (before === undefined || Number.isNaN(before)) this.#sizes.set(key, persons);
  }

  sizeOf(key: bigint): number | undefined {
    return this.#sizes.get(key);
  }

  /** Size of a set that was printed, or follows from what was. */
  get(key: bigint): number | undefined {
    const persons = this.#sizes.get(key);
    return Number.isNaN(persons) ? undefined : persons;
  }

  /** Pairs of new sets, by place, of whose people just one of the two has a set that is here. */
  pairsAmong(sets: readonly Worded[]): readonly (readonly [number, number])[] {
    const found: [number, number][] = [];
    const words = Int32Array.from(sets, ({ word }) => word);
    const marks = this.#marks;
    for (let at = 0; at < words.length; at += 1) {
      const word = words[at]!;
      for (let later = at + 1; later < words.length; later += 1) {
        const between = word ^ words[later]!;
        if (((marks[between >>> 5]! >>> between) & 1) === 0) continue;
        if (this.#sizes.has(sets[at]!.key ^ sets[later]!.key)) found.push([at, later]);
      }
    }
    return found;
  }

  /** Pairs of sets that differ by just the people of a set. */
  pairsOf({ key, word }: Worded): readonly (readonly [bigint, bigint])[] {
    // Just one of a pair has a bit that the word has: half of the keys are enough.
    const bit = this.#without.findIndex((_, at) => (word >>> at) & 1);
    return (this.#without[bit] ?? this.#all).marked(word, this.#marks).flatMap((at) => {
      const one = this.#keys[at]!;
      const other = one ^ key;
      if (!this.#sizes.has(other) || (bit < 0 && other < one)) return [];
      return [one < other ? ([one, other] as const) : ([other, one] as const)];
    });
  }
}

/** A key, and a part of it as a small number. */
interface Worded {
  readonly key: bigint;
  readonly word: number;
}

function wordOf(key: bigint): number {
  return Number(hashOf(key) & BigInt(LOW));
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
  const sets = [...own].map(([key, persons]) => ({ key, persons, word: wordOf(key) }));
  const unseen = sets.filter(({ key }) => past.sizeOf(key) === undefined);
  for (const set of unseen) {
    const { key, persons } = set;
    for (const [one, other] of past.pairsOf(set))
      if (!own.has(one) || !own.has(other))
        add([
          [key, persons],
          [one, past.sizeOf(one)!],
          [other, past.sizeOf(other)!],
        ]);
  }
  for (const [at, later] of past.pairsAmong(unseen)) {
    const [one, other] = [unseen[at]!, unseen[later]!];
    const between = one.key ^ other.key;
    if (!own.has(between))
      add([
        [one.key, one.persons],
        [other.key, other.persons],
        [between, past.sizeOf(between)!],
      ]);
  }
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
  const [union, rest] = [large[1] + middle[1], large[1] - middle[1]].map((persons) =>
    Math.abs(expectedLanes(persons) - lanesIn(hidden)),
  );
  // Many people turn about half of the lanes, however many they are: these say neither.
  if (Math.abs(union! - rest!) <= 1) return undefined;
  return union! < rest!
    ? { whole: hidden, parts: [large[0], middle[0]] }
    : { whole: large[0], parts: [middle[0], hidden] };
}

/** How many lanes so many people turn, one with another. */
function expectedLanes(persons: number): number {
  return 32 * (1 - (1 - 1 / 32) ** persons);
}
