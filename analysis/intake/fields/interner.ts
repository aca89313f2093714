const START_SLOTS = 1 << 10;

/**
 * Gives equal byte strings equal small numbers, so that each distinct cell is decoded and checked once.
 *
 * Open addressing over an arena; memory grows with the distinct cells only. `limit` bounds it: when reached,
 * everything is forgotten and `generation` rises.
 */
export class ByteInterner {
  size = 0;
  generation = 0;
  readonly #limit: number;
  #slots = new Int32Array(START_SLOTS).fill(-1);
  #hashes = new Int32Array(START_SLOTS / 2);
  #offsets = new Int32Array(START_SLOTS / 2 + 1);
  #arena = new Uint8Array(1 << 14);

  constructor(limit = 1 << 20) {
    this.#limit = limit;
  }

  /** Number of the bytes `source[from, to)`; a new one is `size - 1` after the call. */
  intern(source: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5 | 0;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ source[at]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const ordinal = this.#slots[slot]!;
      if (ordinal < 0) return this.#insert(slot, hash, source, from, to);
      if (this.#hashes[ordinal] === hash && this.#equals(ordinal, source, from, to)) return ordinal;
      slot = (slot + 1) & mask;
    }
  }

  #equals(ordinal: number, source: Uint8Array, from: number, to: number): boolean {
    const begin = this.#offsets[ordinal]!;
    const length = to - from;
    if (this.#offsets[ordinal + 1]! - begin !== length) return false;
    for (let at = 0; at < length; at += 1) {
      if (this.#arena[begin + at] !== source[from + at]) return false;
    }
    return true;
  }

  #insert(slot: number, hash: number, source: Uint8Array, from: number, to: number): number {
    if (this.size >= this.#limit) {
      this.#forget();
      return this.intern(source, from, to);
    }
    const ordinal = this.size;
    const begin = this.#offsets[ordinal]!;
    const end = begin + to - from;
    if (end > this.#arena.length) {
      const wider = new Uint8Array(Math.max(this.#arena.length * 2, end));
      wider.set(this.#arena);
      this.#arena = wider;
    }
    for (let at = from; at < to; at += 1) this.#arena[begin + at - from] = source[at]!;
    this.#hashes[ordinal] = hash;
    this.#offsets[ordinal + 1] = end;
    this.#slots[slot] = ordinal;
    this.size += 1;
    if (this.size * 2 >= this.#slots.length) this.#rehash();
    return ordinal;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let ordinal = 0; ordinal < this.size; ordinal += 1) {
      let slot = this.#hashes[ordinal]! & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = ordinal;
    }
    this.#slots = slots;
    const hashes = new Int32Array(slots.length / 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const offsets = new Int32Array(slots.length / 2 + 1);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
  }

  #forget(): void {
    this.size = 0;
    this.generation += 1;
    this.#slots = new Int32Array(START_SLOTS).fill(-1);
    this.#hashes = new Int32Array(START_SLOTS / 2);
    this.#offsets = new Int32Array(START_SLOTS / 2 + 1);
    this.#arena = new Uint8Array(1 << 14);
  }
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
