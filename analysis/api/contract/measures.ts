import { z } from 'zod';
import { nothing, operation } from './operation.ts';
import { releasedTable } from './statistics.ts';

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

const by = z.array(z.enum(['sex', 'age', 'district'])).readonly();

/** Measures of the catalogue and their values. */
export const measuresOperations = {
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
} as const;
