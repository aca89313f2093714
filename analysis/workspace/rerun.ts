import { UserIssue } from '../domain/issue.ts';
import type { ByteSource } from '../intake/decode/source.ts';
import { strictWidth } from '../intake/load/row-width.ts';
import type { FileChoice } from '../intake/recognise.ts';
import { type RecogniseFileOptions, recogniseFile } from '../intake/recognise-file.ts';
import type { Candidate } from './candidates.ts';
import { loadCandidates, plannedFiles } from './load-candidates.ts';
import { type ImportProgress, ProgressTicker } from './progress.ts';
import { parkQuarantine, type QuarantineAbout, readQuarantine } from './quarantine.ts';
import { loadRecipes } from './recipes.ts';
import { describeCandidate, type RecognisedFile } from './recognise.ts';
import { type ImportedFile, type ImportReport, reportOf } from './report.ts';
import { restoreRows } from './sealed-rows.ts';
import type { Workspace } from './workspace.ts';

export interface RerunOptions {
  /** Corrected meaning of the columns; else a saved recipe that fits, else what held at the import. */
  readonly choice?: FileChoice;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

/** Nothing could be used this time either: everything is taken back, the report tells why. */
class Unchanged extends Error {
  readonly files: readonly ImportedFile[];

  constructor(files: readonly ImportedFile[]) {
    super('unchanged');
    this.files = files;
  }
}

/**
 * Tries the rows that a batch had set aside once more, after a mapping, a recipe, a register or a master was put
 * right; the original file is not needed. Rows that can be used now make a batch of their own, the others stay
 * set aside there. When none can be used, nothing changes and the report tells why.
 *
 * Throws `workspace.nothing_quarantined`, `workspace.read_only`, `intake.cancelled`.
 */
export async function rerunQuarantined(
  workspace: Workspace,
  batchId: number,
  options: RerunOptions = {},
): Promise<ImportReport> {
  if (workspace.readOnly) throw new UserIssue('usage', 'workspace.read_only');
  const { about, restored } = heldRows(workspace, batchId);
  const candidates = await candidatesOf(workspace, about, restored.source, options);
  const line = restored.lineOf;
  const ticker = new ProgressTicker(options.onProgress);
  ticker.plan(plannedFiles(candidates), false);
  let whole = false;
  try {
    const loaded = await loadCandidates(workspace, candidates, {
      ticker,
      ...(options.signal ? { signal: options.signal } : {}),
      rerunOf: batchId,
      accept: (files) => {
        if (files.every(({ rowsLoaded }) => rowsLoaded === 0)) throw new Unchanged(files);
      },
    });
    await takeOver(workspace, batchId, loaded.files);
    whole = true;
    return reportOf(withLines(loaded.files, line), loaded.linkage);
  } catch (error) {
    if (error instanceof Unchanged) return reportOf(withLines(error.files, line), []);
    throw error;
  } finally {
    ticker.stop(whole);
  }
}

/**
 * Looks at the rows that a batch had set aside, so that their columns can be given another meaning for one more try.
 *
 * Throws `workspace.nothing_quarantined`, and what recognising a file throws.
 */
export async function recogniseHeld(
  workspace: Workspace,
  batchId: number,
  options: Pick<RerunOptions, 'choice' | 'signal'> = {},
): Promise<RecognisedFile> {
  const { about, restored } = heldRows(workspace, batchId);
  const [candidate] = await candidatesOf(workspace, about, restored.source, options);
  return describeCandidate(candidate!);
}

function heldRows(workspace: Workspace, batchId: number) {
  const kept = readQuarantine(workspace, batchId);
  const restored = kept && restoreRows(kept.about, kept.rows);
  if (kept && restored) return { about: kept.about, restored };
  throw new UserIssue('input', 'workspace.nothing_quarantined', { batch: batchId });
}

async function candidatesOf(
  workspace: Workspace,
  about: QuarantineAbout,
  source: ByteSource,
  { choice, signal }: RerunOptions,
): Promise<Candidate[]> {
  const isTable = about.kind === 'flat';
  const then: FileChoice = { layout: about.layout, ...(about.columns ? { columns: about.columns } : {}) };
  const recognise = (how: RecogniseFileOptions) =>
    recogniseFile(source, {
      ...(about.kind.endsWith('_xml') ? {} : { encoding: about.encoding }),
      ...how,
      ...(signal ? { signal } : {}),
    });
  const fitting =
    isTable && !choice ? await recognise({ recipes: loadRecipes(workspace) }).catch(() => []) : [];
  const recognised = fitting.some(({ recognition }) => recognition.recipe)
    ? fitting
    : await recognise(isTable ? { choices: { [source.name]: choice ?? then } } : {});
  return recognised.map(({ source: held, recognition }) => ({
    name: about.name,
    source: held,
    // Rows that were set aside do not show how wide the others were.
    recognition: recognition.width
      ? { ...recognition, width: strictWidth(recognition.headings) }
      : recognition,
  }));
}

/** The rows now count with the re-run; the batch they came from has none left. */
async function takeOver(
  workspace: Workspace,
  batchId: number,
  files: readonly ImportedFile[],
): Promise<void> {
  const rerun = files.find(({ batchId: id }) => id !== undefined)?.batchId;
  if (rerun === undefined) return;
  parkQuarantine(workspace, batchId, rerun);
  await workspace.warehouse.run('UPDATE import_batch SET rows_quarantined = 0 WHERE batch_id = ?', [batchId]);
}

/** Lines as they were in the original file. */
function withLines(files: readonly ImportedFile[], lineOf: (line: number) => number): ImportedFile[] {
  return files.map((file) => ({
    ...file,
    issues: file.issues.map((issue) =>
      issue.firstLine === undefined ? issue : { ...issue, firstLine: lineOf(issue.firstLine) },
    ),
  }));
}
