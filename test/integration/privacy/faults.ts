/**
 * Loaded before the command line by `--import`: once rows are read, one fault happens whose message quotes a
 * planted person. Does nothing where no fault is asked for.
 */
import { existsSync } from 'node:fs';
import { ATENA, KANA, NAME } from './planted.ts';

export const quotes = `${NAME} ${KANA} ${ATENA}`;

const kept: string[][] = [];

const FAULTS: Readonly<Record<string, () => void>> = {
  exception: () => {
    throw new Error(`cannot read ${quotes}`);
  },
  rejection: () => {
    void Promise.reject(new Error(`cannot read ${quotes}`));
  },
  /** The database quotes the cell that it could not read, and nobody catches it. */
  database: () => {
    void (async () => {
      const { DuckDBInstance } = await import('@duckdb/node-api');
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      await connection.run(`SELECT CAST('${quotes}' AS INTEGER)`);
    })();
  },
  memory: () => {
    for (;;) kept.push(Array.from({ length: 10_000 }, (_, at) => `${quotes}${at}${kept.length}`));
  },
};

const fault = FAULTS[process.env.EBPM_TEST_FAULT ?? ''];
if (fault !== undefined) {
  const watch = setInterval(() => {
    if (!existsSync(process.env.EBPM_TEST_WAREHOUSE ?? '')) return;
    clearInterval(watch);
    setTimeout(fault, 300);
  }, 10);
}
