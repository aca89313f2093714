import type { AnalysisClient, CallOptions } from '../../analysis/api/contract/client.ts';
import type { Reply, WorkerMessage } from '../../analysis/api/contract/messages.ts';
import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../analysis/api/contract/operations.ts';

interface Pending {
  readonly settle: (reply: Reply) => void;
  readonly options: CallOptions;
}

/** The desktop's client: calls travel over one message port; waits until the port is there. */
export class PortClient implements AnalysisClient {
  readonly #pending = new Map<number, Pending>();
  readonly #port: Promise<MessagePort>;
  #nextId = 1;

  constructor(port: Promise<MessagePort>) {
    this.#port = port.then((opened) => {
      opened.addEventListener('message', (event: MessageEvent<WorkerMessage>) => this.#receive(event.data));
      opened.start();
      return opened;
    });
  }

  async call<Name extends OperationName>(
    operation: Name,
    input: OperationInput<Name>,
    options: CallOptions = {},
  ): Promise<Reply<OperationOutput<Name>>> {
    const port = await this.#port;
    options.signal?.throwIfAborted();
    const id = this.#nextId++;
    return new Promise((resolve) => {
      options.signal?.addEventListener('abort', () => port.postMessage({ type: 'cancel', id }), {
        once: true,
      });
      this.#pending.set(id, { options, settle: (reply) => resolve(reply as Reply<OperationOutput<Name>>) });
      port.postMessage({ type: 'call', id, operation, input });
    });
  }

  #receive(message: WorkerMessage): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    if (message.type === 'progress') pending.options.onProgress?.(message.progress);
    else {
      this.#pending.delete(message.id);
      pending.settle(message.reply);
    }
  }
}
