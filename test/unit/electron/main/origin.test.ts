import { describe, expect, test } from 'vitest';
import { isOwnUrl, mayHave, mayRequest } from '../../../../electron/main/origin.ts';
import { isOwnPage } from '../../../../electron/main/sender.ts';
import { webPreferences } from '../../../../electron/main/web-preferences.ts';

const own = 'app://ebpm-desk/index.html';
const foreign = [
  'https://example.com/',
  'app://ebpm-desk.example.com/',
  'app://ebpm-desk@example.com/',
  'app://user@ebpm-desk/',
  'app://other/index.html',
  'http://ebpm-desk/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'about:blank',
  'not a url',
  '',
];

describe('what belongs to the app', () => {
  test.each(foreign)('%j does not', (address) => {
    expect(isOwnUrl(address)).toBe(false);
    expect(mayRequest(address, true)).toBe(false);
    expect(mayHave('clipboard-sanitized-write', address)).toBe(false);
    expect(isOwnPage({ senderFrame: { url: address, parent: null } })).toBe(false);
  });

  test('the page itself does, and what it made in memory may be loaded', () => {
    expect(isOwnUrl(own)).toBe(true);
    expect(mayRequest('blob:app://ebpm-desk/1-2', true)).toBe(true);
    expect(mayRequest('data:image/png;base64,AA', true)).toBe(true);
    expect(mayRequest('devtools://devtools/a.js', true)).toBe(false);
    expect(mayRequest('devtools://devtools/a.js', false)).toBe(true);
    expect(mayRequest('ws://127.0.0.1:1/', false)).toBe(false);
  });

  test('only copying and full screen are allowed', () => {
    expect(mayHave('clipboard-sanitized-write', own)).toBe(true);
    expect(mayHave('fullscreen', own)).toBe(true);
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'usb',
      'openExternal',
    ]) {
      expect(mayHave(permission, own)).toBe(false);
    }
  });

  test('a frame inside the page and a frame that is gone are not the page', () => {
    expect(isOwnPage({ senderFrame: { url: own, parent: null } })).toBe(true);
    expect(isOwnPage({ senderFrame: { url: own, parent: {} } })).toBe(false);
    expect(isOwnPage({ senderFrame: null })).toBe(false);
  });
});

test('the page runs in a sandbox without Node', () => {
  expect(webPreferences('/p.cjs', true)).toEqual({
    preload: '/p.cjs',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    devTools: false,
  });
});
