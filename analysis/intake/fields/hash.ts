/** Number of at most 53 bits that stands for a text; collisions are as rare as one in 10^10 at ten million texts. */
export function hash53(text: string): number {
  let high = SEED_HIGH;
  let low = SEED_LOW;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  return finished(high, low);
}

/** The same for the bytes `bytes[from, to)`. */
export function hashBytes53(bytes: Uint8Array, from: number, to: number): number {
  let high = SEED_HIGH;
  let low = SEED_LOW;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!;
    high = Math.imul(high ^ byte, 2_654_435_761);
    low = Math.imul(low ^ byte, 1_597_334_677);
  }
  return finished(high, low);
}

const SEED_HIGH = 0xdeadbeef;
const SEED_LOW = 0x41c6ce57;

function finished(first: number, second: number): number {
  const high =
    Math.imul(first ^ (first >>> 16), 2_246_822_507) ^ Math.imul(second ^ (second >>> 13), 3_266_489_909);
  const low =
    Math.imul(second ^ (second >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
