import { resolve } from 'node:path';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { serveCheckout } from '../../browser/serve.ts';
import { requireFolder } from '../session.ts';
import { present, type Verb } from '../verb.ts';

export const serve: Verb = {
  verb: 'serve',
  summary: '画面をブラウザで開けるようにします（このPCの中だけ）。',
  usage: 'serve --workspace W [--port N] [--json]',
  options: { workspace: 'value', port: 'value', json: 'flag' },
  run: async (args, io) => {
    const workspace = resolve(args.required('workspace'));
    const port = args.whole('port', 1, 65_535) ?? 0;
    requireFolder(workspace);
    const shell = await serveCheckout(
      {
        port,
        prepare: async (client, tokens) => {
          const reply = await client.call('workspace.open', { folder: tokens.add(workspace, 0).token });
          if (!reply.ok) throw new UserIssue(reply.issue.kind, reply.issue.code, reply.issue.params);
        },
      },
      io.err,
    );
    present(
      io,
      args.flag('json'),
      { url: shell.url, port: shell.port },
      () => `次のアドレスをブラウザで開いてください。終えるときは Ctrl+C を押します。\n${shell.url}`,
    );
    await untilAborted(io.signal);
    await shell.close();
  },
};

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
