import type { Analysis, AnalysisClient, AnalysisOptions } from '../../analysis/api/contract/client.ts';
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
