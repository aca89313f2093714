import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countDistinct } from '../../../analysis/warehouse/load/target.ts';
import { openWarehouse, type Warehouse } from '../../../analysis/warehouse/session.ts';

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-distinct-'));
  warehouse = await openWarehouse(join(folder, 'w.duckdb'));
});
afterAll(() => {
  warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

it('counts the different numbers, however many are looked at at once', async () => {
  const numbers = fc.array(fc.option(fc.oneof(fc.nat(9), fc.maxSafeNat())), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(numbers, fc.integer({ min: 1, max: 50 }), async (values, atOnce) => {
      const list = values.map((value) => `(${value ?? 'NULL'}::BIGINT)`).join(', ');
      const rows =
        list === '' ? 'SELECT NULL::BIGINT AS n WHERE false' : `SELECT n FROM (VALUES ${list}) t(n)`;
      const context = { warehouse, signal: undefined };
      expect(await countDistinct(context, 'n', `(${rows})`, values.length, atOnce)).toBe(
        new Set(values.filter((value) => value !== null)).size,
      );
    }),
    { numRuns: 60 },
  );
});
