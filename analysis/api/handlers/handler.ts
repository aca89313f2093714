import { join } from 'node:path';
import type { Released } from '../../disclosure/released.ts';
import type { ReleasedWire } from '../../domain/statistic.ts';
import { loadReferences } from '../../measures/references.ts';
import type { AnalysisOptions, CallOptions } from '../contract/client.ts';
import type { OperationInput, OperationName, OperationOutput } from '../contract/operations.ts';
import type { FileTokens } from './file-tokens.ts';
import type { OpenWorkspace, WorkspaceHolder } from './workspace-holder.ts';

/** What every handler may use. */
export interface HandlerContext {
  readonly options: AnalysisOptions;
  readonly files: FileTokens;
  readonly workspaces: WorkspaceHolder;
  /** Another operation's answer, for what is composed of several. */
  readonly ask: <Name extends OperationName>(
    name: Name,
    input: OperationInput<Name>,
    call: CallOptions,
  ) => Promise<Gated<OperationOutput<Name>>>;
}

/**
 * The output of an operation with every released statistic replaced by one that only the gate can make:
 * a handler that returns a number which skipped the gate does not compile.
 */
export type Gated<T> =
  T extends ReleasedWire<infer Statistic>
    ? Released<Statistic>
    : T extends readonly (infer Item)[]
      ? readonly Gated<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Gated<T[Key]> }
        : T;

export type Handler<Name extends OperationName> = (
  context: HandlerContext,
  input: OperationInput<Name>,
  call: CallOptions,
) => Promise<Gated<OperationOutput<Name>>>;

/** A handler for every operation: a missing one is a compile error. */
export type Handlers = { readonly [Name in OperationName]: Handler<Name> };

/** What whoever runs a measure passes on: the workspace's definitions and values of other areas, and the caller's cancel. */
export function measuring(workspace: OpenWorkspace, { signal }: CallOptions) {
  const references = () => loadReferences(join(workspace.folder, 'references')).values;
  return { ...workspace.definitions(), references, ...(signal ? { signal } : {}) };
}
