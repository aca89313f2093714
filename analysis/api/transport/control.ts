import { z } from 'zod';
import type { Analysis } from '../contract/client.ts';
import type { Port } from './port.ts';

/**
 * The private line between a host and its analysis process: what the page must not be able to say.
 * The host tells what file tokens stand for and asks where a finished file is; the analysis process asks
 * the host to print.
 */
const hostMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('register'), token: z.string(), path: z.string() }),
  z.object({ type: z.literal('fileOf'), id: z.int(), token: z.string() }),
  z.object({
    type: z.literal('printed'),
    id: z.int(),
    pdf: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable(),
  }),
  z.object({ type: z.literal('close') }),
]);
type HostMessage = z.infer<typeof hostMessage>;

const analysisMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('file'), id: z.int(), path: z.string().nullable() }),
  z.object({ type: z.literal('print'), id: z.int(), html: z.string() }),
  z.object({ type: z.literal('closed') }),
]);
type AnalysisMessage = z.infer<typeof analysisMessage>;

export type Print = (html: string, signal?: AbortSignal) => Promise<Uint8Array>;

/** The analysis side's end of the private line. */
export interface ControlServer {
  /** Asks the host to print; rejects when the host cannot. */
  readonly print: Print;
  /** Starts to answer for this analysis and tells the host so. */
  serve(analysis: Pick<Analysis, 'registerFile' | 'fileOf' | 'close'>): void;
}

export function controlServer(port: Port): ControlServer {
  const printing = new Map<number, PromiseWithResolvers<Uint8Array>>();
  let last = 0;
  const post = (message: AnalysisMessage) => port.post(message);
  return {
    print: (html) => {
      last += 1;
      const waiting = Promise.withResolvers<Uint8Array>();
      printing.set(last, waiting);
      post({ type: 'print', id: last, html });
      return waiting.promise;
    },
    serve: (analysis) => {
      port.receive((raw) => {
        const parsed = hostMessage.safeParse(raw);
        if (parsed.success) void obey(analysis, printing, post, parsed.data);
      });
      post({ type: 'ready' });
    },
  };
}

async function obey(
  analysis: Pick<Analysis, 'registerFile' | 'fileOf' | 'close'>,
  printing: Map<number, PromiseWithResolvers<Uint8Array>>,
  post: (message: AnalysisMessage) => void,
  message: HostMessage,
): Promise<void> {
  switch (message.type) {
    case 'register':
      analysis.registerFile(message.token, message.path);
      return;
    case 'fileOf':
      post({ type: 'file', id: message.id, path: analysis.fileOf(message.token) ?? null });
      return;
    case 'printed': {
      const waiting = printing.get(message.id);
      printing.delete(message.id);
      if (message.pdf) waiting?.resolve(message.pdf);
      else waiting?.reject(new Error('the host could not print'));
      return;
    }
    case 'close':
      await analysis.close().catch(() => undefined);
      post({ type: 'closed' });
  }
}

/** The host's end of the private line. */
export interface ControlClient {
  /** Resolves when the analysis process answers for the first time. */
  readonly ready: Promise<void>;
  registerFile(token: string, path: string): void;
  fileOf(token: string): Promise<string | undefined>;
  /** Resolves when the workspace is closed, or when the process is gone. */
  close(): Promise<void>;
}

export function controlClient(port: Port, print: Print): ControlClient {
  const asking = new Map<number, (path: string | undefined) => void>();
  const ready = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let last = 0;
  const post = (message: HostMessage) => port.post(message);
  port.closed(() => {
    ready.reject(new Error('the analysis process ended'));
    for (const settle of asking.values()) settle(undefined);
    asking.clear();
    closed.resolve();
  });
  ready.promise.catch(() => undefined);
  port.receive((raw) => {
    const parsed = analysisMessage.safeParse(raw);
    if (!parsed.success) return;
    const { data } = parsed;
    if (data.type === 'ready') ready.resolve();
    else if (data.type === 'closed') closed.resolve();
    else if (data.type === 'print') void answerPrint(print, post, data);
    else {
      asking.get(data.id)?.(data.path ?? undefined);
      asking.delete(data.id);
    }
  });
  return {
    ready: ready.promise,
    registerFile: (token, path) => post({ type: 'register', token, path }),
    fileOf: (token) => {
      last += 1;
      const id = last;
      const answer = new Promise<string | undefined>((resolve) => asking.set(id, resolve));
      post({ type: 'fileOf', id, token });
      return answer;
    },
    close: () => {
      post({ type: 'close' });
      return closed.promise;
    },
  };
}

async function answerPrint(
  print: Print,
  post: (message: HostMessage) => void,
  request: { readonly id: number; readonly html: string },
): Promise<void> {
  const pdf = await print(request.html).catch(() => null);
  post({ type: 'printed', id: request.id, pdf });
}
