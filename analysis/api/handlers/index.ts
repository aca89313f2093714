import type { Analysis, AnalysisOptions, CallOptions } from '../contract/client.ts';
import type { OperationInput, OperationName, OperationOutput } from '../contract/operations.ts';
import { failureFrom } from '../transport/failure.ts';
import { handlerOf } from './areas.ts';
import { FileTokens } from './file-tokens.ts';
import type { HandlerContext } from './handler.ts';
import { WorkspaceHolder } from './workspace-holder.ts';

/** Starts an analysis without an open workspace. Calls run one after another: DuckDB has one connection here. */
export function createAnalysis(options: AnalysisOptions): Analysis {
  const context: HandlerContext = {
    options,
    files: new FileTokens(),
    workspaces: new WorkspaceHolder(),
    ask: async (name, input, call) => (await handlerOf(name))(context, input, call),
  };
  let queue: Promise<unknown> = Promise.resolve();
  return {
    call: async <Name extends OperationName>(
      name: Name,
      input: OperationInput<Name>,
      call: CallOptions = {},
    ) => {
      const turn = queue.then(async () => {
        call.signal?.throwIfAborted();
        return (await handlerOf(name))(context, input, call);
      });
      queue = turn.catch(() => undefined);
      try {
        // The handler's type is the output with its statistics branded, so it is the output.
        return { ok: true, value: (await turn) as OperationOutput<Name> };
      } catch (error) {
        return failureFrom(error, call.signal);
      }
    },
    registerFile: (token, path) => context.files.register(token, path),
    fileOf: (token) => context.files.find(token),
    close: async () => {
      await queue;
      context.workspaces.close();
    },
  };
}
