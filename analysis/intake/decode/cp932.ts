/**
 * Which byte pairs CP932 (Windows-31J, with the NEC and IBM extensions) can decode.
 *
 * Built once from the platform's own decoder, so that counting undecodable bytes needs no decoding.
 */
let pairs: Uint8Array | undefined;

function validPairs(): Uint8Array {
  if (pairs) return pairs;
  const table = new Uint8Array(0x1_00_00);
  const decoder = new TextDecoder('shift_jis');
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    if (!isLead(lead)) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== '\ufffd') table[(lead << 8) | trail] = 1;
    }
  }
  pairs = table;
  return table;
}

function isLead(byte: number): boolean {
  return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
}

const HIGH_BITS = 0x80808080 | 0;

/** First offset from `at` on that may hold a byte above ASCII; looks at four bytes at once. */
function afterAscii(bytes: Uint8Array, words: Int32Array, at: number, to: number): number {
  let next = at;
  while (next < to && ((bytes.byteOffset + next) & 3) !== 0) {
    if (bytes[next]! >= 0x80) return next;
    next += 1;
  }
  let word = (bytes.byteOffset + next) >> 2;
  const end = (bytes.byteOffset + to) >> 2;
  const begun = word;
  while (word < end && (words[word]! & HIGH_BITS) === 0) word += 1;
  return next + (word - begun) * 4;
}

export interface UndecodableBytes {
  readonly count: number;
  /** Offset of the first one in the given range; -1 when there is none. */
  readonly first: number;
}

/** Counts the bytes of `bytes[from, to)` that CP932 cannot decode. */
export function undecodableCp932(bytes: Uint8Array, from: number, to: number): UndecodableBytes {
  const table = validPairs();
  const words = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
  let count = 0;
  let first = -1;
  let at = from;
  while (at < to) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      at = afterAscii(bytes, words, at + 1, to);
    } else if (byte >= 0xa1 && byte <= 0xdf) {
      at += 1;
    } else if (isLead(byte) && at + 1 < to && table[(byte << 8) | bytes[at + 1]!] === 1) {
      at += 2;
    } else {
      if (first < 0) first = at;
      count += 1;
      at += 1;
    }
  }
  return { count, first };
}
