import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BrowserShell, startBrowserShell } from '../../../electron/browser/shell.ts';
import { rendererFolder } from '../../../electron/host/project.ts';
import { launchBrowser, visit } from '../support/browser.ts';

/** What the window says when the analysis is slow, ends, or is gone; and that it goes on by itself afterwards. */

const folder = mkdtempSync(join(tmpdir(), 'ebpm-line-'));
let browser: Browser;
let shell: BrowserShell;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  shell = await startBrowserShell({
    rendererFolder,
    threadEntry: new URL('./troubled-thread.ts', import.meta.url),
    data: { version: '0.0.0', sampleFolder: folder, userFolder: folder },
  });
  ({ page } = await visit(browser, shell.url));
  await page.evaluate(() => window.localStorage.setItem('ebpm-tour', 'seen'));
  await page.getByRole('heading', { level: 1 }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await shell?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function goTo(place: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/${place}`);
}

const diagnose = () => page.getByRole('button', { name: '診断に進む' }).click();
const read = (seen: Page) => seen.getByRole('checkbox', { name: /診断を読みました/u });

test('a study of more than a minute without a word arrives, and says that it is at work', async () => {
  writeFileSync(join(folder, 'slow'), '');
  await goTo('studies/walking');
  await diagnose();
  const bar = page.getByRole('region', { name: '実行中の処理' });
  await bar.waitFor();
  await page.waitForTimeout(55_000);
  expect(await bar.count()).toBe(1);
  expect(await page.getByRole('alert').count()).toBe(0);
  await read(page).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('an analysis that ends in the middle is said, started again, and asked again when one comes back', async () => {
  await goTo('help');
  await page.reload();
  writeFileSync(join(folder, 'end'), '');
  // Diagnosed before, it is opened at its diagnostics: they are asked for at once.
  await goTo('studies/walking');
  const said = page.getByRole('alert');
  await said.waitFor();
  expect(await said.textContent()).toContain('つなぎ直します');
  expect(await said.getByRole('button', { name: 'もう一度試す' }).count()).toBe(1);
  // A question that comes while nothing runs is asked again by itself.
  await goTo('overview');
  await page.locator('main figure').first().waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await goTo('studies/walking');
  await read(page).waitFor();
});

test('a shell that is gone is said, with what to do', async () => {
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await goTo('overview');
  await page.locator('main figure').first().waitFor();
  // The other screens are read by now, or their files are asked for in vain: both is said truly.
  await shell.close();
  await goTo('quality');
  const said = page.getByRole('alert');
  await said.waitFor();
  expect(await said.textContent()).toMatch(/返事がありません|画面のファイルを読めません/u);
  expect(await said.textContent()).toContain('データは失われません');
});
