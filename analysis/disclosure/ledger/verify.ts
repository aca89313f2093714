import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../release/question.ts';
import type { LedgerEntry } from './chain.ts';

/** Hash that the first entry holds of the one before. */
export const START = '0'.repeat(64);

/** What is wrong with a ledger; `analysis/messages/disclosure.ts` says each in words. */
export type LedgerProblem =
  /** No record at all, or not the writer's form of one. */
  | 'line_unreadable'
  | 'line_blank'
  /** The bytes are not those that the writer wrote. */
  | 'line_edited'
  /** The number goes on further than by one: entries between are gone, or stand elsewhere. */
  | 'lines_missing'
  /** The number was there before: twice, or out of order. */
  | 'line_repeated'
  /** An entry of another course of the same ledger. */
  | 'line_replaced'
  /** The last line is cut off in the middle. */
  | 'line_cut'
  /** Only the end of the last line is missing, so that the next entry would join it. */
  | 'newline_missing'
  | 'end_missing'
  | 'file_missing'
  /** Every entry holds, but the bytes are others: a line of an earlier form in another order. */
  | 'bytes_changed'
  | 'head_missing'
  | 'head_unreadable'
  /** More entries than the head knows of. */
  | 'head_older'
  /** The workspace knows of a later entry: ledger and head come from an older copy. */
  | 'older_copy'
  /** Written, but not yet confirmed by the head: the program ended in between. */
  | 'unconfirmed'
  /** Begun behind the last confirmed entry: the program ended while it was writing. */
  | 'unfinished';

export interface LedgerVerdict {
  readonly intact: boolean;
  /** Lines there are. */
  readonly entries: number;
  /** Line (from 1) where the chain first breaks; 0 where it is the head. */
  readonly brokenAt?: number;
  readonly problem?: LedgerProblem;
  /** Entries there should be, where that is known. */
  readonly expected?: number;
}

/** What there is of a ledger. */
export interface LedgerState {
  /** The lines. */
  readonly text: string;
  /** Number of entries, hash of the last one and SHA-256 of all bytes; undefined where there is none. */
  readonly head?: string | undefined;
  /** Number of entries and hash of the last one, as the database of the workspace knows it; may lag behind. */
  readonly mark?: string | undefined;
}

/** Head of a ledger: entries, hash of the last one, SHA-256 of the bytes. */
export function headOf(entries: number, hash: string, digest: string): string {
  return `${entries} ${hash} ${digest}`;
}

export function markOf(entries: number, hash: string): string {
  return `${entries} ${hash}`;
}

/** One line as it is written: what it is chained by is made from exactly these bytes. */
export function ledgerLine(
  body: object,
  secret: Uint8Array | undefined,
): { readonly line: string; readonly hash: string } {
  const text = JSON.stringify(body);
  const hash = hashOf(text, secret);
  return { line: `${text.slice(0, -1)},"hash":"${hash}"}\n`, hash };
}

/**
 * Checks a ledger as it lies there: any byte of a line changed, any line added, removed or moved, with the head
 * also a missing end, and with the mark an older copy of both.
 */
export function verifyLedger(state: LedgerState, secret?: Uint8Array): LedgerVerdict {
  const { lines, tail } = linesOf(state.text);
  const hashes: string[] = [START];
  for (const [at, line] of lines.entries()) {
    const problem = problemOfLine(line, { at, hashes, lines, secret });
    if (problem !== undefined) return broken(lines, problem, at + 1);
    hashes.push(parseEntry(line)!.hash);
  }
  const byHead = problemOfHead(state, { lines, tail, hashes }, secret);
  return MARK_KNOWS_BETTER.has(byHead.problem) ? (problemOfMark(state, lines, hashes) ?? byHead) : byHead;
}

/** Of these the head says nothing, or nothing that the mark could not contradict. */
const MARK_KNOWS_BETTER: ReadonlySet<LedgerProblem | undefined> = new Set([
  undefined,
  'unconfirmed',
  'unfinished',
  'head_missing',
  'head_unreadable',
]);

/** Entries of a ledger whose lines hold. */
export function entriesOf(text: string): LedgerEntry[] {
  return linesOf(text).lines.map((line) => parseEntry(line)!);
}

/** Whole lines, and what stands behind the last end of a line. */
export function linesOf(text: string): { readonly lines: readonly string[]; readonly tail: string } {
  const lines = text.split('\n');
  const tail = lines.pop()!;
  return { lines, tail };
}

function broken(
  lines: readonly string[],
  problem: LedgerProblem,
  brokenAt: number,
  expected?: number,
): LedgerVerdict {
  return {
    intact: false,
    entries: lines.length,
    brokenAt,
    problem,
    ...(expected === undefined ? {} : { expected }),
  };
}

interface Place {
  readonly at: number;
  readonly hashes: readonly string[];
  readonly lines: readonly string[];
  readonly secret: Uint8Array | undefined;
}

function problemOfLine(line: string, { at, hashes, lines, secret }: Place): LedgerProblem | undefined {
  if (line.trim() === '') return 'line_blank';
  const entry = parseEntry(line);
  if (entry === undefined) return 'line_unreadable';
  if (!isWritten(line, entry, secret)) return 'line_edited';
  if (entry.sequence > at + 1) {
    const later = lines.some((each, there) => there > at && parseEntry(each)?.sequence === at + 1);
    return later ? 'line_repeated' : 'lines_missing';
  }
  if (entry.sequence <= at) return 'line_repeated';
  return entry.previous === hashes[at] ? undefined : 'line_replaced';
}

const HASH_AT_END = /,"hash":"(?<hash>[0-9a-f]{64})"\}$/u;

/** Whether a line is, byte by byte, what the writer wrote. */
function isWritten(line: string, entry: LedgerEntry, secret: Uint8Array | undefined): boolean {
  const end = HASH_AT_END.exec(line);
  if (end === null) return false;
  if (hashOf(`${line.slice(0, end.index)}}`, secret) === end.groups!.hash) return true;
  // Entries of earlier versions are chained by their content, whatever the order of its names: what that form
  // cannot tell is told by the digest of the head.
  const { hash, ...body } = entry;
  return (
    hashOf(canonicalJson(body), secret) === hash && JSON.stringify(entry) === line && inEarlierOrder(entry)
  );
}

function inEarlierOrder(entry: LedgerEntry): boolean {
  const names = Object.keys(entry);
  const ends = [...names.slice(0, 3), ...names.slice(-2)].join(' ');
  return ends === 'sequence at atJapan previous hash';
}

function problemOfMark(
  { mark }: LedgerState,
  lines: readonly string[],
  hashes: readonly string[],
): LedgerVerdict | undefined {
  if (mark === undefined) return undefined;
  const [count, hash] = mark.split(' ');
  const entries = Number(count);
  if (lines.length === 0) return broken(lines, 'file_missing', 1, entries);
  if (lines.length < entries) return broken(lines, 'older_copy', lines.length + 1, entries);
  return hashes[entries] === hash ? undefined : broken(lines, 'line_replaced', entries, entries);
}

interface Checked {
  readonly lines: readonly string[];
  readonly tail: string;
  /** Of `START` and of every line. */
  readonly hashes: readonly string[];
}

const HEAD = /^(?<entries>\d{1,15}) (?<hash>[0-9a-f]{64})(?: (?<digest>[0-9a-f]{64}))?$/u;

function problemOfHead(
  { text, head }: LedgerState,
  { lines, tail, hashes }: Checked,
  secret: Uint8Array | undefined,
): LedgerVerdict {
  const intact: LedgerVerdict = { intact: true, entries: lines.length };
  if (head === undefined) return text === '' ? intact : broken(lines, 'head_missing', 0);
  const known = HEAD.exec(head)?.groups;
  if (known === undefined) return broken(lines, 'head_unreadable', 0);
  const entries = Number(known.entries);
  if (lines.length < entries) return shorter(lines, { tail, entries, known }, secret);
  if (hashes[entries] !== known.hash) return broken(lines, 'line_replaced', entries, entries);
  const confirmed = lines.slice(0, entries).map((line) => `${line}\n`);
  if (known.digest !== undefined && digestOf(confirmed.join('')) !== known.digest)
    return broken(lines, 'bytes_changed', 0, entries);
  if (lines.length > entries + 1) return broken(lines, 'head_older', entries + 1, entries);
  if (lines.length === entries && tail === '') return intact;
  if (lines.length === entries) {
    const begun = tail.startsWith(`{"sequence":${entries + 1},`.slice(0, tail.length));
    return broken(lines, begun ? 'unfinished' : 'line_unreadable', entries + 1, entries);
  }
  // The line was written, and its head not yet.
  return tail === ''
    ? broken(lines, 'unconfirmed', lines.length, entries)
    : broken(lines, 'line_unreadable', lines.length + 1, entries);
}

interface Short {
  readonly tail: string;
  readonly entries: number;
  readonly known: Readonly<Record<string, string | undefined>>;
}

function shorter(
  lines: readonly string[],
  { tail, entries, known }: Short,
  secret: Uint8Array | undefined,
): LedgerVerdict {
  const at = lines.length + 1;
  if (tail === '') return broken(lines, lines.length === 0 ? 'file_missing' : 'end_missing', at, entries);
  const entry = parseEntry(tail);
  const whole = entry !== undefined && entry.hash === known.hash && isWritten(tail, entry, secret);
  return broken(lines, whole ? 'newline_missing' : 'line_cut', at, entries);
}

function hashOf(text: string, secret: Uint8Array | undefined): string {
  const digest = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  return digest.update(text).digest('hex');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parseEntry(line: string): LedgerEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isEntry = typeof value === 'object' && value !== null && 'hash' in value && 'previous' in value;
    return isEntry ? (value as LedgerEntry) : undefined;
  } catch {
    return undefined;
  }
}
