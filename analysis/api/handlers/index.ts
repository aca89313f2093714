import type { Analysis, AnalysisOptions, CallOptions } from '../contract/client.ts';
import type { OperationInput, OperationName, OperationOutput } from '../contract/operations.ts';
import { failureFrom } from '../transport/failure.ts';
import { approachHandlers } from './approaches.ts';
import { bookmarkHandlers } from './bookmarks.ts';
import { draftHandlers } from './drafts.ts';
import { FileTokens } from './file-tokens.ts';
import { geographyHandlers } from './geography.ts';
import type { Handler, HandlerContext, Handlers } from './handler.ts';
import { helpHandlers } from './help.ts';
import { importHandlers } from './import.ts';
import { measureHandlers } from './measures.ts';
import { overviewHandlers } from './overview.ts';
import { presentationHandlers } from './presentation.ts';
import { programmeHandlers } from './programmes.ts';
import { qualityHandlers } from './quality.ts';
import { recentHandlers } from './recent.ts';
import { releaseHandlers } from './releases.ts';
import { reportHandlers } from './reports.ts';
import { studyHandlers } from './studies.ts';
import { workspaceHandlers } from './workspace.ts';
import { WorkspaceHolder } from './workspace-holder.ts';

const handlers: Handlers = {
  ...workspaceHandlers,
  ...importHandlers,
  ...qualityHandlers,
  ...measureHandlers,
  ...overviewHandlers,
  ...geographyHandlers,
  ...bookmarkHandlers,
  ...approachHandlers,
  ...programmeHandlers,
  ...studyHandlers,
  ...reportHandlers,
  ...draftHandlers,
  ...presentationHandlers,
  ...releaseHandlers,
  ...helpHandlers,
  ...recentHandlers,
};

/** Starts an analysis without an open workspace. Calls run one after another: DuckDB has one connection here. */
export function createAnalysis(options: AnalysisOptions): Analysis {
  const context: HandlerContext = {
    options,
    files: new FileTokens(),
    workspaces: new WorkspaceHolder(),
    ask: async (name, input, call) => (handlers[name] as Handler<typeof name>)(context, input, call),
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
        return (handlers[name] as Handler<Name>)(context, input, call);
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
