import { z } from 'zod';
import { nothing, operation } from './operation.ts';

const ring = z.array(z.tuple([z.number(), z.number()]).readonly()).readonly();

/** Boundaries of one district: polygons, each an outer ring and its holes, in degrees. */
export const boundary = z.strictObject({
  code: z.string(),
  polygons: z.array(z.array(ring).readonly()).readonly(),
});

const geography = z.strictObject({
  boundaries: z.array(boundary).readonly(),
  /** Districts of the workspace without a boundary, a number. */
  missing: z.int(),
});

/** The map of the workspace's districts; no tiles, no other places. */
export const geographyOperations = {
  'geography.get': operation('query', nothing, geography),
  'geography.load': operation('command', z.strictObject({ file: z.string() }), geography),
  'geography.remove': operation('command', nothing, geography),
} as const;
