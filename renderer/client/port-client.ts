import type { AnalysisClient, CallOptions } from '../../analysis/api/contract/client.ts';
import type { Reply, WorkerMessage } from '../../analysis/api/contract/messages.ts';
import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../analysis/api/contract/operations.ts';
import { LineError } from './line.ts';
import { unpack } from './unpack.ts';

interface Pending {
  readonly settle: (reply: Reply) => void;
  readonly fail: (reason: Error) => void;
  readonly options: CallOptions;
}

/**
 * The desktop's client: calls travel over a message port. Calls wait for the first port; when the analysis
 * process was restarted, a new port comes and the calls of the old one fail.
 */
export class PortClient implements AnalysisClient {
  readonly #pending = new Map<number, Pending>();
  readonly #first = Promise.withResolvers<void>();
  #port: MessagePort | undefined;
  #nextId = 1;

  constructor(onPort: (attach: (port: MessagePort) => void) => void) {
    onPort((port) => this.#attach(port));
  }

  async call<Name extends OperationName>(
    operation: Name,
    input: OperationInput<Name>,
    options: CallOptions = {},
  ): Promise<Reply<OperationOutput<Name>>> {
    if (this.#port === undefined) await this.#first.promise;
    options.signal?.throwIfAborted();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancel = () => this.#port?.postMessage({ type: 'cancel', id });
      options.signal?.addEventListener('abort', cancel, { once: true });
      const settle = (reply: Reply) => resolve(reply as Reply<OperationOutput<Name>>);
      this.#pending.set(id, { options, settle, fail: reject });
      this.#port?.postMessage({ type: 'call', id, operation, input });
    });
  }

  #attach(port: MessagePort): void {
    for (const { fail } of this.#pending.values()) fail(new LineError('restarted'));
    this.#pending.clear();
    this.#port?.close();
    this.#port = port;
    port.addEventListener('message', (event: MessageEvent<WorkerMessage>) => this.#receive(event.data));
    port.start();
    this.#first.resolve();
  }

  #receive(message: WorkerMessage): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    if (message.type === 'progress') pending.options.onProgress?.(message.progress);
    else {
      this.#pending.delete(message.id);
      unpack(message.reply).then(pending.settle, pending.fail);
    }
  }
}
