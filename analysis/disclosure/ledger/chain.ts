import { createHash, createHmac } from 'node:crypto';
import { UserIssue } from '../../domain/issue.ts';
import type { ReleaseRecord } from '../../domain/statistic.ts';
import { canonicalJson } from '../release/question.ts';
import type { LedgerView, PublishedTable } from './view.ts';

/** Where the ledger lives: lines are only ever added. */
export interface LedgerPort {
  /** All lines, or an empty string where there is no ledger yet. */
  read(): Promise<string>;
  append(line: string): Promise<void>;
  /** Number of entries and hash of the last one, kept apart so that a missing end is noticed. */
  readHead(): Promise<string | undefined>;
  writeHead(head: string): Promise<void>;
}

/** `settings`: the rule itself was changed (two persons, threshold, population). */
export type LedgerEvent = 'release' | 'export' | 'request' | 'approve' | 'reject' | 'settings';

/** What is written about a release; never a hidden value. */
export interface ReleaseNote {
  readonly event: LedgerEvent;
  readonly title: string;
  /** Where it went: screen, report, file, … */
  readonly outlet: string;
  readonly release: ReleaseRecord;
  /** Kind of statistic: table, effect, flow, … */
  readonly statistic: string;
  readonly operator?: string;
  readonly reviewer?: string;
  readonly files?: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
  readonly comment?: string;
  /** Of an export with two persons: fingerprint of what it holds. */
  readonly content?: string;
  /** For tables: what later releases must reckon with. */
  readonly table?: PublishedTable;
}

export interface LedgerEntry extends ReleaseNote {
  readonly sequence: number;
  /** UTC, and the same instant in Japan. */
  readonly at: string;
  readonly atJapan: string;
  readonly previous: string;
  readonly hash: string;
}

export interface LedgerVerdict {
  readonly intact: boolean;
  readonly entries: number;
  /** Line (from 1) where the chain first breaks. */
  readonly brokenAt?: number;
  readonly problem?: 'unreadable' | 'edited' | 'missing_or_reordered' | 'end_missing';
}

const START = '0'.repeat(64);

/**
 * Append-only record of everything that left the analysis process, one JSON line per entry, each line
 * holding the hash of the one before. With a secret the hashes are keyed (HMAC-SHA-256).
 */
export class ReleaseLedger {
  private readonly port: LedgerPort;
  private readonly secret: Uint8Array | undefined;
  private readonly list: LedgerEntry[];
  /** Published tables of the entries seen so far; kept, so that what is worked out about one is kept, too. */
  private readonly tables = new Map<string, PublishedTable>();
  private seen = 0;
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(port: LedgerPort, secret: Uint8Array | undefined, list: LedgerEntry[]) {
    this.port = port;
    this.secret = secret;
    this.list = list;
  }

  /** @throws UserIssue `disclosure.ledger_broken` when the chain does not hold: nothing can be released. */
  static async open(port: LedgerPort, secret?: Uint8Array): Promise<ReleaseLedger> {
    const text = await port.read();
    const head = await port.readHead();
    const verdict = verifyLedger(text, head, secret);
    const entries = parseLines(text) ?? [];
    // The line is written before its head: after a crash in between, the head is one entry behind.
    const behind = entries.length > 0 && head === headOf(entries.length - 1, entries.at(-2)?.hash ?? START);
    if (verdict.problem === 'end_missing' && (behind || (head === undefined && entries.length === 1))) {
      await port.writeHead(headOf(entries.length, entries.at(-1)!.hash));
    } else if (!verdict.intact) {
      throw new UserIssue('refused', 'disclosure.ledger_broken', { line: verdict.brokenAt ?? 0 });
    }
    return new ReleaseLedger(port, secret, entries);
  }

  get entries(): readonly LedgerEntry[] {
    return this.list;
  }

  /** The past as the gate needs it, for a release made from `sourceHash`. */
  view(sourceHash: string): LedgerView {
    for (const { table, title, at } of this.list.slice(this.seen)) {
      if (table !== undefined) this.tables.set(table.releaseId, { ...table, title, releasedAt: at });
    }
    this.seen = this.list.length;
    return { sourceHash, tables: [...this.tables.values()] };
  }

  /** Adds an entry; calls are carried out one after the other. */
  append(note: ReleaseNote, now: Date = new Date()): Promise<LedgerEntry> {
    const next = this.queue.then(() => this.write(note, now));
    this.queue = next.catch(() => undefined);
    return next;
  }

  private async write(note: ReleaseNote, now: Date): Promise<LedgerEntry> {
    const previous = this.list.at(-1)?.hash ?? START;
    const body = {
      sequence: this.list.length + 1,
      at: now.toISOString(),
      atJapan: new Date(now.getTime() + 9 * 3_600_000).toISOString().replace('Z', '+09:00'),
      ...note,
      previous,
    };
    const entry: LedgerEntry = { ...body, hash: hashOf(body, this.secret) };
    await this.port.append(`${JSON.stringify(entry)}\n`);
    await this.port.writeHead(headOf(entry.sequence, entry.hash));
    this.list.push(entry);
    return entry;
  }
}

/**
 * Checks the whole chain: any edited, removed, added or moved line is noticed, with the stored head also a
 * missing end.
 */
export function verifyLedger(text: string, head?: string, secret?: Uint8Array): LedgerVerdict {
  const lines = text.split('\n').filter((line) => line !== '');
  let previous = START;
  for (const [at, line] of lines.entries()) {
    const entry = parseEntry(line);
    const broken = (problem: NonNullable<LedgerVerdict['problem']>): LedgerVerdict => ({
      intact: false,
      entries: lines.length,
      brokenAt: at + 1,
      problem,
    });
    if (entry === undefined) return broken('unreadable');
    const { hash, ...body } = entry;
    if (hashOf(body, secret) !== hash || JSON.stringify(entry) !== line) return broken('edited');
    if (entry.previous !== previous || entry.sequence !== at + 1) return broken('missing_or_reordered');
    previous = hash;
  }
  if (
    (head ?? headOf(0, START)) !== headOf(lines.length, previous) &&
    !(head === undefined && lines.length === 0)
  ) {
    return { intact: false, entries: lines.length, brokenAt: lines.length + 1, problem: 'end_missing' };
  }
  return { intact: true, entries: lines.length };
}

function headOf(entries: number, hash: string): string {
  return `${entries} ${hash}`;
}

function hashOf(body: object, secret: Uint8Array | undefined): string {
  const text = canonicalJson(body);
  const digest = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  return digest.update(text).digest('hex');
}

function parseLines(text: string): LedgerEntry[] | undefined {
  const entries = text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseEntry);
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
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
