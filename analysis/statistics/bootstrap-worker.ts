/** Worker thread of the bootstrap: computes the replicates it is asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { type BootstrapTask, bootstrapReplicate } from './bootstrap.ts';

const task = workerData as BootstrapTask;

parentPort?.on('message', ({ from, to }: { from: number; to: number }) => {
  const values = Array.from({ length: to - from }, (_, i) => bootstrapReplicate(task, from + i));
  parentPort?.postMessage({ from, values });
});
