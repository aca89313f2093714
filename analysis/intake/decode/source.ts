import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Encoding } from './encoding.ts';
import { eucJpToUtf8 } from './euc-jp.ts';

/** Where a source's bytes are, so that another thread can open it too. */
export type SourceOrigin =
  | { readonly kind: 'file'; readonly path: string; readonly name: string; readonly size: number }
  | { readonly kind: 'entry'; readonly archive: SourceOrigin; readonly entry: string; readonly size: number }
  | { readonly kind: 'gzip'; readonly packed: SourceOrigin; readonly size: number };

/** A file, or an entry of an archive, as a stream of bytes that can be read more than once. */
export interface ByteSource {
  /** Base name, with the archive's entry after `/`. */
  readonly name: string;
  /** Bytes; used for progress only. */
  readonly size: number;
  /** Absent for bytes that are only in memory. */
  readonly origin?: SourceOrigin;
  chunks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** The same where each piece is only looked at until the next one is asked for: they share their memory. */
  passing?(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Of a sheet of a workbook: whether it is hidden, and how many of its rows are. */
  readonly hidden?: { readonly sheet: boolean; readonly rows: number };
  /** The index that lies beside a set of documents, and how many documents it may tell of. */
  readonly index?: { readonly source: ByteSource; readonly found: number };
  /** The documents that the bytes are made of, where they are a set of documents. */
  documents?(signal?: AbortSignal): AsyncIterable<{ readonly name: string; readonly bytes: Uint8Array }>;
}

export const CHUNK_BYTES = 1 << 20;

/** A file on disk. */
export function fileSource(path: string, name: string, size: number): ByteSource {
  return {
    name,
    size,
    origin: { kind: 'file', path, name, size },
    chunks: (signal) => readPieces(path, () => freshPiece(size), signal),
    passing: (signal) => {
      const pieces = [freshPiece(size), freshPiece(size)] as const;
      let turn = 0;
      const other = () => {
        turn = 1 - turn;
        return pieces[turn]!;
      };
      return readPieces(path, other, signal);
    },
  };
}

const LEAST_BYTES = 1 << 12;

/** Room for a small file or a piece of a large one. Not zeroed: only what was read is handed on. */
function freshPiece(size: number): Uint8Array {
  const room = Math.min(CHUNK_BYTES, Math.max(LEAST_BYTES, size + 1));
  return new Uint8Array(Buffer.allocUnsafeSlow(room).buffer);
}

/** Each piece is read while the one before it is looked at. */
async function* readPieces(
  path: string,
  piece: () => Uint8Array,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  const begin = () => {
    const buffer = piece();
    const reading = handle.read(buffer, 0, buffer.length, null);
    // Nobody waits for it where the reader stops early.
    reading.catch(() => undefined);
    return reading;
  };
  try {
    let next = begin();
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) return;
      next = begin();
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Bytes in memory. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    async *chunks(signal) {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        signal?.throwIfAborted();
        // A copy: tokenising rewrites doubled quotes in place.
        yield bytes.slice(at, at + CHUNK_BYTES);
      }
    },
  };
}

/** SHA-256 of the whole content, in hex; `onBytes` hears how much of it was read. */
export async function contentHash(
  source: ByteSource,
  signal?: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of source.passing?.(signal) ?? source.chunks(signal)) {
    hash.update(chunk);
    bytes += chunk.length;
    onBytes?.(bytes);
  }
  return hash.digest('hex');
}

/** The first bytes, at most `limit`. */
export async function headOf(source: ByteSource, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.chunks()) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= limit) break;
  }
  return Buffer.concat(parts).subarray(0, limit);
}

const EOF_BYTE = 0x1a;

/**
 * The text bytes of a source: byte order mark and final 0x1A cut off, UTF-16 and EUC-JP turned into UTF-8. Text after a 0x1A is
 * text: files that were put behind one another keep theirs between them.
 * CP932 stays as it is, since its cells can be split before decoding. A piece is good until the next one is asked for.
 */
export async function* textChunks(
  source: ByteSource,
  encoding: Encoding,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const decode = converterOf(encoding);
  let first = true;
  let ended = false;
  for await (const raw of source.passing?.(signal) ?? source.chunks(signal)) {
    let chunk = decode ? decode(raw, false) : raw;
    if (first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) chunk = chunk.subarray(3);
    first = false;
    // A Buffer's search is many times as fast as that of other arrays.
    const end = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).indexOf(EOF_BYTE);
    if (end < 0 && !ended) {
      yield chunk;
      continue;
    }
    const kept = ended ? 0 : end;
    ended = true;
    // Beyond the mark some programs fill up with it, or with zeros.
    const text = chunk.subarray(kept).filter((byte) => byte !== EOF_BYTE && byte !== 0);
    if (kept > 0) yield chunk.subarray(0, kept);
    if (text.length > 0) yield text;
  }
  const rest = decode?.(new Uint8Array(0), true);
  if (rest && rest.length > 0) yield rest;
}

/** What turns pieces into UTF-8 where cells cannot be split before; the last one ends a letter that was cut. */
function converterOf(encoding: Encoding): ((bytes: Uint8Array, last: boolean) => Uint8Array) | undefined {
  if (encoding === 'euc-jp') return eucJpToUtf8();
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') return undefined;
  const decoder = new TextDecoder(encoding);
  return (bytes, last) => new Uint8Array(Buffer.from(decoder.decode(bytes, { stream: !last }), 'utf8'));
}
