import type { WorkerMessage } from '../contract/messages.ts';

/** One message a line. JSON has no raw line break, so a line end is always the end of a message. */
export function toLine(message: WorkerMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Messages of a byte stream, as they arrive; a last line without line end counts too. */
export async function* readMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<WorkerMessage> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks(body)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as WorkerMessage;
  }
  rest += decoder.decode();
  if (rest !== '') yield JSON.parse(rest) as WorkerMessage;
}

/** Not every browser lets a stream be iterated directly. */
async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
