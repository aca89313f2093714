import type { Analysis, AnalysisClient, AnalysisOptions } from '../../analysis/api/contract/client.ts';
import { readAreas } from '../../analysis/api/handlers/areas.ts';
import { createAnalysis } from '../../analysis/api/handlers/index.ts';
import { directClient } from '../../analysis/api/transport/direct.ts';
import { type GuardedCall, guardCalls } from '../../analysis/api/transport/guard.ts';
import { isReleased } from '../../analysis/disclosure/index.ts';

export interface OpenAnalysis {
  readonly analysis: Analysis;
  /** The only way in which a shell may ask. */
  readonly guarded: GuardedCall;
  /** The same, typed, for shells in the same process. */
  readonly client: AnalysisClient;
}

/** Starts the analysis in this process, behind the guard that lets released statistics out only. */
export function openAnalysis(options: Omit<AnalysisOptions, 'now'>): OpenAnalysis {
  const analysis = createAnalysis({ ...options, now: () => new Date() });
  const guarded = guardCalls(analysis, { isReleased });
  return { analysis, guarded, client: directClient(guarded) };
}

/** Long enough for the first screen to be drawn. */
const FIRST_SCREEN_MS = 1500;

/** Once the window knows what is open, the rest of the analysis is read: the next screen need not wait for it. */
export function readingAhead(guarded: GuardedCall): GuardedCall {
  let read = false;
  return async (operation, input, options) => {
    const reply = await guarded(operation, input, options);
    if (!read && operation === 'workspace.state') {
      read = true;
      setTimeout(() => void readAreas(), FIRST_SCREEN_MS).unref();
    }
    return reply;
  };
}
