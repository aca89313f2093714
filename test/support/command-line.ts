import { run } from '../../electron/cli/run.ts';

/** What a command printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, as a script would see it: no terminal, nothing interrupted. */
export async function ebpm(...argv: string[]): Promise<Printed> {
  const printed = { out: '', err: '' };
  const code = await run(argv, {
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    terminal: false,
    signal: new AbortController().signal,
  });
  return { code, ...printed };
}
