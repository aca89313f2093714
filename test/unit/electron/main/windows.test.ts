import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  endAudience,
  openSpeakerWindow,
  openWindow,
  showToAudience,
} from '../../../../electron/main/window.ts';
import { readWindowState } from '../../../../electron/main/window-state.ts';
import { BrowserWindow, recorded, resetElectron } from '../../../support/fake-electron.ts';

const folder = mkdtempSync(join(tmpdir(), 'window-state-'));
const SCREEN = { x: 0, y: 0, width: 1920, height: 1040 };

beforeEach(resetElectron);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the window', () => {
  test('opens as it was left, as long as that is on a screen', () => {
    expect(readWindowState(folder, [SCREEN]).bounds).toEqual({ width: 1366, height: 768 });
    openWindow('/preload.js', true, folder);
    BrowserWindow.all[0]?.emit('close');
    expect(readWindowState(folder, [SCREEN])).toEqual({
      bounds: { x: 30, y: 40, width: 1200, height: 700 },
      maximized: false,
    });
    expect(readWindowState(folder, [{ x: 5000, y: 0, width: 800, height: 600 }]).bounds).toEqual({
      width: 1366,
      height: 768,
    });
    openWindow('/preload.js', true, folder);
    expect(BrowserWindow.all[1]?.options).toMatchObject({ x: 30, y: 40, width: 1200, height: 700 });
  });

  test('that was maximized appears maximized, and only when it is drawn', () => {
    const state = { bounds: { x: 30, y: 40, width: 1200, height: 700 }, maximized: true };
    writeFileSync(join(folder, 'window.json'), JSON.stringify(state));
    openWindow('/preload.js', true, folder);
    const done = () => recorded.map(({ name }) => name).filter((name) => /show|maximize/u.test(name));
    expect(done()).toEqual([]);
    BrowserWindow.all[0]?.emit('ready-to-show');
    expect(done()).toEqual(['window.maximize']);
  });

  test('goes to the screen of the audience for a show and back to the desk after it', () => {
    const window = new BrowserWindow({});
    showToAudience(window as never);
    expect(recorded).toEqual([
      { name: 'window.setBounds', args: [{ x: 1920, y: 0, width: 1280, height: 720 }] },
      { name: 'window.setFullScreen', args: [true] },
    ]);
    endAudience(window as never);
    expect(recorded.slice(2)).toEqual([
      { name: 'window.setFullScreen', args: [false] },
      { name: 'window.setBounds', args: [{ x: 0, y: 0, width: 1366, height: 768 }] },
    ]);
  });

  test('of the speaker is on the other screen and has no bridge', () => {
    const audience = new BrowserWindow({});
    openSpeakerWindow(audience as never);
    const speaker = BrowserWindow.all[1];
    expect(speaker?.options).toMatchObject({
      x: 1960,
      webPreferences: { sandbox: true, contextIsolation: true },
    });
    expect(JSON.stringify(speaker?.options)).not.toContain('preload');
    expect(recorded.find(({ name }) => name === 'window.loadURL')?.args).toEqual([
      'app://ebpm-desk/index.html#/speaker',
    ]);
    openSpeakerWindow(audience as never);
    expect(BrowserWindow.all).toHaveLength(2);
    expect(recorded.some(({ name }) => name === 'window.focus')).toBe(true);
  });
});
