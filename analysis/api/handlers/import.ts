import { type OperationalSchema, releaseOperational } from '../../disclosure/index.ts';
import type { IssueCode } from '../../domain/issue.ts';
import { encodingName } from '../../intake/decode/encoding.ts';
import type { FileIssue } from '../../intake/issues.ts';
import { layoutNameOf } from '../../intake/layouts/index.ts';
import type { Recognition } from '../../intake/recognise.ts';
import { sentenceOf } from '../../messages/index.ts';
import { evidenceSentence } from '../../messages/intake.ts';
import { recogniseAll } from '../../workspace/candidates.ts';
import { undoBatch } from '../../workspace/history.ts';
import { importFiles } from '../../workspace/import.ts';
import type { ImportProgress } from '../../workspace/progress.ts';
import type { ImportReport } from '../../workspace/report.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { Handlers } from './handler.ts';
import { recognisedColumns } from './recognised-columns.ts';

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
      const { candidates, refused } = await recogniseAll(workspace, {
        from: [files.path(token)],
        ...(signal ? { signal } : {}),
      });
      for (const { name, source, recognition } of candidates) {
        recognised.push({
          token,
          name,
          layout: recognition.layoutId,
          layoutName: recognition.layoutName,
          encoding: encodingName(recognition.encoding),
          evidence: evidenceOf(recognition),
          columns: await recognisedColumns(source, recognition),
        });
      }
      for (const { name, issue } of refused) {
        recognised.push({
          token,
          name,
          layoutName: '',
          encoding: '',
          evidence: [],
          columns: [],
          issue: { code: issue.code, severity: 'error' as const, count: 1, sentence: sentenceOf(issue) },
        });
      }
    }
    return { files: recognised };
  },
  'import.run': async ({ workspaces, files }, input, call) => {
    const { workspace } = workspaces.require();
    const report = await importFiles(workspace, {
      from: input.files.map((token) => files.path(token)),
      ...(input.layouts ? { layouts: input.layouts } : {}),
      onProgress: importProgress(call),
      ...(call.signal ? { signal: call.signal } : {}),
    });
    return wireReport(report);
  },
  'import.history': async ({ workspaces }) => {
    const rows = await workspaces
      .require()
      .warehouse.all('SELECT * FROM import_batch ORDER BY sequence DESC');
    return {
      batches: rows.map((row) => ({
        batchId: Number(row.batch_id),
        fileName: String(row.file_name),
        layoutName: layoutNameOf(String(row.layout_id)),
        importedAt: String(row.imported_at),
        rowsLoaded: Number(row.rows_loaded),
      })),
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

function evidenceOf(recognition: Recognition): string[] {
  return [
    ...recognition.evidence.map(({ code, params }) => evidenceSentence(code, params)),
    ...recognition.encodingEvidence.map((code) => evidenceSentence(code, {})),
  ];
}
