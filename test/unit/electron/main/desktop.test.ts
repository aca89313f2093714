import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpcMain } from 'electron';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PickedFile } from '../../../../analysis/api/contract/messages.ts';
import { controlServer } from '../../../../analysis/api/transport/control.ts';
import { fromElectronPort } from '../../../../analysis/api/transport/port.ts';
import { servePort } from '../../../../analysis/api/transport/port-server.ts';
import { environmentOf } from '../../../../electron/main/analysis-process.ts';
import { Desktop } from '../../../../electron/main/desktop.ts';
import { placesOf } from '../../../../electron/main/places.ts';
import { CHANNELS } from '../../../../electron/preload/channels.ts';
import {
  answers,
  BrowserWindow,
  type FakeMessagePort,
  type FakeUtilityProcess,
  ipcMain,
  recorded,
  resetElectron,
  utilityProcess,
} from '../../../support/fake-electron.ts';

let folder: string;
beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(join(tmpdir(), 'ebpm-desktop-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ownPage = { senderFrame: { url: 'app://ebpm-desk/index.html', parent: null } };
const invoke = (channel: string, input?: unknown, event: unknown = ownPage) =>
  ipcMain.handlers.get(channel)?.(event, input) as Promise<unknown>;

/** Plays the analysis process: answers every call with its operation, and remembers files. */
function play(child: FakeUtilityProcess) {
  const calls: string[] = [];
  const files = new Map<string, string>();
  const port = (type: string, index: number) =>
    fromElectronPort(child.ports.get(type)?.[index] as FakeMessagePort);
  controlServer(port('control', 0)).serve({
    registerFile: (token, path) => void files.set(token, path),
    fileOf: (token) => files.get(token),
    close: () => Promise.resolve(),
  });
  servePort(port('calls', 0), async (operation, input) => {
    calls.push(`${operation} ${JSON.stringify(input)}`);
    return { ok: true, value: {} };
  });
  const handed = () => recorded.some(({ name }) => name === 'webContents.postMessage');
  return { calls, files, handed };
}

async function started() {
  const desktop = new Desktop(placesOf('/app/dist/electron', false, '/app/resources'), {
    version: '1',
    sampleFolder: '/sample',
    userFolder: folder,
  });
  const first = play(utilityProcess.children[0] as FakeUtilityProcess);
  await desktop.start(ipcMain as unknown as IpcMain, true);
  return { desktop, ...first };
}

describe('the desktop', () => {
  test('starts the analysis beside the window and opens what was open last', async () => {
    const { calls } = await started();
    const [entry, args, options] = (utilityProcess.children[0] as FakeUtilityProcess).fork;
    expect(entry).toBe('/app/dist/electron/worker.js');
    expect(JSON.parse((args as string[])[0] ?? '')).toMatchObject({
      sampleFolder: '/sample',
      userFolder: folder,
    });
    expect(options).toMatchObject({ stdio: 'ignore' });
    expect(recorded).toContainEqual({ name: 'window.loadURL', args: ['app://ebpm-desk/index.html'] });
    expect(calls).toEqual(['workspace.reopen {}']);
  });

  test('hands the page a port of its own', async () => {
    await started();
    await invoke(CHANNELS.connect);
    const handed = recorded.find(({ name }) => name === 'webContents.postMessage');
    expect(handed?.args.slice(0, 2)).toEqual([CHANNELS.port, undefined]);
    expect(handed?.args[2]).toHaveLength(1);
    expect(utilityProcess.children[0]?.ports.get('calls')).toHaveLength(2);
  });

  test('listens to its own page only, and to well-formed words only', async () => {
    await started();
    const stranger = { senderFrame: { url: 'https://example.com/', parent: null } };
    for (const channel of ipcMain.handlers.keys()) {
      expect(() => invoke(channel, {}, stranger)).toThrow('refused');
      expect(() => invoke(channel, {}, { senderFrame: null })).toThrow('refused');
    }
    expect(() => invoke(CHANNELS.pickFiles, { folders: 'yes' })).toThrow();
    expect(() => invoke(CHANNELS.receivePaths, '/etc/passwd')).toThrow();
  });

  test('gives the page tokens and names, the analysis the paths', async () => {
    const { files } = await started();
    const path = join(folder, '健診.csv');
    writeFileSync(path, 'abc');
    answers.open = { canceled: false, filePaths: [path] };
    const [picked] = (await invoke(CHANNELS.pickFiles, { folders: false })) as PickedFile[];
    expect(picked).toMatchObject({ name: '健診.csv', size: 3 });
    expect(JSON.stringify(picked)).not.toContain(folder);
    await expect.poll(() => files.get(picked?.token ?? '')).toBe(path);
    answers.open = { canceled: true, filePaths: [] };
    expect(await invoke(CHANNELS.pickFiles, { folders: true })).toEqual([]);
  });

  test('saves a finished file where the user says', async () => {
    const { files } = await started();
    const made = join(folder, 'report.xlsx');
    writeFileSync(made, 'xlsx');
    files.set('made', made);
    const target = join(folder, '保存先.xlsx');
    expect(await invoke(CHANNELS.saveFile, 'made')).toBe('cancelled');
    answers.save = { canceled: false, filePath: target };
    expect(await invoke(CHANNELS.saveFile, 'made')).toBe('saved');
    expect(readFileSync(target, 'utf8')).toBe('xlsx');
    rmSync(target);
    expect(await invoke(CHANNELS.saveFile, 'unknown')).toBe('cancelled');
    expect(existsSync(target)).toBe(false);
    answers.save = { canceled: false, filePath: join(folder, 'なし', '保存先.xlsx') };
    expect(await invoke(CHANNELS.saveFile, 'made')).toBe('cancelled');
    const told = recorded.find(({ name }) => name === 'dialog.showErrorBox');
    expect(told?.args[0]).toBe('保存できませんでした');
    expect(JSON.stringify(told)).not.toContain(folder);
  });

  test('starts a crashed analysis again, with its files and its workspace', async () => {
    await started();
    answers.open = { canceled: false, filePaths: [folder] };
    const picked = (await invoke(CHANNELS.pickWorkspace, 'open')) as PickedFile;
    utilityProcess.children[0]?.emit('exit', 1);
    await expect.poll(() => utilityProcess.children.length).toBe(2);
    const again = play(utilityProcess.children[1] as FakeUtilityProcess);
    await expect.poll(() => again.calls).toEqual(['workspace.reopen {}']);
    await expect.poll(() => again.files.get(picked.token)).toBe(folder);
    await expect.poll(() => again.handed()).toBe(true);
  });

  test('names a new workspace with its ending', async () => {
    await started();
    answers.save = { canceled: false, filePath: join(folder, '令和7年度') };
    expect(await invoke(CHANNELS.pickWorkspace, 'create')).toMatchObject({ name: '令和7年度.ebpm' });
  });

  test('closes the workspace before it ends, and shows itself on a second start', async () => {
    const { desktop } = await started();
    desktop.focus();
    expect(recorded.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['window.restore', 'window.focus']),
    );
    const window = BrowserWindow.all[0] as BrowserWindow;
    window.gone = true;
    recorded.length = 0;
    desktop.focus();
    expect(recorded).toEqual([]);
    await desktop.stop();
    expect(recorded.at(-1)?.name).toBe('utilityProcess.kill');
  });

  test('shows the window only when it is drawn', async () => {
    await started();
    const shown = () => recorded.some(({ name }) => name === 'window.show');
    expect(shown()).toBe(false);
    BrowserWindow.all[0]?.emit('ready-to-show');
    expect(shown()).toBe(true);
  });
});

test('the analysis process inherits nothing but what it needs', () => {
  expect(environmentOf({ HOME: '/h', NODE_OPTIONS: '--inspect', SECRET: 'x', PATH: '/bin' })).toEqual({
    HOME: '/h',
    PATH: '/bin',
  });
});

test('the places of an installed app', () => {
  const places = placesOf('/app/resources/app.asar/dist/electron', true, '/app/resources');
  expect(places.sample).toBe('/app/resources/sample-data/small');
  expect(places.renderer).toBe('/app/resources/app.asar/dist/renderer');
});
