import { type OperationalSchema, releaseOperational } from '../../disclosure/index.ts';
import type { IssueCode, UserIssue } from '../../domain/issue.ts';
import type { FileIssue } from '../../intake/issues.ts';
import { summariseClaims } from '../../measures/summaries.ts';
import { sentenceOf } from '../../messages/index.ts';
import { listBatches, undoBatch } from '../../workspace/history.ts';
import { importFiles } from '../../workspace/import.ts';
import type { ImportProgress } from '../../workspace/progress.ts';
import { recogniseFiles } from '../../workspace/recognise.ts';
import type { ImportReport } from '../../workspace/report.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { Handlers } from './handler.ts';

type WireReport = OperationOutput<'import.run'>;
type WireIssue = WireReport['files'][number]['issues'][number];

export const importHandlers: Pick<
  Handlers,
  'import.recognise' | 'import.run' | 'import.history' | 'import.undo'
> = {
  'import.recognise': async ({ workspaces, files }, input, { signal }) => {
    const { workspace } = workspaces.require();
    const recognised = [];
    for (const token of input.files) {
      for (const { issue, ...file } of await recogniseFiles(workspace, [files.path(token)], signal)) {
        recognised.push({ token, ...file, ...(issue ? { issue: refusal(issue) } : {}) });
      }
    }
    return { files: recognised };
  },
  'import.run': async ({ workspaces, files }, input, call) => {
    const { workspace } = workspaces.require();
    const report = await importFiles(workspace, {
      from: input.files.map((token) => files.path(token)),
      ...(input.layouts ? { layouts: input.layouts } : {}),
      ...(input.recipe === undefined ? {} : { recipe: input.recipe }),
      onProgress: importProgress(call),
      ...(call.signal ? { signal: call.signal } : {}),
    });
    call.onProgress?.({ phase: '集計の準備', done: 1, total: 1 });
    await summariseClaims(workspace.warehouse);
    return wireReport(report);
  },
  'import.history': async ({ workspaces }) => {
    const batches = await listBatches(workspaces.require().workspace);
    return {
      batches: batches
        .map(({ batchId, fileName, layoutName, importedAt, rowsLoaded }) => ({
          batchId,
          fileName,
          layoutName,
          importedAt,
          rowsLoaded,
        }))
        .reverse(),
    };
  },
  'import.undo': async ({ workspaces }, { batchId }) => {
    await undoBatch(workspaces.require().workspace, batchId);
    return { done: true as const };
  },
};

/** Passes the progress of an import on to the shell. */
export function importProgress({ onProgress }: CallOptions): (progress: ImportProgress) => void {
  return (progress) => onProgress?.(progress);
}

const REPORT_SCHEMA = {
  files: [
    {
      name: 'name',
      layout: 'name',
      layoutName: 'sentence',
      encoding: 'name',
      evidence: ['sentence'],
      status: 'code',
      rowsRead: 'count',
      rowsLoaded: 'count',
      rowsQuarantined: 'count',
      issues: [
        {
          code: 'code',
          severity: 'code',
          column: 'name',
          firstLine: 'line',
          count: 'count',
          sentence: 'sentence',
        },
      ],
    },
  ],
  linkage: [
    {
      source: 'name',
      fiscalYear: 'count',
      records: 'count',
      linked: 'count',
      reasons: [{ reason: 'sentence', count: 'count', remedy: 'sentence' }],
    },
  ],
  totals: { rowsRead: 'count', rowsLoaded: 'count', rowsQuarantined: 'count' },
} as const satisfies OperationalSchema;

/** The report for a shell: counts, line numbers, headings and sentences, checked field by field. */
function wireReport(report: ImportReport): WireReport {
  const files = report.files.map(({ batchId: _, issues, ...file }) => ({
    ...file,
    issues: issues.map(wireIssue),
  }));
  return releaseOperational({ ...report, files }, REPORT_SCHEMA);
}

function wireIssue(issue: FileIssue): WireIssue {
  const { code, column, firstLine, count } = issue;
  const params = {
    count,
    ...(column === undefined ? {} : { column }),
    ...(firstLine === undefined ? {} : { line: firstLine }),
  };
  return { ...issue, sentence: sentenceOf({ code: code as IssueCode, params }) };
}

function refusal(issue: UserIssue): WireIssue {
  return { code: issue.code, severity: 'error', count: 1, sentence: sentenceOf(issue) };
}
