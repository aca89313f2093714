import { ByteInterner } from './interner.ts';
import { widened } from './widened.ts';

/** Numbers the distinct normalised texts of a field: different spellings (全角, lost zeros) get one number. */
export class CanonicalTexts {
  readonly #normalise: (bytes: Uint8Array) => string;
  readonly #spellings = new ByteInterner(Number.POSITIVE_INFINITY);
  readonly #byText = new Map<string, number>();
  readonly #texts: string[] = [];
  #numbers = new Int32Array(1024).fill(-1);

  constructor(normalise: (bytes: Uint8Array) => string) {
    this.#normalise = normalise;
  }

  /** Number of the text that `source[from, to)` stands for. */
  number(source: Uint8Array, from: number, to: number): number {
    const spelling = this.#spellings.intern(source, from, to);
    if (spelling >= this.#numbers.length) this.#numbers = widened(this.#numbers, spelling, -1);
    const known = this.#numbers[spelling]!;
    if (known >= 0) return known;
    const text = from < to ? this.#normalise(source.subarray(from, to)) : '';
    const number = this.#byText.get(text) ?? this.#texts.length;
    if (number === this.#texts.length) {
      this.#byText.set(text, number);
      this.#texts.push(text);
    }
    this.#numbers[spelling] = number;
    return number;
  }

  text(number: number): string {
    return this.#texts[number]!;
  }
}
