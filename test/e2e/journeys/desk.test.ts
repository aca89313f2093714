import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visit } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/** What the window keeps for its users, over the real analysis: bookmarks, what is being composed, undo and redo. */

let journey: Journey | undefined;
let seen: Visit;
let page: Page;

beforeAll(async () => {
  journey = await startJourney('sample');
  ({ seen, page } = journey);
  await page.evaluate(() => window.localStorage.setItem('ebpm-tour', 'seen'));
});
afterAll(() => journey?.close());

async function open(place: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/${place}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

test('a bookmark has a name in words, stays after a new start and opens the same figure', async () => {
  await open('overview?m=checkup.uptake&v=trend&y=2023');
  const title = page.locator('main figure .figure-title').first();
  await title.waitFor({ timeout: 100_000 });
  await page.getByRole('button', { name: 'しおり', exact: true }).click();
  const name = page.getByRole('textbox', { name: /名前をつける/u });
  expect(await name.inputValue()).toBe('現状・特定健診受診率・令和5年度');
  await page.getByRole('button', { name: 'しおりに残す' }).click();
  await page.getByRole('link', { name: '現状・特定健診受診率・令和5年度' }).waitFor();
  await page.reload();
  await open('help');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('令和5年度');
  await page.getByRole('menuitem', { name: /特定健診受診率・令和5年度/u }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: '年度の推移', selected: true }).waitFor({ timeout: 100_000 });
  expect(await title.textContent()).toContain('受診率');
});

test('what is composed is saved by itself, undone and done again, and is there after a new start', async () => {
  await page.getByRole('main').getByRole('button', { name: '報告書に入れる' }).first().click();
  await page.getByText('に入れました').first().waitFor();
  await open('reports?w=compose');
  const notes = page.getByRole('textbox', { name: /話すこと/u }).first();
  await notes.fill('受診率は上がっています。');
  await page.getByText('保存済み').waitFor();
  const text = () => notes.inputValue();
  await page.getByRole('button', { name: '元に戻す' }).click();
  await expect.poll(text).not.toBe('受診率は上がっています。');
  await page.getByRole('button', { name: 'やり直す' }).click();
  await expect.poll(text).toBe('受診率は上がっています。');
  await page.getByText('保存済み').waitFor();
  await page.reload();
  await notes.waitFor();
  expect(await text()).toBe('受診率は上がっています。');
  expect(seen.complaints).toEqual([]);
});
