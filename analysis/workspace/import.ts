import { UserIssue } from '../domain/issue.ts';
import type { FileChoice } from '../intake/recognise.ts';
import { type Refused, recogniseAll } from './candidates.ts';
import { importPaces, rememberPaces } from './import-pace.ts';
import { loadCandidates, plannedFiles } from './load-candidates.ts';
import { type ImportProgress, ProgressTicker } from './progress.ts';
import { type ImportedFile, type ImportReport, reportOf } from './report.ts';
import type { Workspace } from './workspace.ts';

export interface ImportOptions {
  /** Files and folders. */
  readonly from: readonly string[];
  /** Layout id for all files, instead of what would be recognised. */
  readonly layout?: string;
  /** Layout ids by file name. */
  readonly layouts?: Readonly<Record<string, string>>;
  /** What the user decided about single tables, by their name. */
  readonly choices?: Readonly<Record<string, FileChoice>>;
  /** Text of a recipe (see intake/map/recipe.ts). */
  readonly recipe?: string;
  /** What to do with rows that cannot be used: set them aside, or stop the whole import. */
  readonly onFault?: 'quarantine' | 'abort';
  /** Batch whose place the files take: it is undone in the same step. */
  readonly replaces?: number;
  /** What follows the last file, once all are in place; too late to cancel. */
  readonly afterwards?: { readonly phase: string; readonly run: () => Promise<void> };
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Imports files: recognises all, then loads them in one transaction (masters and registers first).
 *
 * Files that are no known kind are reported as refused; when no file can be used, the first reason is thrown.
 * Any other fault, and cancelling, leaves the workspace as it was. Throws `intake.*` (kind input),
 * `workspace.no_such_batch` and `workspace.undo_later_first` for a batch that cannot be replaced.
 */
export async function importFiles(workspace: Workspace, options: ImportOptions): Promise<ImportReport> {
  if (workspace.readOnly) throw new UserIssue('usage', 'workspace.read_only');
  options.signal?.throwIfAborted();
  const ticker = new ProgressTicker(options.onProgress);
  let whole = false;
  try {
    const report = await importWith(workspace, options, ticker);
    whole = true;
    return report;
  } catch (error) {
    if (options.signal?.aborted && !(error instanceof UserIssue))
      throw new UserIssue('usage', 'intake.cancelled', {}, { cause: error });
    throw error;
  } finally {
    ticker.stop(whole);
  }
}

async function importWith(
  workspace: Workspace,
  options: ImportOptions,
  ticker: ProgressTicker,
): Promise<ImportReport> {
  ticker.phase('ファイルの種類を確認');
  const { candidates, refused } = await recogniseAll(workspace, {
    ...options,
    onFile: () => ticker.breathe(),
  });
  if (candidates.length === 0) throw firstFault(refused);
  ticker.plan(plannedFiles(candidates), options.afterwards !== undefined, importPaces(workspace));
  const accept = refused.length === 0 ? throwIfAllKnown : undefined;
  const loaded = await loadCandidates(workspace, candidates, {
    ...options,
    ticker,
    ...(accept && { accept }),
  });
  const files = [...refused.map(refusedFile), ...loaded.files];
  ticker.endFiles();
  rememberPaces(workspace, ticker.paces);
  if (options.afterwards) {
    ticker.phase(options.afterwards.phase);
    await options.afterwards.run();
  }
  return reportOf(files, loaded.linkage);
}

/** Nothing is kept of an import in which every file was loaded before. Throws `intake.already_loaded`. */
function throwIfAllKnown(files: readonly ImportedFile[]): void {
  if (!files.every((file) => file.status === 'already_loaded')) return;
  const [first] = files;
  const params = { file: first!.name, files: files.length, earlier: first!.sameAs ?? '' };
  throw new UserIssue('input', 'intake.already_loaded', params);
}

function firstFault(refused: readonly Refused[]): UserIssue {
  return refused[0]?.issue ?? new UserIssue('input', 'intake.no_files');
}

function refusedFile({ name, issue }: Refused): ImportedFile {
  const { line } = issue.params;
  const place = typeof line === 'number' ? { firstLine: line } : {};
  return {
    name,
    layout: '',
    layoutName: '',
    encoding: '',
    evidence: [],
    status: 'refused',
    rowsRead: 0,
    rowsLoaded: 0,
    rowsQuarantined: 0,
    issues: [{ code: issue.code, severity: 'error', count: 1, ...place }],
  };
}
