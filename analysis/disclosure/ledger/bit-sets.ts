import { addTo } from './lists.ts';

/** A set of small numbers, 32 to a word. */
export type Bits = Uint32Array;

/** @param many numbers are below this */
export function bitsOf(numbers: readonly number[], many: number): Bits {
  const bits = new Uint32Array(Math.ceil(many / 32));
  for (const each of numbers) bits[each >>> 5]! |= 1 << each;
  return bits;
}

export function hasBit(bits: Bits, number: number): boolean {
  return ((bits[number >>> 5]! >>> number) & 1) === 1;
}

/** Whether all of a set are in another one, from a word on before which it has none. */
export function isPart(little: Bits, large: Bits, from = 0): boolean {
  for (let word = from; word < little.length; word += 1)
    if ((little[word]! & ~large[word]!) !== 0) return false;
  return true;
}

/** Those of a set who are not in another one. */
export function without(large: Bits, little: Bits): Bits {
  return large.map((word, at) => word & ~little[at]!);
}

/** Sets of one size of bits, each once. */
export class BitSets {
  readonly #byHash = new Map<number, Bits[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns false where the set was there */
  add(bits: Bits): boolean {
    const hash = bits.reduce((sum, word) => (Math.imul(sum, 31) + word) | 0, 0);
    const known = this.#byHash.get(hash) ?? [];
    if (known.some((other) => isPart(other, bits) && isPart(bits, other))) return false;
    addTo(this.#byHash, hash, bits);
    this.#size += 1;
    return true;
  }
}
