import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, picture, seriousBarriers, visit } from '../support/browser.ts';
import { type RealShell, startRealShell } from '../support/shell.ts';

/** The real analysis, whose screens wait for no proof: every table that needs a search goes on as a job. */
let shell: RealShell;
let browser: Browser;

beforeAll(async () => {
  [shell, browser] = await Promise.all([startRealShell('sample before', undefined, 0), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await shell.close();
});

test('a table under review says so, cannot be taken along, leaves the screens free, and appears by itself', async () => {
  const { page, complaints } = await visit(browser, shell.shell.url);
  // The answer that the review is over is held back until the mark has been looked at.
  const looked = Promise.withResolvers<void>();
  await page.route('**/*', async (route) => {
    if (route.request().postData()?.includes('releases.review') === true) await looked.promise;
    await route.continue();
  });
  await page.getByRole('button', { name: '見本を開く' }).click();
  const mark = page.locator('.detail').getByText('審査中', { exact: true });
  await mark.waitFor({ timeout: 90_000 });
  await page.getByRole('button', { name: '案内を終える' }).click();
  await picture(page, 'review-under-way');
  const notice = page.locator('.detail .notice');
  expect(await notice.textContent()).toContain('それまで表示・書き出し・報告書への追加はできません');
  expect(await page.locator('.detail').getByRole('button', { name: '報告書に入れる' }).count()).toBe(0);
  expect(await page.getByRole('region', { name: '実行中の処理' }).textContent()).toContain('公開審査');
  expect(await seriousBarriers(page)).toEqual([]);
  // Other questions are answered meanwhile.
  await page.getByRole('navigation').getByRole('link', { name: '公開記録', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: '公開記録' }).waitFor();
  await page.locator('main table').first().waitFor();
  await page.getByRole('navigation').getByRole('link', { name: '現状', exact: true }).click();
  await mark.waitFor();
  looked.resolve();
  await page.locator('.detail figure svg').first().waitFor({ timeout: 60_000 });
  await expect.poll(() => mark.count()).toBe(0);
  await page.locator('.detail').getByRole('button', { name: '報告書に入れる' }).first().waitFor();
  await picture(page, 'review-done');
  expect(complaints).toEqual([]);
});
