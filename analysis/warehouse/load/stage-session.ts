import {
  NULL_INT,
  STAGE_ROWS,
  StageBuffer,
  type StagedIdentity,
  type StageTable,
} from '../../domain/staging.ts';
import { STAGES } from '../../domain/staging-tables.ts';
import { nextTurn } from '../../domain/turn.ts';
import type { Warehouse } from '../session.ts';
import { blinder } from './blind.ts';
import { ChunkWriter, type WriterColumn } from './chunk-writer.ts';
import { KeyNumbers } from './key-numbers.ts';
import { MOST_IDENTITIES } from './known-keys.ts';

const IDENTITY: StageTable = {
  id: 'identity',
  columns: [
    { name: 'identity', type: 'INTEGER' },
    { name: 'birth_month', type: 'DATE' },
    { name: 'born_on_first', type: 'INTEGER' },
    { name: 'sex', type: 'INTEGER' },
  ],
};
const IDENTITY_KEY: StageTable = {
  id: 'identity_key',
  columns: [
    // Number of the row; a key that several identities have goes by the first of its rows.
    { name: 'no', type: 'INTEGER' },
    { name: 'identity', type: 'INTEGER' },
    { name: 'strength', type: 'INTEGER' },
    { name: 'kind', type: 'VARCHAR' },
    { name: 'hash', type: 'VARCHAR' },
  ],
};
const LINK: StageTable = {
  id: 'link_person',
  columns: [
    { name: 'identity', type: 'INTEGER' },
    { name: 'person_id', type: 'INTEGER' },
  ],
};
const KEY_PERSON: StageTable = {
  id: 'key_person',
  columns: [
    { name: 'key_no', type: 'INTEGER' },
    { name: 'person_id', type: 'INTEGER' },
  ],
};

/** What stands for the bytes of a whole row. */
const ROW_HASH = 'row_hash';

/** Where the rows of a stage go when they need no second step: column by column of a canonical table. */
export interface DirectTarget {
  readonly table: string;
  readonly columns: readonly WriterColumn[];
  /** Columns of the stage that are kept beside it, until the file is done. */
  readonly staged?: readonly string[];
}

/** Names of the tables that files are staged in. */
const STAGED = [
  'identity',
  'identity_key',
  'key_person',
  'link',
  'repeated',
  ...Object.values(STAGES).map(({ id }) => id),
].map((id) => `stage_${id}`);

/** Drops what the files of an import were staged in; must be inside its transaction. */
export async function dropStages(warehouse: Warehouse): Promise<void> {
  await warehouse.run(STAGED.map((name) => `DROP TABLE IF EXISTS main."${name}"`).join('; '));
}

/**
 * Tables that one file is staged in. They are tables of the warehouse, not temporary ones: those stay in memory, these
 * are written row group by row group, so that the memory does not grow with the file. The transaction that makes them
 * drops them; nobody else ever sees them, and after a failure they were never there.
 *
 * They stay for the next file of the import: inside a transaction a dropped table keeps its memory to the end, and
 * thousands of files would need more than there is.
 */
export class StageSession {
  readonly #warehouse: Warehouse;
  readonly #direct: Readonly<Record<string, DirectTarget>>;
  readonly #writers = new Map<string, readonly ChunkWriter[]>();
  readonly #created = new Set<string>();
  readonly #blind = blinder();
  readonly #complete: number[] = [];
  #few: StagedIdentity[] | undefined = [];
  readonly #keys = new KeyNumbers();
  #ready: Promise<void> = Promise.resolve();

  constructor(warehouse: Warehouse, direct: Readonly<Record<string, DirectTarget>>) {
    this.#warehouse = warehouse;
    this.#direct = direct;
  }

  /** Creates the tables of the stages that will be written. */
  async open(stages: readonly StageTable[]): Promise<void> {
    for (const table of [IDENTITY, IDENTITY_KEY, KEY_PERSON]) await this.#create(table, `stage_${table.id}`);
    await this.#create(LINK, 'stage_link');
    for (const stage of stages) {
      const staged = stagedOf(stage, this.#direct[stage.id]);
      if (staged.columns.length > 0) await this.#create(staged, tableName(stage.id));
      const writers = staged.columns.length > 0 ? [await this.#writer(staged)] : [];
      const direct = this.#direct[stage.id];
      if (direct) writers.push(new ChunkWriter(await this.#warehouse.appender(direct.table), direct.columns));
      this.#writers.set(stage.id, writers);
    }
    for (const table of [IDENTITY, IDENTITY_KEY]) this.#writers.set(table.id, [await this.#writer(table)]);
  }

  /** For each identity 1 where month of birth and sex are known: enough to make a person of it. */
  get complete(): Float64Array {
    return Float64Array.from(this.#complete);
  }

  /** All identities so far, while they are few; else nothing. */
  get few(): readonly StagedIdentity[] | undefined {
    return this.#few;
  }

  /** What is known of the keys of all identities without asking for their hashes, in the order of their numbers. */
  get keys(): KeyNumbers {
    return this.#keys;
  }

  append(buffer: StageBuffer): void {
    if (buffer.isUsed(ROW_HASH)) this.#blind(buffer.doubles(ROW_HASH), buffer.rows);
    for (const writer of this.#writers.get(buffer.table.id) ?? []) writer.write(buffer);
  }

  identities(identities: readonly StagedIdentity[]): void {
    const people = new StageBuffer(IDENTITY);
    const keys = new StageBuffer(IDENTITY_KEY);
    if (this.#few && this.#few.length + identities.length <= MOST_IDENTITIES) this.#few.push(...identities);
    else this.#few = undefined;
    for (const person of identities) {
      const row = people.rows;
      this.#complete[person.identity] = person.birthMonth !== NULL_INT && isSex(person.sex) ? 1 : 0;
      people.integers('identity')[row] = person.identity;
      people.integers('birth_month')[row] = person.birthMonth;
      people.integers('born_on_first')[row] = person.bornOnFirst ? 1 : 0;
      people.integers('sex')[row] = person.sex;
      this.#advance(people);
      for (const key of person.keys) {
        const at = keys.rows;
        keys.integers('no')[at] = this.#keys.add(person.identity, key);
        keys.integers('identity')[at] = person.identity;
        keys.integers('strength')[at] = key.strength;
        keys.texts('kind')[at] = key.kind;
        keys.texts('hash')[at] = key.hash;
        this.#advance(keys);
      }
    }
    this.append(people);
    this.append(keys);
  }

  /** Ends appending to every table so far; they can be queried now. */
  async closeWriters(): Promise<void> {
    await this.#ready;
    for (const writer of [...this.#writers.values()].flat()) {
      writer.close();
      await nextTurn();
    }
    this.#writers.clear();
  }

  /** Opens the writers that the linkage needs; call after `closeWriters`. */
  async openLinkWriters(): Promise<void> {
    this.#writers.set(LINK.id, [await this.#writer(LINK, 'stage_link')]);
    this.#writers.set(KEY_PERSON.id, [await this.#writer(KEY_PERSON)]);
  }

  writeLinks(personOf: Int32Array): void {
    const buffer = new StageBuffer(LINK);
    personOf.forEach((person, identity) => {
      if (person === 0) return;
      buffer.integers('identity')[buffer.rows] = identity;
      buffer.integers('person_id')[buffer.rows] = person;
      this.#advance(buffer);
    });
    this.append(buffer);
  }

  writeKeyPersons(keyPersons: ReadonlyMap<number, number>): void {
    const buffer = new StageBuffer(KEY_PERSON);
    for (const [key, person] of keyPersons) {
      buffer.integers('key_no')[buffer.rows] = key;
      buffer.integers('person_id')[buffer.rows] = person;
      this.#advance(buffer);
    }
    this.append(buffer);
  }

  /** Empties the tables for the next file; after a large one they are dropped. */
  async clear(large: boolean): Promise<void> {
    const clears = [...this.#created].map((name) =>
      large ? `DROP TABLE IF EXISTS main."${name}"` : `DELETE FROM main."${name}"`,
    );
    await this.#warehouse.run(clears.join('; '));
    this.#created.clear();
  }

  #advance(buffer: StageBuffer): void {
    buffer.rows += 1;
    if (buffer.rows < STAGE_ROWS) return;
    this.append(buffer);
    buffer.clear();
  }

  async #create(table: StageTable, name: string): Promise<void> {
    const columns = table.columns.map((column) => `"${column.name}" ${column.type}`).join(', ');
    await this.#warehouse.run(`CREATE TABLE IF NOT EXISTS "${name}" (${columns})`);
    this.#created.add(name);
  }

  async #writer({ id, columns }: StageTable, name = tableName(id)): Promise<ChunkWriter> {
    const appender = await this.#warehouse.appender(name);
    return new ChunkWriter(
      appender,
      columns.map(({ name: from, type }) => ({ type, from })),
    );
  }
}

/** What of a stage is kept in a table of its own. */
function stagedOf(stage: StageTable, direct: DirectTarget | undefined): StageTable {
  if (!direct) return stage;
  return { id: stage.id, columns: stage.columns.filter(({ name }) => direct.staged?.includes(name)) };
}

function isSex(code: number): boolean {
  return code === 1 || code === 2;
}

function tableName(stage: string): string {
  return `stage_${stage}`;
}
