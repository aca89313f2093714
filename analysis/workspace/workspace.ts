import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
import type { WorkspaceSettings } from '../domain/settings.ts';
import { createSchema, SCHEMA_VERSION } from '../warehouse/schema.ts';
import { openWarehouse, type Warehouse, type WarehouseOptions } from '../warehouse/session.ts';
import { readJson, sha256, shred, writeAtomically } from './files.ts';
import { lockForWriting, type WriterLock } from './lock.ts';
import { migrate } from './migrations.ts';
import { checkSettings } from './settings.ts';

export const WORKSPACE_FORMAT = 1;
const MARK = 'workspace.json';
const SETTINGS = 'settings.json';
const WAREHOUSE = 'warehouse.duckdb';
const VAULT = 'vault';
const SECRET = 'identifier.key';
const SUBFOLDERS = [VAULT, join(VAULT, 'quarantine'), 'recipes', 'studies', 'templates'];
const SECRET_BYTES = 32;

/** An open workspace folder. Everything about persons stays below it. */
export interface Workspace {
  readonly folder: string;
  /** Name without the `.ebpm` ending. */
  readonly name: string;
  readonly settings: WorkspaceSettings;
  readonly warehouse: Warehouse;
  readonly readOnly: boolean;
  /** Secret under which identifiers are hashed; never leaves the process. */
  readonly identifierSecret: Uint8Array;
  readonly paths: {
    readonly recipes: string;
    readonly studies: string;
    readonly templates: string;
    readonly ledger: string;
    readonly quarantine: string;
  };
  saveSettings(settings: WorkspaceSettings): void;
  close(): void;
}

export interface OpenOptions extends WarehouseOptions {
  readonly readOnly?: boolean;
}

/**
 * Makes a new workspace folder and opens it.
 * Throws `workspace.exists` when the folder already holds something, `workspace.settings_invalid`.
 */
export async function createWorkspace(
  folder: string,
  settings: WorkspaceSettings,
  options: OpenOptions = {},
): Promise<Workspace> {
  const path = resolve(folder);
  const checked = checkSettings(settings);
  if (existsSync(path) && (!statSync(path).isDirectory() || readdirSync(path).length > 0)) {
    throw new UserIssue('input', 'workspace.exists', { name: basename(path) });
  }
  mkdirSync(path, { recursive: true, mode: 0o700 });
  for (const name of SUBFOLDERS) mkdirSync(join(path, name), { recursive: true, mode: 0o700 });
  writeAtomically(join(path, VAULT, SECRET), randomBytes(SECRET_BYTES));
  writeAtomically(join(path, SETTINGS), `${JSON.stringify(checked, null, 2)}\n`);
  const warehouse = await openWarehouse(join(path, WAREHOUSE), options);
  await createSchema(warehouse);
  warehouse.close();
  writeAtomically(
    join(path, MARK),
    `${JSON.stringify({ format: WORKSPACE_FORMAT, schema: SCHEMA_VERSION }, null, 2)}\n`,
  );
  return openWorkspace(path, options);
}

/**
 * Opens a workspace: checks the folder, migrates an older schema (after a backup), takes the writer's lock.
 * Throws `workspace.missing`, `workspace.not_a_workspace`, `workspace.newer`, `workspace.in_use`,
 * `workspace.damaged`, `warehouse.locked`, `warehouse.damaged`.
 */
export async function openWorkspace(folder: string, options: OpenOptions = {}): Promise<Workspace> {
  const path = resolve(folder);
  verifyFolder(path);
  const readOnly = options.readOnly === true;
  const lock = readOnly ? undefined : lockForWriting(path);
  let warehouse: Warehouse | undefined;
  try {
    warehouse = await openWarehouse(join(path, WAREHOUSE), options);
    if (!readOnly) await bringUpToDate(path, warehouse);
    return openedWorkspace({ path, warehouse, lock, readOnly });
  } catch (error) {
    warehouse?.close();
    lock?.release();
    throw error;
  }
}

function verifyFolder(path: string): void {
  const name = basename(path);
  if (!existsSync(path)) throw new UserIssue('input', 'workspace.missing', { name });
  if (!existsSync(join(path, MARK))) throw new UserIssue('input', 'workspace.not_a_workspace', { name });
  let mark: { format?: unknown };
  try {
    mark = readJson(join(path, MARK)) as { format?: unknown };
  } catch (cause) {
    throw new UserIssue('input', 'workspace.damaged', { part: MARK }, { cause });
  }
  if (typeof mark.format !== 'number') throw new UserIssue('input', 'workspace.damaged', { part: MARK });
  if (mark.format > WORKSPACE_FORMAT) throw new UserIssue('input', 'workspace.newer', { name });
  for (const part of [SETTINGS, WAREHOUSE, join(VAULT, SECRET)]) {
    if (!existsSync(join(path, part))) throw new UserIssue('input', 'workspace.damaged', { part });
  }
  if (statSync(join(path, VAULT, SECRET)).size !== SECRET_BYTES) {
    throw new UserIssue('input', 'workspace.damaged', { part: join(VAULT, SECRET) });
  }
}

async function bringUpToDate(path: string, warehouse: Warehouse): Promise<void> {
  const [row] = await warehouse.all('SELECT max(version) AS version FROM schema_version');
  const version = Number(row?.version ?? 0);
  if (version > SCHEMA_VERSION) throw new UserIssue('input', 'workspace.newer', { name: basename(path) });
  if (version === SCHEMA_VERSION) return;
  await warehouse.run('CHECKPOINT');
  copyFileSync(join(path, WAREHOUSE), join(path, `warehouse-v${version}.backup.duckdb`));
  await migrate(warehouse, version);
  writeAtomically(
    join(path, MARK),
    `${JSON.stringify({ format: WORKSPACE_FORMAT, schema: SCHEMA_VERSION }, null, 2)}\n`,
  );
}

interface Opened {
  readonly path: string;
  readonly warehouse: Warehouse;
  readonly lock: WriterLock | undefined;
  readonly readOnly: boolean;
}

function openedWorkspace({ path, warehouse, lock, readOnly }: Opened): Workspace {
  let settings = checkSettings(readJson(join(path, SETTINGS)));
  let open = true;
  return {
    folder: path,
    name: basename(path).replace(/\.ebpm$/, ''),
    get settings() {
      return settings;
    },
    warehouse,
    readOnly,
    identifierSecret: readFileSync(join(path, VAULT, SECRET)),
    paths: {
      recipes: join(path, 'recipes'),
      studies: join(path, 'studies'),
      templates: join(path, 'templates'),
      ledger: join(path, 'ledger.jsonl'),
      quarantine: join(path, VAULT, 'quarantine'),
    },
    saveSettings(next) {
      if (readOnly) throw new UserIssue('usage', 'workspace.read_only');
      settings = checkSettings(next);
      writeAtomically(join(path, SETTINGS), `${JSON.stringify(settings, null, 2)}\n`);
    },
    close() {
      if (!open) return;
      open = false;
      warehouse.close();
      lock?.release();
    },
  };
}

/** Removes a closed workspace with everything in it; the key is overwritten first. */
export function deleteWorkspace(folder: string): void {
  const path = resolve(folder);
  verifyFolder(path);
  const lock = lockForWriting(path);
  shred(join(path, VAULT, SECRET));
  rmSync(path, { recursive: true, force: true });
  lock.release();
}

/** Hash over everything that was imported, in the order of import; printed with every number. */
export async function sourceHash(workspace: Workspace): Promise<string> {
  const rows = await workspace.warehouse.all(
    'SELECT content_hash, layout_id, layout_version FROM import_batch ORDER BY sequence',
  );
  return sha256(rows.map((row) => `${row.content_hash}|${row.layout_id}|${row.layout_version}`).join('\n'));
}
