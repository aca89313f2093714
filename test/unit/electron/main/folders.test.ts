import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'electron';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { APP_ID, keepOnThisPc } from '../../../../electron/main/folders.ts';
import { app, recorded, resetElectron } from '../../../support/fake-electron.ts';

const root = mkdtempSync(join(tmpdir(), 'user-folder-'));
beforeEach(resetElectron);
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('everything of the app is kept in one folder of this PC, which is there before Electron is told', () => {
  const folder = join(root, '山田', 'ebpm-desk');
  keepOnThisPc(app as unknown as App, folder, 'win32');
  expect(existsSync(join(folder, 'window'))).toBe(true);
  expect(recorded).toEqual([
    { name: 'app.setPath', args: ['userData', folder] },
    { name: 'app.setPath', args: ['sessionData', join(folder, 'window')] },
    { name: 'app.setAppUserModelId', args: [APP_ID] },
  ]);
  recorded.length = 0;
  keepOnThisPc(app as unknown as App, folder, 'linux');
  expect(recorded.map(({ name }) => name)).toEqual(['app.setPath', 'app.setPath']);
});
