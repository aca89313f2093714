import type { LedgerPort } from '../../../analysis/disclosure/index.ts';

/** A ledger file that is nowhere. */
export function memoryLedger(): LedgerPort {
  let text = '';
  let head: string | undefined;
  return {
    read: async () => text,
    append: async (line) => {
      text += line;
    },
    readHead: async () => head,
    writeHead: async (next) => {
      head = next;
    },
  };
}
