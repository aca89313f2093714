import { sentenceOf } from '../../analysis/messages/index.ts';
import { endQuietly } from '../host/quiet-end.ts';
import { processIo } from './io.ts';
import { run } from './run.ts';

/** Entry of the command line: `npm run --silent ebpm -- <verb> …`. */
endQuietly(() => process.stderr.write(`${sentenceOf({ code: 'shell.bug', params: {} })}\n`));

const stop = new AbortController();
const STOPPED_BY_USER = 130;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Asked twice: whoever waits, waits no longer.
    if (stop.signal.aborted) process.exit(STOPPED_BY_USER);
    stop.abort();
  });
}
// A reader that closes its end early (`| head`) is no fault.
process.stdout.on('error', () => process.exit(0));

process.exitCode = await run(process.argv.slice(2), processIo(stop.signal));
