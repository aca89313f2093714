import { CANONICAL_TABLES, type CanonicalTable } from '../domain/canonical/tables.ts';
import type { Warehouse } from './session.ts';

/** Raised when a canonical table changes; the workspace migrates forward from older numbers. */
export const SCHEMA_VERSION = 5;

/** Quotes an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `CREATE TABLE` for one canonical table. */
export function createStatement(table: CanonicalTable): string {
  const columns = table.columns.map(
    (column) => `${identifier(column.name)} ${column.type}${column.required ? ' NOT NULL' : ''}`,
  );
  return `CREATE TABLE IF NOT EXISTS ${identifier(table.name)} (${columns.join(', ')})`;
}

/** Creates every canonical table that is missing and records the schema version. */
export async function createSchema(warehouse: Warehouse): Promise<void> {
  await warehouse.transaction(async () => {
    for (const table of CANONICAL_TABLES) await warehouse.run(createStatement(table));
    await warehouse.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
    await warehouse.run(
      'INSERT INTO schema_version SELECT ? WHERE NOT EXISTS (SELECT 1 FROM schema_version)',
      [SCHEMA_VERSION],
    );
  });
}
