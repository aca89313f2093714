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

/** These leave the workspace that is open: what was only asked of it need not be answered any more. */
const LEAVING: ReadonlySet<OperationName> = new Set([
  'workspace.create',
  'workspace.open',
  'workspace.openSample',
  'workspace.reopen',
  'workspace.delete',
]);

/** Work that changes nothing and makes no file, though it takes long. */
const STUDY_JOBS: ReadonlySet<OperationName> = new Set([
  'studies.diagnose',
  'studies.run',
  'studies.figures',
]);

const onlyAsks = (name: OperationName): boolean => operations[name].kind === 'query' || STUDY_JOBS.has(name);

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
  const questions = new Set<AbortController>();
  // The question at work, if any: its statements stop even where they were not handed the signal.
  let atWork: { resume?: () => Promise<void> } | undefined;
  const stopQuestions = () => {
    for (const stop of questions) stop.abort();
    const warehouse = context.workspaces.current?.warehouse;
    if (atWork !== undefined && warehouse !== undefined) atWork.resume ??= warehouse.halt();
  };
  return {
    call: async <Name extends OperationName>(
      name: Name,
      input: OperationInput<Name>,
      given: CallOptions = {},
    ) => {
      if (LEAVING.has(name)) stopQuestions();
      const stop = onlyAsks(name) ? new AbortController() : undefined;
      if (stop !== undefined) questions.add(stop);
      const call = stop === undefined ? given : { ...given, signal: eitherOf(stop.signal, given.signal) };
      const before = BESIDE.has(name) ? Promise.resolve() : queue;
      const turn = before.then(async () => {
        call.signal?.throwIfAborted();
        const { current } = context.workspaces;
        if (current && !BESIDE.has(name)) {
          current.desk.patience = patienceOf(name, options);
          onMakingSummaries(current.warehouse, ({ done, total }) => tell(name, call, done, total));
        }
        const work: typeof atWork = {};
        if (stop !== undefined && !BESIDE.has(name)) atWork = work;
        try {
          return await (await handlerOf(name))(context, input, call);
        } finally {
          if (atWork === work) atWork = undefined;
          await work.resume?.();
        }
      });
      if (!BESIDE.has(name)) queue = turn.catch(() => undefined);
      try {
        // The handler's type is the output with its statistics branded, so it is the output.
        return { ok: true, value: (await turn) as OperationOutput<Name> };
      } catch (error) {
        return failureFrom(error, call.signal);
      } finally {
        if (stop !== undefined) questions.delete(stop);
      }
    },
    registerFile: (token, path) => context.files.register(token, path),
    fileOf: (token) => context.files.find(token),
    close: async () => {
      stopQuestions();
      await queue;
      context.workspaces.close();
    },
  };
}

function eitherOf(own: AbortSignal, given: AbortSignal | undefined): AbortSignal {
  return given === undefined ? own : AbortSignal.any([own, given]);
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
