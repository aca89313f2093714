import type { LedgerPort } from '../../../analysis/disclosure/index.ts';

/** A ledger file that is nowhere. */
export function memoryLedger(): LedgerPort {
  let text = '';
  let head: string | undefined;
  let mark: string | undefined;
  return {
    read: async () => text,
    append: async (line, bytes) => {
      if (Buffer.byteLength(text) !== bytes) return false;
      text += line;
      return true;
    },
    cut: async (bytes) => {
      text = Buffer.from(text).subarray(0, bytes).toString('utf8');
    },
    readHead: async () => head,
    writeHead: async (next) => {
      head = next;
    },
    readMark: async () => mark,
    writeMark: async (next) => {
      mark = next;
    },
  };
}
