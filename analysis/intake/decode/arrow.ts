import { Worker } from 'node:worker_threads';
import { UserIssue } from '../../domain/issue.ts';
import { type ByteSource, memorySource } from './source.ts';

/** Larger tables are better handed over as Parquet or CSV, which are read piece by piece. */
const MOST_BYTES = 200 << 20;
/**
 * Damaged files can claim billions of columns, which the reader of the format believes: it gets this much time, and
 * more for large files.
 */
const MOST_MS = 10_000;
const MORE_MS_PER_MEGABYTE = 1000;
const HEAP_MEGABYTES = 1024;
const MAGIC = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31];

/** True for the beginning of an Arrow file or stream. */
export function isArrow(head: Uint8Array): boolean {
  const stream = head.length > 8 && [0, 1, 2, 3].every((at) => head[at] === 0xff);
  return stream || MAGIC.every((byte, at) => head[at] === byte);
}

/**
 * An Arrow table (file or stream) as comma-separated text in UTF-8; dates as ISO.
 * Throws `intake.table_damaged`, `intake.archive_too_large`.
 */
export async function arrowText(source: ByteSource): Promise<ByteSource> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.chunks()) {
    parts.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) throw new UserIssue('input', 'intake.archive_too_large', { file: source.name });
  }
  try {
    return memorySource(source.name, await decoded(Buffer.concat(parts)));
  } catch (cause) {
    throw new UserIssue('input', 'intake.table_damaged', { file: source.name }, { cause });
  }
}

function decoded(bytes: Uint8Array): Promise<Uint8Array> {
  const worker = new Worker(new URL('./arrow-worker.ts', import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  const limit = MOST_MS + (bytes.length / (1 << 20)) * MORE_MS_PER_MEGABYTE;
  return new Promise<Uint8Array>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the table takes too long to decode')), limit);
    const settle = (end: () => void) => {
      clearTimeout(timer);
      end();
    };
    worker.on('message', (text: Uint8Array) => settle(() => resolve(text)));
    worker.on('error', (error) => settle(() => reject(error)));
    worker.on('exit', () => settle(() => reject(new Error('the table was not decoded'))));
  }).finally(() => void worker.terminate());
}
