import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { picture, seriousBarriers, type Visit } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';

let journey: Journey | undefined;
let seen: Visit;
let page: Page;

beforeAll(async () => {
  journey = await startJourney();
  ({ seen, page } = journey);
});
afterAll(() => journey?.close());

const PEOPLE = Array.from({ length: 30 }, (_, at) => at);
const number = (at: number) => `${7000 + at}`;

/** A municipality's own list under its own headings: no layout knows it. */
function ownList(headings: string, row: (at: number) => string): string {
  return `${[headings, ...PEOPLE.map(row)].join('\r\n')}\r\n`;
}
const FIRST_YEAR = ownList(
  '証の番号,お生まれ,性別,測定した日付,上の血圧値,体の重さ',
  (at) =>
    `${number(at)},19${50 + (at % 10)}0315,${at % 2 === 0 ? '男' : '女'},20230601,${120 + at},${60 + (at % 9)}`,
);
const SECOND_YEAR = ownList(
  '会場,お生まれ,証の番号,性別,測定した日付,上の血圧の値,体の重さ',
  (at) =>
    `公民館,19${50 + (at % 10)}0315,${number(at)},${at % 2 === 0 ? '男' : '女'},${at === 3 ? 'いつか' : '20240601'},${118 + at},${60 + (at % 9)}`,
);

async function pick(name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'ファイルを選ぶ' }).click();
  await (await chooser).setFiles([{ name, mimeType: 'text/csv', buffer: Buffer.from(text, 'utf8') }]);
  await page.getByRole('region', { name: '見分けた結果' }).waitFor();
}

async function mean(column: string, meaning: string): Promise<void> {
  await page
    .getByRole('combobox', { name: `${column}の使いみち`, exact: true })
    .selectOption({ label: meaning });
}

async function decide(): Promise<void> {
  await page.getByRole('button', { name: 'この使いみちで決める' }).click();
  await page.getByRole('button', { name: '1個を取り込む' }).waitFor();
}

async function loadIt(): Promise<string> {
  await page.getByRole('button', { name: '1個を取り込む' }).click();
  const report = page.getByRole('region', { name: '取込の結果' });
  await report.waitFor();
  return (await report.textContent()) ?? '';
}

describe('a list of the municipality’s own, this year and the next', () => {
  test('is unknown at first; the user says what its columns mean', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'データ取込', exact: true }).click();
    await pick('血圧測定会_令和5年度.csv', FIRST_YEAR);
    await page.getByText('見分けられません').waitFor();
    await page.getByRole('button', { name: '列の使いみち' }).click();
    await page
      .getByRole('combobox', { name: 'ファイルの種類' })
      .selectOption({ label: '健診結果一覧（見出しで読む表）' });
    await page.getByRole('combobox', { name: '証の番号の使いみち', exact: true }).waitFor();
    await page.getByText('必要な列がまだ決まっていません').waitFor();
    await mean('証の番号', '被保険者証番号');
    await mean('お生まれ', '生年月日');
    await mean('測定した日付', '健診実施年月日（必須）');
    await mean('上の血圧値', '収縮期血圧');
    await mean('体の重さ', '体重');
    const shown = (await page.getByRole('main').textContent()) ?? '';
    for (const value of ['7000', '19500315', '20230601']) expect(shown).not.toContain(value);
    await picture(page, '20-mapping');
    expect(await seriousBarriers(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'レシピの名前' }).fill('血圧測定会');
    await page.getByRole('button', { name: 'この読み方をレシピに保存' }).click();
    await page.getByText('レシピ「血圧測定会」を保存しました。').first().waitFor();
    await decide();
    expect(await loadIt()).toContain('30行のうち 30行を取り込みました');
    await picture(page, '21-first-year');
  });

  test('next year opens with what changed, and one press puts the renamed column right', async () => {
    await page.getByRole('button', { name: '続けて取り込む' }).click();
    await pick('血圧測定会_令和6年度.csv', SECOND_YEAR);
    await page.getByText('レシピを作ったときから').waitFor();
    await page.getByRole('button', { name: '列の使いみち' }).click();
    const change = page.getByRole('region', { name: 'レシピとの違い' });
    await change.waitFor();
    const words = (await change.textContent()) ?? '';
    expect(words).toContain('「上の血圧値」は「上の血圧の値」に見出しが変わったようです。');
    expect(words).toContain('「会場」が増えました。');
    expect(words).toContain('列の並びが変わりました');
    await page.getByRole('button', { name: '「収縮期血圧」にする' }).click();
    await picture(page, '22-next-year');
    expect(await seriousBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'この読み方をレシピに保存' }).click();
    await page.getByText('レシピ「血圧測定会」を保存しました。').first().waitFor();
    await decide();
    const report = await loadIt();
    expect(report).toContain('30行のうち 29行を取り込みました');
    expect(report).toContain('1行は使えないため保留にしました');
    await picture(page, '23-next-year-report');
    expect(await seriousBarriers(page)).toEqual([]);
  });

  test('rows set aside can be tried again, an import replaced and taken back', async () => {
    const held = page.getByRole('region', { name: '保留の行', exact: true });
    await held.getByRole('button', { name: /の保留の行をもう一度試す$/u }).click();
    await page.getByText('1行のうち 0行を取り込みました').waitFor();
    const history = page.getByRole('region', { name: '取込の履歴', exact: true });
    expect(await history.locator('tbody tr').count()).toBe(2);
    await history.getByRole('button', { name: '置き換える' }).first().click();
    await page.getByText('を、これから選ぶファイルで置き換えます。').waitFor();
    await pick('血圧測定会_令和6年度_訂正.csv', SECOND_YEAR.replace('いつか', '20240601'));
    expect(await loadIt()).toContain('30行のうち 30行を取り込みました');
    expect(await history.locator('tbody tr').count()).toBe(2);
    expect(await history.textContent()).toContain('訂正');
    await history.getByRole('button', { name: '取り消す' }).first().click();
    await page.getByRole('alertdialog').getByRole('button', { name: '取り消す' }).click();
    await expect.poll(() => history.locator('tbody tr').count()).toBe(1);
    await picture(page, '24-history');
  });

  test('the quality screen says what was checked', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'データ品質', exact: true }).click();
    await page.getByRole('region', { name: 'データの点検' }).waitFor();
    expect(await page.getByRole('region', { name: 'データの点検' }).textContent()).toContain(
      '資格の台帳がない',
    );
    await page.getByText('値の疑い').click();
    await picture(page, '25-quality');
    expect(await seriousBarriers(page)).toEqual([]);
  });

  test('nothing went wrong on the way', () => {
    expect(seen.complaints).toEqual([]);
  });
});
