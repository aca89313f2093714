import type { AnalysisClient, CallOptions } from '../contract/client.ts';
import type { ClientMessage, Reply, WorkerMessage } from '../contract/messages.ts';
import type { OperationName } from '../contract/operations.ts';
import { unpackTables } from '../contract/table-arrow.ts';
import { cancelled, failure } from './failure.ts';
import type { Port } from './port.ts';

interface Pending {
  readonly options: CallOptions;
  readonly settle: (reply: Reply) => void;
}

/** Asks through a port. When the other end goes away, every open call gets `shell.connection_lost`. */
export function portClient(port: Port): AnalysisClient {
  const pending = new Map<number, Pending>();
  let lost = false;
  let last = 0;
  port.receive((message) => dispatch(pending, message as WorkerMessage));
  port.closed(() => {
    lost = true;
    for (const { settle } of pending.values()) settle(failure('usage', 'shell.connection_lost'));
    pending.clear();
  });

  const call = (operation: OperationName, input: unknown, options: CallOptions = {}): Promise<Reply> => {
    if (lost) return Promise.resolve(failure('usage', 'shell.connection_lost'));
    if (options.signal?.aborted) return Promise.resolve(cancelled());
    last += 1;
    const id = last;
    return new Promise((resolve) => {
      const cancel = () => port.post({ type: 'cancel', id } satisfies ClientMessage);
      options.signal?.addEventListener('abort', cancel, { once: true });
      const settle = (reply: Reply) => {
        options.signal?.removeEventListener('abort', cancel);
        resolve(reply);
      };
      pending.set(id, { options, settle });
      port.post({ type: 'call', id, operation, input } satisfies ClientMessage);
    });
  };
  return { call: async (operation, input, options) => (await call(operation, input, options)) as never };
}

function dispatch(pending: Map<number, Pending>, message: WorkerMessage): void {
  const entry = pending.get(message.id);
  if (!entry) return;
  if (message.type === 'progress') {
    entry.options.onProgress?.(message.progress);
    return;
  }
  pending.delete(message.id);
  entry.settle(unpackTables(message.reply));
}
