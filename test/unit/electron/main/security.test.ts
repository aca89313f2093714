import type { Session, WebContents } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { lockCommandLine, lockContents, lockSession } from '../../../../electron/main/security.ts';
import { FakeSession, FakeWebContents, recorded, resetElectron } from '../../../support/fake-electron.ts';

beforeEach(resetElectron);
const names = () => recorded.map(({ name }) => name);

describe('the session', () => {
  function locked() {
    const session = new FakeSession();
    lockSession(session as unknown as Session);
    return session;
  }

  test('spelling is off before anything else', () => {
    locked();
    expect(names().slice(0, 3)).toEqual([
      'session.setSpellCheckerEnabled',
      'session.setSpellCheckerLanguages',
      'session.setSpellCheckerDictionaryDownloadURL',
    ]);
    expect(recorded[0]?.args).toEqual([false]);
    expect(recorded[2]?.args[0]).toMatch(/^http:\/\/127\.0\.0\.1:0\//);
  });

  test('every request but to the app itself is cancelled', () => {
    const session = locked();
    const request = recorded.find(({ name }) => name === 'session.webRequest.onBeforeRequest');
    expect(request?.args).toEqual([{ urls: ['<all_urls>'] }]);
    const cancelled = (url: string) => {
      let cancel: boolean | undefined;
      session.requestListener?.({ url }, (result) => {
        cancel = result.cancel;
      });
      return cancel;
    };
    expect(cancelled('https://example.com/')).toBe(true);
    expect(cancelled('http://127.0.0.1/')).toBe(true);
    expect(cancelled('app://ebpm-desk/index.html')).toBe(false);
  });

  test('permissions are refused and downloads stopped', () => {
    const session = locked();
    const allowed: unknown[] = [];
    session.permissionHandler?.({}, 'media', (answer: unknown) => allowed.push(answer), {
      requestingUrl: 'app://ebpm-desk/index.html',
    });
    expect(allowed).toEqual([false]);
    const prevented = (address: string) => {
      let stopped = false;
      const stop = () => {
        stopped = true;
      };
      session.emit('will-download', { preventDefault: stop }, { getURL: () => address });
      return stopped;
    };
    expect(prevented('app://ebpm-desk/index.html')).toBe(true);
    expect(prevented('blob:https://example.com/1')).toBe(true);
    // A picture of a figure, where the clipboard did not take it.
    expect(prevented('blob:app://ebpm-desk/0f3c')).toBe(false);
  });
});

test('the page cannot leave, open windows or embed others', () => {
  const contents = new FakeWebContents();
  lockContents(contents as unknown as WebContents);
  const handler = recorded.find(({ name }) => name === 'webContents.setWindowOpenHandler');
  const decide = handler?.args[0] as (() => unknown) | undefined;
  expect(decide?.()).toEqual({ action: 'deny' });
  const stays = (event: string, url: string) => {
    let prevented = false;
    contents.emit(event, {
      url,
      preventDefault: () => {
        prevented = true;
      },
    });
    return prevented;
  };
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    expect(stays(event, 'https://ebpm-desk/')).toBe(true);
    expect(stays(event, 'app://ebpm-desk/index.html')).toBe(false);
  }
  expect(stays('will-attach-webview', 'app://ebpm-desk/')).toBe(true);
});

test('Chromium is told to resolve no name and fetch nothing', () => {
  lockCommandLine();
  expect(names()[0]).toBe('app.enableSandbox');
  const switches = recorded
    .filter(({ name }) => name === 'app.commandLine.appendSwitch')
    .map(({ args }) => args);
  expect(switches).toContainEqual(['host-resolver-rules', 'MAP * ~NOTFOUND']);
  for (const name of ['disable-background-networking', 'disable-component-update', 'no-proxy-server']) {
    expect(switches).toContainEqual([name]);
  }
});
