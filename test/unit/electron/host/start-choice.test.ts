import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCommand } from '../../../../electron/host/open-browser.ts';
import { chooseStart, electronBinary } from '../../../../electron/host/start-choice.ts';

const folder = join('/p', 'node_modules', 'electron');
const find = (files: readonly string[], env: Record<string, string> = {}) =>
  electronBinary(folder, env, { exists: (path) => files.includes(path), read: () => 'electron\n' }, 'linux');

describe('npm start', () => {
  test('finds an unpacked Electron without importing the package', () => {
    expect(find([])).toBeUndefined();
    expect(find([join(folder, 'dist', 'electron')])).toBe(join(folder, 'dist', 'electron'));
    expect(find(['/opt/electron/electron'], { ELECTRON_OVERRIDE_DIST_PATH: '/opt/electron' })).toBe(
      '/opt/electron/electron',
    );
  });

  test('opens Electron where it can be shown', () => {
    expect(chooseStart('/e', 'linux', { DISPLAY: ':0' })).toEqual({ electron: '/e' });
    expect(chooseStart('/e', 'win32', {})).toEqual({ electron: '/e' });
  });

  test('says in one line why it opens a browser instead', () => {
    const missing = chooseStart(undefined, 'linux', { WAYLAND_DISPLAY: 'wayland-0' });
    expect(missing).toEqual({ reason: expect.stringMatching(/^Electron .*。$/) as string, display: true });
    expect(chooseStart('/e', 'linux', {})).toEqual({
      reason: expect.stringContaining('ディスプレイ') as string,
      display: false,
    });
  });

  test('opens the default browser in the way of each system', () => {
    expect(openCommand('u', 'linux')).toEqual(['xdg-open', 'u']);
    expect(openCommand('u', 'darwin')).toEqual(['open', 'u']);
    expect(openCommand('u', 'win32').at(-1)).toBe('u');
  });
});
