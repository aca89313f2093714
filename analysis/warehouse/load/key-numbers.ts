import type { IdentityKey } from '../../domain/staging.ts';

/** Three numbers for each key, side by side. */
const WIDTH = 3;
const IDENTITY = 0;
const TIER = 1;
const STRENGTH = 2;

/** Identity, tier and strength of every staged key by its number: reading them back from the database costs more. */
export class KeyNumbers {
  length = 0;
  #numbers = new Int32Array(WIDTH * 1024);

  /** Notes the next key of an identity and returns its number. */
  add(identity: number, { tier, strength }: Pick<IdentityKey, 'tier' | 'strength'>): number {
    const at = this.length * WIDTH;
    if (at === this.#numbers.length) {
      const wider = new Int32Array(this.#numbers.length * 2);
      wider.set(this.#numbers);
      this.#numbers = wider;
    }
    this.#numbers[at + IDENTITY] = identity;
    this.#numbers[at + TIER] = tier;
    this.#numbers[at + STRENGTH] = strength;
    this.length += 1;
    return this.length - 1;
  }

  identity(key: number): number {
    return this.#numbers[key * WIDTH + IDENTITY]!;
  }

  tier(key: number): number {
    return this.#numbers[key * WIDTH + TIER]!;
  }

  strength(key: number): number {
    return this.#numbers[key * WIDTH + STRENGTH]!;
  }
}
