import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a file so that a reader sees the old content or the new, never a half. */
export function writeAtomically(file: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = join(dirname(file), `.${randomBytes(6).toString('hex')}.tmp`);
  const handle = openSync(temporary, 'wx', mode);
  try {
    writeSync(handle, typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8')) as unknown;
}

/** SHA-256 in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Overwrites a small secret file before it is removed. */
export function shred(file: string): void {
  if (!existsSync(file)) return;
  const handle = openSync(file, 'r+');
  try {
    writeSync(handle, randomBytes(4096));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  rmSync(file);
}
