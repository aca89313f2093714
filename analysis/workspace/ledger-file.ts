import { appendFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LedgerPort } from '../disclosure/index.ts';

const LINES = 'releases.jsonl';
const HEAD = 'releases.head';

/**
 * The release ledger of a workspace folder: `releases.jsonl`, for anybody to read, and its head in the vault. Whoever
 * takes lines away, puts an older copy in their place or removes the file is found out as long as the vault is the
 * one that belongs to it; whoever can also write in the vault, or puts the whole folder back to an earlier state, is
 * not.
 */
export function ledgerFile(folder: string): LedgerPort {
  const lines = join(folder, LINES);
  const head = join(folder, 'vault', HEAD);
  // Until the first entry after that, workspaces made earlier have it beside the lines.
  const former = join(folder, HEAD);
  return {
    read: async () => (await readIfThere(lines)) ?? '',
    append: async (line) => {
      await appendFile(lines, line, { encoding: 'utf8', flush: true });
    },
    readHead: async () => (await readIfThere(head)) ?? readIfThere(former),
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
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
