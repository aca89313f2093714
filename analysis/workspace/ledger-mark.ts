import type { Warehouse } from '../warehouse/session.ts';

/** Where the workspace itself notes how far its ledger has come. */
export interface LedgerMark {
  read(): Promise<string | undefined>;
  write(mark: string): Promise<void>;
}

/**
 * The mark of the release ledger in the database: whoever takes the ledger and its head away, or puts older ones in
 * their place, would have to take the data away as well.
 *
 * Noted beside everything else, so that no answer waits for it; only the newest mark counts.
 */
export function ledgerMark(warehouse: Warehouse): LedgerMark {
  let wanted: string | undefined;
  let busy = false;
  const note = async () => {
    while (wanted !== undefined) {
      const [entries, hash] = wanted.split(' ') as [string, string];
      wanted = undefined;
      // Not `run`: kept answers do not depend on it.
      await warehouse.all('UPDATE release_mark SET entries = ?, hash = ?', [Number(entries), hash]);
    }
  };
  return {
    read: async () => {
      await warehouse.all(
        'CREATE TABLE IF NOT EXISTS release_mark (entries INTEGER NOT NULL, hash VARCHAR NOT NULL)',
      );
      const rows = await warehouse.all('SELECT entries, hash FROM release_mark');
      if (rows.length === 0) await warehouse.all("INSERT INTO release_mark VALUES (0, '')");
      const [row] = rows;
      return row === undefined || row.entries === 0 ? undefined : `${row.entries} ${row.hash}`;
    },
    write: async (mark) => {
      wanted = mark;
      if (busy) return;
      busy = true;
      note()
        // Stopped by closing or by an import that was stopped: it lags behind until the next entry or opening.
        .catch(() => undefined)
        .finally(() => {
          busy = false;
        });
    },
  };
}

/** For a ledger that no data belong to. */
export const noMark: LedgerMark = { read: async () => undefined, write: async () => undefined };
