import { CANONICAL_TABLES } from '../domain/canonical/tables.ts';
import { UserIssue } from '../domain/issue.ts';
import { layoutNameOf } from '../intake/layouts/index.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { undoBatchRows } from '../warehouse/undo.ts';
import { dropQuarantine, quarantinedRows } from './quarantine.ts';
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
  }));
}

/**
 * Takes back one batch: its rows go, rows that it had replaced come back, persons that nothing refers to are
 * forgotten. Persons that its identifiers had joined stay joined. Throws `workspace.no_such_batch`,
 * `workspace.read_only`.
 */
export async function undoBatch(workspace: Workspace, batchId: number): Promise<void> {
  if (workspace.readOnly) throw new UserIssue('usage', 'workspace.read_only');
  const { warehouse } = workspace;
  await warehouse.transaction(async () => {
    await requireBatch(warehouse, batchId);
    await undoBatchRows(warehouse, batchId, CANONICAL_TABLES);
  });
  dropQuarantine(workspace, batchId);
}

async function requireBatch(warehouse: Warehouse, batchId: number): Promise<void> {
  const [row] = await warehouse.all('SELECT 1 AS there FROM import_batch WHERE batch_id = ?', [batchId]);
  if (!row) throw new UserIssue('input', 'workspace.no_such_batch', { batch: batchId });
}

/** Rows that a batch set aside, counted by reason with the first line; never their content. */
export function quarantineSummary(
  workspace: Workspace,
  batchId: number,
): readonly { readonly code: string; readonly count: number; readonly firstLine: number }[] {
  const byCode = new Map<string, { code: string; count: number; firstLine: number }>();
  for (const { code, line } of quarantinedRows(workspace, batchId)) {
    const known = byCode.get(code);
    if (known) {
      known.count += 1;
      known.firstLine = Math.min(known.firstLine, line);
    } else {
      byCode.set(code, { code, count: 1, firstLine: line });
    }
  }
  return [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
