import { z } from 'zod';
import type { Progress, Reply } from '../contract/messages.ts';
import { failure } from './failure.ts';
import type { GuardedCall } from './guard.ts';
import { toLine } from './ndjson.ts';
import { packTables } from './table-arrow.ts';

/** A connection carries one call, so its number is the caller's business. */
const request = z.object({ id: z.int().default(0), operation: z.string(), input: z.unknown() });

export type HttpCall = z.infer<typeof request>;

/** Reads the body of `POST /api/call`; undefined when it is not a call. */
export function parseHttpCall(body: string): HttpCall | undefined {
  try {
    return request.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/**
 * Answers one call as newline-delimited JSON: any number of `progress` lines, then one `reply` line.
 * The caller owns the connection: it gives the signal that aborts when the client goes away.
 */
export async function answerHttpCall(
  guarded: GuardedCall,
  call: HttpCall,
  write: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { id } = call;
  const onProgress = (progress: Progress) => write(toLine({ type: 'progress', id, progress }));
  const reply = await guarded(call.operation, call.input, { signal, onProgress });
  write(replyLine(id, reply));
}

/** A reply that cannot be written becomes a failed one: a caller must never be left without. */
function replyLine(id: number, reply: Reply): string {
  try {
    return toLine({ type: 'reply', id, reply: packTables(reply, 'base64') as Reply });
  } catch {
    return toLine({ type: 'reply', id, reply: failure('usage', 'shell.bug') });
  }
}
