import type { AnalysisClient, CallOptions } from '../contract/client.ts';
import type { Reply } from '../contract/messages.ts';
import type { Operation } from '../contract/operation.ts';
import { type OperationName, operations } from '../contract/operations.ts';
import { cancelled, failure, failureFrom } from './failure.ts';
import { findUnreleased, type IsReleased } from './unreleased.ts';

export interface GuardOptions {
  readonly isReleased: IsReleased;
  /** Receives codes and operation names only; never a message of a cause. */
  readonly log?: (code: string, operation: string) => void;
}

/** A call as it arrives from outside: nothing about it is believed yet. */
export type GuardedCall = (operation: string, input: unknown, options?: CallOptions) => Promise<Reply>;

/**
 * The trusted side of every transport.
 *
 * Refuses unknown operations and input that breaks the contract; lets no reply out that breaks the contract
 * or holds a statistic without the gate's mark. Never throws: every fault becomes a failed reply.
 */
export function guardCalls(analysis: AnalysisClient, options: GuardOptions): GuardedCall {
  const log = options.log ?? (() => undefined);
  return async (name, input, callOptions = {}) => {
    if (!isOperation(name)) return logged(log, '?', failure('usage', 'shell.unknown_operation'));
    const operation: Operation = operations[name];
    const parsed = operation.input.safeParse(input);
    if (!parsed.success)
      return logged(log, name, failure('usage', 'shell.invalid_input', { operation: name }));
    if (callOptions.signal?.aborted) return cancelled();
    const reply = await attempt(analysis, name, parsed.data, callOptions);
    return logged(log, name, checkedReply(operation, reply, options.isReleased));
  };
}

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

async function attempt(
  analysis: AnalysisClient,
  name: OperationName,
  input: unknown,
  options: CallOptions,
): Promise<Reply> {
  try {
    // The schema has just proved that `input` is the input of `name`.
    return await analysis.call(name, input as never, options);
  } catch (error) {
    return failureFrom(error, options.signal);
  }
}

function checkedReply(operation: Operation, reply: Reply, isReleased: IsReleased): Reply {
  if (!reply.ok) return reply;
  // Before parsing: a parsed value is a copy, and the gate's mark belongs to the object itself.
  if (findUnreleased(reply.value, isReleased) !== undefined) return failure('refused', 'shell.unreleased');
  const parsed = operation.output.safeParse(reply.value);
  return parsed.success ? { ok: true, value: parsed.data } : failure('usage', 'shell.bug');
}

function logged(log: NonNullable<GuardOptions['log']>, operation: string, reply: Reply): Reply {
  if (!reply.ok) log(reply.issue.code, operation);
  return reply;
}
