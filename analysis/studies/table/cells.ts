/** Text and numbers from the bytes of one CSV cell. */

const utf8 = new TextDecoder('utf-8', { fatal: true });
const cp932 = new TextDecoder('shift_jis');

/** Text of a cell: ASCII directly, otherwise UTF-8 where valid and CP932 where not. */
export function decodeCell(bytes: Uint8Array): string {
  let ascii = true;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! >= 0x80) {
      ascii = false;
      break;
    }
  }
  if (ascii) {
    let s = '';
    for (let i = 0; i < bytes.length; i++) s += String.fromCharCode(bytes[i]!);
    return s;
  }
  try {
    return utf8.decode(bytes);
  } catch {
    return cp932.decode(bytes);
  }
}

const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const MISSING = /^(?:|na|n\/a|nan|null|\.|#n\/a)$/i;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** NaN when the cell is missing, undefined when it is text, otherwise its number. */
export function numberFromBytes(buf: Uint8Array, from: number, to: number): number | undefined {
  let i = from;
  let negative = false;
  if (i < to && buf[i] === 0x2d) {
    negative = true;
    i++;
  }
  let digits = 0;
  let mantissa = 0;
  let decimals = -1;
  for (; i < to; i++) {
    const b = buf[i]!;
    if (b >= 0x30 && b <= 0x39) {
      mantissa = mantissa * 10 + (b - 0x30);
      digits++;
      if (decimals >= 0) decimals++;
    } else if (b === 0x2e && decimals < 0) decimals = 0;
    else return numberFromText(buf, from, to);
  }
  // Up to 15 digits and 22 decimals one division rounds correctly.
  if (digits === 0 || digits > 15) return numberFromText(buf, from, to);
  const value = decimals > 0 ? mantissa / POWERS[decimals]! : mantissa;
  return negative ? -value : value;
}

function numberFromText(buf: Uint8Array, from: number, to: number): number | undefined {
  const text = decodeCell(buf.subarray(from, to)).normalize('NFKC').trim();
  if (MISSING.test(text)) return Number.NaN;
  if (PLAIN.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  return GROUPED.test(text) ? Number(text.replaceAll(',', '')) : undefined;
}
