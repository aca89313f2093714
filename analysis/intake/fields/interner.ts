const START_SLOTS = 1 << 8;

/** Byte strings up to this length are compared as two numbers. */
const SHORT = 8;
const LONG_MARK = 0xff;

/**
 * Gives equal byte strings equal small numbers, so that each distinct cell is decoded and checked once.
 *
 * Open addressing; short strings are two packed numbers, longer ones lie in an arena. Memory grows with the distinct
 * cells only. `limit` bounds it: when reached, everything is forgotten and `generation` rises.
 */
export class ByteInterner {
  size = 0;
  generation = 0;
  readonly #limit: number;
  #slots = new Int32Array(START_SLOTS).fill(-1);
  /** Packed bytes of a short string; hash and place in the arena of a long one. */
  #low = new Int32Array(START_SLOTS / 2);
  #high = new Int32Array(START_SLOTS / 2);
  #lengths = new Uint8Array(START_SLOTS / 2);
  #longLengths: number[] = [];
  #arena = new Uint8Array(0);
  #arenaEnd = 0;
  #lastOrdinal = -1;
  #lastLow = 0;
  #lastHigh = 0;
  #lastLength = -1;

  constructor(limit = 1 << 20) {
    this.#limit = limit;
  }

  /** Number of the bytes `source[from, to)`; a new one is `size - 1` after the call. */
  intern(source: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length > SHORT) return this.#internLong(source, from, to);
    let low = 0;
    let high = 0;
    const middle = length > 4 ? from + 4 : to;
    for (let at = from; at < middle; at += 1) low = (low << 8) | source[at]!;
    for (let at = middle; at < to; at += 1) high = (high << 8) | source[at]!;
    if (low === this.#lastLow && high === this.#lastHigh && length === this.#lastLength)
      return this.#lastOrdinal;
    const hash = shortHash(low, high, length);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    let ordinal = this.#slots[slot]!;
    while (ordinal >= 0) {
      if (this.#low[ordinal] === low && this.#high[ordinal] === high && this.#lengths[ordinal] === length)
        break;
      slot = (slot + 1) & mask;
      ordinal = this.#slots[slot]!;
    }
    if (ordinal < 0) {
      if (this.size >= this.#limit) {
        this.#forget();
        return this.intern(source, from, to);
      }
      ordinal = this.#insert(slot, low, high, length);
    }
    this.#lastLow = low;
    this.#lastHigh = high;
    this.#lastLength = length;
    this.#lastOrdinal = ordinal;
    return ordinal;
  }

  #internLong(source: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5 | 0;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ source[at]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const ordinal = this.#slots[slot]!;
      if (ordinal < 0) break;
      if (
        this.#low[ordinal] === hash &&
        this.#lengths[ordinal] === LONG_MARK &&
        this.#equals(ordinal, source, from, to)
      )
        return ordinal;
      slot = (slot + 1) & mask;
    }
    if (this.size >= this.#limit) {
      this.#forget();
      return this.intern(source, from, to);
    }
    const begin = this.#arenaEnd;
    this.#arenaEnd += to - from;
    if (this.#arenaEnd > this.#arena.length) {
      const wider = new Uint8Array(Math.max(1 << 12, this.#arena.length * 2, this.#arenaEnd));
      wider.set(this.#arena);
      this.#arena = wider;
    }
    for (let at = from; at < to; at += 1) this.#arena[begin + at - from] = source[at]!;
    const ordinal = this.#insert(slot, hash, begin, LONG_MARK);
    this.#longLengths[ordinal] = to - from;
    return ordinal;
  }

  #equals(ordinal: number, source: Uint8Array, from: number, to: number): boolean {
    const begin = this.#high[ordinal]!;
    const length = to - from;
    if (this.#longLengths[ordinal] !== length) return false;
    for (let at = 0; at < length; at += 1) {
      if (this.#arena[begin + at] !== source[from + at]) return false;
    }
    return true;
  }

  #insert(slot: number, low: number, high: number, length: number): number {
    const ordinal = this.size;
    this.#low[ordinal] = low;
    this.#high[ordinal] = high;
    this.#lengths[ordinal] = length;
    this.#slots[slot] = ordinal;
    this.size += 1;
    if (this.size * 2 >= this.#slots.length) this.#rehash();
    return ordinal;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let ordinal = 0; ordinal < this.size; ordinal += 1) {
      const length = this.#lengths[ordinal]!;
      const low = this.#low[ordinal]!;
      let slot = (length === LONG_MARK ? low : shortHash(low, this.#high[ordinal]!, length)) & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = ordinal;
    }
    this.#slots = slots;
    this.#low = widened(this.#low, slots.length / 2);
    this.#high = widened(this.#high, slots.length / 2);
    const lengths = new Uint8Array(slots.length / 2);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }

  #forget(): void {
    this.size = 0;
    this.generation += 1;
    this.#slots = new Int32Array(START_SLOTS).fill(-1);
    this.#low = new Int32Array(START_SLOTS / 2);
    this.#high = new Int32Array(START_SLOTS / 2);
    this.#lengths = new Uint8Array(START_SLOTS / 2);
    this.#longLengths = [];
    this.#arena = new Uint8Array(0);
    this.#arenaEnd = 0;
    this.#lastLength = -1;
  }
}

function shortHash(low: number, high: number, length: number): number {
  let hash = Math.imul(low ^ (high << 5) ^ (high >>> 11), 0x85ebca6b) + length;
  hash = Math.imul(hash ^ (hash >>> 15) ^ high, 0xc2b2ae35 | 0);
  return hash ^ (hash >>> 16);
}

function widened(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length);
  wider.set(array);
  return wider;
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
