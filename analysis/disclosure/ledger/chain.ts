import { createHash, type Hash } from 'node:crypto';
import { UserIssue } from '../../domain/issue.ts';
import type { ReleaseRecord } from '../../domain/statistic.ts';
import {
  entriesOf,
  headOf,
  type LedgerProblem,
  type LedgerState,
  type LedgerVerdict,
  ledgerLine,
  linesOf,
  markOf,
  START,
  verifyLedger,
} from './verify.ts';
import type { LedgerView, PublishedTable } from './view.ts';

/** Where the ledger lives: lines are only ever added. */
export interface LedgerPort {
  /** All lines, or an empty string where there is no ledger yet. */
  read(): Promise<string>;
  /**
   * Adds a line (with its end) to a file of `bytes` bytes; false, and nothing written, where the file has another
   * length: somebody else has written in it.
   */
  append(line: string, bytes: number): Promise<boolean>;
  /** Takes away what stands behind the first `bytes` bytes: the beginning of a line that was never finished. */
  cut(bytes: number): Promise<void>;
  /** Number of entries, hash of the last one and of all bytes, kept apart so that a missing end is noticed. */
  readHead(): Promise<string | undefined>;
  writeHead(head: string): Promise<void>;
  /**
   * Number of entries and hash of the last one where the data are, so that neither a missing ledger nor an older
   * copy of it passes for the whole. It may lag behind, never run ahead.
   */
  readMark(): Promise<string | undefined>;
  writeMark(mark: string): Promise<void>;
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

/** Faults that a program leaves which ended while it was writing; what they concern has not been shown to anybody. */
const MENDED: ReadonlySet<LedgerProblem | undefined> = new Set(['unconfirmed', 'unfinished']);

/**
 * Append-only record of everything that left the analysis process, one JSON line per entry, each line
 * holding the hash of the one before. With a secret the hashes are keyed (HMAC-SHA-256).
 *
 * An entry is written in the order line, head, mark. The head is there before the first line is: lines without
 * a head are never the writer's.
 */
export class ReleaseLedger {
  private readonly port: LedgerPort;
  private readonly secret: Uint8Array | undefined;
  private readonly list: LedgerEntry[] = [];
  /** SHA-256 of the lines so far, and how many bytes they have. */
  private digest: Hash = createHash('sha256');
  private bytes = 0;
  /** Published tables of the entries seen so far; kept, so that what is worked out about one is kept, too. */
  private readonly tables = new Map<string, PublishedTable>();
  private seen = 0;
  private queue: Promise<unknown> = Promise.resolve();
  /** A write has failed: what the file holds must be read before the next one. */
  private unsure = false;

  private constructor(port: LedgerPort, secret: Uint8Array | undefined) {
    this.port = port;
    this.secret = secret;
  }

  /** @throws UserIssue `disclosure.ledger_broken` when the chain does not hold: nothing can be released. */
  static async open(port: LedgerPort, secret?: Uint8Array): Promise<ReleaseLedger> {
    const ledger = new ReleaseLedger(port, secret);
    await ledger.load();
    return ledger;
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

  /**
   * Adds an entry; calls are carried out one after the other.
   *
   * @throws UserIssue `disclosure.ledger_broken` where somebody else has written in the file meanwhile
   */
  append(note: ReleaseNote, now: Date = new Date()): Promise<LedgerEntry> {
    const next = this.queue.then(() => this.write(note, now));
    this.queue = next.catch(() => undefined);
    return next;
  }

  /** Reads and checks everything; mends what a program has left behind that ended while it was writing. */
  private async load(): Promise<void> {
    const state = await ledgerState(this.port);
    const verdict = verifyLedger(state, this.secret);
    if (!verdict.intact && !MENDED.has(verdict.problem)) throw ledgerBroken(verdict);
    const { tail } = linesOf(state.text);
    const text = state.text.slice(0, state.text.length - tail.length);
    this.bytes = Buffer.byteLength(text);
    if (tail !== '') await this.port.cut(this.bytes);
    this.digest = createHash('sha256').update(text);
    const known = this.list.length;
    this.list.push(...entriesOf(text).slice(known));
    if (state.head !== undefined && state.head !== this.head()) await this.port.writeHead(this.head());
    if (this.list.length > 0 && state.mark !== this.mark()) await this.port.writeMark(this.mark());
    this.unsure = false;
  }

  private head(): string {
    return headOf(this.list.length, this.lastHash(), this.digest.copy().digest('hex'));
  }

  private mark(): string {
    return markOf(this.list.length, this.lastHash());
  }

  private lastHash(): string {
    return this.list.at(-1)?.hash ?? START;
  }

  private async write(note: ReleaseNote, now: Date): Promise<LedgerEntry> {
    if (this.unsure) await this.load();
    this.unsure = true;
    const body = {
      sequence: this.list.length + 1,
      at: now.toISOString(),
      atJapan: new Date(now.getTime() + 9 * 3_600_000).toISOString().replace('Z', '+09:00'),
      ...note,
      previous: this.lastHash(),
    };
    const { line } = ledgerLine(body, this.secret);
    if (this.list.length === 0) await this.port.writeHead(this.head());
    if (!(await this.port.append(line, this.bytes))) {
      await this.load();
      return this.write(note, now);
    }
    // As it will be read: what JSON leaves out is no part of the entry.
    const entry = JSON.parse(line) as LedgerEntry;
    this.bytes += Buffer.byteLength(line);
    this.digest.update(line);
    this.list.push(entry);
    await this.port.writeHead(this.head());
    await this.port.writeMark(this.mark());
    this.unsure = false;
    return entry;
  }
}

/** Everything there is of a ledger. */
export async function ledgerState(port: LedgerPort): Promise<LedgerState> {
  return { text: await port.read(), head: await port.readHead(), mark: await port.readMark() };
}

/** The fault of a ledger as an issue: which kind, in which line, and how many entries there should be. */
function ledgerBroken({ problem, brokenAt, entries, expected }: LedgerVerdict): UserIssue {
  return new UserIssue('refused', 'disclosure.ledger_broken', {
    problem: problem ?? 'bytes_changed',
    line: brokenAt ?? 0,
    entries,
    ...(expected === undefined ? {} : { expected }),
  });
}
