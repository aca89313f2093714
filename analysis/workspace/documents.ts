import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { writeAtomically } from './files.ts';

/** A small JSON document of the workspace that holds no numbers about persons: bookmarks, drafts, boundaries. */
export interface WorkspaceDocument<T> {
  /** The stored value; `fallback` where there is none or it was damaged. */
  read(folder: string): T;
  write(folder: string, value: T): void;
  remove(folder: string): void;
}

export function workspaceDocument<T>(name: string, schema: z.ZodType<T>, fallback: T): WorkspaceDocument<T> {
  const file = (folder: string): string => join(folder, `${name}.json`);
  return {
    read: (folder) => {
      if (!existsSync(file(folder))) return fallback;
      try {
        const found = schema.safeParse(JSON.parse(readFileSync(file(folder), 'utf8')));
        return found.success ? found.data : fallback;
      } catch {
        return fallback;
      }
    },
    write: (folder, value) => writeAtomically(file(folder), `${JSON.stringify(value, null, 2)}\n`),
    remove: (folder) => rmSync(file(folder), { force: true }),
  };
}
