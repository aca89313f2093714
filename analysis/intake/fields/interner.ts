const START_SLOTS = 1 << 8;

/** Byte strings up to this length are compared as three numbers. */
const SHORT = 12;
const LONG_MARK = -1;
/** Numbers of an entry: three of packed bytes and the length; hash, place and length in the arena for a long one. */
const WIDTH = 4;

/**
 * Gives equal byte strings equal small numbers, so that each distinct cell is decoded and checked once.
 *
 * Open addressing; short strings are three packed numbers, longer ones lie in an arena. Memory grows with the distinct
 * cells only. `limit` bounds it: when reached, everything is forgotten and `generation` rises.
 */
export class ByteInterner {
  size = 0;
  generation = 0;
  readonly #limit: number;
  #slots = new Int32Array(START_SLOTS).fill(-1);
  /** `WIDTH` numbers for each string, side by side: one look-up touches one place. */
  #entries = new Int32Array((START_SLOTS / 2) * WIDTH);
  #arena = new Uint8Array(0);
  #arenaView = new DataView(this.#arena.buffer);
  #arenaEnd = 0;
  #lastOrdinal = -1;
  #source: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#source.buffer);

  constructor(limit = 1 << 20) {
    this.#limit = limit;
  }

  /** Number of the bytes `source[from, to)`; a new one is `size - 1` after the call. */
  intern(source: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length > SHORT) return this.#internLong(source, from, to);
    let low = 0;
    let high = 0;
    let rest = 0;
    if (length < 4) {
      for (let at = from; at < to; at += 1) low = (low << 8) | source[at]!;
    } else {
      // The last four bytes may be among the first: with the length, the numbers still tell every string apart.
      const view = this.#viewOf(source);
      low = view.getInt32(from);
      high = view.getInt32(length > 8 ? from + 4 : to - 4);
      if (length > 8) rest = view.getInt32(to - 4);
    }
    const entries = this.#entries;
    const last = this.#lastOrdinal * WIDTH;
    if (
      last >= 0 &&
      entries[last] === low &&
      entries[last + 1] === high &&
      entries[last + 2] === rest &&
      entries[last + 3] === length
    )
      return this.#lastOrdinal;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = shortHash(low, high, rest, length) & mask;
    let ordinal = slots[slot]!;
    while (ordinal >= 0) {
      const entry = ordinal * WIDTH;
      if (
        entries[entry] === low &&
        entries[entry + 1] === high &&
        entries[entry + 2] === rest &&
        entries[entry + 3] === length
      )
        break;
      slot = (slot + 1) & mask;
      ordinal = slots[slot]!;
    }
    if (ordinal < 0) {
      if (this.size >= this.#limit) {
        this.forget();
        return this.intern(source, from, to);
      }
      ordinal = this.#insert(slot, low, high, rest, length);
    }
    this.#lastOrdinal = ordinal;
    return ordinal;
  }

  #viewOf(source: Uint8Array): DataView {
    if (this.#source !== source) {
      this.#source = source;
      this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    }
    return this.#view;
  }

  #internLong(source: Uint8Array, from: number, to: number): number {
    const hash = longHash(this.#viewOf(source), from, to);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const ordinal = this.#slots[slot]!;
      if (ordinal < 0) break;
      const entry = ordinal * WIDTH;
      if (
        this.#entries[entry] === hash &&
        this.#entries[entry + 3] === LONG_MARK &&
        this.#equals(entry, source, from, to)
      )
        return ordinal;
      slot = (slot + 1) & mask;
    }
    if (this.size >= this.#limit) {
      this.forget();
      return this.intern(source, from, to);
    }
    const begin = this.#arenaEnd;
    this.#arenaEnd += to - from;
    if (this.#arenaEnd > this.#arena.length) {
      const wider = new Uint8Array(Math.max(1 << 12, this.#arena.length * 2, this.#arenaEnd));
      wider.set(this.#arena);
      this.#arena = wider;
      this.#arenaView = new DataView(wider.buffer);
    }
    for (let at = from; at < to; at += 1) this.#arena[begin + at - from] = source[at]!;
    return this.#insert(slot, hash, begin, to - from, LONG_MARK);
  }

  #equals(entry: number, source: Uint8Array, from: number, to: number): boolean {
    const begin = this.#entries[entry + 1]!;
    const length = to - from;
    if (this.#entries[entry + 2] !== length) return false;
    // Four bytes at a time; the last four may have been among those before.
    const view = this.#viewOf(source);
    const arena = this.#arenaView;
    for (let at = 0; at + 4 <= length; at += 4)
      if (arena.getInt32(begin + at) !== view.getInt32(from + at)) return false;
    return arena.getInt32(begin + length - 4) === view.getInt32(to - 4);
  }

  #insert(slot: number, low: number, high: number, rest: number, length: number): number {
    const ordinal = this.size;
    const entry = ordinal * WIDTH;
    this.#entries[entry] = low;
    this.#entries[entry + 1] = high;
    this.#entries[entry + 2] = rest;
    this.#entries[entry + 3] = length;
    this.#slots[slot] = ordinal;
    this.size += 1;
    if (this.size * 2 >= this.#slots.length) this.#rehash();
    return ordinal;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let ordinal = 0; ordinal < this.size; ordinal += 1) {
      const entry = ordinal * WIDTH;
      const low = this.#entries[entry]!;
      const length = this.#entries[entry + 3]!;
      const hash =
        length === LONG_MARK
          ? low
          : shortHash(low, this.#entries[entry + 1]!, this.#entries[entry + 2]!, length);
      let slot = hash & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = ordinal;
    }
    this.#slots = slots;
    const wider = new Int32Array((slots.length / 2) * WIDTH);
    wider.set(this.#entries);
    this.#entries = wider;
  }

  /** Begins anew: numbers given so far are given again. */
  forget(): void {
    this.size = 0;
    this.generation += 1;
    this.#slots = new Int32Array(START_SLOTS).fill(-1);
    this.#entries = new Int32Array((START_SLOTS / 2) * WIDTH);
    this.#arena = new Uint8Array(0);
    this.#arenaEnd = 0;
    this.#lastOrdinal = -1;
  }
}

/** Of more than four bytes, four at a time; the last four may have been among those before. */
function longHash(view: DataView, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at + 4 <= to; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at), 0x85ebca6b | 0);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ view.getInt32(to - 4), 0xc2b2ae35 | 0);
  return hash ^ (hash >>> 16);
}

function shortHash(low: number, high: number, rest: number, length: number): number {
  let hash = Math.imul(low ^ (high << 5) ^ (high >>> 11), 0x85ebca6b) + length;
  hash = Math.imul(hash ^ (hash >>> 15) ^ high ^ Math.imul(rest, 0x9e3779b1), 0xc2b2ae35 | 0);
  return hash ^ (hash >>> 16);
}

/** Gives equal tuples of small numbers equal small numbers; never forgets. */
export class TupleInterner {
  size = 0;
  readonly #width: number;
  #slots = new Int32Array(START_SLOTS).fill(-1);
  #tuples: Int32Array;

  constructor(width: number) {
    this.#width = width;
    this.#tuples = new Int32Array((START_SLOTS / 2) * width);
  }

  intern(tuple: Int32Array): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(tuple, 0) & mask;
    for (;;) {
      const ordinal = this.#slots[slot]!;
      if (ordinal < 0) break;
      if (this.#equals(ordinal, tuple)) return ordinal;
      slot = (slot + 1) & mask;
    }
    const ordinal = this.size;
    this.#tuples.set(tuple.subarray(0, this.#width), ordinal * this.#width);
    this.#slots[slot] = ordinal;
    this.size += 1;
    if (this.size * 2 >= this.#slots.length) this.#rehash();
    return ordinal;
  }

  #equals(ordinal: number, tuple: Int32Array): boolean {
    const base = ordinal * this.#width;
    for (let at = 0; at < this.#width; at += 1) if (this.#tuples[base + at] !== tuple[at]) return false;
    return true;
  }

  #hash(values: Int32Array, base: number): number {
    let hash = 0x811c9dc5 | 0;
    for (let at = 0; at < this.#width; at += 1)
      hash = Math.imul(hash ^ values[base + at]!, 0x85ebca6b) ^ (hash >>> 13);
    return hash ^ (hash >>> 16);
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let ordinal = 0; ordinal < this.size; ordinal += 1) {
      let slot = this.#hash(this.#tuples, ordinal * this.#width) & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = ordinal;
    }
    this.#slots = slots;
    const tuples = new Int32Array((slots.length / 2) * this.#width);
    tuples.set(this.#tuples);
    this.#tuples = tuples;
  }
}
