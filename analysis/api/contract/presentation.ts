import { z } from 'zod';
import { deck } from '../../domain/deck.ts';
import { operation } from './operation.ts';

/** Showing a finished presentation file; needs no workspace. */
export const presentationOperations = {
  'presentation.open': operation('query', z.strictObject({ file: z.string() }), deck),
} as const;
