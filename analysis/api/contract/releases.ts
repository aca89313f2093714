import { z } from 'zod';
import { nothing, operation } from './operation.ts';

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

/** What left this computer. */
export const releasesOperations = {
  'releases.list': operation('query', nothing, z.strictObject({ entries: z.array(ledgerEntry).readonly() })),
  'releases.verify': operation(
    'query',
    nothing,
    z.strictObject({ intact: z.boolean(), entries: z.int(), firstFault: z.int().exactOptional() }),
  ),
} as const;
