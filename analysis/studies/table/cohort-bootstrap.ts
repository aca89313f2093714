import type { CohortFrame } from './cohort-frame.ts';
import type { CohortPlan } from './cohort-options.ts';
export async function runBootstrap(
  _p: CohortPlan,
  _f: CohortFrame,
  _s?: AbortSignal,
): Promise<Record<string, unknown>> {
  return {};
}
