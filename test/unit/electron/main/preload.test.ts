// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { HostApi } from '../../../../analysis/api/contract/messages.ts';
import { CHANNELS } from '../../../../electron/preload/channels.ts';
import { bridged, ipcRenderer, recorded } from '../../../support/fake-electron.ts';

test('the page gets five words and no path', async () => {
  await import('../../../../electron/preload/index.ts');
  const host = bridged.ebpmHost as HostApi;
  expect(Object.keys(host).sort()).toEqual(
    [
      'closePresentation',
      'openPresentation',
      'openSpeaker',
      'pickFiles',
      'pickWorkspace',
      'receiveFiles',
      'saveFile',
    ].sort(),
  );
  const dropped = [{ name: 'a.csv', path: '/data/a.csv' }, { name: 'made in the page' }] as unknown as File[];
  await host.receiveFiles(dropped);
  expect(recorded.at(-1)).toEqual({ name: `invoke ${CHANNELS.receivePaths}`, args: [['/data/a.csv']] });
});

test('the port of the analysis is handed on to the page', async () => {
  const received = new Promise<MessageEvent>((resolve) =>
    window.addEventListener('message', resolve, { once: true }),
  );
  ipcRenderer.emit(CHANNELS.port, { ports: [] });
  expect(((await received).data as { type: string }).type).toBe('ebpm-port');
});
