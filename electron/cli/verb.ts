import type { ArgumentSpec, Arguments } from './arguments.ts';
import type { Io } from './io.ts';

/** One word of the command line. */
export interface Verb extends ArgumentSpec {
  /** What it does, in one Japanese sentence. */
  readonly summary: string;
  /** How it is written, after `ebpm`. */
  readonly usage: string;
  /** Throws `UserIssue` for faults of the user. Prints its result by itself. */
  readonly run: (args: Arguments, io: Io) => Promise<void>;
}

/** Prints a result: one JSON document for machines, or text for people. */
export function present(io: Io, json: boolean, value: unknown, text: () => string): void {
  io.out(json ? `${JSON.stringify(value, undefined, 2)}\n` : `${text().trimEnd()}\n`);
}
