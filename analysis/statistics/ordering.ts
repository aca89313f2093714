/** Order of many numbers: least-significant-digit radix sort on the bits of the doubles (stable). */

const DIGIT = 1 << 16;

/** High and low 32 bits of each value, mapped so that unsigned order is numeric order. */
function keysOf(values: Float64Array): { high: Uint32Array; low: Uint32Array } {
  const n = values.length;
  const copy = new Float64Array(n);
  for (let i = 0; i < n; i++) copy[i] = values[i]! + 0; // -0 becomes 0
  const bits = new Uint32Array(copy.buffer);
  const high = new Uint32Array(n);
  const low = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const h = bits[2 * i + 1]!;
    const l = bits[2 * i]!;
    const negative = h >>> 31 === 1;
    high[i] = negative ? ~h : h ^ 0x8000_0000;
    low[i] = negative ? ~l : l;
  }
  return { high, low };
}

interface Pass {
  readonly key: Uint32Array;
  readonly shift: number;
}

/** One stable counting pass from `from` to `to`; false when all digits are equal and nothing moved. */
function countingPass(pass: Pass, from: Uint32Array, to: Uint32Array, counts: Uint32Array): boolean {
  const { key, shift } = pass;
  counts.fill(0);
  for (let i = 0; i < from.length; i++) counts[(key[i]! >>> shift) & 0xffff]!++;
  if (counts[(key[0]! >>> shift) & 0xffff] === from.length) return false;
  let at = 0;
  for (let d = 0; d < DIGIT; d++) {
    const c = counts[d]!;
    counts[d] = at;
    at += c;
  }
  for (let p = 0; p < from.length; p++) {
    const row = from[p]!;
    const digit = (key[row]! >>> shift) & 0xffff;
    to[counts[digit]!++] = row;
  }
  return true;
}

/** Row numbers in ascending order of `values` (no NaN), ties in row order. */
export function ascendingOrder(values: Float64Array): Uint32Array {
  let from = new Uint32Array(values.length);
  for (let i = 0; i < from.length; i++) from[i] = i;
  if (values.length < 4096) return from.sort((a, b) => values[a]! - values[b]! || a - b);
  const { high, low } = keysOf(values);
  const counts = new Uint32Array(DIGIT);
  let to = new Uint32Array(values.length);
  const passes: Pass[] = [
    { key: low, shift: 0 },
    { key: low, shift: 16 },
    { key: high, shift: 0 },
    { key: high, shift: 16 },
  ];
  for (const pass of passes) if (countingPass(pass, from, to, counts)) [from, to] = [to, from];
  return from;
}
