import type { Progress, Reply } from './messages.ts';
import type { OperationInput, OperationName, OperationOutput } from './operations.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The one way to ask: the same on every transport and in process. Never rejects for a user's fault. */
export interface AnalysisClient {
  call<Name extends OperationName>(
    operation: Name,
    input: OperationInput<Name>,
    options?: CallOptions,
  ): Promise<Reply<OperationOutput<Name>>>;
}

/** The analysis side of a transport: a client that holds the open workspace and must be closed. */
export interface Analysis extends AnalysisClient {
  /** Tells what a file token of the host stands for. Paths come from the host only, never from the page. */
  registerFile(token: string, path: string): void;
  /** Where a file that an operation made was written; undefined for unknown tokens. */
  fileOf(token: string): string | undefined;
  close(): Promise<void>;
}

export interface AnalysisOptions {
  readonly shell: 'desktop' | 'browser' | 'command_line';
  readonly version: string;
  /** Folder of the shipped sample municipality's files. */
  readonly sampleFolder: string;
  /** Folder in which the sample workspace and finished reports are put. */
  readonly userFolder: string;
  /** Turns a finished HTML report into PDF where the host can (Electron, a found browser). */
  readonly printToPdf?: (html: string, signal?: AbortSignal) => Promise<Uint8Array>;
  readonly now: () => Date;
  /** Seconds of a safety search that a screen waits for before it goes on as a job. Default 1. */
  readonly reviewPatience?: number;
}
