import type { AnalysisClient, CallOptions } from '../contract/client.ts';
import type { Reply } from '../contract/messages.ts';
import type { OperationName } from '../contract/operations.ts';
import { cancelled, failure } from './failure.ts';
import { readMessages } from './ndjson.ts';

/** The part of `fetch` that is needed; injected, so that this module cannot reach any network by itself. */
export type Send = (
  path: string,
  init: { method: 'POST'; headers: Record<string, string>; body: string; signal: AbortSignal | null },
) => Promise<{
  readonly ok: boolean;
  readonly status: number;
  readonly body: ReadableStream<Uint8Array> | null;
}>;

/** Asks the browser shell on the same origin: `POST /api/call`, answered in lines. */
export function httpClient(send: Send, token: string): AnalysisClient {
  let last = 0;
  const call = async (
    operation: OperationName,
    input: unknown,
    options: CallOptions = {},
  ): Promise<Reply> => {
    last += 1;
    try {
      const response = await send('/api/call', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ id: last, operation, input }),
        signal: options.signal ?? null,
      });
      if (response.status === 401 || response.status === 403) return failure('usage', 'shell.unauthorised');
      if (!response.ok || !response.body) return failure('usage', 'shell.connection_lost');
      return await lastReply(response.body, options);
    } catch {
      return options.signal?.aborted ? cancelled() : failure('usage', 'shell.connection_lost');
    }
  };
  return { call: async (operation, input, options) => (await call(operation, input, options)) as never };
}

async function lastReply(body: ReadableStream<Uint8Array>, options: CallOptions): Promise<Reply> {
  for await (const message of readMessages(body)) {
    if (message.type === 'progress') options.onProgress?.(message.progress);
    else return message.reply;
  }
  return failure('usage', 'shell.connection_lost');
}
