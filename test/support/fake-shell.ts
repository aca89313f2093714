import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { OperationName } from '../../analysis/api/contract/operations.ts';
import { route } from '../../electron/browser/routes.ts';
import { Uploads } from '../../electron/browser/uploads.ts';
import { SECURITY_HEADERS } from '../../electron/host/content-security.ts';
import { FileTokens } from '../../electron/host/file-tokens.ts';
import { fakeAnalysis } from './fake-analysis.ts';

const TOKEN = 'token-for-tests-of-the-window';

/** The browser shell's own routes and headers in front of made-up statistics. Needs the built window. */
export async function startFakeShell(wish: { readonly open: boolean; readonly stepMs?: number }) {
  const client = fakeAnalysis(wish);
  const uploads = await Uploads.create();
  const tokens = new FileTokens(() => undefined);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const context = {
      token: TOKEN,
      port: () => port,
      rendererFolder: fileURLToPath(new URL('../../dist/renderer', import.meta.url)),
      call: (operation: string, input: unknown, options: object) =>
        client.call(operation as OperationName, input as never, options),
      uploads,
      tokens,
      fileOf: () => Promise.resolve(undefined),
    };
    void route(context as never, request, response);
  });
  return {
    url: `http://127.0.0.1:${port}/#token=${TOKEN}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await uploads.dispose();
    },
  };
}
