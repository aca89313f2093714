import type { CanonicalTable } from '../domain/canonical/tables.ts';
import { identifier } from './schema.ts';
import type { Warehouse } from './session.ts';

/** Removes the rows of a batch and restores those that it had replaced; run it inside a transaction. */
export async function undoBatchRows(
  warehouse: Warehouse,
  batchId: number,
  tables: readonly CanonicalTable[],
): Promise<void> {
  const superseded = new Set(
    (
      await warehouse.all(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_name LIKE 'superseded_%' AND table_schema = 'main'",
      )
    ).map((row) => String(row.name)),
  );
  for (const { name, columns } of tables) {
    if (!columns.some((column) => column.name === 'batch_id')) continue;
    await warehouse.run(`DELETE FROM ${identifier(name)} WHERE batch_id = ?`, [batchId]);
    const kept = `superseded_${name}`;
    if (!superseded.has(kept)) continue;
    await warehouse.run(
      `INSERT INTO ${identifier(name)} SELECT * EXCLUDE (by_batch) FROM ${identifier(kept)} WHERE by_batch = ?`,
      [batchId],
    );
    await warehouse.run(`DELETE FROM ${identifier(kept)} WHERE by_batch = ? OR batch_id = ?`, [
      batchId,
      batchId,
    ]);
  }
  await forgetUnusedPersons(warehouse, tables);
}

async function forgetUnusedPersons(warehouse: Warehouse, tables: readonly CanonicalTable[]): Promise<void> {
  const used = tables
    .filter(
      ({ name, columns }) =>
        name !== 'person' && name !== 'person_key' && columns.some((column) => column.name === 'person_id'),
    )
    .map(({ name }) => `SELECT person_id FROM ${identifier(name)}`)
    .join(' UNION ');
  await warehouse.run(`DELETE FROM person WHERE person_id NOT IN (${used})`);
  await warehouse.run(
    'DELETE FROM person_key WHERE person_id > 0 AND person_id NOT IN (SELECT person_id FROM person)',
  );
}
