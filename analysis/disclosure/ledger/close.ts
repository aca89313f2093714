import { addTo } from './lists.ts';

/** The part of a key that says how far two sets are apart: 64 lanes, of which every person turns one. */
const LANES = 64n;
const HALF = 32n;
const LOW = (1n << HALF) - 1n;

/** A set of people and how many they are; NaN where that was hidden. */
export interface SizedSet {
  readonly key: bigint;
  readonly persons: number;
  readonly place: Place;
}

/** Levels, by dimension, that everybody of a set is in; with those above them. */
export type Place = ReadonlyMap<string, readonly string[]>;

/** The place of people of whom it is not known where they are. */
export const ANYWHERE: Place = new Map();

type Dimensions = readonly {
  readonly id: string;
  readonly partition: boolean;
  readonly levels: readonly { readonly code: string; readonly parent?: string }[];
}[];

/** Where the people of a row are, in dimensions that put nobody in two places, and in which year. */
export function placeIn({ dimensions }: { readonly dimensions: Dimensions }, at: readonly string[]): Place {
  const place = new Map<string, readonly string[]>();
  dimensions.forEach(({ id, partition, levels }, position) => {
    let code = at[position];
    if (code === undefined || (!partition && id !== 'year')) return;
    const path: string[] = [];
    while (code !== undefined) {
      path.push(code);
      code = levels.find((level) => level.code === code)?.parent;
    }
    place.set(id, path);
  });
  return place;
}

/** Whether two sets are in places of which neither holds the other. */
function areApart(a: Place, b: Place): boolean {
  return [...a].some(([id, path]) => {
    const other = b.get(id);
    return other !== undefined && !path.includes(other[0]!) && !other.includes(path[0]!);
  });
}

/** Sets that differ in more lanes than this are taken as unrelated where nobody knows their sizes. */
const MOST_LANES = 12;
/** As many people as may well turn one lane twice. */
const MANY_FOR_ONE_LANE = 5;

/** The lanes of a key as two 32-bit numbers. */
export interface Lanes {
  readonly high: number;
  readonly low: number;
}

interface Sketch extends SizedSet, Lanes {}

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

  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  /** Adds a set; one that is there already stays as it is. */
  add(set: SizedSet): void {
    const isHidden = Number.isNaN(set.persons);
    const name = isHidden ? -set.key : set.key;
    const sketch = sketchOf(set);
    if (this.#keys.has(name) || sketch === undefined) return;
    this.#keys.add(name);
    if (isHidden) this.#hidden.push(sketch);
    else addTo(this.#printed, set.persons, sketch);
  }

  /** Printed sets that a set may be a part of, or that may be a part of it, with 1 to `most` people between. */
  printedNear(set: SizedSet, most: number): readonly SizedSet[] {
    const own = sketchOf(set);
    if (own === undefined) return [];
    const found: SizedSet[] = [];
    for (let between = 1; between <= most; between += 1) {
      for (const size of [set.persons - between, set.persons + between]) {
        for (const other of this.#printed.get(size) ?? []) {
          const lanes = lanesBetween(own, other);
          const fits = lanes <= between && (between - lanes) % 2 === 0;
          if (fits && !areApart(set.place, other.place)) found.push(other);
        }
      }
    }
    return found;
  }

  /** Hidden sets of few people that may be a part of a set, with so few others in it that it tells their number. */
  hiddenIn(set: SizedSet, most: number): readonly SizedSet[] {
    const own = sketchOf(set);
    if (own === undefined) return [];
    const limit = Math.min(most, MOST_LANES) - 1;
    const mayBe = (other: Sketch) => {
      const [few, others] = [lanesOf(other), lanesBetween(own, other)];
      // Those of the part and the others turn no more lanes than they are people; two of a part seldom the same one.
      const least = set.persons - limit - (few >= MANY_FOR_ONE_LANE ? 2 : 0);
      const fits = few >= least && few <= limit && others <= limit && few + others <= set.persons;
      return fits && other.key !== set.key && !areApart(set.place, other.place);
    };
    return this.#hidden.filter(mayBe);
  }
}

/** The part of a key that says who is the same; nothing in a key of lanes alone, which was made without it. */
export function hashOf(key: bigint): bigint {
  return key >> LANES;
}

/** How many lanes the people of a set turn. */
export function lanesIn(key: bigint): number {
  return lanesOf(splitLanes(key));
}

export function lanesOf({ high, low }: Lanes): number {
  return bitsOf(high) + bitsOf(low);
}

/** The lanes of a key; undefined for nobody's, and for one of lanes alone, which says nothing of who is the same. */
export function keyLanes(key: bigint): Lanes | undefined {
  return hashOf(key) === 0n ? undefined : splitLanes(key);
}

function splitLanes(key: bigint): Lanes {
  return { high: Number((key >> HALF) & LOW) | 0, low: Number(key & LOW) | 0 };
}

function sketchOf(set: SizedSet): Sketch | undefined {
  const lanes = keyLanes(set.key);
  return lanes && { ...set, ...lanes };
}

/** How many lanes two sets differ in. */
export function lanesBetween(a: Lanes, b: Lanes): number {
  return bitsOf(a.high ^ b.high) + bitsOf(a.low ^ b.low);
}

/** Bits of a 32-bit number that are set. */
function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
