import { parentPort, workerData } from 'node:worker_threads';
import { controlServer } from '../../analysis/api/transport/control.ts';
import { fromNodePort, type NodePort } from '../../analysis/api/transport/port.ts';
import { servePort } from '../../analysis/api/transport/port-server.ts';
import { openAnalysis, readingAhead } from '../host/analysis.ts';
import { browserPrinter } from '../host/print-pdf.ts';
import type { ThreadData } from './thread-host.ts';

/** Entry of the browser shell's analysis thread. */
const { port, ...options } = workerData as ThreadData & { readonly port: NodePort };
if (!parentPort) throw new Error('this module runs in a worker thread');

const control = controlServer(fromNodePort(parentPort));
const printToPdf = browserPrinter();
const { analysis, guarded } = openAnalysis({
  shell: 'browser',
  ...options,
  ...(printToPdf ? { printToPdf } : {}),
});
servePort(fromNodePort(port), readingAhead(guarded));
control.serve(analysis);
