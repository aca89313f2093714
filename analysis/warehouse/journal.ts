import { identifier } from './schema.ts';
import type { Warehouse } from './session.ts';

/**
 * What a batch changed in persons and keys that were there before it, so that undoing it splits again whom it joined.
 *
 * `person_journal`: a person as it was, with the person it was merged into (null: only its month of death changed).
 * `superseded_person_key`: a key as it was. `merged_<table>`: the rows of a merged person as they were.
 */
const PERSON_JOURNAL = `CREATE TABLE IF NOT EXISTS person_journal (by_batch INTEGER NOT NULL,
  person_id INTEGER NOT NULL, birth_month DATE, born_on_first BOOLEAN, sex TINYINT, death_month DATE,
  merged_into INTEGER)`;

/** Keys that the present file is about to change (`stage_identity_key`, `stage_key_person`). */
export async function journalKeys(warehouse: Warehouse, batchId: number): Promise<void> {
  await warehouse.run(
    'CREATE TABLE IF NOT EXISTS superseded_person_key AS SELECT *, 0 AS by_batch FROM person_key LIMIT 0',
  );
  await warehouse.run(
    `INSERT INTO superseded_person_key SELECT p.*, ${batchId} FROM person_key p
     JOIN stage_identity_key n ON p.key_kind = n.kind AND p.key_hash = n.hash
     JOIN stage_key_person k ON k.key_no = n.no`,
  );
}

/** Persons that are about to be merged (`stage_merge(gone, kept)`), and their rows in `tables`. */
export async function journalMerges(
  warehouse: Warehouse,
  batchId: number,
  tables: readonly string[],
): Promise<void> {
  await warehouse.run(PERSON_JOURNAL);
  await warehouse.run(
    `INSERT INTO person_journal SELECT ${batchId}, p.*, m.kept FROM stage_merge m JOIN person p ON p.person_id = m.gone`,
  );
  await warehouse.run(
    `INSERT INTO person_journal SELECT DISTINCT ${batchId}, p.*, NULL::INTEGER FROM stage_merge m
     JOIN person p ON p.person_id = m.kept`,
  );
  for (const table of tables) {
    const copy = identifier(`merged_${table}`);
    await warehouse.run(
      `CREATE TABLE IF NOT EXISTS ${copy} AS SELECT *, 0 AS merge_batch FROM ${identifier(table)} LIMIT 0`,
    );
    await warehouse.run(
      `INSERT INTO ${copy} BY NAME
       SELECT t.*, ${batchId} AS merge_batch FROM ${identifier(table)} t JOIN stage_merge m ON m.gone = t.person_id`,
    );
  }
}

/** Persons whose month of death is about to change; `persons` selects their ids. */
export async function journalPersons(warehouse: Warehouse, batchId: number, persons: string): Promise<void> {
  await warehouse.run(PERSON_JOURNAL);
  await warehouse.run(
    `INSERT INTO person_journal SELECT ${batchId}, p.*, NULL::INTEGER FROM person p
     WHERE p.person_id IN (${persons})`,
  );
}

/** True for a table of this journal, whose person numbers stay as they were. */
export function isJournal(table: string): boolean {
  return table === 'person_journal' || table === 'superseded_person_key' || table.startsWith('merged_');
}
