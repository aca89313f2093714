import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserIssue } from '../../domain/issue.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import type { ByteSource } from './source.ts';

const ENDING = /\.gz(ip)?$/i;

/** True for the first bytes of a gzip file. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08;
}

/**
 * The one file in a gzip file; it is unpacked once to learn its size, so a broken file is found here.
 * Throws `intake.archive_truncated`, `intake.archive_damaged`, `intake.archive_too_large`.
 */
export async function gzipContent(
  packed: ByteSource,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
  signal?: AbortSignal,
): Promise<ByteSource> {
  let size = 0;
  for await (const piece of unpacked(packed, limits, signal)) size += piece.length;
  return gzipSource(packed, size);
}

/** The file in a gzip file, whose size is known; every reading unpacks it again. */
export function gzipSource(packed: ByteSource, size: number): ByteSource {
  const inner = packed.name.slice(packed.name.lastIndexOf('/') + 1).replace(ENDING, '');
  return {
    name: `${packed.name}/${inner}`,
    size,
    ...(packed.origin ? { origin: { kind: 'gzip', packed: packed.origin, size } } : {}),
    chunks: (signal) => unpacked(packed, ARCHIVE_LIMITS, signal),
  };
}

async function* unpacked(
  source: ByteSource,
  limits: ArchiveLimits,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let packedBytes = 0;
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.chunks(signal)) {
      packedBytes += chunk.length;
      yield chunk;
    }
  }
  // What goes wrong comes out of the loop below; the callback is only there because it must be.
  const stream = pipeline(Readable.from(counted()), createGunzip(), () => undefined);
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      bytes += piece.length;
      if (bytes > limits.bytes || (bytes > limits.freeBytes && bytes > packedBytes * limits.ratio))
        throw new UserIssue('input', 'intake.archive_too_large', { file: source.name });
      // A copy: tokenising rewrites doubled quotes in place, and slices of a Buffer share its memory.
      yield new Uint8Array(piece);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof UserIssue) throw cause;
    const { code } = cause as { readonly code?: string };
    if (code === 'Z_BUF_ERROR')
      throw new UserIssue('input', 'intake.archive_truncated', { file: source.name }, { cause });
    if (code?.startsWith('Z_'))
      throw new UserIssue('input', 'intake.archive_damaged', { file: source.name }, { cause });
    throw cause;
  }
}
