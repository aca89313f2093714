import { createServer } from 'node:http';
import { MessageChannel as NodeChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AnalysisClient } from '../../../analysis/api/contract/client.ts';
import type { Progress } from '../../../analysis/api/contract/messages.ts';
import { directClient } from '../../../analysis/api/transport/direct.ts';
import { type GuardedCall, guardCalls } from '../../../analysis/api/transport/guard.ts';
import { answerHttpCall, parseHttpCall } from '../../../analysis/api/transport/http-server.ts';
import {
  type DomPort,
  fromDomPort,
  fromElectronPort,
  fromNodePort,
  type Port,
} from '../../../analysis/api/transport/port.ts';
import { portClient } from '../../../analysis/api/transport/port-client.ts';
import { servePort } from '../../../analysis/api/transport/port-server.ts';
import { HttpClient } from '../../../renderer/client/http-client.ts';
import { PortClient } from '../../../renderer/client/port-client.ts';
import { electronChannel } from '../../support/fake-electron.ts';
import { isReleased, scriptedAnalysis } from './scripted-analysis.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function overPorts(guarded: GuardedCall, server: Port, client: Port): AnalysisClient {
  servePort(server, guarded);
  cleanups.push(() => client.close());
  return portClient(client);
}

function overNode(guarded: GuardedCall): AnalysisClient {
  const { port1, port2 } = new NodeChannel();
  return overPorts(guarded, fromNodePort(port1), fromNodePort(port2));
}

function overDom(guarded: GuardedCall): AnalysisClient {
  const { port1, port2 } = new MessageChannel();
  servePort(fromDomPort(port1 as DomPort), guarded);
  cleanups.push(() => port1.close());
  return replying(new PortClient((attach) => attach(port2)));
}

function overElectron(guarded: GuardedCall): AnalysisClient {
  const { port1, port2 } = electronChannel();
  return overPorts(guarded, fromElectronPort(port1), fromElectronPort(port2));
}

async function overHttp(guarded: GuardedCall): Promise<AnalysisClient> {
  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const call = parseHttpCall(Buffer.concat(parts).toString('utf8'));
      if (!call) {
        response.writeHead(400).end();
        return;
      }
      response.writeHead(200);
      response.flushHeaders();
      void answerHttpCall(guarded, call, (line) => response.write(line), gone.signal).then(() =>
        response.end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close().closeAllConnections());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const send = globalThis.fetch;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => send(`http://127.0.0.1:${port}${path}`, init));
  cleanups.push(() => vi.unstubAllGlobals());
  return replying(new HttpClient('token'));
}

/** The window's clients reject when they are cancelled; the others reply. Either counts as cancelled. */
function replying(client: AnalysisClient): AnalysisClient {
  return {
    call: (operation, input, options) =>
      client.call(operation, input, options).catch((error: Error) => {
        if (error.name !== 'AbortError') throw error;
        return { ok: false, issue: { code: 'shell.cancelled', kind: 'usage', params: {}, sentence: '' } };
      }),
  };
}

const transports: Record<string, (guarded: GuardedCall) => AnalysisClient | Promise<AnalysisClient>> = {
  direct: directClient,
  'worker thread port': overNode,
  'window port': overDom,
  'Electron port': overElectron,
  http: overHttp,
};

describe.each(Object.entries(transports))('%s', (_, connect) => {
  const open = (logged: string[] = [], seen = { cancelled: 0 }) =>
    connect(
      guardCalls(scriptedAnalysis(seen), { isReleased, log: (code, name) => logged.push(`${name} ${code}`) }),
    );

  test('carries a reply', async () => {
    const reply = await (await open()).call('app.info', {});
    expect(reply).toEqual({
      ok: true,
      value: { version: '1.2.3', shell: 'command_line', sampleAvailable: true },
    });
  });

  test('keeps concurrent calls apart', async () => {
    const client = await open();
    const years = [2001, 2002, 2003, 2004];
    const replies = await Promise.all(
      years.map((year) =>
        client.call('measures.run', { ids: ['a'], years: [year], by: [], standardise: false }),
      ),
    );
    const shown = replies.map((reply) => {
      const cell = reply.ok ? reply.value.tables[0]?.statistic.rows[0]?.cells[0] : undefined;
      return cell?.state === 'shown' ? cell.value : undefined;
    });
    expect(shown).toEqual(years);
  });

  test('refuses an operation that does not exist', async () => {
    const client = await open();
    for (const name of ['rows.read', 'toString', '__proto__']) {
      const reply = await client.call(name as 'app.info', {});
      expect(reply).toMatchObject({ ok: false, issue: { code: 'shell.unknown_operation' } });
    }
  });

  test('refuses input outside the contract and does not repeat it', async () => {
    const reply = await (await open()).call('import.undo', { batchId: '山田太郎' } as never);
    expect(reply).toMatchObject({ ok: false, issue: { code: 'shell.invalid_input', kind: 'usage' } });
    expect(JSON.stringify(reply)).not.toContain('山田');
  });

  test('refuses output outside the contract', async () => {
    const logged: string[] = [];
    const reply = await (await open(logged)).call('help.glossary', {});
    expect(reply).toMatchObject({ ok: false, issue: { code: 'shell.bug' } });
    expect(JSON.stringify(reply)).not.toContain('山田');
    expect(logged).toEqual(['help.glossary shell.bug']);
  });

  test('refuses a statistic that the gate did not make', async () => {
    const client = await open();
    const input = { ids: ['a'], years: [2001, 1999], by: [], standardise: false };
    const reply = await client.call('measures.run', input);
    expect(reply).toMatchObject({ ok: false, issue: { code: 'shell.unreleased', kind: 'refused' } });
    expect(JSON.stringify(reply)).not.toContain('1999');
  });

  test('says nothing of the cause of a bug', async () => {
    const logged: string[] = [];
    const reply = await (await open(logged)).call('import.history', {});
    expect(reply).toMatchObject({ ok: false, issue: { code: 'shell.bug', params: {} } });
    expect(JSON.stringify([reply, logged])).not.toMatch(/山田|convert/);
  });

  test('turns a fault of the user into its sentence', async () => {
    const reply = await (await open()).call('import.undo', { batchId: 1 });
    expect(reply).toEqual({
      ok: false,
      issue: {
        code: 'shell.file_empty',
        kind: 'input',
        params: { name: '健診.csv' },
        sentence: '「健診.csv」は空のファイルです。',
      },
    });
  });

  test('answers when the reply cannot be sent', async () => {
    const reply = await (await open()).call('studies.list', {});
    expect(reply).toMatchObject({ ok: false, issue: { code: 'shell.bug' } });
  });

  test('reports progress in order before the reply', async () => {
    const heard: Progress[] = [];
    const reply = await (await open()).call('workspace.openSample', {}, { onProgress: (p) => heard.push(p) });
    expect(heard.map(({ done }) => done)).toEqual([1, 2]);
    expect(reply).toMatchObject({ ok: false, issue: { code: 'shell.no_data' } });
  });

  test('cancels a running call', async () => {
    const seen = { cancelled: 0 };
    const client = await open([], seen);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const reply = await client.call('quality.report', {}, { signal: controller.signal });
    expect(reply).toMatchObject({ ok: false, issue: { code: 'shell.cancelled' } });
    await expect.poll(() => seen.cancelled).toBe(1);
  });

  test('does not start a call that is already cancelled', async () => {
    const reply = await (await open()).call('quality.report', {}, { signal: AbortSignal.abort() });
    expect(reply).toMatchObject({ ok: false, issue: { code: 'shell.cancelled' } });
  });
});

describe('a connection that goes away', () => {
  test.each([
    ['worker thread port', () => new NodeChannel(), fromNodePort],
    ['Electron port', electronChannel, fromElectronPort],
  ] as const)('%s: open calls fail, the work is cancelled', async (_, channel, adapt) => {
    const seen = { cancelled: 0 };
    const { port1, port2 } = channel();
    servePort(adapt(port1 as never), guardCalls(scriptedAnalysis(seen), { isReleased }));
    const client = portClient(adapt(port2 as never));
    const open = client.call('quality.report', {});
    setTimeout(() => port1.close(), 20);
    expect(await open).toMatchObject({ ok: false, issue: { code: 'shell.connection_lost' } });
    expect(await client.call('app.info', {})).toMatchObject({
      ok: false,
      issue: { code: 'shell.connection_lost' },
    });
    await expect.poll(() => seen.cancelled).toBe(1);
  });
});
