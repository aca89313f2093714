import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { controlClient, controlServer } from '../../../analysis/api/transport/control.ts';
import { fromNodePort } from '../../../analysis/api/transport/port.ts';

function connect(print: (html: string) => Promise<Uint8Array>) {
  const { port1, port2 } = new MessageChannel();
  const server = controlServer(fromNodePort(port1));
  const files = new Map<string, string>();
  let closed = false;
  const client = controlClient(fromNodePort(port2), print);
  server.serve({
    registerFile: (token, path) => void files.set(token, path),
    fileOf: (token) => files.get(token),
    close: async () => {
      closed = true;
    },
  });
  return { client, server, port1, isClosed: () => closed };
}

test('the host registers files and asks for them', async () => {
  const { client, port1 } = connect(async () => new Uint8Array());
  await client.ready;
  client.registerFile('t1', '/data/健診 2023.csv');
  expect(await client.fileOf('t1')).toBe('/data/健診 2023.csv');
  expect(await client.fileOf('unknown')).toBeUndefined();
  port1.close();
});

test('the analysis process prints through the host, and learns when it cannot', async () => {
  const { client, server, port1 } = connect(async (html) => {
    if (html === 'bad') throw new Error('no printer');
    return new TextEncoder().encode(html);
  });
  await client.ready;
  expect(new TextDecoder().decode(await server.print('<p>表</p>'))).toBe('<p>表</p>');
  await expect(server.print('bad')).rejects.toThrow();
  port1.close();
});

test('closing waits for the workspace', async () => {
  const { client, isClosed, port1 } = connect(async () => new Uint8Array());
  await client.close();
  expect(isClosed()).toBe(true);
  port1.close();
});

test('a process that ends answers every open question', async () => {
  const { client, port1 } = connect(async () => new Uint8Array());
  await client.ready;
  port1.close();
  expect(await client.fileOf('t1')).toBeUndefined();
  await client.close();
});
