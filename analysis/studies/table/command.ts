/** `effect …`: one estimate on any person-level table; the shell prints what this returns. */
import { cohortEffect } from './cohort.ts';
import type { EffectResult } from './result.ts';

/**
 * Runs `effect` with the arguments that follow the verb. Throws `UserIssue` for usage and input faults.
 */
export async function effectCommand(args: readonly string[], signal?: AbortSignal): Promise<EffectResult> {
  return cohortEffect(args, signal);
}
