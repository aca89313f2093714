import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Journey, openAt, startJourney } from '../support/journey.ts';

/** A municipality adds a measure of its own on the real analysis over the sample, without a file and without code. */
let journey: Journey | undefined;
let page: Page;

beforeAll(async () => {
  journey = await startJourney('sample');
  ({ page } = journey);
  await openAt(page, '#/overview');
});
afterAll(() => journey?.close());

test('a measure is put together, saved, and stands on the screen with its number and its words', async () => {
  const fold = page.locator('details.file-report > summary', { hasText: 'この町の指標（0）' });
  await fold.click({ timeout: 100_000 });
  const form = page.getByRole('form', { name: 'この町の指標を加える' });
  await form.getByLabel('名前', { exact: true }).fill('BMI 25以上で血圧の薬がない人');
  await form.getByLabel('出典（計画の名前など）').fill('町の健康増進計画');
  await form.getByLabel('条件1：項目').selectOption({ label: 'BMI' });
  await form.getByLabel('値（kg/㎡）').fill('25');
  await form.getByRole('button', { name: '条件を加える' }).click();
  await form.getByLabel('条件2：何について').selectOption({ label: '質問票の回答' });
  expect(await form.getByText('まだ要るもの：条件の項目と値').count()).toBe(1);
  await form.getByLabel('条件2：項目').selectOption({ label: '血圧を下げる薬を使用' });
  await form.getByRole('listitem').nth(1).getByLabel('でない人').check();
  await form.getByRole('button', { name: '加えて保存する' }).click();
  const detail = page.getByRole('region', { name: 'BMI 25以上で血圧の薬がない人をくわしく' });
  await detail.waitFor({ timeout: 100_000 });
  await detail.getByRole('figure').first().waitFor({ timeout: 100_000 });
  expect(await page.evaluate(() => window.location.hash)).toMatch(/f=own&m=own\.[0-9a-f]{12}/u);
  const held = page.locator('details.file-report', { hasText: 'この町の指標（1）' });
  expect(await held.textContent()).toContain('BMIが25kg/㎡以上、かつ「血圧を下げる薬を使用」に当たらない人');
  // What was typed stands in the fields again; a changed limit counts other people under its own number.
  await held.getByRole('button', { name: 'BMI 25以上で血圧の薬がない人を直す' }).click();
  const edit = page.getByRole('form', { name: '「BMI 25以上で血圧の薬がない人」を直す' });
  expect(await edit.getByLabel('値（kg/㎡）').inputValue()).toBe('25');
  expect(await edit.getByRole('listitem').nth(1).getByLabel('でない人').isChecked()).toBe(true);
  const before = await page.evaluate(() => window.location.hash);
  await edit.getByLabel('名前', { exact: true }).fill('BMI 30以上で血圧の薬がない人');
  await edit.getByLabel('値（kg/㎡）').fill('30');
  await edit.getByRole('button', { name: '直して保存する' }).click();
  await page
    .getByRole('region', { name: 'BMI 30以上で血圧の薬がない人をくわしく' })
    .waitFor({ timeout: 100_000 });
  await expect.poll(() => page.evaluate(() => window.location.hash)).not.toBe(before);
  await held.getByText('BMIが30kg/㎡以上').waitFor({ timeout: 100_000 });
  // From a year on: the years before keep their own words, and the trend says where the definition changed.
  await held.getByRole('button', { name: 'BMI 30以上で血圧の薬がない人を直す' }).click();
  const dated = page.getByRole('form', { name: '「BMI 30以上で血圧の薬がない人」を直す' });
  await dated.getByLabel('値（kg/㎡）').fill('27');
  await dated
    .getByLabel('直した定義を使う年度')
    .selectOption({ label: '令和5年度から（前の年度は前の定義のまま）' });
  await dated.getByRole('button', { name: '直して保存する' }).click();
  await held.getByText('令和5年度から 分子 BMIが27kg/㎡以上').waitFor({ timeout: 100_000 });
  expect(await held.textContent()).toContain('令和4年度まで 分子 BMIが30kg/㎡以上');
  await held.getByRole('button', { name: 'BMI 30以上で血圧の薬がない人を消す' }).click();
  await page.locator('summary', { hasText: 'この町の指標（0）' }).waitFor({ timeout: 100_000 });
});
