import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBAppender } from '@duckdb/node-api';
import { CANONICAL_TABLES } from '../../analysis/domain/canonical/tables.ts';
import { createSchema } from '../../analysis/warehouse/schema.ts';
import { openWarehouse, type Warehouse } from '../../analysis/warehouse/session.ts';

/** A seeded generator of uniform and normal numbers (mulberry32, Box–Muller). */
export function seeded(seed: number): { uniform(): number; normal(): number } {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

export type TownRow = Readonly<Record<string, string | number | boolean | null>>;

/** Rows for canonical tables, by table name. */
export type TownRows = Readonly<Record<string, readonly TownRow[]>>;

/** A warehouse in a temporary folder, filled with the given rows; `close` removes it. */
export async function warehouseOf(
  rows: TownRows,
): Promise<{ warehouse: Warehouse; folder: string; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'town-'));
  const warehouse = await openWarehouse(join(folder, 'warehouse.duckdb'));
  await createSchema(warehouse);
  for (const [table, records] of Object.entries(rows)) await fill(warehouse, table, records);
  return {
    warehouse,
    folder,
    close: () => {
      warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fill(warehouse: Warehouse, name: string, records: readonly TownRow[]): Promise<void> {
  const table = CANONICAL_TABLES.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`no canonical table ${name}`);
  // Dates travel as text through a staging table; the appender wants its own date type.
  const staged = table.columns.map((column) =>
    column.type === 'DATE' ? `"${column.name}" VARCHAR` : `"${column.name}" ${column.type}`,
  );
  await warehouse.run(`CREATE OR REPLACE TEMP TABLE staging (${staged.join(', ')})`);
  const appender = await warehouse.appender('staging');
  for (const record of records) {
    for (const column of table.columns) append(appender, column.type, record[column.name] ?? null);
    appender.endRow();
  }
  appender.closeSync();
  const list = table.columns.map((column) => `CAST("${column.name}" AS ${column.type})`);
  await warehouse.run(`INSERT INTO "${name}" SELECT ${list.join(', ')} FROM staging`);
  await warehouse.run('DROP TABLE staging');
}

function append(appender: DuckDBAppender, type: string, value: string | number | boolean | null): void {
  if (value === null) appender.appendNull();
  else if (type === 'INTEGER') appender.appendInteger(Number(value));
  else if (type === 'SMALLINT') appender.appendSmallInt(Number(value));
  else if (type === 'TINYINT') appender.appendTinyInt(Number(value));
  else if (type === 'BIGINT') appender.appendBigInt(BigInt(value));
  else if (type === 'DOUBLE') appender.appendDouble(Number(value));
  else if (type === 'BOOLEAN') appender.appendBoolean(Boolean(value));
  else appender.appendVarchar(String(value));
}
