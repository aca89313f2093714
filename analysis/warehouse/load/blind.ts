import { createCipheriv, randomBytes } from 'node:crypto';
import { STAGE_ROWS } from '../../domain/staging.ts';

const KEY_BYTES = 16;
/** AES works on blocks of 16 bytes: one a number. */
const WORDS = 4;
/** Of the 64 bits that are read, 53 fit into a number. */
const HIGH_BITS = 0x1f_ff_ff;
const TWO_32 = 2 ** 32;

/**
 * Replaces whole numbers (in place, the first `rows`; NaN stays) by others under a key that exists only here: equal
 * ones stay equal, and who finds them on the disk later cannot try out what they were made of.
 *
 * At most `STAGE_ROWS` at a time. Numbers are of 53 bits before and after; two that differ become equal as rarely as
 * two of 10^16.
 */
export function blinder(): (values: Float64Array, rows: number) => void {
  const cipher = createCipheriv('aes-128-ecb', randomBytes(KEY_BYTES), null).setAutoPadding(false);
  const words = new Uint32Array(STAGE_ROWS * WORDS);
  const numbers = new Float64Array(words.buffer);
  const bytes = new Uint8Array(words.buffer);
  return (values, rows) => {
    words.fill(0);
    for (let row = 0; row < rows; row += 1) numbers[row * 2] = values[row]!;
    bytes.set(cipher.update(bytes.subarray(0, rows * WORDS * 4)));
    for (let row = 0; row < rows; row += 1) {
      if (Number.isNaN(values[row]!)) continue;
      values[row] = (words[row * WORDS + 1]! & HIGH_BITS) * TWO_32 + words[row * WORDS]!;
    }
  };
}
