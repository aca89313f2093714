import type { AnalysisClient } from '../contract/client.ts';
import type { GuardedCall } from './guard.ts';

/** The transport of the command line and of tests: the same process, the same checks. */
export function directClient(guarded: GuardedCall): AnalysisClient {
  return {
    // The guard has checked the output against the schema from which the type is made.
    call: async (operation, input, options) => (await guarded(operation, input, options)) as never,
  };
}
