import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWarehouse, type Warehouse } from '../../../analysis/warehouse/session.ts';
import { LONG } from '../../support/long-question.ts';

let folder = '';
let warehouse: Warehouse;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-halt-'));
  warehouse = await openWarehouse(join(folder, 'warehouse.duckdb'));
});
afterEach(() => {
  warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

const nameOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.name,
  );

test('a halt stops what runs and what waits for the connection, refuses more, and ends', async () => {
  const running = [1, 2, 3].map(() => nameOf(warehouse.all(LONG)));
  await pause(100);
  const resume = warehouse.halt();
  expect(await nameOf(warehouse.all('SELECT 1'))).toBe('AbortError');
  await resume();
  expect(await Promise.all(running)).toEqual(['AbortError', 'AbortError', 'AbortError']);
  expect(await warehouse.all('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a transaction that waits for the connection does not keep what runs before it from being stopped', async () => {
  const running = nameOf(warehouse.all(LONG));
  const waiting = nameOf(warehouse.transaction(() => warehouse.run('CREATE TABLE made (n BIGINT)')));
  await pause(100);
  await warehouse.halt()();
  expect(await Promise.all([running, waiting])).toEqual(['AbortError', 'AbortError']);
  expect(await warehouse.all("SELECT 1 FROM duckdb_tables() WHERE table_name = 'made'")).toEqual([]);
});

test('a signal stops the statement that it was given to and no other', async () => {
  const stop = new AbortController();
  const other = warehouse.all(
    'SELECT count(*) AS n FROM range(20000) a, range(20000) b WHERE a.range < b.range',
  );
  const waiting = nameOf(warehouse.all(LONG, [], stop.signal));
  stop.abort();
  expect(await waiting).toBe('AbortError');
  expect(await other).toEqual([{ n: 199_990_000 }]);
});

test('a file that is closed under a statement is opened again when that has come back, and not before', async () => {
  const running = nameOf(warehouse.all(LONG));
  await pause(100);
  const made = vi.spyOn(DuckDBInstance, 'create');
  const closed = vi.spyOn(DuckDBInstance.prototype, 'closeSync');
  try {
    warehouse.close();
    warehouse = await openWarehouse(join(folder, 'warehouse.duckdb'));
    expect(await running).toBe('AbortError');
    const [first, second] = [closed, made].map((spy) => spy.mock.invocationCallOrder[0]!);
    expect(first).toBeLessThan(second!);
    expect(await warehouse.all('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  } finally {
    made.mockRestore();
    closed.mockRestore();
  }
});

test('a transaction that is halted leaves nothing behind', async () => {
  await warehouse.run('CREATE TABLE made (n BIGINT)');
  const work = nameOf(
    warehouse.transaction(async () => {
      await warehouse.run('INSERT INTO made VALUES (1)');
      await warehouse.run(`INSERT INTO made ${LONG}`);
    }),
  );
  await pause(100);
  await warehouse.halt()();
  expect(await work).toBe('AbortError');
  expect(await warehouse.all('SELECT count(*) AS n FROM made')).toEqual([{ n: 0 }]);
});

/** In a process of its own: what goes wrong here ends the process. */
function closingOften(howItEnds: string): { readonly status: number | null; readonly stderr: string } {
  const session = new URL('../../../analysis/warehouse/session.ts', import.meta.url).href;
  const code = `
    import { openWarehouse } from ${JSON.stringify(session)};
    for (let turn = 0; turn < 25; turn += 1) {
      const w = await openWarehouse(${JSON.stringify(join(folder, 'often.duckdb'))});
      await w.run('CREATE TABLE IF NOT EXISTS t AS SELECT range AS a, hash(range) AS b FROM range(200000)');
      const work = w.transaction(async () => {
        await w.run('CREATE OR REPLACE TABLE s AS SELECT a % 1000 AS g, sum(b) AS x, list(a) AS l FROM t GROUP BY ALL');
        for (;;) await w.run('INSERT INTO s SELECT g + 1, x, l FROM s LIMIT 2000');
      }).catch((error) => error.name);
      await new Promise((done) => setTimeout(done, 5 + (turn * 7) % 60));
      ${howItEnds}
      if ((await work) !== 'AbortError') throw new Error('not stopped');
      // Closed by now: the file can be opened anew.
      await new Promise((done) => setTimeout(done, 20));
    }`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  });
  return { status, stderr };
}

test.each([
  ['after a halt', 'await w.halt()(); w.close();'],
  ['under a transaction that is at work', 'w.close();'],
])('a file is closed %s without an end of the process', (_, howItEnds) => {
  expect(closingOften(howItEnds)).toEqual({ status: 0, stderr: '' });
});
