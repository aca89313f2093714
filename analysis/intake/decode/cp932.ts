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

/** First offset from `at` on that may hold a byte above ASCII; looks at four bytes at once. */
function afterAscii(bytes: Uint8Array, at: number, to: number): number {
  let next = at;
  while (next + 4 <= to && (bytes[next]! | bytes[next + 1]! | bytes[next + 2]! | bytes[next + 3]!) < 0x80)
    next += 4;
  return next;
}

export interface UndecodableBytes {
  readonly count: number;
  /** Offset of the first one in the given range; -1 when there is none. */
  readonly first: number;
}

/** Counts the bytes of `bytes[from, to)` that CP932 cannot decode. */
export function undecodableCp932(bytes: Uint8Array, from: number, to: number): UndecodableBytes {
  const table = validPairs();
  let count = 0;
  let first = -1;
  let at = from;
  while (at < to) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      at = afterAscii(bytes, at + 1, to);
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
