import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserIssue } from '../domain/issue.ts';

const LOCK = 'writer.lock';

/** Holds a workspace for one writer; `release` gives it back. */
export interface WriterLock {
  release(): void;
}

/**
 * Takes the writer's lock of a workspace. A lock whose process has ended is taken over.
 * Throws `workspace.in_use` when another process writes.
 */
export function lockForWriting(folder: string): WriterLock {
  const file = join(folder, LOCK);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeSync(handle, JSON.stringify({ process: process.pid, host: hostname() }));
      closeSync(handle);
      return { release: () => rmSync(file, { force: true }) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      if (attempt > 0 || !isStale(file)) throw new UserIssue('input', 'workspace.in_use', {}, { cause });
      rmSync(file, { force: true });
    }
  }
  throw new UserIssue('input', 'workspace.in_use');
}

function isStale(file: string): boolean {
  try {
    const held = JSON.parse(readFileSync(file, 'utf8')) as { process?: number; host?: string };
    if (held.host !== hostname() || typeof held.process !== 'number') return false;
    if (held.process === process.pid) return false;
    process.kill(held.process, 0);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ESRCH' || error instanceof SyntaxError;
  }
}
