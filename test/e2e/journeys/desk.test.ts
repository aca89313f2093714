import { setTimeout as pause } from 'node:timers/promises';
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

test('a shortcut that is pressed before the window stands is done when it does', async () => {
  // The window's own files come late, as from a slow disk: only its first script runs.
  const slow = /\/assets\/.*\.js$/u;
  await page.route(slow, async (route) => {
    await pause(1500);
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await page.waitForFunction(() => window.ebpmEarlyKeys !== undefined);
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(0);
  await page.keyboard.press('Alt+9');
  await page.getByRole('heading', { level: 1, name: '公開記録' }).waitFor();
  await page.unrouteAll({ behavior: 'wait' });
});

test('the first question says that it has work to do first; the next one does not', async () => {
  await page.reload();
  const bar = page.getByRole('region', { name: '実行中の処理' });
  // The bar may be gone before a test can look: it is waited for from before the question.
  const first = bar.filter({ hasText: '集計の下ごしらえをしています' }).waitFor({ timeout: 100_000 });
  const spoken = page.locator('.toast', { hasText: '集計の下ごしらえをしています' }).waitFor();
  await open('overview?f=cost&m=cost.high.share&v=trend');
  await Promise.all([first, spoken]);
  await page.locator('main figure').first().waitFor({ timeout: 100_000 });
  await bar.waitFor({ state: 'detached' });
  await page.reload();
  await open('overview?f=cost&m=cost.high.share&v=trend');
  await page.locator('main figure').first().waitFor({ timeout: 100_000 });
  expect(await page.locator('.toast', { hasText: '下ごしらえ' }).count()).toBe(0);
});

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

test('settings are undone and done again, saved, and there after a new start; the log tells what the gate noted', async () => {
  const department = () => page.getByRole('textbox', { name: '部署', exact: true });
  const two = () => page.getByRole('checkbox', { name: /別の人の承認/u });
  const shown = async () => [await department().inputValue(), await two().isChecked()];
  const save = async () => {
    await page.getByRole('button', { name: '保存する', exact: true }).click();
    await page.getByText('設定を保存しました。').waitFor();
  };
  await open('settings');
  const first = await department().inputValue();
  await department().fill('健康づくり課');
  await two().check();
  await page.keyboard.press('Control+z');
  expect(await shown()).toEqual(['健康づくり課', false]);
  await page.getByRole('button', { name: '元に戻す' }).click();
  expect(await shown()).toEqual([first, false]);
  await page.getByRole('button', { name: 'やり直す' }).click();
  await page.keyboard.press('Control+y');
  expect(await shown()).toEqual(['健康づくり課', true]);
  await save();
  await page.reload();
  await two().waitFor();
  expect(await shown()).toEqual(['健康づくり課', true]);
  // What is taken back after saving is a change like any other, and is saved as one.
  await two().uncheck();
  await department().fill('国保年金課');
  await page.getByRole('button', { name: '元に戻す' }).click();
  expect(await shown()).toEqual(['健康づくり課', false]);
  await save();
  await page.reload();
  await two().waitFor();
  expect(await shown()).toEqual(['健康づくり課', false]);
  await open('releases');
  const log = page.getByRole('main');
  await log.getByText('公開の設定の変更').first().waitFor();
  expect(await log.getByText('公開の設定の変更').count()).toBe(2);
  expect(seen.complaints).toEqual([]);
});
