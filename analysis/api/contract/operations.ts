import { z } from 'zod';
import { releasedBalance, releasedEffect, releasedFlow, releasedTable } from './statistics.ts';

/**
 * Everything a shell can ask of the analysis process.
 *
 * `query` reads, `command` changes the workspace, `job` takes long: it reports progress and can be cancelled.
 * Files never travel as paths: the host hands out tokens and tells the worker what they stand for.
 */
export interface Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'query' | 'command' | 'job';
  readonly input: Input;
  readonly output: Output;
}

function operation<Input extends z.ZodType, Output extends z.ZodType>(
  kind: Operation['kind'],
  input: Input,
  output: Output,
): Operation<Input, Output> {
  return { kind, input, output };
}

const nothing = z.strictObject({});
const done = z.strictObject({ done: z.literal(true) });

export const settingsSchema = z.strictObject({
  municipality: z.string(),
  /** Residents; decides the smallest publishable count. */
  population: z.int().min(0),
  /** Raised smallest publishable count; never lower than the tier's. */
  raisedThreshold: z.int().min(0).exactOptional(),
  calendar: z.enum(['wareki', 'seireki']),
  theme: z.strictObject({ accent: z.string() }),
  /** The data are about people who do not exist; printed on everything that is made. */
  synthetic: z.boolean().exactOptional(),
});

const workspaceState = z.strictObject({
  open: z.boolean(),
  name: z.string(),
  sample: z.boolean(),
  settings: settingsSchema,
  threshold: z.int(),
  fiscalYears: z.array(z.int()).readonly(),
  districts: z
    .array(
      z.strictObject({
        code: z.string(),
        name: z.string(),
        level: z.enum(['municipality', 'care_area', 'school_district']),
        parent: z.string().exactOptional(),
      }),
    )
    .readonly(),
  batches: z.int(),
});

const importIssue = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  column: z.string().exactOptional(),
  firstLine: z.int().exactOptional(),
  count: z.int(),
  /** Japanese sentence made from the code; no value of the file in it. */
  sentence: z.string(),
});

const importedFile = z.strictObject({
  name: z.string(),
  layout: z.string(),
  layoutName: z.string(),
  encoding: z.string(),
  evidence: z.array(z.string()).readonly(),
  status: z.enum(['loaded', 'refused', 'already_loaded']),
  rowsRead: z.int(),
  rowsLoaded: z.int(),
  rowsQuarantined: z.int(),
  issues: z.array(importIssue).readonly(),
});

const linkageRow = z.strictObject({
  source: z.string(),
  fiscalYear: z.int().exactOptional(),
  records: z.int(),
  linked: z.int(),
  reasons: z.array(z.strictObject({ reason: z.string(), count: z.int(), remedy: z.string() })).readonly(),
});

export const importReportSchema = z.strictObject({
  files: z.array(importedFile).readonly(),
  linkage: z.array(linkageRow).readonly(),
  totals: z.strictObject({ rowsRead: z.int(), rowsLoaded: z.int(), rowsQuarantined: z.int() }),
});

const recognisedColumn = z.strictObject({
  heading: z.string(),
  /** Shape of the values with every digit as 9 and every letter as A; never a value. */
  pattern: z.string(),
  filled: z.int(),
  field: z.string().exactOptional(),
  reason: z.string(),
});

const recognisedFile = z.strictObject({
  token: z.string(),
  name: z.string(),
  layout: z.string().exactOptional(),
  layoutName: z.string(),
  encoding: z.string(),
  evidence: z.array(z.string()).readonly(),
  columns: z.array(recognisedColumn).readonly(),
  issue: importIssue.exactOptional(),
});

const measureInfo = z.strictObject({
  id: z.string(),
  name: z.string(),
  family: z.string(),
  familyName: z.string(),
  unit: z.string(),
  direction: z.enum(['higher_is_better', 'lower_is_better', 'neutral']),
  numerator: z.string(),
  denominator: z.string(),
  source: z.string(),
  periodRule: z.string(),
  ageRule: z.string(),
  stratifications: z.array(z.enum(['sex', 'age', 'district'])).readonly(),
  standardisable: z.boolean(),
  caveats: z.array(z.string()).readonly(),
});

const grade = z.enum(['good', 'caution', 'bad']);

const approachSide = z.strictObject({
  /** One sentence with number, interval and denominator. */
  reading: z.string(),
  tables: z.array(releasedTable).readonly(),
});

const approachComparison = z.strictObject({
  factor: z.string(),
  factorName: z.string(),
  unit: z.string(),
  population: approachSide,
  highRisk: approachSide,
  sideBySide: approachSide,
  evidence: z
    .array(z.strictObject({ statement: z.string(), basis: z.enum(['measured_here', 'assumed']) }))
    .readonly(),
});

const studyInfo = z.strictObject({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  programme: z.string(),
  design: z.string(),
  outcomes: z.array(z.string()).readonly(),
});

const studyCheck = z.strictObject({
  id: z.string(),
  label: z.string(),
  verdict: grade,
  explanation: z.string(),
  action: z.string(),
});

const studyResult = z.strictObject({
  study: studyInfo,
  lock: z.strictObject({ hash: z.string(), lockedAt: z.string(), changedSince: z.boolean() }),
  targetTrial: z.array(z.strictObject({ item: z.string(), text: z.string() })).readonly(),
  checks: z.array(studyCheck).readonly(),
  evidenceLevel: z.enum(['1', '2a', '2b', '3', '4']),
  flow: releasedFlow,
  balance: releasedBalance,
  overlap: releasedTable,
  effects: z.array(releasedEffect).readonly(),
  /** Other estimators and the naive before–after comparison, for comparison only. */
  alternatives: z.array(releasedEffect).readonly(),
  reading: z.array(z.string()).readonly(),
  settings: z.string(),
});

export const reportTemplateId = z.enum([
  'annual',
  'council',
  'study',
  'district',
  'kpi',
  'summary',
  'processing',
]);
export const reportFormat = z.enum(['xlsx', 'pptx', 'docx', 'pdf', 'html', 'csv', 'svg', 'png']);

const reportTemplate = z.strictObject({
  id: reportTemplateId,
  name: z.string(),
  description: z.string(),
  formats: z.array(reportFormat).readonly(),
});

const ledgerEntry = z.strictObject({
  sequence: z.int(),
  releasedAt: z.string(),
  releaseId: z.string(),
  title: z.string(),
  outlet: z.string(),
  threshold: z.int(),
  hidden: z.int(),
  shown: z.int(),
  files: z.array(z.strictObject({ name: z.string(), sha256: z.string() })).readonly(),
});

const glossaryEntry = z.strictObject({
  term: z.string(),
  reading: z.string(),
  definition: z.string(),
  formula: z.string(),
  denominator: z.string(),
  source: z.string(),
  caveat: z.string(),
});

const by = z.array(z.enum(['sex', 'age', 'district'])).readonly();

export const operations = {
  'app.info': operation(
    'query',
    nothing,
    z.strictObject({ version: z.string(), shell: z.string(), sampleAvailable: z.boolean() }),
  ),
  'workspace.state': operation('query', nothing, workspaceState),
  'workspace.create': operation(
    'command',
    z.strictObject({ folder: z.string(), settings: settingsSchema }),
    workspaceState,
  ),
  'workspace.open': operation('command', z.strictObject({ folder: z.string() }), workspaceState),
  'workspace.openSample': operation('job', nothing, workspaceState),
  'workspace.saveSettings': operation('command', settingsSchema, workspaceState),
  /** Removes the open workspace with everything in it; the name must be typed to confirm. */
  'workspace.delete': operation('command', z.strictObject({ confirmName: z.string() }), workspaceState),
  'import.recognise': operation(
    'job',
    z.strictObject({ files: z.array(z.string()).readonly() }),
    z.strictObject({ files: z.array(recognisedFile).readonly() }),
  ),
  'import.run': operation(
    'job',
    z.strictObject({
      files: z.array(z.string()).readonly(),
      /** Layout ids by file name, in place of what would be recognised. */
      layouts: z.record(z.string(), z.string()).exactOptional(),
      /** Text of a recipe: headings and the fields they mean, no data. */
      recipe: z.string().max(200_000).exactOptional(),
    }),
    importReportSchema,
  ),
  'import.history': operation(
    'query',
    nothing,
    z.strictObject({
      batches: z
        .array(
          z.strictObject({
            batchId: z.int(),
            fileName: z.string(),
            layoutName: z.string(),
            importedAt: z.string(),
            rowsLoaded: z.int(),
          }),
        )
        .readonly(),
    }),
  ),
  'import.undo': operation('command', z.strictObject({ batchId: z.int() }), done),
  'quality.report': operation(
    'job',
    nothing,
    z.strictObject({
      grades: z
        .array(z.strictObject({ analysis: z.string(), label: z.string(), grade, reason: z.string() }))
        .readonly(),
      tables: z.array(releasedTable).readonly(),
    }),
  ),
  'measures.list': operation('query', nothing, z.strictObject({ measures: z.array(measureInfo).readonly() })),
  'measures.run': operation(
    'query',
    z.strictObject({
      ids: z.array(z.string()).min(1).readonly(),
      /** Several years give a trend. */
      years: z.array(z.int()).min(1).readonly(),
      by,
      standardise: z.boolean(),
    }),
    z.strictObject({ tables: z.array(releasedTable).readonly() }),
  ),
  'approaches.compare': operation(
    'query',
    z.strictObject({ factor: z.string(), from: z.int(), to: z.int() }),
    approachComparison,
  ),
  'studies.list': operation('query', nothing, z.strictObject({ studies: z.array(studyInfo).readonly() })),
  'studies.run': operation('job', z.strictObject({ id: z.string() }), studyResult),
  'reports.templates': operation(
    'query',
    nothing,
    z.strictObject({ templates: z.array(reportTemplate).readonly() }),
  ),
  'reports.build': operation(
    'job',
    z.strictObject({
      template: reportTemplateId,
      formats: z.array(reportFormat).readonly(),
      year: z.int().exactOptional(),
      studyId: z.string().exactOptional(),
      /** Code of the district of a district sheet; the first one when it is left out. */
      district: z.string().exactOptional(),
    }),
    z.strictObject({
      files: z.array(z.strictObject({ token: z.string(), name: z.string(), sha256: z.string() })).readonly(),
    }),
  ),
  'releases.list': operation('query', nothing, z.strictObject({ entries: z.array(ledgerEntry).readonly() })),
  'releases.verify': operation(
    'query',
    nothing,
    z.strictObject({ intact: z.boolean(), entries: z.int(), firstFault: z.int().exactOptional() }),
  ),
  'help.glossary': operation(
    'query',
    nothing,
    z.strictObject({ entries: z.array(glossaryEntry).readonly() }),
  ),
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type OperationInput<Name extends OperationName> = z.infer<Operations[Name]['input']>;
export type OperationOutput<Name extends OperationName> = z.infer<Operations[Name]['output']>;
