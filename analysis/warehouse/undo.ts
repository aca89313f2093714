import type { CanonicalTable } from '../domain/canonical/tables.ts';
import { identifier } from './schema.ts';
import type { Warehouse } from './session.ts';

/** Tables in which a later batch's row takes over what the earlier one said. */
const COMBINING = new Set(['guidance', 'screening']);
/** Kinds of keys of which a person has one: giving a known person one joins what was told apart before. */
const JOINING_KINDS = "('atena', 'kokuho_branch', 'kouki', 'kaigo')";

/** What undoing needs to know of the workspace's tables. */
export interface UndoScope {
  readonly tables: readonly CanonicalTable[];
  /** Another file takes the batch's place at once: identifiers stay joined. */
  readonly replacing: boolean;
}

async function existing(warehouse: Warehouse, like: string): Promise<Set<string>> {
  const rows = await warehouse.all(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_name LIKE ? AND table_schema = 'main' AND table_catalog = current_database()`,
    [like],
  );
  return new Set(rows.map((row) => String(row.name)));
}

function batchTables(tables: readonly CanonicalTable[], withPerson = false): string[] {
  return tables
    .filter(({ name, columns }) => {
      const has = (column: string) => columns.some((each) => each.name === column);
      return name !== 'person_key' && has('batch_id') && (!withPerson || has('person_id'));
    })
    .map(({ name }) => name);
}

/** Rows of persons that later batches brought, as a query of `(person_id, batch_id)`. */
function laterRows(tables: readonly CanonicalTable[], batchId: number): string {
  return batchTables(tables, true)
    .map((name) => `SELECT person_id, batch_id FROM ${identifier(name)} WHERE batch_id > ${batchId}`)
    .join(' UNION ');
}

/**
 * Later batches that rest on this one, so that taking it back alone would leave their rows wrong: they combined its
 * rows with their own, replaced rows that had replaced others, or hold records of persons that it had joined.
 */
export async function laterDependents(
  warehouse: Warehouse,
  batchId: number,
  { tables, replacing }: UndoScope,
): Promise<number[]> {
  const queries: string[] = [];
  const superseded = await existing(warehouse, 'superseded_%');
  for (const name of batchTables(tables)) {
    const kept = `superseded_${name}`;
    if (!superseded.has(kept)) continue;
    const chain = COMBINING.has(name)
      ? ''
      : ` AND EXISTS (SELECT 1 FROM ${kept} WHERE by_batch = ${batchId})`;
    queries.push(`SELECT by_batch AS batch FROM ${kept} WHERE batch_id = ${batchId}${chain}`);
  }
  const later = laterRows(tables, batchId);
  if ((await existing(warehouse, 'person_journal')).size > 0) {
    queries.push(
      `SELECT r.batch_id FROM (${later}) r WHERE r.person_id IN (
         SELECT merged_into FROM person_journal WHERE by_batch = ${batchId})`,
      `SELECT l.by_batch FROM person_journal l JOIN person_journal b ON l.person_id = b.merged_into
       WHERE b.by_batch = ${batchId} AND l.by_batch > ${batchId} AND l.merged_into IS NOT NULL`,
    );
  }
  if (!replacing) {
    queries.push(
      // Receipts that a later file brought as well were left out there: taking them from here would lose them.
      `SELECT i.batch_id FROM import_issue i WHERE i.code = 'duplicate.already_loaded' AND i.batch_id > ${batchId}
         AND EXISTS (SELECT 1 FROM claim c WHERE c.batch_id = ${batchId})`,
      `SELECT r.batch_id FROM (${later}) r WHERE r.person_id IN (
         SELECT k.person_id FROM person_key k WHERE k.batch_id = ${batchId} AND k.key_kind IN ${JOINING_KINDS}
         AND EXISTS (SELECT 1 FROM person_key o WHERE o.person_id = k.person_id
                     AND coalesce(o.batch_id, 0) < ${batchId}))`,
    );
  }
  if (queries.length === 0) return [];
  const rows = await warehouse.all(
    `SELECT DISTINCT batch FROM (${queries.join(' UNION ALL ')}) AS d(batch) ORDER BY batch`,
  );
  return rows.map((row) => Number(row.batch));
}

/**
 * Removes the rows of a batch, restores those that it had replaced, splits the persons that it had joined and takes
 * back its keys. Run it inside a transaction, after `laterDependents` gave none.
 */
export async function undoBatchRows(warehouse: Warehouse, batchId: number, scope: UndoScope): Promise<void> {
  const { tables } = scope;
  const superseded = await existing(warehouse, 'superseded_%');
  const register = await warehouse.all(
    "SELECT 1 AS there FROM import_batch WHERE batch_id = ? AND layout_id LIKE '%register%'",
    [batchId],
  );
  for (const name of batchTables(tables)) {
    await warehouse.run(`DELETE FROM ${identifier(name)} WHERE batch_id = ?`, [batchId]);
    const kept = `superseded_${name}`;
    if (!superseded.has(kept)) continue;
    await warehouse.run(
      `INSERT INTO ${identifier(name)} BY NAME
       SELECT * EXCLUDE (by_batch) FROM ${identifier(kept)} WHERE by_batch = ?`,
      [batchId],
    );
    await warehouse.run(`DELETE FROM ${identifier(kept)} WHERE by_batch = ? OR batch_id = ?`, [
      batchId,
      batchId,
    ]);
  }
  await splitPersons(warehouse, batchId);
  await restoreKeys(warehouse, batchId, scope);
  await forgetPersons(warehouse, scope);
  if (register.length > 0) await forgetDistricts(warehouse);
}

/** Gives every row of a merged person back to the person it came from. */
async function splitPersons(warehouse: Warehouse, batchId: number): Promise<void> {
  for (const copy of await existing(warehouse, 'merged_%')) {
    const table = copy.slice('merged_'.length);
    const columns = await columnsOf(warehouse, table);
    const others = columns.filter((name) => name !== 'person_id').map(identifier);
    const same = others.map((name) => `t.${name} IS NOT DISTINCT FROM c.${name}`).join(' AND ');
    // Rows that are alike are interchangeable: as many are taken as were given.
    await warehouse.run(
      `DELETE FROM ${identifier(table)} WHERE rowid IN (
         SELECT t.row_id FROM
           (SELECT rowid AS row_id, *, row_number() OVER (PARTITION BY person_id, ${others.join(', ')}) AS copy_no
            FROM ${identifier(table)} WHERE person_id IN
              (SELECT merged_into FROM person_journal WHERE by_batch = ${batchId})) t
         JOIN (SELECT m.*, j.merged_into,
                 row_number() OVER (PARTITION BY j.merged_into, ${others.map((name) => `m.${name}`).join(', ')}) AS copy_no
               FROM ${identifier(copy)} m JOIN person_journal j
                 ON j.person_id = m.person_id AND j.by_batch = m.merge_batch AND j.merged_into IS NOT NULL
               WHERE m.merge_batch = ${batchId}) c
           ON c.merged_into = t.person_id AND c.copy_no = t.copy_no AND ${same})`,
    );
    await warehouse.run(
      `INSERT INTO ${identifier(table)} BY NAME
       SELECT * EXCLUDE (merge_batch) FROM ${identifier(copy)} WHERE merge_batch = ?`,
      [batchId],
    );
    const own = columns.includes('batch_id') && table !== 'person_key' ? ' OR batch_id = $batch' : '';
    await warehouse.run(`DELETE FROM ${identifier(copy)} WHERE merge_batch = $batch${own}`, {
      batch: batchId,
    });
  }
  if ((await existing(warehouse, 'person_journal')).size === 0) return;
  await warehouse.run(
    `INSERT INTO person SELECT person_id, birth_month, born_on_first, sex, death_month
     FROM person_journal WHERE by_batch = ? AND merged_into IS NOT NULL`,
    [batchId],
  );
  await restoreDeaths(warehouse, batchId);
  await warehouse.run('DELETE FROM person_journal WHERE by_batch = ?', [batchId]);
}

/** Months of death as they were; where a later batch changed one too, its journal takes over what was before. */
async function restoreDeaths(warehouse: Warehouse, batchId: number): Promise<void> {
  await warehouse.run(
    `CREATE OR REPLACE TEMP TABLE undo_death AS
     SELECT j.person_id, any_value(j.death_month) AS death_month,
            (SELECT min(l.by_batch) FROM person_journal l
             WHERE l.person_id = j.person_id AND l.by_batch > ${batchId} AND l.merged_into IS NULL) AS later
     FROM person_journal j WHERE j.by_batch = ${batchId} AND j.merged_into IS NULL GROUP BY j.person_id`,
  );
  await warehouse.run(
    `UPDATE person SET death_month = d.death_month FROM undo_death d
     WHERE d.person_id = person.person_id AND d.later IS NULL`,
  );
  await warehouse.run(
    `UPDATE person_journal SET death_month = d.death_month FROM undo_death d
     WHERE d.person_id = person_journal.person_id AND d.later = person_journal.by_batch
       AND person_journal.merged_into IS NULL`,
  );
  await warehouse.run('DROP TABLE undo_death');
}

async function columnsOf(warehouse: Warehouse, table: string): Promise<string[]> {
  const rows = await warehouse.all(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_name = ? AND table_schema = 'main' AND table_catalog = current_database() ORDER BY ordinal_position`,
    [table],
  );
  return rows.map((row) => String(row.name));
}

async function restoreKeys(warehouse: Warehouse, batchId: number, { tables }: UndoScope): Promise<void> {
  if ((await existing(warehouse, 'superseded_person_key')).size > 0) {
    await warehouse.run(
      `DELETE FROM person_key USING superseded_person_key s WHERE s.by_batch = ${batchId}
       AND person_key.key_kind = s.key_kind AND person_key.key_hash = s.key_hash`,
    );
    await warehouse.run(
      `INSERT INTO person_key SELECT * EXCLUDE (by_batch) FROM superseded_person_key WHERE by_batch = ${batchId}`,
    );
    await warehouse.run(
      `DELETE FROM superseded_person_key WHERE by_batch = ${batchId} OR batch_id = ${batchId}`,
    );
  }
  // Keys of persons with later records stay: those files showed them as well.
  await warehouse.run(
    `UPDATE person_key SET batch_id = r.batch FROM
       (SELECT person_id, min(batch_id) AS batch FROM (${laterRows(tables, batchId)}) GROUP BY person_id) r
     WHERE person_key.batch_id = ${batchId} AND r.person_id = person_key.person_id`,
  );
  await warehouse.run('DELETE FROM person_key WHERE batch_id = ?', [batchId]);
}

/** Persons without rows and without a key of a loaded batch, and their keys. */
async function forgetPersons(warehouse: Warehouse, { tables }: UndoScope): Promise<void> {
  const used = tables
    .filter(
      ({ name, columns }) =>
        name !== 'person' && name !== 'person_key' && columns.some((column) => column.name === 'person_id'),
    )
    .map(({ name }) => `SELECT person_id FROM ${identifier(name)}`)
    .join(' UNION ');
  await warehouse.run(
    `DELETE FROM person WHERE person_id NOT IN (${used} UNION
       SELECT k.person_id FROM person_key k JOIN import_batch b ON b.batch_id = k.batch_id)`,
  );
  await warehouse.run(
    'DELETE FROM person_key WHERE person_id > 0 AND person_id NOT IN (SELECT person_id FROM person)',
  );
}

/** Districts in which nobody is enrolled, neither there nor in a part of them. */
async function forgetDistricts(warehouse: Warehouse): Promise<void> {
  await warehouse.run(
    `DELETE FROM district WHERE district_code NOT IN (
       SELECT district_code FROM enrolment WHERE district_code IS NOT NULL UNION
       SELECT d.parent_code FROM district d JOIN enrolment e ON e.district_code = d.district_code
       WHERE d.parent_code IS NOT NULL)`,
  );
}
