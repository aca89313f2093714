import { CANONICAL_TABLES } from '../domain/canonical/tables.ts';
import { createSchema, identifier, SCHEMA_VERSION } from '../warehouse/schema.ts';
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
  4: guidanceResults().map(
    ({ name, type }) => `ALTER TABLE guidance ADD COLUMN IF NOT EXISTS ${identifier(name)} ${type}`,
  ),
};

/** What was reported during and after 特定保健指導: everything of the table that came with version 5. */
function guidanceResults() {
  const columns = CANONICAL_TABLES.find(({ name }) => name === 'guidance')?.columns ?? [];
  const first = columns.findIndex(({ name }) => name === 'stage_of_change');
  return columns.slice(first).filter(({ name }) => name !== 'batch_id');
}

/** Brings an older warehouse to the present schema in one transaction. */
export async function migrate(warehouse: Warehouse, from: number): Promise<void> {
  await warehouse.transaction(async () => {
    for (let version = from; version < SCHEMA_VERSION; version += 1) {
      for (const statement of STEPS[version] ?? []) await warehouse.run(statement);
    }
    await createSchema(warehouse);
    await widenJournals(warehouse);
    await warehouse.run('UPDATE schema_version SET version = ?', [SCHEMA_VERSION]);
  });
}

/** Rows that were replaced or merged are kept beside their table: they take on the columns that it has now. */
async function widenJournals(warehouse: Warehouse): Promise<void> {
  const rows = await warehouse.all(
    `SELECT c.table_name AS journal, t.column_name AS name, t.data_type AS type
     FROM information_schema.tables c JOIN information_schema.columns t
       ON c.table_name IN ('superseded_' || t.table_name, 'merged_' || t.table_name)
      AND t.table_catalog = c.table_catalog AND t.table_schema = c.table_schema
     WHERE c.table_schema = 'main' AND c.table_catalog = current_database()
       AND NOT EXISTS (SELECT 1 FROM information_schema.columns k WHERE k.table_name = c.table_name
         AND k.column_name = t.column_name AND k.table_catalog = c.table_catalog)`,
  );
  for (const { journal, name, type } of rows) {
    await warehouse.run(
      `ALTER TABLE ${identifier(String(journal))} ADD COLUMN ${identifier(String(name))} ${String(type)}`,
    );
  }
}
