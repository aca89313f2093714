import { isUtf8 } from 'node:buffer';
import { mkdir, open, readFile, rename, rm, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LedgerPort } from '../disclosure/index.ts';
import { type LedgerMark, noMark } from './ledger-mark.ts';

const LINES = 'releases.jsonl';
const HEAD = 'releases.head';

/**
 * The release ledger of a workspace folder: `releases.jsonl`, for anybody to read, its head in the vault, and a mark in
 * the database. Whoever takes lines away, puts an older copy in their place or removes the file is found out by the
 * head; whoever does the same to the head, by the mark, but for the last entries (fewer than ten) since the workspace
 * was opened. Whoever puts the whole folder back to an earlier state is not.
 */
export function ledgerFile(folder: string, mark: LedgerMark = noMark): LedgerPort {
  const lines = join(folder, LINES);
  const head = join(folder, 'vault', HEAD);
  // Until the first entry after that, workspaces made earlier have it beside the lines.
  const former = join(folder, HEAD);
  return {
    read: async () => {
      const bytes = await readIfThere(lines);
      if (bytes === undefined || isUtf8(bytes)) return bytes?.toString('utf8') ?? '';
      // A byte that is no text must not pass for the sign that stands for such bytes.
      return bytes.toString('utf8').replaceAll('\uFFFD', '\uFFFE');
    },
    append: async (line, bytes) => {
      const handle = await open(lines, 'a');
      try {
        if ((await handle.stat()).size !== bytes) return false;
        await handle.appendFile(line, 'utf8');
        await handle.sync();
        return true;
      } finally {
        await handle.close();
      }
    },
    cut: (bytes) => truncate(lines, bytes),
    readHead: async () => ((await readIfThere(head)) ?? (await readIfThere(former)))?.toString('utf8'),
    writeHead: async (text) => {
      const draft = `${head}.new`;
      await mkdir(dirname(head), { recursive: true, mode: 0o700 });
      const handle = await open(draft, 'w', 0o600);
      try {
        await handle.writeFile(text, 'utf8');
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, head);
      await rm(former, { force: true });
    },
    readMark: () => mark.read(),
    writeMark: (text) => mark.write(text),
  };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
