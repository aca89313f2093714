import type { Warehouse } from '../warehouse/session.ts';

/** Where the workspace itself notes how far its ledger has come. */
export interface LedgerMark {
  read(): Promise<string | undefined>;
  write(mark: string): Promise<void>;
}

/** Entries between two notes: a statement waits for those of other questions, which a release should do rarely. */
const EVERY = 10;

/**
 * The mark of the release ledger in the database: whoever takes the ledger and its head away, or puts older ones in
 * their place, would have to take the data away as well.
 *
 * It is noted with the first mark that is given (the workspace is opened and the ledger has gone on, or the first
 * entry since), and then with every tenth entry. The statement has ended before the entry has: none may still run
 * when the workspace is closed.
 */
export function ledgerMark(warehouse: Warehouse): LedgerMark {
  let noted: number | undefined;
  return {
    read: async () => {
      await warehouse.all('CREATE TABLE IF NOT EXISTS ledger_mark (mark VARCHAR NOT NULL)');
      const [row] = await warehouse.all('SELECT mark FROM ledger_mark');
      if (row === undefined) await warehouse.all("INSERT INTO ledger_mark VALUES ('')");
      return row === undefined || row.mark === '' ? undefined : String(row.mark);
    },
    write: async (mark) => {
      const entries = Number(mark.split(' ')[0]);
      if (noted !== undefined && entries < noted + EVERY) return;
      try {
        // Not `run`: kept answers do not depend on it.
        await warehouse.all('UPDATE ledger_mark SET mark = ?', [mark]);
        noted = entries;
      } catch {
        // Stopped, as by closing: the entry stands, and the mark lags behind until the next one or opening.
      }
    },
  };
}

/** For a ledger that no data belong to. */
export const noMark: LedgerMark = { read: async () => undefined, write: async () => undefined };
