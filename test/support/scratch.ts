import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of this run alone: what its test files share may be kept here, and is made anew by the next run. */
    readonly scratch: string;
  }
}

/**
 * A folder of its own for the temporary files of a whole run, taken away at its end: tests that fail or are
 * interrupted leave no towns behind.
 */
export default function scratch(project: TestProject): () => void {
  const { TMPDIR } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'ebpm-tests-'));
  process.env.TMPDIR = folder;
  process.env.TEMP = folder;
  project.provide('scratch', folder);
  return () => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
