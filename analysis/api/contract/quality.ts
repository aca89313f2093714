import { z } from 'zod';
import { grade, nothing, operation } from './operation.ts';
import { releasedTable } from './statistics.ts';

/** Whether the data can be trusted, per analysis. */
export const qualityOperations = {
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
} as const;
