import type { LinkageOutcome } from '../../domain/staging.ts';
import { nextTurn } from '../../domain/turn.ts';
import { isJournal, journalKeys, journalMerges } from '../journal.ts';
import type { ColumnSet, Warehouse } from '../session.ts';
import type { KeyNumbers } from './key-numbers.ts';
import { type KnownKeys, UNKNOWN } from './known-keys.ts';
import { type KeyRow, resolveIdentities } from './resolve.ts';
import type { StageSession } from './stage-session.ts';

interface LinkTask {
  readonly batchId: number;
  readonly firstNewPerson: number;
  /** New persons may be made. */
  readonly create: boolean;
  readonly known: KnownKeys;
}

interface Linked {
  readonly outcome: LinkageOutcome;
  /** Every identity became a new person, in the order of the identities. */
  readonly allNew: boolean;
  /** The highest number among the persons; 0 without any. */
  readonly lastPerson: number;
}

/**
 * Finds the person of every staged identity: first by keys already known, then by keys shared within the file;
 * what is left becomes new persons where `create` allows. Fills `stage_link(identity, person_id)`.
 */
export async function linkIdentities(
  warehouse: Warehouse,
  session: StageSession,
  { batchId, firstNewPerson, create, known: stored }: LinkTask,
  signal?: AbortSignal,
): Promise<Linked> {
  const { few } = session;
  const keys = stored.suits(few)
    ? await stored.rows(warehouse, few, signal)
    : await stagedKeys(warehouse, session.keys, signal);
  if (restsOnWeakKeys(keys)) await markConflicts(warehouse, keys, signal);
  const resolved = resolveIdentities(keys, session.complete, { create, firstNewPerson });
  await nextTurn();
  await session.openLinkWriters();
  session.writeLinks(resolved.personOf);
  await nextTurn();
  session.writeKeyPersons(resolved.keyPersons);
  await session.closeWriters();
  if (resolved.created > 0) await insertPersons(warehouse, firstNewPerson, signal);
  if (resolved.keyPersons.size > 0) {
    // Only keys that are stored already have anything to be put back.
    if (resolved.storedKeysChanged) await forgetKeys(warehouse, batchId, signal);
    await insertKeys(warehouse, batchId, signal);
  }
  await mergePersons(warehouse, batchId, resolved.merges);
  stored.changed(few, resolved);
  const { personOf, known, created, unlinked, merges } = resolved;
  return {
    outcome: { known, created, unlinked, merged: merges.length },
    allNew: personOf.every((person, identity) => person === firstNewPerson + identity),
    lastPerson: personOf.reduce((highest, person) => Math.max(highest, person), 0),
  };
}

/**
 * The keys of the staged identities with the persons they are known to belong to. The database is asked only for keys
 * that several rows have and for keys that are stored: the kind of a key is part of what was hashed.
 */
async function stagedKeys(
  warehouse: Warehouse,
  staged: KeyNumbers,
  signal: AbortSignal | undefined,
): Promise<KeyRow> {
  const firstOf = new Int32Array(staged.length);
  for (let no = 0; no < firstOf.length; no += 1) firstOf[no] = no;
  const personOf = new Int32Array(staged.length).fill(UNKNOWN);
  const shared = await warehouse.columns(
    `SELECT k.no, n.first FROM stage_identity_key k
     JOIN (SELECT hash, min(no) AS first FROM stage_identity_key GROUP BY hash HAVING count(*) > 1) n
       ON n.hash = k.hash`,
    undefined,
    signal,
  );
  await put(shared, 'first', firstOf);
  const known = await warehouse.columns(
    'SELECT k.no, p.person_id FROM stage_identity_key k JOIN person_key p ON p.key_hash = k.hash',
    undefined,
    signal,
  );
  await put(known, 'person_id', personOf);
  const keys = keyRows(staged, firstOf, personOf);
  await nextTurn();
  return keys;
}

function keyRows(staged: KeyNumbers, firstOf: Int32Array, personOf: Int32Array): KeyRow {
  const { length } = staged;
  const column = () => new Float64Array(length);
  const [identity, tier, strength, key, person] = [column(), column(), column(), column(), column()];
  const order = inOrder(staged, firstOf);
  for (let row = 0; row < length; row += 1) {
    const no = order[row]!;
    identity[row] = staged.identity(no);
    tier[row] = staged.tier(no);
    strength[row] = staged.strength(no);
    key[row] = firstOf[no]!;
    person[row] = personOf[no]!;
  }
  return { length, identity, tier, strength, key, person, conflict: column() };
}

/** Puts a column of a result in the places that its `no` names. */
async function put(rows: ColumnSet, column: string, into: Int32Array): Promise<void> {
  const places = rows.number('no');
  await nextTurn();
  const values = rows.number(column);
  for (let row = 0; row < rows.length; row += 1) into[places[row]!] = values[row]!;
  await nextTurn();
}

/** The keys by identity, tier and first number: they are staged by identity, so that few have to change places. */
function inOrder(keys: KeyNumbers, firstOf: Int32Array): Int32Array {
  const order = new Int32Array(keys.length);
  const isAfter = (left: number, right: number) =>
    keys.tier(left) > keys.tier(right) ||
    (keys.tier(left) === keys.tier(right) && firstOf[left]! > firstOf[right]!);
  for (let no = 0; no < keys.length; no += 1) {
    let at = no;
    for (
      ;
      at > 0 && keys.identity(order[at - 1]!) === keys.identity(no) && isAfter(order[at - 1]!, no);
      at -= 1
    )
      order[at] = order[at - 1]!;
    order[at] = no;
  }
  return order;
}

/** True when a person would be taken from a weak key alone. */
function restsOnWeakKeys({ length, identity, strength, person }: KeyRow): boolean {
  let at = 0;
  while (at < length) {
    let strong = false;
    let weak = false;
    const from = at;
    for (; at < length && identity[at] === identity[from]; at += 1) {
      if (person[at]! <= 0) continue;
      if (strength[at]! > 0) strong = true;
      else weak = true;
    }
    if (weak && !strong) return true;
  }
  return false;
}

/** Marks weak keys whose person has another strong identifier of the same kind: that is someone else. */
async function markConflicts(warehouse: Warehouse, keys: KeyRow, signal?: AbortSignal): Promise<void> {
  const found = await warehouse.columns(
    `WITH weak AS MATERIALIZED (
       SELECT DISTINCT m.identity, p.person_id, s.hash, p.person_id || '|' || s.kind AS place
       FROM stage_identity_key m
       JOIN person_key p ON p.key_kind = m.kind AND p.key_hash = m.hash
       JOIN stage_identity_key s ON s.identity = m.identity AND s.strength = 2
       WHERE m.strength = 0 AND p.person_id > 0),
     -- One joining column: with two, the planner may pair every key of a kind with every other.
     held AS MATERIALIZED (
       SELECT person_id || '|' || key_kind AS place, key_hash FROM person_key
       WHERE person_id IN (SELECT person_id FROM weak))
     SELECT DISTINCT w.identity, w.person_id AS person FROM weak w JOIN held h ON h.place = w.place
     WHERE h.key_hash <> w.hash`,
    undefined,
    signal,
  );
  if (found.length === 0) return;
  const people = found.number('person');
  const others = new Set(Array.from(found.number('identity'), (one, at) => `${one}|${people[at]}`));
  for (let row = 0; row < keys.length; row += 1) {
    if (keys.strength[row] === 0 && others.has(`${keys.identity[row]}|${keys.person[row]}`))
      keys.conflict[row] = 1;
  }
}

async function insertPersons(warehouse: Warehouse, firstNew: number, signal?: AbortSignal): Promise<void> {
  await warehouse.run(
    `INSERT INTO person (person_id, birth_month, born_on_first, sex, death_month)
     SELECT l.person_id, arg_min(i.birth_month, i.identity), arg_min(i.born_on_first = 1, i.identity),
            arg_min(i.sex, i.identity), NULL
     FROM stage_link l JOIN stage_identity i ON i.identity = l.identity
     WHERE l.person_id >= $first AND i.birth_month IS NOT NULL AND i.sex IN (1, 2)
     GROUP BY l.person_id`,
    { first: firstNew },
    signal,
  );
}

/** Takes out the keys that are stored with another person; what now belongs to two becomes ambiguous. */
async function forgetKeys(warehouse: Warehouse, batchId: number, signal?: AbortSignal): Promise<void> {
  await journalKeys(warehouse, batchId);
  await warehouse.run(
    `DELETE FROM person_key USING stage_identity_key n, stage_key_person k
     WHERE k.key_no = n.no AND person_key.key_kind = n.kind AND person_key.key_hash = n.hash`,
    undefined,
    signal,
  );
}

/** New keys get their person. */
async function insertKeys(warehouse: Warehouse, batchId: number, signal?: AbortSignal): Promise<void> {
  await warehouse.run(
    `INSERT INTO person_key SELECT n.kind, n.hash, k.person_id, ${batchId}
     FROM stage_key_person k JOIN stage_identity_key n ON n.no = k.key_no`,
    undefined,
    signal,
  );
}

/** Tables whose rows follow a person when two turn out to be one. */
async function personTables(warehouse: Warehouse): Promise<string[]> {
  const rows = await warehouse.all(
    `SELECT DISTINCT table_name AS name FROM information_schema.columns
     WHERE column_name = 'person_id' AND table_schema = 'main' AND table_catalog = current_database()`,
  );
  return rows
    .map((row) => String(row.name))
    .filter((name) => name !== 'person' && !name.startsWith('stage_') && !isJournal(name));
}

async function mergePersons(
  warehouse: Warehouse,
  batchId: number,
  merges: readonly (readonly [from: number, to: number])[],
): Promise<void> {
  if (merges.length === 0) return;
  const list = merges.map(([from, to]) => `(${from}, ${to})`).join(', ');
  await warehouse.run(
    `CREATE OR REPLACE TEMP TABLE stage_merge AS SELECT * FROM (VALUES ${list}) AS m(gone, kept)`,
  );
  const tables = await personTables(warehouse);
  await journalMerges(warehouse, batchId, tables);
  for (const table of tables) {
    await warehouse.run(
      `UPDATE "${table}" SET person_id = m.kept FROM stage_merge m WHERE "${table}".person_id = m.gone`,
    );
  }
  await warehouse.run(
    `UPDATE person SET death_month = d.death_month
     FROM (SELECT m.kept, p.death_month FROM stage_merge m JOIN person p ON p.person_id = m.gone) d
     WHERE person.person_id = d.kept AND person.death_month IS NULL AND d.death_month IS NOT NULL`,
  );
  await warehouse.run('DELETE FROM person USING stage_merge m WHERE person.person_id = m.gone');
  await warehouse.run('DROP TABLE stage_merge');
}
