import type { Progress } from '../../analysis/api/contract/messages.ts';

/** Everything a verb touches outside itself; tests give their own. */
export interface Io {
  /** One piece of text for standard output, with its own line ends. */
  readonly out: (text: string) => void;
  /** One piece of text for standard error. */
  readonly err: (text: string) => void;
  /** True where standard error is a terminal that can rewrite a line. */
  readonly terminal: boolean;
  /** Aborts when the user stops the command. */
  readonly signal: AbortSignal;
}

export function processIo(signal: AbortSignal): Io {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    terminal: process.stderr.isTTY === true,
    signal,
  };
}

const ERASE_LINE = '\r\u001b[K';

/** Shows progress as one line that rewrites itself; nothing where nobody watches. */
export function progressLine(io: Io): { show: (progress: Progress) => void; clear: () => void } {
  if (!io.terminal) return { show: () => undefined, clear: () => undefined };
  return {
    show: ({ phase, done, total, remainingSeconds }) => {
      const share = total > 0 ? ` ${Math.floor((100 * done) / total)}%` : '';
      const rest = remainingSeconds === undefined ? '' : `（残り約 ${Math.ceil(remainingSeconds)} 秒）`;
      io.err(`${ERASE_LINE}${phase}${share}${rest}`);
    },
    clear: () => io.err(ERASE_LINE),
  };
}
