import { z } from 'zod';
import { nothing, operation } from './operation.ts';

const glossaryEntry = z.strictObject({
  term: z.string(),
  reading: z.string(),
  definition: z.string(),
  formula: z.string(),
  denominator: z.string(),
  source: z.string(),
  caveat: z.string(),
});

/** Explanations of terms. */
export const helpOperations = {
  'help.glossary': operation(
    'query',
    nothing,
    z.strictObject({ entries: z.array(glossaryEntry).readonly() }),
  ),
} as const;
