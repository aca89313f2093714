import { onMakingSummaries } from '../../measures/summary-store.ts';
import { MAKING_SUMMARIES } from '../../messages/measures.ts';
import type { Analysis, AnalysisOptions, CallOptions } from '../contract/client.ts';
import {
  type OperationInput,
  type OperationName,
  type OperationOutput,
  operations,
} from '../contract/operations.ts';
import { failureFrom } from '../transport/failure.ts';
import { handlerOf } from './areas.ts';
import { FileTokens } from './file-tokens.ts';
import type { HandlerContext } from './handler.ts';
import { WorkspaceHolder } from './workspace-holder.ts';

/** These wait for what goes on beside the questions, so they must not keep the questions waiting. */
const BESIDE: ReadonlySet<OperationName> = new Set(['releases.review']);

/** Seconds of search that a screen waits for; what takes longer goes on as a job. */
const PATIENCE = 1;

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
      const before = BESIDE.has(name) ? Promise.resolve() : queue;
      const turn = before.then(async () => {
        call.signal?.throwIfAborted();
        const { current } = context.workspaces;
        if (current && !BESIDE.has(name)) {
          current.desk.patience = patienceOf(name, options);
          onMakingSummaries(current.warehouse, ({ done, total }) => tell(name, call, done, total));
        }
        return (await handlerOf(name))(context, input, call);
      });
      if (!BESIDE.has(name)) queue = turn.catch(() => undefined);
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

/** Questions are quick except the first ones after an update; work that is a job has words of its own. */
function tell(name: OperationName, { onProgress }: CallOptions, done: number, total: number): void {
  if (operations[name].kind === 'query')
    onProgress?.({ phase: MAKING_SUMMARIES, done, total: total > 1 ? total : 0 });
}

/** Screens ask on; whoever makes a file or works without a window waits for the proof. */
function patienceOf(
  name: OperationName,
  { shell, reviewPatience = PATIENCE }: AnalysisOptions,
): number | undefined {
  return shell !== 'command_line' && operations[name].kind === 'query' ? reviewPatience : undefined;
}
