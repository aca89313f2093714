import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { AnalysisClient } from '../../analysis/api/contract/client.ts';
import type { GuardedCall } from '../../analysis/api/transport/guard.ts';
import { UserIssue } from '../../analysis/domain/issue.ts';
import { SECURITY_HEADERS } from '../host/content-security.ts';
import { FileTokens } from '../host/file-tokens.ts';
import { Supervisor } from '../host/supervisor.ts';
import { route, type ShellContext } from './routes.ts';
import { type AnalysisThread, startAnalysisThread, type ThreadData } from './thread-host.ts';
import { Uploads } from './uploads.ts';

export interface BrowserShellOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly rendererFolder: string;
  /** Module that runs the analysis in a worker thread. */
  readonly threadEntry: URL;
  readonly data: ThreadData;
  /** Opens the workspace that the window shall show; called again after the analysis was restarted. */
  readonly prepare?: (client: AnalysisClient, tokens: FileTokens) => Promise<void>;
  /** Told the address as soon as pages are served; their calls wait until `prepare` is done. */
  readonly listening?: (url: string) => void;
}

export interface BrowserShell {
  /** Address to open, with the token of this start in its fragment (which no browser sends anywhere). */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the window and the analysis to a browser on this machine only.
 *
 * @throws UserIssue `shell.renderer_missing`, `shell.port_taken`, and whatever `prepare` throws.
 */
export async function startBrowserShell(options: BrowserShellOptions): Promise<BrowserShell> {
  if (!existsSync(join(options.rendererFolder, 'index.html'))) {
    throw new UserIssue('usage', 'shell.renderer_missing');
  }
  const uploads = await Uploads.create();
  const { supervisor, tokens } = supervise(options);
  const token = randomBytes(24).toString('base64url');
  const server = createServer();
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await supervisor.stop();
    await uploads.dispose();
  };
  const prepared = Promise.withResolvers<void>();
  prepared.promise.catch(() => undefined);
  try {
    const port = await listen(server, options.port ?? 0);
    answer(
      server,
      shellContext({ options, supervisor, tokens, uploads, token, port, prepared: prepared.promise }),
    );
    const url = `http://127.0.0.1:${port}/#token=${token}`;
    options.listening?.(url);
    await supervisor.child.control.ready;
    await options.prepare?.(supervisor.child.client, tokens);
    prepared.resolve();
    return { url, port, close };
  } catch (error) {
    prepared.reject(error);
    await close();
    throw error;
  }
}

function supervise(options: BrowserShellOptions): Pick<Parts, 'supervisor' | 'tokens'> {
  const tokens = new FileTokens((token, path) => supervisor.child.control.registerFile(token, path));
  const supervisor = new Supervisor<AnalysisThread>({
    start: (ended) => startAnalysisThread(options.threadEntry, options.data, ended),
    restarted: (thread) => {
      tokens.repeat();
      // Where the workspace cannot be opened again, the window says so by itself: its state is "closed".
      options.prepare?.(thread.client, tokens).catch(() => undefined);
    },
    gaveUp: () => undefined,
  });
  return { supervisor, tokens };
}

interface Parts {
  readonly options: BrowserShellOptions;
  readonly supervisor: Supervisor<AnalysisThread>;
  readonly tokens: FileTokens;
  readonly uploads: Uploads;
  readonly token: string;
  readonly port: number;
  readonly prepared: Promise<void>;
}

function shellContext({ options, supervisor, tokens, uploads, token, port, prepared }: Parts): ShellContext {
  // The thread has guarded the call already; here it is passed on as it is.
  const call: GuardedCall = async (operation, input, callOptions) => {
    await prepared;
    return supervisor.child.client.call(operation as never, input as never, callOptions);
  };
  return {
    token,
    port: () => port,
    rendererFolder: options.rendererFolder,
    call,
    uploads,
    tokens,
    fileOf: (file) => supervisor.child.control.fileOf(file),
  };
}

function answer(server: Server, context: ShellContext): void {
  // An import of many years may take long to upload.
  server.requestTimeout = 0;
  // A page may rest for an hour; a line that is closed just then would lose its next question.
  server.keepAliveTimeout = 0;
  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    route(context, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE' ? new UserIssue('usage', 'shell.port_taken', { port }, { cause }) : cause,
      ),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
