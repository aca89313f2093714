import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserShell, startBrowserShell } from '../../../../electron/browser/shell.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let folder: string;
let shell: BrowserShell;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-shell-test-'));
  const rendererFolder = join(folder, 'renderer');
  mkdirSync(join(rendererFolder, 'assets'), { recursive: true });
  writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html><title>窓</title>');
  writeFileSync(join(rendererFolder, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  shell = await startBrowserShell({
    rendererFolder,
    threadEntry: new URL('./scripted-thread.ts', import.meta.url),
    data: { version: '1', sampleFolder: folder, userFolder: folder },
  });
  token = new URL(shell.url).hash.slice('#token='.length);
});
afterAll(async () => {
  await shell.close();
  rmSync(folder, { recursive: true, force: true });
});

function send(path: string, options: RequestOptions = {}, body?: string | Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port: shell.port, path, agent: false, ...options },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const authorization = () => ({ authorization: `Bearer ${token}` });
const call = (operation: string, input: unknown, headers: Record<string, string> = authorization()) =>
  send('/api/call', { method: 'POST', headers }, JSON.stringify({ operation, input }));

describe('the page', () => {
  test('is served with the security headers', async () => {
    const page = await send('/');
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('窓') as string });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = page.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect((await send('/assets/a.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/%',
    '/assets',
  ])('nothing outside its folder is served: %s', async (path) => {
    const answer = await send(path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  test('only GET reaches it', async () => {
    expect((await send('/', { method: 'PUT' })).status).toBe(405);
  });
});

describe('access', () => {
  test('the token is long and new at every start', () => {
    expect(token).toMatch(/^[\w-]{32}$/);
  });

  test('calls, uploads and downloads need it', async () => {
    const wrong = { authorization: `Bearer ${'x'.repeat(32)}` };
    for (const headers of [{}, wrong]) {
      expect((await call('app.info', {}, headers)).status).toBe(401);
      expect((await send('/api/files?name=a', { method: 'POST', headers }, 'a')).status).toBe(401);
      expect((await send('/api/files/made', { headers })).status).toBe(401);
    }
  });

  test.each([
    ['another name for this machine', { host: 'evil.example' }, 421],
    ['a page of another origin', { origin: 'http://evil.example' }, 403],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('%s is refused even with the token', async (_, extra, status) => {
    expect(
      (await call('app.info', {}, { ...authorization(), ...(extra as unknown as Record<string, string>) }))
        .status,
    ).toBe(status);
  });

  test('the own origin is accepted', async () => {
    const headers = {
      ...authorization(),
      origin: `http://127.0.0.1:${shell.port}`,
      'sec-fetch-site': 'same-origin',
    };
    expect((await call('app.info', {}, headers)).status).toBe(200);
  });
});

describe('calls', () => {
  test('are answered in lines, progress first', async () => {
    const answer = await call('workspace.openSample', {});
    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    const lines = answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(lines.map(({ type }) => type)).toEqual(['progress', 'progress', 'reply']);
  });

  test('that are no calls get 400, and too large ones 413', async () => {
    const options = { method: 'POST', headers: authorization() };
    expect((await send('/api/call', options, '{')).status).toBe(400);
    expect((await send('/api/call', options, '{"input":1}')).status).toBe(400);
    expect((await send('/api/call', options, `{"operation":"${'a'.repeat(2 ** 20)}"}`)).status).toBe(413);
    expect((await send('/api/nothing', options, '')).status).toBe(404);
  });

  test('of an analysis that crashed fail, and the next ones work again', async () => {
    const crashed = await call('workspace.open', { folder: 'crash' });
    expect(crashed.body).toContain('shell.connection_lost');
    await expect
      .poll(async () => (await call('app.info', {})).body, { timeout: 10_000, interval: 200 })
      .toContain('1.2.3');
  });
});

describe('files', () => {
  test('that are handed over are known to the analysis by token only', async () => {
    const name = encodeURIComponent('健診 2023.csv');
    const answer = await send(
      `/api/files?name=${name}`,
      { method: 'POST', headers: authorization() },
      'a,b\n',
    );
    const picked = JSON.parse(answer.body) as { token: string; name: string; size: number };
    expect(picked).toEqual({ token: expect.any(String) as string, name: '健診 2023.csv', size: 4 });
    const opened = JSON.parse((await call('workspace.open', { folder: picked.token })).body) as {
      reply: { issue: { params: { path: string } } };
    };
    const { path } = opened.reply.issue.params;
    expect(readFileSync(path, 'utf8')).toBe('a,b\n');
  });

  test('cannot be put elsewhere by their name', async () => {
    const name = encodeURIComponent('../../../etc/passwd');
    const answer = await send(`/api/files?name=${name}`, { method: 'POST', headers: authorization() }, 'x');
    expect(JSON.parse(answer.body)).toMatchObject({ name: 'passwd' });
  });

  test('that were made are handed out under their name', async () => {
    const answer = await send('/api/files/made', { headers: authorization() });
    expect(answer).toMatchObject({ status: 200, body: '区分,人数\n' });
    const disposition = answer.headers['content-disposition'] ?? '';
    expect(decodeURIComponent(disposition)).toBe("attachment; filename*=UTF-8''報告書.csv");
    expect((await send('/api/files/unknown', { headers: authorization() })).status).toBe(404);
  });
});

describe('starting and ending', () => {
  const options = () => ({
    rendererFolder: join(folder, 'renderer'),
    threadEntry: new URL('./scripted-thread.ts', import.meta.url),
    data: { version: '1', sampleFolder: folder, userFolder: folder },
  });

  test('a port that is taken is said', async () => {
    await expect(startBrowserShell({ ...options(), port: shell.port })).rejects.toMatchObject({
      code: 'shell.port_taken',
      params: { port: shell.port },
    });
  });

  test('a window that was not built is said', async () => {
    await expect(startBrowserShell({ ...options(), rendererFolder: folder })).rejects.toMatchObject({
      code: 'shell.renderer_missing',
    });
  });

  test('handed-over files are gone when the shell ends', async () => {
    let path = '';
    const second = await startBrowserShell({
      ...options(),
      prepare: async (client, tokens) => {
        const picked = tokens.add(join(folder, 'secret.txt'), 6);
        const reply = await client.call('workspace.open', { folder: picked.token });
        path = reply.ok ? '' : String(reply.issue.params.path);
      },
    });
    expect(path).toBe(join(folder, 'secret.txt'));
    const secret = new URL(second.url).hash.slice('#token='.length);
    const response = await fetch(`http://127.0.0.1:${second.port}/api/files?name=a.csv`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: 'a',
    });
    const { token: given } = (await response.json()) as { token: string };
    const opened = await fetch(`http://127.0.0.1:${second.port}/api/call`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: JSON.stringify({ operation: 'workspace.open', input: { folder: given } }),
    });
    const line = JSON.parse(await opened.text()) as { reply: { issue: { params: { path: string } } } };
    const uploaded = line.reply.issue.params.path;
    expect(existsSync(uploaded)).toBe(true);
    await second.close();
    expect(existsSync(dirname(dirname(uploaded)))).toBe(false);
    await expect(fetch(`http://127.0.0.1:${second.port}/`)).rejects.toThrow();
  });
});
