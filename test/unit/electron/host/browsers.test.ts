import { delimiter } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBrowser, quietBrowserArguments } from '../../../../electron/host/browsers.ts';

function machine(files: readonly string[], env: Record<string, string> = {}, builds: readonly string[] = []) {
  return {
    platform: 'linux' as const,
    env: { PATH: ['/usr/local/bin', '/usr/bin'].join(delimiter), ...env },
    home: '/profile',
    exists: (path: string) => files.includes(path),
    list: (folder: string) => (folder === '/profile/.cache/ms-playwright' ? builds : []),
  };
}

describe('findBrowser', () => {
  test('takes what the environment names, and nothing else when that is missing', () => {
    const files = ['/opt/my chrome', '/usr/bin/chromium'];
    expect(findBrowser(machine(files, { EBPM_BROWSER: '/opt/my chrome' }))).toBe('/opt/my chrome');
    expect(findBrowser(machine(files, { EBPM_BROWSER: '/nowhere' }))).toBeUndefined();
  });

  test('looks through the PATH', () => {
    expect(findBrowser(machine(['/usr/bin/google-chrome']))).toBe('/usr/bin/google-chrome');
    expect(findBrowser(machine([]))).toBeUndefined();
  });

  test('falls back to the newest build in the cache of Playwright', () => {
    const cache = '/profile/.cache/ms-playwright';
    const path = (build: string) => `${cache}/${build}/chrome-linux/chrome`;
    const builds = ['chromium-999', 'chromium-1200', 'firefox-1500', 'chromium_headless_shell-1300'];
    expect(findBrowser(machine([path('chromium-999'), path('chromium-1200')], {}, builds))).toBe(
      path('chromium-1200'),
    );
  });

  test('knows the places on Windows and macOS', () => {
    const edge = { ...machine([]), exists: (path: string) => path.includes('msedge') };
    expect(findBrowser({ ...edge, platform: 'win32', env: { PROGRAMFILES: 'C:\\Programs' } })).toContain(
      'msedge.exe',
    );
    const mac = { ...machine([]), exists: (path: string) => path.includes('Google Chrome.app') };
    expect(findBrowser({ ...mac, platform: 'darwin' })).toContain('Contents');
  });
});

test('a browser that we start asks nobody anything', () => {
  const args = quietBrowserArguments(false);
  expect(args).toContain('--disable-background-networking');
  expect(args.some((arg) => arg.startsWith('--host-resolver-rules=MAP * ~NOTFOUND'))).toBe(true);
  expect(args).not.toContain('--no-sandbox');
  expect(quietBrowserArguments(true)).toContain('--no-sandbox');
});
