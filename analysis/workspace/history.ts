import { CANONICAL_TABLES } from '../domain/canonical/tables.ts';
import { UserIssue } from '../domain/issue.ts';
import { layoutNameOf } from '../intake/layouts/index.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { laterDependents, undoBatchRows } from '../warehouse/undo.ts';
import { dropQuarantine, unparkQuarantine } from './quarantine.ts';
import type { Workspace } from './workspace.ts';

/** One file that was imported. */
export interface Batch {
  readonly batchId: number;
  readonly fileName: string;
  readonly layoutId: string;
  readonly layoutName: string;
  readonly importedAt: string;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsQuarantined: number;
  /** Batch whose set-aside rows these are. */
  readonly rerunOf?: number;
}

/** Everything that was imported, in the order of import. */
export async function listBatches(workspace: Workspace): Promise<Batch[]> {
  const rows = await workspace.warehouse.all('SELECT * FROM import_batch ORDER BY sequence');
  return rows.map((row) => ({
    batchId: Number(row.batch_id),
    fileName: String(row.file_name),
    layoutId: String(row.layout_id),
    layoutName: layoutNameOf(String(row.layout_id)),
    importedAt: String(row.imported_at),
    rowsRead: Number(row.rows_read),
    rowsLoaded: Number(row.rows_loaded),
    rowsQuarantined: Number(row.rows_quarantined),
    ...(row.rerun_of === null || row.rerun_of === undefined ? {} : { rerunOf: Number(row.rerun_of) }),
  }));
}

/**
 * Takes back one batch and the re-runs of its set-aside rows: its rows go, rows that it had replaced come back,
 * persons that it had joined are split again, persons that nothing refers to are forgotten.
 *
 * Throws `workspace.no_such_batch`, `workspace.read_only`, `workspace.undo_later_first` where later batches rest
 * on this one.
 */
export async function undoBatch(workspace: Workspace, batchId: number): Promise<void> {
  if (workspace.readOnly) throw new UserIssue('usage', 'workspace.read_only');
  let undone: readonly number[] = [];
  const [batch] = await workspace.warehouse.all('SELECT rerun_of FROM import_batch WHERE batch_id = ?', [
    batchId,
  ]);
  await workspace.warehouse.transaction(async () => {
    undone = await undoWithin(workspace, batchId, false);
  });
  const parent = batch?.rerun_of;
  if (parent !== null && parent !== undefined) await giveBack(workspace, Number(parent), batchId);
  for (const each of undone) dropQuarantine(workspace, each);
}

/** The rows that a re-run had taken are set aside again. */
async function giveBack(workspace: Workspace, parent: number, rerun: number): Promise<void> {
  const rows = unparkQuarantine(workspace, parent, rerun);
  await workspace.warehouse.run('UPDATE import_batch SET rows_quarantined = ? WHERE batch_id = ?', [
    rows,
    parent,
  ]);
}

/** Undoes a batch inside the caller's transaction; returns the numbers of all that were undone. */
export async function undoWithin(
  workspace: Workspace,
  batchId: number,
  replacing: boolean,
): Promise<readonly number[]> {
  const { warehouse } = workspace;
  await requireBatch(warehouse, batchId);
  const reruns = await warehouse.all(
    'SELECT batch_id FROM import_batch WHERE rerun_of = ? ORDER BY sequence DESC',
    [batchId],
  );
  const undone: number[] = [];
  for (const row of reruns) undone.push(...(await undoWithin(workspace, Number(row.batch_id), replacing)));
  const scope = { tables: CANONICAL_TABLES, replacing };
  const later = await laterDependents(warehouse, batchId, scope);
  if (later.length > 0) {
    const files = await fileNames(warehouse, later);
    throw new UserIssue('input', 'workspace.undo_later_first', { files });
  }
  await undoBatchRows(warehouse, batchId, scope);
  return [...undone, batchId];
}

const MOST_NAMES = 3;

async function fileNames(warehouse: Warehouse, batches: readonly number[]): Promise<string> {
  const rows = await warehouse.all(
    `SELECT file_name AS name FROM import_batch WHERE batch_id IN (${batches.join(', ')}) ORDER BY sequence DESC`,
  );
  const names = rows.slice(0, MOST_NAMES).map((row) => `「${String(row.name)}」`);
  const rest = rows.length - names.length;
  return `${names.join('、')}${rest > 0 ? `ほか ${rest} 件` : ''}`;
}

async function requireBatch(warehouse: Warehouse, batchId: number): Promise<void> {
  const [row] = await warehouse.all('SELECT 1 AS there FROM import_batch WHERE batch_id = ?', [batchId]);
  if (!row) throw new UserIssue('input', 'workspace.no_such_batch', { batch: batchId });
}
