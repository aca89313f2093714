import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ensureDesktop } from '../../../electron/host/build.ts';
import { projectFolder } from '../../../electron/host/project.ts';
import { chooseStart, electronBinary } from '../../../electron/host/start-choice.ts';
import { picture, seriousBarriers } from '../support/browser.ts';

const disk = { exists: existsSync, read: (file: string) => readFileSync(file, 'utf8') };
const binary = electronBinary(join(projectFolder, 'node_modules', 'electron'), process.env, disk);
const choice = chooseStart(binary, process.platform, process.env);
const executablePath = 'electron' in choice ? choice.electron : undefined;
const missing = binary === undefined ? "Electron's binary is not here" : 'there is no display';

const title =
  executablePath === undefined ? `the desktop window (skipped: ${missing})` : 'the desktop window';

describe.skipIf(executablePath === undefined)(title, () => {
  test('opens the sample municipality without barriers', async () => {
    await ensureDesktop(() => undefined);
    const user = mkdtempSync(join(tmpdir(), 'ebpm-desktop-'));
    const app = await _electron.launch({
      executablePath: executablePath ?? '',
      args: [projectFolder, `--user-data-dir=${user}`],
    });
    try {
      const page = await app.firstWindow();
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(page.url()).toMatch(/^app:\/\/ebpm-desk\//);
      await picture(page, 'desktop-start');
      expect(await seriousBarriers(page)).toEqual([]);
      expect(await page.evaluate('typeof process + typeof require')).toBe('undefinedundefined');
    } finally {
      await app.close();
      rmSync(user, { recursive: true, force: true });
    }
  });
});
