import { Worker } from 'node:worker_threads';
import { type IssueCode, type IssueKind, type IssueParams, UserIssue } from '../../domain/issue.ts';
import type { ByteSource, SourceOrigin } from '../decode/source.ts';
import { type FileIssue, IssueCounter } from '../issues.ts';
import type { Recognition } from '../recognise.ts';
import { type IdentityParcel, unpackIdentities } from './identity-parcel.ts';
import { type Parcel, ParcelUnpacker } from './parcel.ts';
import type { ReadOptions, ReadOutcome } from './text-file.ts';

export interface ReadTask {
  readonly origin: SourceOrigin;
  readonly recognition: Recognition;
  readonly icd10: ReadonlyMap<string, string>;
  readonly programme: string | undefined;
}

export type ToReader =
  | { readonly kind: 'read'; readonly task: ReadTask }
  | { readonly kind: 'stored'; readonly parcels: number };

export type ToMain =
  | { readonly kind: 'parcels'; readonly parcels: readonly Parcel[] }
  | { readonly kind: 'identities'; readonly identities: IdentityParcel }
  | { readonly kind: 'quarantine'; readonly line: number; readonly code: string; readonly bytes: Uint8Array }
  | { readonly kind: 'bytes'; readonly bytes: number }
  | {
      readonly kind: 'done';
      readonly counts: Omit<ReadOutcome, 'issues'>;
      readonly issues: readonly FileIssue[];
    }
  | {
      readonly kind: 'issue';
      readonly issue: IssueKind;
      readonly code: IssueCode;
      readonly params: IssueParams;
    }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Smaller files are read before a thread has started. */
const WORTH_THREAD = 4 << 20;
/** An idle thread waits this long for the next file. */
const IDLE_MS = 15_000;

let idle: Worker | undefined;
let idleTimer: NodeJS.Timeout | undefined;

/** True for sources that a thread can open and that are large enough to be worth it. */
export function worthThread(source: ByteSource): boolean {
  return source.origin !== undefined && source.size >= WORTH_THREAD;
}

/**
 * Reads a file in another thread, so that reading goes on while the database stores what was read.
 *
 * The sink is called here, in the order of the file. Throws what the reader throws; after an abort nothing more is
 * handed over.
 */
export async function readInThread(
  source: ByteSource,
  recognition: Recognition,
  options: ReadOptions,
): Promise<ReadOutcome> {
  options.signal?.throwIfAborted();
  const worker = takeWorker();
  let whole = false;
  try {
    const outcome = await follow(worker, options, {
      origin: source.origin!,
      recognition,
      icd10: options.icd10,
      programme: options.programme,
    });
    whole = true;
    return outcome;
  } finally {
    if (whole) keepWorker(worker);
    else await worker.terminate();
  }
}

/** Starts a thread in advance, so that it is ready when the first large file is to be read. */
export function prepareReader(): void {
  if (!idle) keepWorker(startWorker());
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./reader-worker.ts', import.meta.url));
  // An idle thread has nobody else to tell of its end.
  worker.on('error', () => undefined);
  return worker;
}

function takeWorker(): Worker {
  clearTimeout(idleTimer);
  const worker = idle ?? startWorker();
  idle = undefined;
  worker.ref();
  return worker;
}

function keepWorker(worker: Worker): void {
  if (idle) {
    void worker.terminate();
    return;
  }
  idle = worker;
  worker.unref();
  idleTimer = setTimeout(() => {
    idle = undefined;
    void worker.terminate();
  }, IDLE_MS);
  idleTimer.unref();
}

function follow(worker: Worker, options: ReadOptions, task: ReadTask): Promise<ReadOutcome> {
  const { sink, signal } = options;
  const unpacker = new ParcelUnpacker();
  const post = (message: ToReader) => worker.postMessage(message);
  const arrived: ToMain[] = [];
  let taking: NodeJS.Immediate | undefined;
  return new Promise<ReadOutcome>((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    const settle = (end: () => void) => {
      signal?.removeEventListener('abort', abort);
      worker.off('error', fail);
      worker.off('message', listen);
      clearImmediate(taking);
      end();
    };
    const take = (message: ToMain) => {
      if (signal?.aborted) return;
      switch (message.kind) {
        case 'parcels':
          for (const parcel of message.parcels) sink.append(unpacker.unpack(parcel));
          post({ kind: 'stored', parcels: message.parcels.length });
          return;
        case 'identities':
          sink.identities(unpackIdentities(message.identities));
          return;
        case 'quarantine':
          sink.quarantine(message.line, message.code, message.bytes);
          return;
        case 'bytes':
          void options.onBytes?.(message.bytes);
          return;
        case 'done':
          settle(() => resolve({ ...message.counts, issues: counterOf(message.issues) }));
          return;
        case 'issue':
          settle(() => reject(new UserIssue(message.issue, message.code, message.params)));
          return;
        case 'failed':
          settle(() => reject(message.error));
      }
    };
    const fail = (error: unknown) => settle(() => reject(error));
    // One message a turn of the event loop: all that have arrived are handed over within one turn, and the reader would
    // wait for the last of them to be stored before it read on, and everything else as well.
    const takeNext = () => {
      const message = arrived.shift();
      taking = arrived.length > 0 ? setImmediate(takeNext) : undefined;
      if (!message) return;
      try {
        take(message);
      } catch (error) {
        fail(error);
      }
    };
    const listen = (message: ToMain) => {
      arrived.push(message);
      taking ??= setImmediate(takeNext);
    };
    signal?.addEventListener('abort', abort, { once: true });
    worker.on('error', fail);
    worker.on('message', listen);
    post({ kind: 'read', task });
  });
}

function counterOf(issues: readonly FileIssue[]): IssueCounter {
  const counter = new IssueCounter();
  for (const { code, severity, column, firstLine, count } of issues) {
    counter.add(code, severity, {
      count,
      ...(column === undefined ? {} : { column }),
      ...(firstLine === undefined ? {} : { line: firstLine }),
    });
  }
  return counter;
}
