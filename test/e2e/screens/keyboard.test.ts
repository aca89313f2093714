import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { tabTo, watchFocus } from '../support/keys.ts';
import { type Opened, openWindow, startBrowser, stopBrowser } from './window.ts';

/** The three journeys without a pointer and without an address: Tab, Enter, Space, arrows, letters and shortcuts. */

beforeAll(startBrowser);
afterAll(stopBrowser);

let window_: Opened;
let lostFocus: () => Promise<readonly string[]>;
afterEach(async () => {
  expect(window_.complaints).toEqual([]);
  expect(await lostFocus()).toEqual([]);
  await window_.close();
});

async function open(wish: Parameters<typeof openWindow>[0]): Promise<void> {
  window_ = await openWindow(wish);
  lostFocus = await watchFocus(window_.page);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

test('new user: sample, council deck, presentation', async () => {
  await open({ open: false, stepMs: 5 });
  const { page } = window_;
  await press(page, page.getByRole('button', { name: '見本を開く' }));
  await page.getByRole('heading', { level: 1, name: '現状' }).waitFor();
  await page.keyboard.press('Alt+7');
  await page.getByRole('heading', { level: 1, name: '報告書' }).waitFor();
  const council = page.getByRole('radio', { name: /議会・会議資料/u });
  await tabTo(page, page.getByRole('radio', { name: /年次報告/u }));
  await page.keyboard.press('ArrowDown');
  expect(await council.isChecked()).toBe(true);
  await press(page, page.getByRole('button', { name: '報告書をつくる' }));
  await page.getByText('できました（2個）').waitFor();
  await page.keyboard.press('Alt+8');
  await press(page, page.getByRole('button', { name: '発表を始める' }));
  await page.locator('.stage .slide h1').waitFor();
  await page.keyboard.press('PageDown');
  expect(await page.locator('.stage .slide h1').textContent()).toBe('血圧は2.4mmHg低い');
  await page.keyboard.press('Escape');
  await page.getByRole('navigation', { name: '画面' }).waitFor();
});

test('next year: files, their meaning, the import', async () => {
  await open({ open: true, stepMs: 5 });
  const { page } = window_;
  await page.keyboard.press('Alt+1');
  await page.getByRole('heading', { level: 1, name: 'データ取込' }).waitFor();
  const chooser = page.waitForEvent('filechooser');
  await press(page, page.getByRole('button', { name: 'ファイルを選ぶ' }));
  await (await chooser).setFiles([{ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('x') }]);
  await press(page, page.getByRole('button', { name: '列の使いみち' }).first());
  // The heading has changed since last year: its meaning is chosen with the arrows of the list.
  const meaning = page.getByRole('combobox', { name: '血圧（上）の使いみち' });
  await tabTo(page, meaning);
  for (let step = 0; step < 80 && (await meaning.inputValue()) !== 'sbp'; step += 1)
    await page.keyboard.press('ArrowDown');
  expect(await meaning.inputValue()).toBe('sbp');
  await press(page, page.getByRole('button', { name: 'この使いみちで決める' }));
  await press(page, page.getByRole('button', { name: /個を取り込む$/u }));
  await page.getByRole('region', { name: '取込の結果' }).waitFor();
});

test('question about a programme: study, figure into a report, order of the report, slide', async () => {
  await open({ open: true, stepMs: 5 });
  const { page } = window_;
  await page.keyboard.press('Alt+5');
  await page.getByRole('heading', { level: 1, name: '事業' }).waitFor();
  await press(page, page.getByRole('main').getByRole('link', { name: '健康ポイント' }));
  await page.getByRole('tab', { name: 'ロジックモデル' }).waitFor();
  await page.keyboard.press('Alt+6');
  await press(page, page.getByRole('button', { name: 'この問いを調べる' }).first());
  await press(page, page.getByRole('button', { name: /診断に進む/u }));
  const read = page.getByRole('checkbox', { name: /診断を読みました/u });
  await tabTo(page, read);
  await page.keyboard.press('Space');
  await press(page, page.getByRole('button', { name: '結果を見る' }));
  await page.getByText('信頼区間').first().waitFor();
  await press(page, page.getByRole('main').getByRole('button', { name: '報告書に入れる' }).first());
  await page.getByText('に入れました').waitFor();
  await page.keyboard.press('Alt+7');
  await tabTo(page, page.getByRole('tab', { selected: true }));
  await page.keyboard.press('ArrowRight');
  await press(page, page.getByRole('button', { name: '見出しを足す' }));
  await press(page, page.getByRole('button', { name: '2番目の見出しを上へ' }));
  expect(await page.locator('.block .badge').allTextContents()).toEqual(['1　見出し', '2　図']);
  await page.keyboard.press('Control+z');
  expect(await page.locator('.block .badge').allTextContents()).toEqual(['1　図', '2　見出し']);
  await page.getByText('保存済み').waitFor();
  await press(page, page.getByRole('button', { name: '組み立てた報告書をつくる' }));
  await page.getByText(/できました/u).waitFor();
  await page.keyboard.press('Alt+8');
  await tabTo(page, page.getByRole('combobox', { name: '中身' }));
  await page.keyboard.press('ArrowDown');
  await press(page, page.getByRole('button', { name: '発表を始める' }));
  await page.locator('.stage .slide h1').waitFor();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('Escape');
  await page.getByRole('navigation', { name: '画面' }).waitFor();
});

test('the keys are listed under ?, a place can be kept and found again by name', async () => {
  await open({ open: true });
  const { page, goTo, picture, violations } = window_;
  await page.keyboard.press('Shift+?');
  const dialog = page.getByRole('dialog', { name: 'キー操作の一覧' });
  await dialog.waitFor();
  expect(await dialog.getByRole('row').count()).toBeGreaterThan(18);
  await picture('shortcuts');
  expect(await violations()).toEqual([]);
  await page.keyboard.press('Escape');
  await goTo('overview?v=map&l=2&d=s1');
  await press(page, page.getByRole('button', { name: 'しおり', exact: true }));
  const name = page.getByRole('textbox', { name: /名前をつける/u });
  await tabTo(page, name);
  await name.press('Control+a');
  await page.keyboard.type('二の沢の地図');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: '二の沢の地図' }).waitFor();
  expect(await violations()).toEqual([]);
  await page.keyboard.press('Escape');
  await goTo('help');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('二の沢の地図');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: '現状' }).waitFor();
  expect(await page.getByRole('tab', { name: '地図' }).getAttribute('aria-selected')).toBe('true');
});

test('the tour is offered once, goes on when asked and does not come back', async () => {
  await open({ open: true, tour: true });
  const { page, violations } = window_;
  const card = page.getByRole('complementary', { name: '画面の案内' });
  await card.waitFor();
  expect(await violations()).toEqual([]);
  await press(page, card.getByRole('button', { name: '次へ' }));
  await page.getByRole('tab', { name: '地図' }).waitFor();
  await press(page, card.getByRole('button', { name: '案内を終える' }));
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForTimeout(300);
  expect(await card.count()).toBe(0);
});

test('the tour covers no control of any screen it speaks of', async () => {
  await open({ open: true, tour: true });
  const { page } = window_;
  const card = page.getByRole('complementary', { name: '画面の案内' });
  await card.waitFor();
  const next = card.getByRole('button', { name: '次へ' });
  for (let last = false; !last; ) {
    await page.waitForTimeout(150);
    const stop = await card.locator('.notice-title').textContent();
    last = (await next.count()) === 0;
    const covered = await page.evaluate(() => {
      const tour = document.querySelector('.tour')?.getBoundingClientRect();
      const main = document.querySelector('main')?.getBoundingClientRect();
      if (tour === undefined || main === undefined || tour.height < 40) return ['no strip'];
      if (main.height < 400) return [`main is ${main.height} high`];
      const controls = document.querySelectorAll<HTMLElement>(
        'main :is(button, a, input, select, summary), nav a',
      );
      return [...controls].flatMap((control) => {
        const box = control.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const hit = document.elementFromPoint(x, y);
        return hit?.closest('.tour') != null && main.bottom > y ? [control.textContent ?? ''] : [];
      });
    });
    expect([stop, covered]).toEqual([stop, []]);
    if (!last) await next.click();
  }
});
