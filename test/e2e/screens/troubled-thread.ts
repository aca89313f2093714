import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { controlServer } from '../../../analysis/api/transport/control.ts';
import { fromNodePort, type NodePort } from '../../../analysis/api/transport/port.ts';
import { servePort } from '../../../analysis/api/transport/port-server.ts';
import type { ThreadData } from '../../../electron/browser/thread-host.ts';
import { fakeAnalysis } from '../../support/fake-analysis.ts';

/**
 * An analysis thread that a test puts into trouble by files in the user's folder: `slow` holds the next diagnosis
 * back for longer than a minute, `end` ends the thread with the next diagnosis.
 */
const data = workerData as ThreadData & { readonly port: NodePort };
const LONG_MS = 61_000;
const client = fakeAnalysis({ open: true, stepMs: 1 });
const flag = (name: string): boolean => {
  const file = join(data.userFolder, name);
  const there = existsSync(file);
  rmSync(file, { force: true });
  return there;
};
servePort(fromNodePort(data.port), async (operation, input, options) => {
  if (operation === 'studies.diagnose' && flag('end')) process.exit(7);
  if (operation === 'studies.diagnose' && flag('slow')) await pause(LONG_MS);
  return client.call(operation as never, input as never, options);
});
if (parentPort) {
  controlServer(fromNodePort(parentPort)).serve({
    registerFile: () => undefined,
    fileOf: () => undefined,
    close: () => Promise.resolve(),
  });
}
