/** EUC-JP with the NEC and IBM extensions, as older UNIX systems write it: turned into UTF-8 before cells are split. */

/** Stands in UTF-8 for bytes that could not be decoded: no text has it, so that they are counted and located there. */
const UNDECODABLE = 0xff;
const REPLACEMENT = Buffer.from('\ufffd', 'utf8');

/** A decoder of pieces into UTF-8. */
export function eucJpToUtf8(): (bytes: Uint8Array, last: boolean) => Uint8Array {
  const decoder = new TextDecoder('euc-jp');
  return (bytes, last) => {
    const text = decoder.decode(bytes, { stream: !last });
    return marked(Buffer.from(text, 'utf8'));
  };
}

/** EUC-JP has no letter for U+FFFD: each one stands for bytes that are none. */
function marked(utf8: Buffer): Uint8Array {
  if (!utf8.includes(REPLACEMENT)) return new Uint8Array(utf8);
  const kept = new Uint8Array(utf8.length);
  let length = 0;
  let from = 0;
  for (;;) {
    const at = utf8.indexOf(REPLACEMENT, from);
    const to = at < 0 ? utf8.length : at;
    kept.set(utf8.subarray(from, to), length);
    length += to - from;
    if (at < 0) return kept.subarray(0, length);
    kept[length] = UNDECODABLE;
    length += 1;
    from = at + REPLACEMENT.length;
  }
}

/** Byte sequences that are no letter, in bytes that may end within one. */
export function undecodableEucJp(bytes: Uint8Array): number {
  const text = new TextDecoder('euc-jp').decode(bytes, { stream: true });
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count += 1;
  return count;
}

const FIRST_OF_PAIR = 0xa1;
const LAST_HALF_WIDTH_KANA = 0xdf;
/** They announce half-width kana and letters of three bytes. */
const SHIFTS: readonly number[] = [0x8e, 0x8f];

/** How many bytes tell the two encodings apart: CP932 has half-width kana in between. */
export function tellingBytes(bytes: Uint8Array): { readonly below: number; readonly above: number } {
  let below = 0;
  let above = 0;
  for (const byte of bytes) {
    if (byte > LAST_HALF_WIDTH_KANA) above += 1;
    else if (byte >= 0x80 && byte < FIRST_OF_PAIR && !SHIFTS.includes(byte)) below += 1;
  }
  return { below, above };
}
