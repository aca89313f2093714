import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWarehouse, type Warehouse } from '../../../analysis/warehouse/session.ts';

/** Minutes of work for any machine. */
const LONG = 'SELECT sum(a.range * b.range % 7) AS n FROM range(2000000) a, range(200000) b';

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
  const begun = performance.now();
  const resume = warehouse.halt();
  expect(await nameOf(warehouse.all('SELECT 1'))).toBe('AbortError');
  await resume();
  expect(await Promise.all(running)).toEqual(['AbortError', 'AbortError', 'AbortError']);
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(await warehouse.all('SELECT 1 AS one')).toEqual([{ one: 1 }]);
}, 60_000);

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
}, 60_000);
