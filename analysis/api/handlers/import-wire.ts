import { type OperationalSchema, releaseOperational } from '../../disclosure/index.ts';
import type { IssueCode, UserIssue } from '../../domain/issue.ts';
import type { FileIssue } from '../../intake/issues.ts';
import { sentenceOf } from '../../messages/index.ts';
import type { RecognisedFile } from '../../workspace/recognise.ts';
import type { ImportReport } from '../../workspace/report.ts';
import type { OperationOutput } from '../contract/operations.ts';

type WireReport = OperationOutput<'import.run'>;
type WireIssue = WireReport['files'][number]['issues'][number];
type WireFile = OperationOutput<'import.recognise'>['files'][number];

const ISSUE = {
  code: 'code',
  severity: 'code',
  column: 'name',
  firstLine: 'line',
  count: 'count',
  sentence: 'sentence',
} as const satisfies OperationalSchema;

const REPORT_SCHEMA = {
  files: [
    {
      name: 'name',
      layout: 'name',
      layoutName: 'sentence',
      encoding: 'name',
      evidence: ['sentence'],
      status: 'code',
      batchId: 'count',
      sameAs: 'name',
      rowsRead: 'count',
      rowsLoaded: 'count',
      rowsQuarantined: 'count',
      issues: [ISSUE],
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

const RECOGNISED_SCHEMA = {
  token: 'name',
  name: 'name',
  layout: 'code',
  layoutName: 'sentence',
  encoding: 'name',
  encodingId: 'code',
  evidence: ['sentence'],
  columns: [
    {
      heading: 'name',
      pattern: 'pattern',
      filled: 'count',
      field: 'name',
      fieldLabel: 'name',
      reason: 'sentence',
      suggestions: [{ field: 'name', label: 'name', reason: 'sentence' }],
    },
  ],
  mappable: 'flag',
  undecodable: 'count',
  undecodableLine: 'line',
  missing: ['name'],
  recipe: 'name',
  change: {
    added: ['name'],
    removed: ['name'],
    renamed: [{ from: 'name', to: 'name' }],
    reordered: 'flag',
    shapes: [{ heading: 'name', from: 'pattern', to: 'pattern' }],
    codes: [{ heading: 'name', added: ['name'] }],
  },
  issue: ISSUE,
} as const satisfies OperationalSchema;

/** The report for a shell: counts, line numbers, headings and sentences, checked field by field. */
export function wireReport(report: ImportReport): WireReport {
  const files = report.files.map(({ issues, ...file }) => ({
    ...file,
    issues: issues.map((issue) => wireIssue(file.name, issue)),
  }));
  return releaseOperational({ ...report, files }, REPORT_SCHEMA);
}

/** A recognised file for a shell: headings, shapes and counts, checked field by field. */
export function wireFile(token: string, { issue, ...file }: RecognisedFile): WireFile {
  return releaseOperational(
    { token, ...file, ...(issue ? { issue: refusal(issue) } : {}) },
    RECOGNISED_SCHEMA,
  );
}

function wireIssue(file: string, issue: FileIssue): WireIssue {
  const { code, column, firstLine, count } = issue;
  const params = {
    file,
    count,
    ...(column === undefined ? {} : { column }),
    ...(firstLine === undefined ? {} : { line: firstLine }),
  };
  return { ...issue, sentence: sentenceOf({ code: code as IssueCode, params }) };
}

function refusal(issue: UserIssue): WireIssue {
  return { code: issue.code, severity: 'error', count: 1, sentence: sentenceOf(issue) };
}
