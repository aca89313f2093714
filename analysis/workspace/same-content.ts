import { contentHash } from '../intake/decode/source.ts';
import type { Candidate } from './candidates.ts';
import type { ImportedFile } from './report.ts';
import type { Workspace } from './workspace.ts';

/** Adds to files that were loaded before the name under which their content came. */
export async function withEarlierNames(
  workspace: Workspace,
  candidates: readonly Candidate[],
  files: readonly ImportedFile[],
  signal: AbortSignal | undefined,
): Promise<ImportedFile[]> {
  const named: ImportedFile[] = [];
  for (const file of files) {
    const candidate =
      file.status === 'already_loaded' ? candidates.find(({ name }) => name === file.name) : undefined;
    const sameAs = candidate && (await earlierName(workspace, await contentHash(candidate.source, signal)));
    named.push(sameAs === undefined ? file : { ...file, sameAs });
  }
  return named;
}

async function earlierName(workspace: Workspace, hash: string): Promise<string | undefined> {
  const [row] = await workspace.warehouse.all(
    'SELECT file_name AS name FROM import_batch WHERE content_hash = ? ORDER BY sequence',
    [hash],
  );
  return row === undefined ? undefined : String(row.name);
}
