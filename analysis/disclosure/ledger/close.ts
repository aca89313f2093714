/** The part of a key that says how far two sets are apart: 64 lanes, of which every person turns one. */
const LANES = 64n;
const HALF = 32n;
const LOW = (1n << HALF) - 1n;

/** A set of people that a part of a group is made of, and how many they are. */
export interface SizedSet {
  readonly key: bigint;
  readonly persons: number;
}

/** Sets that differ in more lanes than this are taken as unrelated where nobody knows their sizes. */
const MOST_LANES = 12;

interface Sketch {
  readonly key: bigint;
  readonly high: number;
  readonly low: number;
}

/**
 * Sets of people, to find those of which one may be a part of another with few people between.
 *
 * Every person turns one of 64 bits of a key, and the key of a set is the XOR of those of its people: an odd sketch
 * (Mitzenmacher, Pagh & Pham 2014). Where one of two sets is a part of the other and d people are between, no more
 * than d bits differ, and as many as d is odd or even: such a pair is never missed. Two sets that have nothing to do
 * with one another differ in 32 bits or so; as few as nine differ in one of a thousand million.
 */
export class CloseSets {
  readonly #printed = new Map<number, Sketch[]>();
  readonly #hidden: Sketch[] = [];
  readonly #keys = new Set<bigint>();

  /** Adds a set with its size; NaN where that was hidden. */
  add({ key, persons }: SizedSet): void {
    const name = Number.isNaN(persons) ? -key : key;
    if (this.#keys.has(name)) return;
    this.#keys.add(name);
    const sketch = sketchOf(key);
    if (sketch === undefined) return;
    if (Number.isNaN(persons)) {
      this.#hidden.push(sketch);
      return;
    }
    const list = this.#printed.get(persons);
    if (list === undefined) this.#printed.set(persons, [sketch]);
    else list.push(sketch);
  }

  /** Printed sets that a set may be a part of, or that may be a part of it, with 1 to `most` people between. */
  printedNear({ key, persons }: SizedSet, most: number): readonly SizedSet[] {
    const own = sketchOf(key);
    if (own === undefined) return [];
    const found: SizedSet[] = [];
    for (let between = 1; between <= most; between += 1) {
      for (const size of [persons - between, persons + between]) {
        for (const other of this.#printed.get(size) ?? []) {
          const lanes = lanesBetween(own, other);
          if (lanes <= between && (between - lanes) % 2 === 0) found.push({ key: other.key, persons: size });
        }
      }
    }
    return found;
  }

  /** Hidden sets that may be as near. */
  hiddenNear({ key }: Pick<SizedSet, 'key'>, most: number): readonly bigint[] {
    const own = sketchOf(key);
    if (own === undefined) return [];
    const limit = Math.min(most, MOST_LANES);
    return this.#hidden.flatMap((other) =>
      other.key !== key && lanesBetween(own, other) <= limit ? [other.key] : [],
    );
  }
}

/** Whether the key of a set is that of few people: those of many turn about half of the bits. */
export function mayBeFew(key: bigint, most: number): boolean {
  return sketchOf(key) !== undefined && lanesOf(key) <= Math.min(most, MOST_LANES);
}

/** How many of the lanes the people of a set turn. */
export function lanesOf(key: bigint): number {
  return bitsOf(Number((key >> HALF) & LOW)) + bitsOf(Number(key & LOW));
}

/** A key of lanes alone has none: it was made without them. */
function sketchOf(key: bigint): Sketch | undefined {
  if (key >> LANES === 0n) return undefined;
  return { key, high: Number((key >> HALF) & LOW) | 0, low: Number(key & LOW) | 0 };
}

function lanesBetween(a: Sketch, b: Sketch): number {
  return bitsOf(a.high ^ b.high) + bitsOf(a.low ^ b.low);
}

/** Bits of a 32-bit number that are set. */
function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
