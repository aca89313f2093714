import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { controlServer } from '../../../../analysis/api/transport/control.ts';
import { guardCalls } from '../../../../analysis/api/transport/guard.ts';
import { fromNodePort, type NodePort } from '../../../../analysis/api/transport/port.ts';
import { servePort } from '../../../../analysis/api/transport/port-server.ts';
import type { ThreadData } from '../../../../electron/browser/thread-host.ts';
import { isReleased, scriptedAnalysis } from '../../transport/scripted-analysis.ts';

/** A thread like the real one, with the scripted analysis; opening the folder `crash` ends it. */
const data = workerData as ThreadData & { readonly port: NodePort };
const files = new Map<string, string>();
const scripted = scriptedAnalysis();
const made = join(data.userFolder, '報告書.csv');
writeFileSync(made, '区分,人数\n');
files.set('made', made);

const analysis = {
  ...scripted,
  call: (async (operation: string, input: { folder?: string }, options: object) => {
    if (operation !== 'workspace.open') return scripted.call(operation as never, input as never, options);
    if (input.folder === 'crash') process.exit(7);
    return {
      ok: false,
      issue: {
        code: 'shell.no_data',
        kind: 'input',
        params: { path: files.get(input.folder ?? '') ?? '' },
        sentence: '',
      },
    };
  }) as never,
};
servePort(fromNodePort(data.port), guardCalls(analysis, { isReleased }));
if (parentPort) {
  controlServer(fromNodePort(parentPort)).serve({
    registerFile: (token, path) => void files.set(token, path),
    fileOf: (token) => files.get(token),
    close: () => Promise.resolve(),
  });
}
