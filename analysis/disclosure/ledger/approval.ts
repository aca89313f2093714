import { UserIssue } from '../../domain/issue.ts';
import type { ReleaseRecord } from '../../domain/statistic.ts';
import { fingerprint } from '../release/question.ts';
import type { LedgerEntry, ReleaseNote } from './chain.ts';

/** What the second person decides about a prepared export. */
export interface Decision {
  /** Sequence number of the request in the ledger. */
  readonly request: number;
  readonly decision: 'approve' | 'reject';
  /** Who prepared the export, and who judges it. */
  readonly maker: string;
  readonly checker: string;
  readonly reason: string;
}

/** Fingerprint of what an export holds: its title and the releases it is made of. */
function exportContent(title: string, released: readonly ReleaseRecord[]): string {
  const releases = [...new Set(released.map(({ releaseId }) => releaseId))].toSorted();
  return fingerprint({ title, releases });
}

/** Requests that nobody has decided, oldest first. */
export function openRequests(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return entries.filter((entry) => entry.event === 'request' && lastAbout(entries, entry.content) === entry);
}

function lastAbout(entries: readonly LedgerEntry[], content: string | undefined): LedgerEntry | undefined {
  return entries.findLast(
    (entry) => content !== undefined && entry.content === content && entry.event !== 'export',
  );
}

/**
 * Whether an export may leave: undefined where it may, else the note with which a decision is asked for.
 *
 * @throws UserIssue (refused) `disclosure.approval_needed`, `disclosure.export_rejected` where a decision is
 * waited for or went against it
 */
export function exportRequest(
  entries: readonly LedgerEntry[],
  title: string,
  released: readonly ReleaseRecord[],
): ReleaseNote | undefined {
  const release = released[0];
  if (release === undefined) return undefined;
  const content = exportContent(title, released);
  const last = lastAbout(entries, content);
  if (last?.event === 'approve') return undefined;
  if (last?.event === 'reject') {
    throw new UserIssue('refused', 'disclosure.export_rejected', { request: last.sequence });
  }
  if (last !== undefined) throw approvalNeeded(last.sequence);
  const comment = [...new Set(released.map(({ releaseId }) => releaseId))].join(' ');
  return { event: 'request', title, outlet: 'file', statistic: 'report', release, content, comment };
}

function approvalNeeded(request: number): UserIssue {
  return new UserIssue('refused', 'disclosure.approval_needed', { request });
}

/**
 * The note of a decision.
 *
 * @throws UserIssue (usage) `disclosure.request_unknown`, `disclosure.names_needed`, `disclosure.same_person`,
 * `disclosure.reason_needed`
 */
export function decisionNote(entries: readonly LedgerEntry[], decision: Decision): ReleaseNote {
  const request = openRequests(entries).find(({ sequence }) => sequence === decision.request);
  if (request?.content === undefined) {
    throw new UserIssue('usage', 'disclosure.request_unknown', { request: decision.request });
  }
  const [maker, checker] = [nameOf(decision.maker), nameOf(decision.checker)];
  if (maker === '' || checker === '') throw new UserIssue('usage', 'disclosure.names_needed');
  if (maker === checker) throw new UserIssue('usage', 'disclosure.same_person');
  if (decision.reason.trim() === '') throw new UserIssue('usage', 'disclosure.reason_needed');
  const { title, outlet, statistic, release, content } = request;
  return {
    event: decision.decision,
    title,
    outlet,
    statistic,
    release,
    content,
    operator: decision.maker.trim(),
    reviewer: decision.checker.trim(),
    comment: decision.reason.trim(),
  };
}

/** A name as it is compared: width, spaces and case do not make another person. */
function nameOf(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, '').toLowerCase();
}
