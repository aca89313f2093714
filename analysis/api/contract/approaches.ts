import { z } from 'zod';
import { operation } from './operation.ts';
import { releasedTable } from './statistics.ts';

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

/** Population approach beside high-risk approach. */
export const approachesOperations = {
  'approaches.compare': operation(
    'query',
    z.strictObject({ factor: z.string(), from: z.int(), to: z.int() }),
    approachComparison,
  ),
} as const;
