import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, picture, seriousBarriers, visit } from '../support/browser.ts';
import { type RealShell, startRealShell } from '../support/shell.ts';

let shell: RealShell;
let browser: Browser;

beforeAll(async () => {
  [shell, browser] = await Promise.all([startRealShell('sample before'), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await shell.close();
});

test('two register with a passphrase each, and are listed with what that proves', async () => {
  const { page, complaints } = await visit(browser, shell.shell.url);
  await page.getByRole('button', { name: '見本を開く' }).click();
  await page.getByRole('button', { name: '案内を終える' }).click({ timeout: 120_000 });
  const goTo = (name: string) =>
    page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await goTo('設定');
  await page.getByRole('checkbox', { name: /別の人の承認/u }).check();
  await page.getByRole('button', { name: '保存する' }).click();
  await goTo('公開記録');
  await page.getByRole('heading', { name: '作成者と確認者（0人）' }).waitFor();
  expect(await page.getByText('二人が登録されるまで、ファイルには出せません。').count()).toBe(1);
  await page.getByText('登録する・登録を外す').click();
  const fill = async (who: string, passphrase: string) => {
    const field = page.getByLabel(`${who}の合言葉`).first();
    expect(await field.getAttribute('type')).toBe('password');
    await field.fill(passphrase);
  };
  const register = page.getByRole('group', { name: '登録する', exact: true });
  await register.getByLabel('登録する人', { exact: true }).fill('佐藤');
  await fill('登録する人', 'みじかい');
  await register.getByRole('button', { name: '登録する' }).click();
  await page.getByText('合言葉は8文字以上にしてください。').waitFor();
  await fill('登録する人', '春の小川はさらさら');
  await register.getByRole('button', { name: '登録する' }).click();
  await page.getByRole('heading', { name: '作成者と確認者（1人）' }).waitFor();
  await register.getByLabel('登録する人', { exact: true }).fill('山田');
  await fill('登録する人', 'mountain-and-river');
  await register.getByRole('combobox').selectOption('佐藤');
  await fill('立会人', '春の小川はさらさら');
  await register.getByRole('button', { name: '登録する' }).click();
  await page.getByRole('heading', { name: '作成者と確認者（2人）' }).waitFor();
  expect(await page.getByText('確かめられません').count()).toBe(1);
  await picture(page, 'two-persons');
  expect(await seriousBarriers(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
