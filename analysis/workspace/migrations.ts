import { createSchema, SCHEMA_VERSION } from '../warehouse/schema.ts';
import type { Warehouse } from '../warehouse/session.ts';

/** Statements that lead from one schema version to the next. */
const STEPS: Readonly<Record<number, readonly string[]>> = {
  1: ['ALTER TABLE claim ADD COLUMN IF NOT EXISTS receipt_hash BIGINT'],
  2: [
    'ALTER TABLE programme ADD COLUMN IF NOT EXISTS target VARCHAR',
    'ALTER TABLE programme ADD COLUMN IF NOT EXISTS aim VARCHAR',
  ],
  3: [
    'ALTER TABLE person_key ADD COLUMN IF NOT EXISTS batch_id INTEGER',
    'ALTER TABLE import_batch ADD COLUMN IF NOT EXISTS rerun_of INTEGER',
  ],
};

/** Brings an older warehouse to the present schema in one transaction. */
export async function migrate(warehouse: Warehouse, from: number): Promise<void> {
  await warehouse.transaction(async () => {
    for (let version = from; version < SCHEMA_VERSION; version += 1) {
      for (const statement of STEPS[version] ?? []) await warehouse.run(statement);
    }
    await createSchema(warehouse);
    await warehouse.run('UPDATE schema_version SET version = ?', [SCHEMA_VERSION]);
  });
}
