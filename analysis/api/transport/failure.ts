import {
  type Issue,
  type IssueCode,
  type IssueKind,
  type IssueParams,
  UserIssue,
} from '../../domain/issue.ts';
import { sentenceOf } from '../../messages/index.ts';
import type { Reply } from '../contract/messages.ts';

type Failure = Extract<Reply, { ok: false }>;

/** A failed reply with the Japanese sentence of its code. */
export function failureOf(issue: Issue): Failure {
  const { code, kind, params } = issue;
  return { ok: false, issue: { code, kind, params, sentence: sentenceOf({ code, params }) } };
}

export function failure(kind: IssueKind, code: IssueCode, params: IssueParams = {}): Failure {
  return failureOf({ kind, code, params });
}

export const cancelled = (): Failure => failure('usage', 'shell.cancelled');

/**
 * Turns whatever was thrown into a reply. Only a `UserIssue` keeps its code and parameters; of anything
 * else not even the message travels, because it may quote a cell.
 */
export function failureFrom(error: unknown, signal?: AbortSignal): Failure {
  if (error instanceof UserIssue) return failureOf(error);
  if (signal?.aborted || isAbort(error)) return cancelled();
  return failure('usage', 'shell.bug');
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
