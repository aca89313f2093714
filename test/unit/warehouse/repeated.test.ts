import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findRepeated } from '../../../analysis/warehouse/load/target.ts';
import { openWarehouse, type Warehouse } from '../../../analysis/warehouse/session.ts';

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-repeated-'));
  warehouse = await openWarehouse(join(folder, 'w.duckdb'));
});
afterAll(() => {
  warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

it('finds the numbers that are there more than once, however many are looked at at once', async () => {
  const numbers = fc.array(fc.option(fc.oneof(fc.nat(9), fc.maxSafeNat())), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(numbers, fc.integer({ min: 1, max: 50 }), async (values, atOnce) => {
      const list = values.map((value) => `(${value ?? 'NULL'}::BIGINT)`).join(', ');
      const rows =
        list === '' ? 'SELECT NULL::BIGINT AS n WHERE false' : `SELECT n FROM (VALUES ${list}) t(n)`;
      const asked = { column: 'n', source: `(${rows})`, rows: values.length };
      const found = await findRepeated({ warehouse, signal: undefined }, asked, atOnce);
      const present = values.filter((value) => value !== null);
      const expected = new Set(present.filter((value, at) => present.indexOf(value) < at));
      const stored = await warehouse.all('SELECT value FROM stage_repeated');
      expect(new Set(stored.map(({ value }) => value))).toEqual(expected);
      expect(found).toBe(expected.size);
      expect(stored).toHaveLength(expected.size);
    }),
    { numRuns: 60 },
  );
});
