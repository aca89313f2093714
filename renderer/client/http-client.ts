import type { AnalysisClient, CallOptions } from '../../analysis/api/contract/client.ts';
import type { Progress, Reply } from '../../analysis/api/contract/messages.ts';
import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../analysis/api/contract/operations.ts';
import { faultOfStatus, LineError } from './line.ts';
import { unpack } from './unpack.ts';

type Line =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'reply'; readonly reply: Reply };

/** Splits a stream of newline-delimited JSON into its documents. */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Line;
    if (done) return;
  }
}

/** The browser shell's client: one request a call to the page's own origin, with the token of the address. */
export class HttpClient implements AnalysisClient {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  async call<Name extends OperationName>(
    operation: Name,
    input: OperationInput<Name>,
    options: CallOptions = {},
  ): Promise<Reply<OperationOutput<Name>>> {
    const response = await this.request('/api/call', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ operation, input }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (response.body === null) throw new LineError('broken_off');
    return unpack(await replyIn<OperationOutput<Name>>(response.body, options));
  }

  /** A request to the shell that served this page; throws `LineError` where it is not answered with what was asked. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.#token}`);
    const sent = fetch(path, { ...init, headers, redirect: 'error' });
    const response = await sent.catch((cause: unknown) => {
      if (init.signal?.aborted === true) throw cause;
      throw new LineError('unreachable', { cause });
    });
    if (!response.ok) throw new LineError(faultOfStatus(response.status));
    return response;
  }
}

/** The reply at the end of a stream; progress on the way is told. */
async function replyIn<T>(stream: ReadableStream<Uint8Array>, options: CallOptions): Promise<Reply<T>> {
  try {
    for await (const line of readLines(stream)) {
      if (line.type === 'reply') return line.reply as Reply<T>;
      options.onProgress?.(line.progress);
    }
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause;
    throw new LineError('broken_off', { cause });
  }
  throw new LineError('broken_off');
}
