import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { canTrace, foreignConnections, foreignConnectionsIn, interrupt, traced } from './trace.ts';

const CLI = ['--disable-warning=ExperimentalWarning', 'electron/cli/main.ts'];
const traceable = canTrace();

function output(child: ChildProcess): { text: () => string } {
  let text = '';
  child.stdout?.on('data', (part: Buffer) => {
    text += part.toString('utf8');
  });
  child.stderr?.on('data', (part: Buffer) => {
    text += part.toString('utf8');
  });
  return { text: () => text };
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });

describe.skipIf(!traceable)('no connection leaves this machine (needs strace)', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ebpm-offline-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('while the command line does the whole main job', async () => {
    const log = join(folder, 'demo.trace');
    const child = traced(log, process.execPath, [
      ...CLI,
      'demo',
      '--out',
      join(folder, 'demo-out'),
      '--json',
    ]);
    const { text } = output(child);
    expect(await ended(child), text()).toBe(0);
    expect(existsSync(join(folder, 'demo-out', 'report.xlsx'))).toBe(true);
    expect(foreignConnectionsIn(log)).toEqual([]);
  });

  test('while the browser shell serves the window and answers', async () => {
    const log = join(folder, 'serve.trace');
    const workspace = join(folder, 'demo-out', '見本.ebpm');
    const child = traced(log, process.execPath, [...CLI, 'serve', '--workspace', workspace, '--json']);
    const { text } = output(child);
    onTestFinished(() => {
      if (child.exitCode === null) interrupt(child);
    });
    await expect.poll(text, { timeout: 300_000, interval: 200 }).toContain('#token=');
    const { url } = JSON.parse(text().slice(text().indexOf('{'))) as { url: string };
    const { origin, hash } = new URL(url);
    const authorization = `Bearer ${hash.slice('#token='.length)}`;
    expect((await fetch(`${origin}/`)).status).toBe(200);
    const body = JSON.stringify({ operation: 'workspace.state', input: {} });
    const answer = await fetch(`${origin}/api/call`, { method: 'POST', headers: { authorization }, body });
    expect(await answer.text()).toContain('"ok":true');
    const done = ended(child);
    interrupt(child);
    await done;
    expect(foreignConnectionsIn(log)).toEqual([]);
  });
});

test('a connection to another machine is seen in a trace', () => {
  const line = (address: string) =>
    `12 connect(18, {${address}}, 16) = -1 EINPROGRESS (Operation now in progress)`;
  const foreign = [
    'sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.216.34")',
    'sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")',
    'sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2606:2800::1", &sin6_addr)',
  ].map(line);
  const own = [
    'sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")',
    'sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "::1", &sin6_addr)',
    'sa_family=AF_UNIX, sun_path="/run/nscd/socket"',
  ].map(line);
  expect(foreignConnections([...foreign, ...own].join('\n'))).toEqual(foreign);
});
