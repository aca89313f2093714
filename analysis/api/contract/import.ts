import { z } from 'zod';
import { done, nothing, operation } from './operation.ts';

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

const importReport = z.strictObject({
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

/** Files on their way into the workspace. */
export const importOperations = {
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
    importReport,
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
} as const;
