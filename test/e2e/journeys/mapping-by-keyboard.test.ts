import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { picture, seriousBarriers, type Visit } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { holdBack, tabTo, watchFocus } from '../support/keys.ts';

let journey: Journey | undefined;
let seen: Visit;
let page: Page;
let lostFocus: () => Promise<readonly string[]>;

beforeAll(async () => {
  journey = await startJourney();
  ({ seen, page } = journey);
  lostFocus = await watchFocus(page);
});
afterAll(() => journey?.close());

async function press(target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Chooses an entry of a list with the arrow keys. */
async function choose(target: Locator, label: string): Promise<void> {
  await tabTo(page, target);
  const place = () =>
    target.evaluate(
      (element, wanted) =>
        [...(element as HTMLSelectElement).options].findIndex(({ text }) => text.startsWith(wanted)),
      label,
    );
  // The entries of a column follow from the kind of the file, which the analysis is asked about.
  await expect.poll(place, { message: label, timeout: 15_000 }).toBeGreaterThanOrEqual(0);
  const chosen = () => target.evaluate((element) => (element as HTMLSelectElement).selectedIndex);
  for (let step = 0; step < 200 && (await chosen()) !== (await place()); step += 1)
    await page.keyboard.press((await chosen()) < (await place()) ? 'ArrowDown' : 'ArrowUp');
  expect(await chosen(), label).toBe(await place());
}

/** Longer than it takes to go from one control to the next. */
const SLOW_MS = 4000;

const meaning = (heading: string) =>
  page.getByRole('combobox', { name: `${heading}の使いみち`, exact: true });

const PEOPLE = Array.from({ length: 30 }, (_, at) => at);
/** In every fifth row the day of the measurement stands in a column of its own. */
const OWN_LIST = `${[
  '被保険者証番号,生年月日,性別,測定した日付,後日の日付,収縮期の血圧',
  ...PEOPLE.map(
    (at) =>
      `${7000 + at},19${50 + (at % 10)}0315,${at % 2 === 0 ? '男' : '女'},${at % 5 === 0 ? '後日' : '20230601'},${at % 5 === 0 ? '20230701' : ''},${120 + at}`,
  ),
].join('\r\n')}\r\n`;

describe('the meaning of columns without a pointer', () => {
  test('a table that nobody knows is given its meaning with the keyboard alone', async () => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Alt+1');
    await page.getByRole('heading', { level: 1, name: 'データ取込' }).waitFor();
    const chooser = page.waitForEvent('filechooser');
    await press(page.getByRole('button', { name: 'ファイルを選ぶ' }));
    await (await chooser).setFiles([
      { name: '血圧測定会.csv', mimeType: 'text/csv', buffer: Buffer.from(OWN_LIST, 'utf8') },
    ]);
    await press(page.getByRole('button', { name: '列の使いみち' }));
    const kind = page.getByRole('combobox', { name: 'ファイルの種類' });
    const prompt = await holdBack(page, 'import.recognise', SLOW_MS);
    await choose(kind, '健診結果一覧（見出しで読む表）');
    // While the answer is on its way, the user goes on to a column: its list stays, and so does the focus.
    await tabTo(page, meaning('測定した日付'));
    const held = await meaning('測定した日付').elementHandle();
    const columns = page.getByRole('region', { name: '列の使いみちの表' });
    expect(await columns.getAttribute('aria-busy')).toBe('true');
    expect(await meaning('測定した日付').textContent()).not.toContain('健診実施年月日');
    await expect.poll(() => columns.getAttribute('aria-busy'), { timeout: 2 * SLOW_MS }).toBe('false');
    expect(await meaning('測定した日付').textContent()).toContain('健診実施年月日');
    expect(await held?.evaluate((element) => element === document.activeElement)).toBe(true);
    await prompt();
    await choose(meaning('測定した日付'), '健診実施年月日');
    // The reason of a suggestion is there to be read, and one press takes it.
    await page.getByText('見出しが似ている').first().waitFor();
    await press(page.getByRole('button', { name: '「収縮期血圧」にする' }));
    expect(await meaning('収縮期の血圧').inputValue()).toBe('sbp');
    await press(page.getByRole('button', { name: 'この使いみちで決める' }));
    await press(page.getByRole('button', { name: '1個を取り込む' }));
    const report = page.getByRole('region', { name: '取込の結果' });
    await report.waitFor();
    expect(await report.textContent()).toContain('30行のうち 24行を取り込みました');
    expect(await report.textContent()).toContain('6行は使えないため保留にしました');
  });

  test('rows set aside are tried once more with another meaning, without the file', async () => {
    await press(page.getByRole('button', { name: /の保留の行の使いみちを変えて試す$/u }));
    await meaning('後日の日付').waitFor();
    const shown = (await page.getByRole('main').textContent()) ?? '';
    for (const value of ['7000', '19500315', '20230701']) expect(shown).not.toContain(value);
    expect(await page.getByRole('combobox', { name: '文字コード' }).count()).toBe(0);
    await picture(page, '26-held-rows');
    expect(await seriousBarriers(page)).toEqual([]);
    await choose(meaning('測定した日付'), '使わない');
    await choose(meaning('後日の日付'), '健診実施年月日');
    await press(page.getByRole('button', { name: 'この使いみちで試す' }));
    await page.getByText('6行のうち 6行を取り込みました').waitFor();
    expect(await page.getByRole('region', { name: '保留の行', exact: true }).count()).toBe(0);
    const history = page.getByRole('region', { name: '取込の履歴', exact: true });
    await expect.poll(() => history.locator('tbody tr').count()).toBe(2);
  });

  test('nothing went wrong on the way, and the focus never fell out of the window', async () => {
    expect(seen.complaints).toEqual([]);
    expect(await lostFocus()).toEqual([]);
  });
});
