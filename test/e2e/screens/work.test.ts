import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Opened, openWindow, startBrowser, stopBrowser } from './window.ts';

beforeAll(startBrowser);
afterAll(stopBrowser);

let window_: Opened;
afterEach(async () => {
  expect(window_.complaints).toEqual([]);
  await window_.close();
});

describe('from nothing to an open sample', () => {
  test('the start screen opens the sample, with the job on the bar', async () => {
    window_ = await openWindow({ open: false, stepMs: 150 });
    const { page } = window_;
    expect(await page.getByRole('link', { name: '現状' }).getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: '見本を開く' }).click();
    await page.getByRole('region', { name: '実行中の処理' }).waitFor();
    expect(await page.locator('.job').textContent()).toContain('残り');
    await window_.picture('job-bar');
    await page.getByRole('heading', { level: 1, name: '現状' }).waitFor();
  });

  test('a job can be stopped, and the window says that nothing changed', async () => {
    window_ = await openWindow({ open: false, stepMs: 400 });
    const { page } = window_;
    await page.getByRole('button', { name: '見本を開く' }).click();
    await page.getByRole('button', { name: '見本のデータを開くを中止' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('中止しました');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('はじめに');
  });
});

describe('work in an open workspace', () => {
  beforeEach(async () => {
    window_ = await openWindow({ open: true, stepMs: 5 });
  });

  test('import: pick, check, load, report, take back', async () => {
    const { page, goTo, picture, violations } = window_;
    await goTo('import');
    const picked = ['a.csv', 'b.csv'].map((name) => ({
      name,
      mimeType: 'text/csv',
      buffer: Buffer.from('x'),
    }));
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'ファイルを選ぶ' }).click();
    await (await chooser).setFiles(picked);
    await page.getByRole('button', { name: '1個を取り込む' }).waitFor();
    await picture('import-recognised');
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: '列の使いみち' }).first().click();
    const mapping = page.getByRole('region', { name: /の列の使いみち$/u });
    expect(await mapping.textContent()).toContain('値は表示しません');
    expect(await mapping.getByRole('region', { name: 'レシピとの違い' }).textContent()).toContain(
      '「収縮期血圧」は「血圧（上）」に見出しが変わったようです。',
    );
    await page.getByRole('button', { name: '「収縮期血圧」にする' }).click();
    const meaning = page.getByRole('combobox', { name: '血圧（上）の使いみち' });
    expect(await meaning.inputValue()).toBe('sbp');
    await picture('import-columns');
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'この読み方をレシピに保存' }).click();
    await page.getByText('来年のファイルもこの読み方で読みます。').waitFor();
    await page.getByRole('button', { name: 'この使いみちで決める' }).click();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: '1個を取り込む' }).click();
    await page.getByText('4,120行のうち 4,102行を取り込みました').waitFor();
    await page.locator('details').first().locator('summary').click();
    await picture('import-report');
    expect(await violations()).toEqual([]);
    const rows = page.getByRole('region', { name: '取込の履歴' }).locator('tbody tr');
    expect(await rows.count()).toBe(2);
    await rows.first().getByRole('button', { name: '取り消す' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '取り消す' }).click();
    await expect.poll(() => rows.count()).toBe(1);
  });

  test('overview: a card opens its measure, the table says the same as the figure, hidden cells explain', async () => {
    const { page, goTo, picture } = window_;
    await goTo('overview');
    await page.getByRole('button', { name: '喫煙者割合' }).click();
    await page.getByRole('tab', { name: '地区別' }).click();
    await page.getByLabel('地区の細かさ').selectOption('学区');
    await page.getByRole('button', { name: '表で見る' }).click();
    const table = page.getByRole('table', { name: '喫煙者割合' });
    expect(await table.locator('tbody tr').count()).toBe(11);
    await goTo('studies/walking');
    await page.getByRole('button', { name: '診断に進む' }).click();
    const hidden = page.getByRole('button', { name: /^非公開/u }).first();
    await hidden.scrollIntoViewIfNeeded();
    await hidden.hover();
    await page.getByRole('tooltip').waitFor();
    expect(await page.getByRole('tooltip').textContent()).toContain('10人');
    await picture('hidden-cell');
    // Without a pointer: the reason appears when the keyboard comes to the mark, and leaves with it.
    await page.mouse.move(0, 0);
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
    await hidden.focus();
    await page.keyboard.press('Shift+Tab');
    await page.evaluate(() => document.querySelector('main')?.scrollTo(0, 0));
    await page.keyboard.press('Tab');
    await page.getByRole('tooltip').waitFor();
    await page.waitForTimeout(400);
    expect(await page.getByRole('tooltip').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
  });

  test('study: the result opens only after the diagnostics were read', async () => {
    const { page, goTo, picture, violations } = window_;
    await goTo('studies/walking');
    await page.getByRole('button', { name: '診断に進む' }).click();
    expect(await page.getByText('2.4mmHg').count()).toBe(0);
    expect(await page.getByRole('button', { name: '結果を見る' }).isDisabled()).toBe(true);
    await picture('study-diagnostics');
    expect(await violations()).toEqual([]);
    await page.getByRole('checkbox', { name: /診断を読みました/u }).check();
    await page.getByRole('button', { name: '結果を見る' }).click();
    await page.getByRole('heading', { name: /収縮期血圧：−2.4mmHg/u }).waitFor();
    await picture('study-result');
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: '出し方' }).first().click();
    expect(await page.getByRole('dialog').textContent()).toContain('実際に参加した人にとっての差');
    await page.getByRole('dialog').getByRole('button', { name: '閉じる' }).click();
    await page.getByRole('button', { name: '結論の確かさを見る' }).click();
    await page.getByRole('heading', { name: '結論が変わる条件' }).waitFor();
    await picture('study-sensitivity');
    expect(await violations()).toEqual([]);
  });

  test('a figure is copied as a picture that carries its title and notes', async () => {
    const { page, goTo } = window_;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await goTo('overview');
    await page.getByRole('button', { name: '画像をコピー' }).click();
    await page.getByText(/図を画像/u).waitFor();
    const kinds = await page.evaluate(async () => {
      const items = await navigator.clipboard.read();
      const blob = await items[0]?.getType('image/png');
      const bitmap = blob === undefined ? undefined : await createImageBitmap(blob);
      const buffer = new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0));
      return { width: bitmap?.width ?? 0, height: bitmap?.height ?? 0, bytes: [...buffer] };
    });
    writeFileSync('test-results/screens/copied-picture.png', Buffer.from(kinds.bytes));
    expect(kinds.width).toBeGreaterThan(1500);
    expect(kinds.height).toBeGreaterThan(700);
  });

  test('presentation hides everything but the message, and Esc ends it', async () => {
    const { page, goTo, picture } = window_;
    await goTo('overview');
    await page.keyboard.press('Control+Shift+f');
    await page.getByRole('button', { name: /発表を終える/u }).waitFor();
    expect(await page.getByRole('navigation', { name: '画面' }).isVisible()).toBe(false);
    await picture('presentation');
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: '画面' }).waitFor();
    // A browser keeps the Escape that leaves full screen to itself, and tells of it. Without a window it may have entered
    // none, or left it already.
    await page.keyboard.press('Control+Shift+f');
    await page.evaluate(async () => {
      await document.exitFullscreen().catch(() => undefined);
      document.dispatchEvent(new Event('fullscreenchange'));
    });
    await page.getByRole('navigation', { name: '画面' }).waitFor();
  });

  test('report: choose, build, see the files', async () => {
    const { page, goTo, picture, violations } = window_;
    await goTo('reports');
    await page.getByRole('radio', { name: /議会・会議資料/u }).check();
    await page.getByRole('button', { name: '報告書をつくる' }).click();
    await page.getByText('できました（2個）').waitFor();
    await picture('report-built');
    expect(await violations()).toEqual([]);
  });

  test('settings are kept and change how years are written', async () => {
    const { page, goTo } = window_;
    await goTo('settings');
    await page.getByRole('combobox', { name: '年の表し方' }).selectOption('西暦（2023年度）');
    await page.getByRole('button', { name: '保存する' }).click();
    await page.getByText('設定を保存しました。').waitFor();
    await goTo('overview');
    expect(
      await page.getByRole('combobox', { name: '年度', exact: true }).locator('option').first().textContent(),
    ).toBe('2023年度');
  });
});

describe('keyboard only', () => {
  test('palette, glossary, screens and skip link work without a pointer', async () => {
    window_ = await openWindow({ open: true });
    const { page } = window_;
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('本文へ移動');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('議会');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '報告書' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('議会');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: '命令を探す' }).waitFor({ state: 'detached' });
    await page.keyboard.press('F1');
    const terms = page.getByRole('dialog', { name: 'ことばの意味' });
    await terms.getByText('件').first().waitFor();
    const all = await terms.locator('.term').count();
    await page.keyboard.type('血圧');
    await expect.poll(() => terms.locator('.term').count()).toBeLessThan(all);
    await page.keyboard.press('Escape');
    await terms.waitFor({ state: 'detached' });
    await page.keyboard.press('Alt+3');
    await page.getByRole('heading', { level: 1, name: '現状' }).waitFor();
  });

  test('every focusable part shows where the focus is, in reading order', async () => {
    window_ = await openWindow({ open: true });
    const { page, goTo } = window_;
    await goTo('overview');
    const order: { readonly top: number; readonly area: string; readonly outlined: boolean }[] = [];
    for (let step = 0; step < 34; step += 1) {
      await page.keyboard.press('Tab');
      order.push(
        await page.evaluate(() => {
          const element = document.activeElement;
          const area = element?.closest('header, nav.navigation, main')?.tagName ?? '';
          const style = element === null ? undefined : getComputedStyle(element);
          return {
            top: element?.getBoundingClientRect().top ?? 0,
            area,
            outlined: style !== undefined && (style.outlineStyle !== 'none' || style.boxShadow !== 'none'),
          };
        }),
      );
    }
    const areas = order.map(({ area }) => area).filter((area) => area !== '');
    expect([...new Set(areas)]).toEqual(['HEADER', 'NAV', 'MAIN']);
    expect(order.filter(({ area, outlined }) => area !== '' && !outlined)).toEqual([]);
  });
});
