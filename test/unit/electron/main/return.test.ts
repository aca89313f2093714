import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMain } from 'electron';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAnalysis } from '../../../../analysis/api/handlers/index.ts';
import { controlServer } from '../../../../analysis/api/transport/control.ts';
import { fromElectronPort } from '../../../../analysis/api/transport/port.ts';
import { servePort } from '../../../../analysis/api/transport/port-server.ts';
import { Desktop } from '../../../../electron/main/desktop.ts';
import { placesOf } from '../../../../electron/main/places.ts';
import {
  BrowserWindow,
  type FakeMessagePort,
  type FakeUtilityProcess,
  ipcMain,
  resetElectron,
  utilityProcess,
} from '../../../support/fake-electron.ts';

/** The next day: window, workspace and settings are as they were left, from the files of the user's folder. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-return-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One start of the desktop with the real analysis in the place of its process. */
async function day() {
  resetElectron();
  const userFolder = folder;
  const desktop = new Desktop(placesOf('/app/dist/electron', false, '/app/resources'), {
    version: '1',
    sampleFolder: '/sample',
    userFolder,
  });
  const analysis = createAnalysis({
    shell: 'desktop',
    version: '1',
    sampleFolder: '/sample',
    userFolder,
    now: () => new Date('2026-04-01T00:00:00Z'),
  });
  const child = utilityProcess.children[0] as FakeUtilityProcess;
  const port = (type: string) => fromElectronPort(child.ports.get(type)?.[0] as FakeMessagePort);
  controlServer(port('control')).serve({
    registerFile: (token, path) => analysis.registerFile(token, path),
    fileOf: (token) => analysis.fileOf(token),
    close: () => analysis.close(),
  });
  servePort(port('calls'), (operation, input, options) =>
    analysis.call(operation as 'workspace.state', input as never, options),
  );
  await desktop.start(ipcMain as unknown as IpcMain, true);
  const window = BrowserWindow.all[0] as BrowserWindow;
  return { analysis, window, shown: window.options as Record<string, unknown> };
}

const SETTINGS = {
  municipality: '架空市',
  population: 30_000,
  calendar: 'seireki',
  theme: { accent: 'green' },
} as const;

test('the window stands where it was, on the workspace and with the settings of the day before', async () => {
  const first = await day();
  expect(first.shown).toMatchObject({ width: 1366, height: 768 });
  first.analysis.registerFile('t', join(folder, '市.ebpm'));
  const made = await first.analysis.call('workspace.create', { folder: 't', settings: SETTINGS });
  expect(made).toMatchObject({ ok: true });
  const changed = { ...SETTINGS, issuer: { department: '健康づくり課', contact: '' } };
  expect(await first.analysis.call('workspace.saveSettings', changed)).toMatchObject({ ok: true });
  first.window.emit('close');
  await first.analysis.close();
  const file = join(folder, 'window.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    bounds: { x: 30, y: 40, width: 1200, height: 700 },
    maximized: false,
  });

  const second = await day();
  expect(second.shown).toMatchObject({ x: 30, y: 40, width: 1200, height: 700 });
  const state = await second.analysis.call('workspace.state', {});
  expect(state).toMatchObject({ ok: true, value: { open: true, name: '市', settings: changed } });
  await second.analysis.close();
});

test('a damaged file of the window costs its place only', async () => {
  const file = join(folder, 'window.json');
  writeFileSync(file, '{"bounds":{"x":1e9');
  const { shown, window, analysis } = await day();
  expect(shown).toMatchObject({ width: 1366, height: 768 });
  window.emit('close');
  await analysis.close();
  expect(existsSync(file)).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ maximized: false });
});
