import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve as resolvePath } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBValue,
} from '@duckdb/node-api';
import { DuckDBTypeId, DuckDBInstance as Instance, JSDuckDBValueConverter } from '@duckdb/node-api';
import { UserIssue } from '../domain/issue.ts';

export type SqlValue = string | number | bigint | boolean | null;
/** Values by parameter name (`$name` in the SQL) or by position (`?`). */
export type SqlParams = Readonly<Record<string, SqlValue>> | readonly SqlValue[];
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface WarehouseOptions {
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly readOnly?: boolean;
}

/**
 * An open DuckDB file, sealed: no network, no extension, no file outside the workspace folder.
 *
 * Rows that it returns stay in the analysis process; only `disclosure` may pass on what is made of them.
 */
export interface Warehouse {
  /** Folder in which SQL may read and write staged files. */
  readonly folder: string;
  all(sql: string, params?: SqlParams, signal?: AbortSignal): Promise<SqlRow[]>;
  /** Result columns as arrays; numeric columns come as Float64Array with NaN for null. */
  columns(sql: string, params?: SqlParams, signal?: AbortSignal): Promise<ColumnSet>;
  /** Returns the number of rows that the statement inserted, changed or deleted. */
  run(sql: string, params?: SqlParams, signal?: AbortSignal): Promise<number>;
  /**
   * Runs `work` in one transaction; any throw rolls everything back. `signal` stops every statement of it, also those
   * that were given none, and what was done is rolled back.
   */
  transaction<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  appender(table: string): Promise<DuckDBAppender>;
  /**
   * With one thread rows are appended where they belong; with all of them each batch is built apart and copied, so
   * that appending and short statements take longer. Statements over many rows want all.
   */
  setThreads(threads: 'one' | 'all'): Promise<void>;
  /** Changes with every statement that may have written something: what was computed before may be out of date. */
  readonly writes: number;
  /**
   * Stops every statement that runs and refuses every other, whoever asks: they throw an `AbortError`, and transactions
   * are rolled back. The function that is returned waits until none runs any more and ends the halt.
   */
  halt(): () => Promise<void>;
  /** Closes the file; where a statement still runs, once that was stopped. */
  close(): void;
}

export interface ColumnSet {
  readonly length: number;
  number(name: string): Float64Array;
  text(name: string): (string | null)[];
}

/**
 * Opens (or creates) the DuckDB file. Throws `warehouse.locked` when another process holds it.
 *
 * What does not fit into memory goes to a folder of its own below `temporary`, which is removed on closing; who opens
 * for writing also removes what processes that ended without closing have left there.
 */
export async function openWarehouse(file: string, options: WarehouseOptions = {}): Promise<Warehouse> {
  const folder = dirname(file);
  // Two at once on one file, of one process, would not see each other's lock.
  await closing.get(resolvePath(file));
  const spill = spillFolder(join(folder, TEMPORARY));
  try {
    const instance = await createInstance(file, spill, options);
    if (!options.readOnly) removeLeftovers(join(folder, TEMPORARY));
    const connection = await instance.connect();
    await seal(connection, folder);
    return new DuckDbWarehouse({ file: resolvePath(file), folder, spill, instance, connection });
  } catch (error) {
    removeSpill(spill);
    throw error;
  }
}

/** Files that are closed as soon as their last statement has come back, of this process. */
const closing = new Map<string, Promise<void>>();

/** Folder in a workspace for what is needed for a while only. */
const TEMPORARY = 'temporary';

/** Those of this process. */
const spillFolders = new Set<string>();

/** One for each opening: several may read one file at once, and DuckDB names its files alike. */
function spillFolder(temporary: string): string {
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(temporary, 'spill-'));
  spillFolders.add(folder);
  return folder;
}

function removeSpill(folder: string): void {
  spillFolders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Whoever holds the file for writing is alone with it: what others made there is of processes that have ended. */
function removeLeftovers(temporary: string): void {
  for (const name of readdirSync(temporary)) {
    const path = join(temporary, name);
    if (!spillFolders.has(path)) rmSync(path, { recursive: true, force: true });
  }
}

async function createInstance(
  file: string,
  spill: string,
  options: WarehouseOptions,
): Promise<DuckDBInstance> {
  try {
    return await Instance.create(file, {
      access_mode: options.readOnly ? 'READ_ONLY' : 'READ_WRITE',
      memory_limit: options.memoryLimit ?? '1GB',
      temp_directory: spill,
      ...(options.threads ? { threads: String(options.threads) } : {}),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      preserve_insertion_order: 'false',
      // Each row group is written once it is whole: five at once would hold everything else up for long.
      write_buffer_row_group_count: '1',
    });
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : '';
    if (/lock/i.test(text)) throw new UserIssue('input', 'warehouse.locked', {}, { cause });
    if (/not a valid DuckDB|corrupt|magic/i.test(text))
      throw new UserIssue('input', 'warehouse.damaged', {}, { cause });
    throw cause;
  }
}

/** After this no statement can reach another folder, load code or change a setting but the number of threads. */
async function seal(connection: DuckDBConnection, folder: string): Promise<void> {
  const quoted = folder.replaceAll("'", "''");
  await connection.run(`SET allowed_directories = ['${quoted}/']`);
  await connection.run("SET TimeZone = 'Asia/Tokyo'");
  await connection.run('SET enable_external_access = false');
  await connection.run("SET allowed_configs = ['threads']");
  await connection.run('SET lock_configuration = true');
}

/** How often a halt stops what has started since. */
const HALT_MS = 5;

interface Opened {
  readonly file: string;
  readonly folder: string;
  readonly spill: string;
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

class DuckDbWarehouse implements Warehouse {
  readonly folder: string;
  readonly #file: string;
  readonly #spill: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** All threads, as set when the file was opened; read when it is first needed. */
  #allThreads: number | undefined;
  #threads: 'one' | 'all' = 'all';
  #depth = 0;
  #writes = 0;
  /** Ends when the last call asked for so far has come back: the connection takes one after another. */
  #turn: Promise<void> = Promise.resolve();
  /** What may be done to the call that DuckDB is at work on. */
  #atWork: 'nothing' | 'stoppable' | 'unstoppable' = 'nothing';
  /** Calls that have not come back: to close the connection under one would end the process. */
  #inside = 0;
  #isClosing = false;
  #whenShut: () => void = () => undefined;
  #halts = 0;
  /** Signal of the transaction that is under way. */
  #signal: AbortSignal | undefined;

  constructor({ file, folder, spill, instance, connection }: Opened) {
    this.#file = file;
    this.folder = folder;
    this.#spill = spill;
    this.#instance = instance;
    this.#connection = connection;
  }

  async all(sql: string, params?: SqlParams, signal?: AbortSignal): Promise<SqlRow[]> {
    const reader = await this.#interruptible(signal, () =>
      this.#connection.runAndReadAll(sql, bindable(params)),
    );
    const names = reader.columnNames();
    return reader.getRowsJS().map((row) => Object.fromEntries(names.map((name, i) => [name, plain(row[i])])));
  }

  async columns(sql: string, params?: SqlParams, signal?: AbortSignal): Promise<ColumnSet> {
    return this.#interruptible(signal, async () => {
      const result = await this.#connection.run(sql, bindable(params));
      return columnSet(result.columnNames(), await result.fetchAllChunks());
    });
  }

  get writes(): number {
    return this.#writes;
  }

  async run(sql: string, params?: SqlParams, signal?: AbortSignal): Promise<number> {
    this.#writes += 1;
    const result = await this.#interruptible(signal, () => this.#connection.run(sql, bindable(params)));
    return result.rowsChanged;
  }

  async transaction<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#depth > 0) return work();
    this.#depth += 1;
    this.#signal = signal;
    try {
      await this.#unstopped('BEGIN TRANSACTION');
      const result = await work();
      signal?.throwIfAborted();
      await this.#unstopped('COMMIT');
      return result;
    } catch (error) {
      await this.#unstopped('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      this.#signal = undefined;
      this.#depth -= 1;
      this.#writes += 1;
    }
  }

  appender(table: string): Promise<DuckDBAppender> {
    this.#writes += 1;
    return this.#inTurn('stoppable', () => this.#connection.createAppender(table));
  }

  async setThreads(threads: 'one' | 'all'): Promise<void> {
    if (threads === this.#threads) return;
    this.#allThreads ??= Number((await this.all("SELECT current_setting('threads') AS threads"))[0]!.threads);
    await this.#unstopped(`SET threads = ${threads === 'one' ? 1 : this.#allThreads}`);
    this.#threads = threads;
  }

  halt(): () => Promise<void> {
    const stop = () => {
      if (this.#atWork === 'stoppable') this.#connection.interrupt();
    };
    this.#halts += 1;
    // A statement that was only being prepared is not stopped by the first.
    stop();
    const timer = setInterval(stop, HALT_MS);
    return async () => {
      // A transaction has its rollback yet to come.
      while (this.#inside > 0 || this.#depth > 0) await pause(HALT_MS);
      clearInterval(timer);
      this.#halts -= 1;
    };
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    // What still runs is stopped, and the file closed as soon as it has come back.
    if (this.#inside === 0) {
      this.#shut();
      return;
    }
    const { promise, resolve: shut } = Promise.withResolvers<void>();
    this.#whenShut = shut;
    // Several may read one file.
    const all = Promise.all([closing.get(this.#file), promise]).then(() => {
      if (closing.get(this.#file) === all) closing.delete(this.#file);
    });
    closing.set(this.#file, all);
    void this.halt()();
  }

  #shut(): void {
    try {
      this.#connection.closeSync();
      this.#instance.closeSync();
      removeSpill(this.#spill);
    } finally {
      this.#whenShut();
    }
  }

  /** Begins and ends transactions, and sets; short, and never half done. */
  async #unstopped(sql: string): Promise<void> {
    await this.#inTurn('unstoppable', () => this.#connection.run(sql));
  }

  async #interruptible<T>(given: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const signal = given ?? this.#signal;
    const throwIfStopped = () => {
      signal?.throwIfAborted();
      if (this.#halts > 0) throw halted();
    };
    throwIfStopped();
    return this.#inTurn('stoppable', async () => {
      throwIfStopped();
      const interrupt = () => this.#connection.interrupt();
      signal?.addEventListener('abort', interrupt, { once: true });
      try {
        return await work();
      } catch (error) {
        throwIfStopped();
        throw error;
      } finally {
        signal?.removeEventListener('abort', interrupt);
      }
    });
  }

  /** What waits for its turn here can be told from what runs: a halt stops the one and never starts the other. */
  async #inTurn<T>(kind: 'stoppable' | 'unstoppable', work: () => Promise<T>): Promise<T> {
    if (this.#isClosing) throw halted();
    this.#inside += 1;
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    this.#atWork = kind;
    try {
      return await work();
    } finally {
      this.#atWork = 'nothing';
      this.#inside -= 1;
      resolve();
      if (this.#isClosing && this.#inside === 0) this.#shut();
    }
  }
}

function halted(): DOMException {
  return new DOMException('halted', 'AbortError');
}

function bindable(params: SqlParams | undefined): DuckDBValue[] | Record<string, DuckDBValue> | undefined {
  if (params === undefined) return undefined;
  return Array.isArray(params) ? [...params] : { ...(params as Record<string, SqlValue>) };
}

/** Dates become ISO text (the day), big integers numbers where they fit, everything else as it is. */
function plain(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'bigint') {
    return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
      ? Number(value)
      : value;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return String(value);
}

function columnSet(names: readonly string[], chunks: readonly DuckDBDataChunk[]): ColumnSet {
  const find = (name: string): number => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`no result column ${name}`);
    return index;
  };
  const length = chunks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return {
    length,
    number(name) {
      const index = find(name);
      const numbers = new Float64Array(length);
      let at = 0;
      for (const chunk of chunks) {
        fillNumbers(numbers, at, chunk, index);
        at += chunk.rowCount;
      }
      return numbers;
    },
    text(name) {
      const index = find(name);
      return chunks.flatMap((chunk) =>
        chunk
          .convertColumnValues(index, JSDuckDBValueConverter)
          .map((value) => (value === null ? null : String(plain(value)))),
      );
    },
  };
}

/** Numbers and truth values need no conversion: each comes straight from the vector. */
function fillNumbers(numbers: Float64Array, from: number, chunk: DuckDBDataChunk, index: number): void {
  const vector = chunk.getColumnVector(index);
  if (IS_NUMBER.has(vector.type.typeId)) {
    // Asking the vector or the chunk for its length costs as much as a value.
    const rows = chunk.rowCount;
    for (let row = 0; row < rows; row += 1) {
      const value = vector.getItem(row) as number | bigint | boolean | null;
      numbers[from + row] = value === null ? Number.NaN : Number(value);
    }
    return;
  }
  chunk.convertColumnValues(index, JSDuckDBValueConverter).forEach((value, row) => {
    numbers[from + row] = value === null ? Number.NaN : Number(value);
  });
}

const IS_NUMBER: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
]);
