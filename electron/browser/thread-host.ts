import { MessageChannel, Worker } from 'node:worker_threads';
import type { AnalysisClient } from '../../analysis/api/contract/client.ts';
import { type ControlClient, controlClient } from '../../analysis/api/transport/control.ts';
import { fromNodePort } from '../../analysis/api/transport/port.ts';
import { portClient } from '../../analysis/api/transport/port-client.ts';
import { atMost, CLOSING_MS } from '../host/patience.ts';
import type { Supervised } from '../host/supervisor.ts';

/** What the thread is told at its start. */
export interface ThreadData {
  readonly version: string;
  readonly sampleFolder: string;
  readonly userFolder: string;
  /** See `AnalysisOptions`. */
  readonly reviewPatience?: number;
}

/** The analysis in a thread of its own, so that the shell answers while it works. */
export interface AnalysisThread extends Supervised {
  readonly client: AnalysisClient;
  readonly control: ControlClient;
}

const noPrinter = () => Promise.reject(new Error('the thread prints by itself'));

export function startAnalysisThread(entry: URL, data: ThreadData, ended: () => void): AnalysisThread {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(entry, { workerData: { ...data, port: port2 }, transferList: [port2] });
  worker.on('error', () => undefined);
  worker.on('exit', () => {
    port1.close();
    ended();
  });
  const control = controlClient(fromNodePort(worker), noPrinter);
  return {
    client: portClient(fromNodePort(port1)),
    control,
    stop: async () => {
      await atMost(CLOSING_MS, control.close());
      await worker.terminate();
    },
  };
}
