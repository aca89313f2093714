import { appendFile, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerPort } from '../disclosure/index.ts';

const LINES = 'releases.jsonl';
const HEAD = 'releases.head';

/** The release ledger of a workspace folder: `releases.jsonl`, with its head in `releases.head`. */
export function ledgerFile(folder: string): LedgerPort {
  const lines = join(folder, LINES);
  const head = join(folder, HEAD);
  return {
    read: async () => (await readIfThere(lines)) ?? '',
    append: async (line) => {
      await appendFile(lines, line, { encoding: 'utf8', flush: true });
    },
    readHead: () => readIfThere(head),
    writeHead: async (text) => {
      const draft = `${head}.new`;
      const handle = await open(draft, 'w');
      try {
        await handle.writeFile(text, 'utf8');
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, head);
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
