/**
 * Seeded random numbers. Every household has its own streams, so the town does not depend on the order of work.
 *
 * Generator: sfc32 (C. Doty-Humphrey, PractRand), seeded through a 32-bit finaliser.
 */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spare: number | undefined;

  /** A stream for `seed` and any number of further keys (household, purpose …); all are taken modulo 2^32. */
  constructor(seed: number, ...keys: readonly number[]) {
    let state = scramble(seed ^ 0x9e3779b9);
    for (const key of keys) state = scramble((state + 0x7f4a7c15) ^ Math.imul(key | 0, 0x85ebca6b));
    this.#a = state;
    this.#b = scramble(state ^ 0x243f6a88);
    this.#c = scramble(state ^ 0xb7e15162);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** Uniform in [0, 1) with 32 bits. */
  next(): number {
    const t = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return (t >>> 0) / 4294967296;
  }

  /** Whole number, uniform on from … to inclusive. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /**
   * Standard normal by Marsaglia's polar method. Besides arithmetic it needs only sqrt, which is exact, and log;
   * sin, cos and pow are kept out of the simulator because engines round their last bit differently.
   */
  normal(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.next() - 1;
      y = 2 * this.next() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    this.#spare = y * scale;
    return x * scale;
  }

  /** Poisson count by multiplication; meant for means below about 10. */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let product = this.next();
    let count = 0;
    while (product > limit) {
      product *= this.next();
      count++;
    }
    return count;
  }

  /** One element, all equally likely. Throws RangeError on an empty list. */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('pick from an empty list');
    return item;
  }

  /** Index drawn in proportion to the weights. */
  weighted(weights: readonly number[]): number {
    let total = 0;
    for (const w of weights) total += w;
    let left = this.next() * total;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i] ?? 0;
      if (left < 0) return i;
    }
    return weights.length - 1;
  }
}

/** A bijection of the 32-bit numbers that mixes well; result is unsigned. */
export function scramble(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** 1 / (1 + e^-x). */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** base^exponent for base > 0, through exp and log only. */
export function power(base: number, exponent: number): number {
  return Math.exp(exponent * Math.log(base));
}
