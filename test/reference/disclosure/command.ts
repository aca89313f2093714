import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../electron/cli/run.ts';

interface CommandAnswer {
  readonly exit: number;
  /** The one JSON document on standard output. */
  readonly result: unknown;
  /** Standard error. */
  readonly said: string;
}

/** Runs `ebpm protect FILE --json` on a document, given as text. */
export async function protectFile(text: string): Promise<CommandAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'protect-'));
  const file = join(folder, '表.json');
  let out = '';
  let said = '';
  try {
    writeFileSync(file, text);
    const exit = await run(['protect', file, '--json'], {
      out: (piece) => {
        out += piece;
      },
      err: (piece) => {
        said += piece;
      },
      terminal: false,
      signal: new AbortController().signal,
    });
    return { exit, result: JSON.parse(out) as unknown, said };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
