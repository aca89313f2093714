import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { STAGE_ROWS, StageBuffer } from '../../../analysis/domain/staging.ts';
import { STAGES } from '../../../analysis/domain/staging-tables.ts';
import { dropStages, StageSession } from '../../../analysis/warehouse/load/stage-session.ts';
import { openWarehouse, type Warehouse } from '../../../analysis/warehouse/session.ts';

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-stage-'));
  warehouse = await openWarehouse(join(folder, 'w.duckdb'));
});
afterAll(() => {
  warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Megabytes that no file backs. */
async function megabytesOnlyInMemory(): Promise<number> {
  const [row] = await warehouse.all(
    "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT AS n FROM duckdb_memory() WHERE tag IN ('IN_MEMORY_TABLE', 'TRANSACTION')",
  );
  return Number(row!.n) / 1e6;
}

it('holds four million rows of a file in as little memory as one million, and leaves no table', async () => {
  const used: number[] = [];
  await warehouse.transaction(async () => {
    const session = new StageSession(warehouse, {});
    await warehouse.setThreads('one');
    await session.open([STAGES.care_service]);
    const buffer = new StageBuffer(STAGES.care_service);
    for (const { name, type } of STAGES.care_service.columns) {
      for (let row = 0; row < STAGE_ROWS; row += 1) {
        if (type === 'VARCHAR') buffer.texts(name)[row] = `text ${row % 90}`;
        else buffer.integers(name)[row] = (row * 7919) % 99_991;
      }
    }
    buffer.rows = STAGE_ROWS;
    for (let rows = 0; rows < 4_000_000; rows += STAGE_ROWS) {
      session.append(buffer);
      if (rows >= 1_000_000 * (used.length + 1)) used.push(await megabytesOnlyInMemory());
    }
    await session.closeWriters();
    const [stored] = await warehouse.all(
      'SELECT count(*) AS n, sum(units)::DOUBLE AS units FROM stage_care_service',
    );
    expect(Number(stored!.n)).toBeGreaterThanOrEqual(4_000_000);
    used.push(await megabytesOnlyInMemory());
    await dropStages(warehouse);
  });
  expect(Math.max(...used) - used[0]!, used.join()).toBeLessThan(5);
  expect(
    await warehouse.all("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'stage%'"),
  ).toEqual([]);
});
