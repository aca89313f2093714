import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Actions } from '../support/actions.ts';
import { picture, type Visit } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { tabTo, watchFocus } from '../support/keys.ts';

/** Journeys over the real analysis and sample without a pointer: Tab, Enter, Space, arrows and shortcuts alone. */

let journey: Journey | undefined;
let seen: Visit;
let page: Page;
let lostFocus: () => Promise<readonly string[]>;

beforeAll(async () => {
  journey = await startJourney('nothing');
  ({ seen, page } = journey);
  lostFocus = await watchFocus(page);
});
afterAll(() => journey?.close());

/** Goes to a control with Tab and uses it: one action. */
async function use(user: Actions, name: string, target: Locator, key = 'Enter'): Promise<void> {
  await target.waitFor({ timeout: 110_000 });
  await tabTo(page, target);
  await user.press(name, page, key);
}

const button = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name });

const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 110_000 });

describe('keyboard only', () => {
  test('new user, sample, council deck: saved and shown in 12 actions', async () => {
    const user = new Actions();
    await use(user, '見本を開く', button('見本を開く'));
    await heading('現状');
    const tour = page.getByRole('complementary', { name: '画面の案内' });
    await use(user, '案内を終える', tour.getByRole('button', { name: '案内を終える' }));
    await user.press('報告書（Alt+7）', page, 'Alt+7');
    await heading('報告書');
    const council = page.getByRole('radio', { name: /議会・会議用スライド/u });
    await tabTo(page, page.getByRole('main').getByRole('radio', { checked: true }).first());
    for (let step = 0; step < 8 && !(await council.isChecked()); step += 1)
      await page.keyboard.press('ArrowDown');
    expect(await council.isChecked()).toBe(true);
    await use(user, '議会・会議用スライド、報告書をつくる', button('報告書をつくる'));
    const save = page.getByRole('row', { name: /\.pptx/u }).getByRole('button', { name: '保存' });
    const download = page.waitForEvent('download', { timeout: 110_000 });
    await use(user, '保存', save);
    const parts = Object.keys(unzipSync(readFileSync(await (await download).path())));
    expect(parts.filter((name) => /^ppt\/slides\/slide\d+\.xml$/u.test(name)).length).toBeGreaterThan(6);
    await user.press('発表（Alt+8）', page, 'Alt+8');
    await use(user, '発表を始める', button('発表を始める'));
    const title = page.locator('.stage .slide h1');
    await title.waitFor({ timeout: 110_000 });
    const first = await title.textContent();
    await user.press('次のページ', page, 'PageDown');
    await expect.poll(() => title.textContent()).not.toBe(first);
    await page.keyboard.press('Escape');
    expect(await lostFocus()).toEqual([]);
    console.info(`${user.count} actions and one choice: ${user.list.join(' → ')}`);
    expect(user.count + 1).toBeLessThanOrEqual(12);
  });

  test('from the start: a programme, the question about it, study, slide', async () => {
    const user = new Actions();
    // A new day: the app opens on its first screen.
    await page.goto(`${new URL(page.url()).origin}/`);
    await heading('はじめに');
    await user.press('事業（Alt+5）', page, 'Alt+5');
    const main = page.getByRole('main');
    await use(user, '健康ウォーキングポイント', main.getByRole('link', { name: '健康ウォーキングポイント' }));
    await use(user, '効果を確かめる', main.getByRole('link', { name: '効果を確かめる' }));
    await main.getByText('「健康ウォーキングポイント」についての問いです').waitFor();
    await use(user, 'この問いを調べる', button('この問いを調べる').first());
    // The deck has fixed its design already, so that the study opens at its diagnostics: back to its design first.
    await use(user, '設計', main.getByRole('button', { name: '設計', exact: true }));
    await use(user, '診断に進む', button(/診断に進む/u));
    const read = page.getByRole('checkbox', { name: /診断を読みました/u });
    await use(user, '診断を読みました', read, 'Space');
    await use(user, '結果を見る', button('結果を見る'));
    await page.getByText('信頼区間').first().waitFor({ timeout: 110_000 });
    await use(user, '報告書に入れる', button('報告書に入れる').first());
    await page.getByText('に入れました').first().waitFor();
    await user.press('報告書（Alt+7）', page, 'Alt+7');
    await tabTo(page, page.getByRole('tab', { selected: true }));
    await page.keyboard.press('ArrowRight');
    await page.locator('.block').first().waitFor();
    await use(user, '組み立てた報告書をつくる', button('組み立てた報告書をつくる'));
    await use(user, '発表する', button('発表する'));
    await page.locator('.stage .slide h1').waitFor({ timeout: 110_000 });
    await page.keyboard.press('PageDown');
    await picture(page, 'keyboard-own-slide');
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: '画面' }).waitFor();
    expect(await lostFocus()).toEqual([]);
    console.info(`${user.count} actions: ${user.list.join(' → ')}`);
    expect(seen.complaints).toEqual([]);
  });
});
