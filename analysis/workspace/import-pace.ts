import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Paces } from './work-plan.ts';
import type { Workspace } from './workspace.ts';

/** How fast imports into this workspace went: seconds by kind of file and step, nothing about the files. */
const NAME = 'import-pace.json';
const PACES = z.record(
  z.string(),
  z.object({ took: z.number().positive(), expected: z.number().positive() }),
);

/** What earlier imports took; nothing where there were none, or where the file cannot be read. */
export function importPaces(workspace: Workspace): Paces {
  try {
    return PACES.parse(JSON.parse(readFileSync(join(workspace.folder, NAME), 'utf8')));
  } catch {
    return {};
  }
}

/** Remembers what an import took; the next one can do without it, so a fault here is none of the import. */
export function rememberPaces(workspace: Workspace, paces: Paces): void {
  const file = join(workspace.folder, NAME);
  try {
    writeFileSync(`${file}.new`, JSON.stringify(paces));
    renameSync(`${file}.new`, file);
  } catch {}
}
