import { z } from 'zod';
import type { Reply, WorkerMessage } from '../contract/messages.ts';
import { failure } from './failure.ts';
import type { GuardedCall } from './guard.ts';
import type { Port } from './port.ts';
import { packTables } from './table-arrow.ts';

const clientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: z.int(), operation: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.int() }),
]);

/**
 * Answers calls that arrive on a port. Messages of another shape are dropped; when the port closes, every
 * call that is still running is cancelled.
 */
export function servePort(port: Port, guarded: GuardedCall): void {
  const running = new Map<number, AbortController>();
  port.receive((message) => {
    const parsed = clientMessage.safeParse(message);
    if (!parsed.success) return;
    const { data } = parsed;
    if (data.type === 'cancel') running.get(data.id)?.abort();
    else void answer(port, guarded, running, data);
  });
  port.closed(() => {
    for (const controller of running.values()) controller.abort();
  });
}

async function answer(
  port: Port,
  guarded: GuardedCall,
  running: Map<number, AbortController>,
  call: { readonly id: number; readonly operation: string; readonly input?: unknown },
): Promise<void> {
  const { id } = call;
  if (running.has(id)) return;
  const controller = new AbortController();
  running.set(id, controller);
  const reply = await guarded(call.operation, call.input, {
    signal: controller.signal,
    onProgress: (progress) => post(port, { type: 'progress', id, progress }),
  });
  running.delete(id);
  post(port, { type: 'reply', id, reply: packTables(reply, 'bytes') as Reply });
}

/** A reply that cannot be cloned becomes a failed one: a caller must never wait for ever. */
function post(port: Port, message: WorkerMessage): void {
  try {
    port.post(message);
  } catch {
    if (message.type === 'reply') {
      const reply = failure('usage', 'shell.bug');
      port.post({ type: 'reply', id: message.id, reply } satisfies WorkerMessage);
    }
  }
}
