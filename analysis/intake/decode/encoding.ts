import { isUtf8 } from 'node:buffer';
import { type UndecodableBytes, undecodableCp932 } from './cp932.ts';
import { tellingBytes, undecodableEucJp } from './euc-jp.ts';

export type Encoding = 'utf-8' | 'cp932' | 'euc-jp' | 'utf-16le' | 'utf-16be';

/** What was decided about the bytes and why; evidence is codes, the sentences are in `messages`. */
export interface EncodingGuess {
  readonly encoding: Encoding;
  readonly evidence: readonly string[];
}

const SAMPLE_BYTES = 1 << 20;

/** Name of an encoding for the user. */
export function encodingName(encoding: Encoding): string {
  const names = {
    'utf-8': 'UTF-8',
    cp932: 'Shift_JIS (CP932)',
    'euc-jp': 'EUC-JP',
    'utf-16le': 'UTF-16LE',
    'utf-16be': 'UTF-16BE',
  };
  return names[encoding];
}

/**
 * Decides the encoding from the first bytes: byte order mark, UTF-16 without one, strict UTF-8, then EUC-JP and CP932.
 * Undefined for bytes that are no text (control bytes, or mostly undecodable).
 */
export function guessEncoding(bytes: Uint8Array): EncodingGuess | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { encoding: 'utf-8', evidence: ['encoding.bom'] };
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', evidence: ['encoding.bom'] };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', evidence: ['encoding.bom'] };
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const wide = unmarkedUtf16(sample);
  if (wide) return { encoding: wide, evidence: ['encoding.utf16_zeros'] };
  if (hasControlBytes(sample)) return undefined;
  if (isAscii(sample)) return { encoding: 'utf-8', evidence: ['encoding.ascii'] };
  if (isUtf8(completeUtf8(sample))) return { encoding: 'utf-8', evidence: ['encoding.utf8_valid'] };
  const bad = undecodable(sample, 0, sample.length, 'cp932').count;
  const high = sample.reduce((sum, byte) => sum + (byte >= 0x80 ? 1 : 0), 0);
  const euc = eucJpEvidence(sample, high);
  if (euc) return { encoding: 'euc-jp', evidence: [euc] };
  if (bad > 0 && bad * 5 > high) return undefined;
  return { encoding: 'cp932', evidence: bad === 0 ? ['encoding.cp932_valid'] : ['encoding.cp932_mostly'] };
}

/** Of the bytes above ASCII at most one in so many is no letter of EUC-JP, and at least one is above half-width kana. */
const ONE_FAULT_IN = 20;

/**
 * Why bytes are EUC-JP; nothing where they are not. Most kanji and all full-width kana of CP932 begin with bytes that
 * EUC-JP does not have; what may be half-width kana of CP932 throughout is taken for that.
 */
function eucJpEvidence(sample: Uint8Array, high: number): string | undefined {
  const faults = undecodableEucJp(sample);
  const { below, above } = tellingBytes(sample);
  if (faults === 0) return above > 0 ? 'encoding.eucjp_valid' : undefined;
  const few = (count: number) => count * ONE_FAULT_IN <= high;
  return few(faults) && few(below) && !few(above) ? 'encoding.eucjp_mostly' : undefined;
}

/** Counts and locates the bytes of a range that the encoding cannot decode. */
export function undecodable(
  bytes: Uint8Array,
  from: number,
  to: number,
  encoding: Encoding,
): UndecodableBytes {
  if (encoding === 'cp932') return undecodableCp932(bytes, from, to);
  if (isUtf8(bytes.subarray(from, to))) return { count: 0, first: -1 };
  return undecodableUtf8(bytes, from, to);
}

function undecodableUtf8(bytes: Uint8Array, from: number, to: number): UndecodableBytes {
  let count = 0;
  let first = -1;
  let at = from;
  while (at < to) {
    const byte = bytes[at]!;
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    if (length > 0 && at + length <= to && isUtf8(bytes.subarray(at, at + length))) {
      at += length;
    } else {
      if (first < 0) first = at;
      count += 1;
      at += 1;
    }
  }
  return { count, first };
}

/** Fewer letters tell nothing. */
const LEAST_LETTERS = 16;
/** Of a table's letters at least one in so many is a separator, a digit or a line end: half of it is a zero byte. */
const ONE_ASCII_IN = 20;

/** UTF-16 without a byte order mark: zero bytes beside ASCII letters, all of them on the same side, and all decodable. */
function unmarkedUtf16(sample: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const even = sample.subarray(0, sample.length & ~1);
  const zeros: [number, number] = [0, 0];
  for (let at = 0; at < even.length; at += 1) if (even[at] === 0) zeros[(at & 1) as 0 | 1] += 1;
  const letters = even.length / 2;
  const [first, second] = zeros;
  if (letters < LEAST_LETTERS || Math.min(first, second) > 0) return undefined;
  if (Math.max(first, second) * ONE_ASCII_IN < letters) return undefined;
  const encoding = second > 0 ? 'utf-16le' : 'utf-16be';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(even, { stream: true });
    return hasControlBytes(Buffer.from(text, 'utf8')) ? undefined : encoding;
  } catch {
    return undefined;
  }
}

const ALLOWED_CONTROLS = new Set([0x09, 0x0a, 0x0d, 0x0c, 0x1a]);

function hasControlBytes(sample: Uint8Array): boolean {
  for (let at = 0; at < sample.length; at += 1) {
    const byte = sample[at]!;
    if (byte < 0x20 && !ALLOWED_CONTROLS.has(byte)) return true;
  }
  return false;
}

function isAscii(sample: Uint8Array): boolean {
  for (let at = 0; at < sample.length; at += 1) if (sample[at]! >= 0x80) return false;
  return true;
}

/** The sample without a character that its end may have cut. */
function completeUtf8(sample: Uint8Array): Uint8Array {
  let end = sample.length;
  let back = 0;
  while (back < 3 && end > 0 && (sample[end - 1]! & 0xc0) === 0x80) {
    end -= 1;
    back += 1;
  }
  if (end === 0) return sample;
  const lead = sample[end - 1]!;
  const need = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
  return need > back ? sample.subarray(0, end - 1) : sample;
}
