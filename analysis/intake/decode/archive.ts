import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { UserIssue } from '../../domain/issue.ts';
import { ArchiveWatch } from './archive-end.ts';
import { gzipSource } from './gzip.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import { type ByteSource, fileSource, type SourceOrigin } from './source.ts';

export interface ArchiveEntry {
  readonly name: string;
  readonly size: number;
}

export function isArchive(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
}

interface Piece {
  readonly name: string;
  readonly data: Uint8Array;
  readonly last: boolean;
}

/**
 * Unpacks an archive in one pass; pieces of entries come in the order of the archive.
 * Throws `intake.archive_encrypted`, `intake.archive_truncated`, `intake.archive_damaged`, `intake.archive_too_large`.
 */
async function* pieces(
  source: ByteSource,
  wanted: (name: string) => boolean,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): AsyncIterable<Piece> {
  const queue: Piece[] = [];
  let packed = 0;
  let unpacked = 0;
  let entries = 0;
  let failure: UserIssue | undefined;
  const watch = new ArchiveWatch();
  const fault = (code: 'archive_encrypted' | 'archive_truncated' | 'archive_damaged', cause?: unknown) =>
    new UserIssue('input', `intake.${code}`, { file: source.name }, { cause });
  // What is locked looks like damage to who has no key.
  const damaged = (cause?: unknown) => fault(watch.locked ? 'archive_encrypted' : 'archive_damaged', cause);
  const unzip = new Unzip((file) => {
    entries += 1;
    if (entries > limits.entries) failure = tooLarge(source);
    const name = entryName(file);
    if (name.endsWith('/') || !wanted(name)) return;
    file.ondata = (error, data, last) => {
      if (error) failure ??= damaged(error);
      else {
        unpacked += data.length;
        queue.push({ name, data, last });
      }
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  let first = true;
  for await (const chunk of source.chunks(signal)) {
    if (first && !isArchive(chunk)) throw damaged();
    watch.pass(chunk);
    if (first && ((chunk[6] ?? 0) & 1) === 1) throw fault('archive_encrypted');
    first = false;
    for (let at = 0; at < chunk.length; at += STEP) {
      const step = chunk.subarray(at, at + STEP);
      packed += step.length;
      try {
        unzip.push(step, false);
      } catch (cause) {
        throw damaged(cause);
      }
      if (failure) throw failure;
      if (unpacked > limits.bytes || (unpacked > limits.freeBytes && unpacked > packed * limits.ratio)) {
        throw tooLarge(source);
      }
      yield* queue.splice(0);
    }
  }
  if (watch.entries === undefined) throw fault('archive_truncated');
  try {
    unzip.push(new Uint8Array(0), true);
  } catch (cause) {
    throw damaged(cause);
  }
  if (failure) throw failure;
  if (watch.entries !== 'many' && entries < watch.entries) throw damaged();
  yield* queue.splice(0);
}

/** Packed bytes handed to the inflater at once: bounds what one step can unpack. */
const STEP = 1 << 16;

function tooLarge(source: ByteSource): UserIssue {
  return new UserIssue('input', 'intake.archive_too_large', { file: source.name });
}

/** Names in archives made on Japanese Windows are CP932 that the format declares as Latin-1. */
function entryName(file: UnzipFile): string {
  if (!/[\u0080-\u00ff]/.test(file.name)) return file.name;
  const bytes = Uint8Array.from(file.name, (letter) => letter.charCodeAt(0) & 0xff);
  try {
    return new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
  } catch {
    return file.name;
  }
}

/** Names and sizes of the entries; unpacks everything once, so a broken archive is found here. */
export async function listEntries(
  source: ByteSource,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
  signal?: AbortSignal,
): Promise<ArchiveEntry[]> {
  const sizes = new Map<string, number>();
  const ended = new Set<string>();
  for await (const piece of pieces(source, () => true, limits, signal)) {
    sizes.set(piece.name, (sizes.get(piece.name) ?? 0) + piece.data.length);
    if (piece.last) ended.add(piece.name);
  }
  if (sizes.size === 0 || ended.size < sizes.size) {
    throw new UserIssue('input', 'intake.archive_damaged', { file: source.name });
  }
  return [...sizes].map(([name, size]) => ({ name, size }));
}

/** One entry as a source of its own; reading it passes over the archive. */
export function entrySource(archive: ByteSource, entry: ArchiveEntry): ByteSource {
  return {
    name: `${archive.name}/${entry.name}`,
    size: entry.size,
    ...(archive.origin
      ? { origin: { kind: 'entry', archive: archive.origin, entry: entry.name, size: entry.size } }
      : {}),
    async *chunks(signal) {
      for await (const piece of pieces(archive, (name) => name === entry.name, ARCHIVE_LIMITS, signal)) {
        if (piece.data.length > 0) yield piece.data.slice();
      }
    },
  };
}

/** Opens again what has an origin. */
export function sourceAt(origin: SourceOrigin): ByteSource {
  if (origin.kind === 'file') return fileSource(origin.path, origin.name, origin.size);
  if (origin.kind === 'gzip') return gzipSource(sourceAt(origin.packed), origin.size);
  return entrySource(sourceAt(origin.archive), { name: origin.entry, size: origin.size });
}

/** Whole entries that `wanted` accepts, one after the other; each at most `mostBytes` long. */
export async function* wholeEntries(
  source: ByteSource,
  wanted: (name: string) => boolean,
  mostBytes: number,
  signal?: AbortSignal,
): AsyncIterable<{ readonly name: string; readonly bytes: Uint8Array }> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces(source, wanted, ARCHIVE_LIMITS, signal)) {
    length += piece.data.length;
    if (length > mostBytes) throw tooLarge(source);
    parts.push(piece.data.slice());
    if (!piece.last) continue;
    yield { name: piece.name, bytes: Buffer.concat(parts) };
    parts = [];
    length = 0;
  }
}
