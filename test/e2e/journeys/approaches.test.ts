import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Journey, openAt, startJourney } from '../support/journey.ts';

/** The comparison of approaches on the real analysis over the sample: the guidance cascade by a breakdown that is chosen. */
let journey: Journey | undefined;
let page: Page;

beforeAll(async () => {
  journey = await startJourney('sample');
  ({ page } = journey);
  await openAt(page, '#/approaches?by=sex');
});
afterAll(() => journey?.close());

test('the guidance cascade is broken down by the way of inviting, next to sex, age and district', async () => {
  const choice = page.getByRole('combobox', { name: '保健指導の流れの内訳' });
  await choice.waitFor({ timeout: 100_000 });
  expect(await choice.locator('option').allTextContents()).toEqual([
    '出せるものすべて',
    '男女別',
    '年齢別',
    '年齢2区分別',
    '地区別',
    '大きな地区別',
    '案内の手段別',
  ]);
  expect(await choice.inputValue()).toBe('sex');
  const side = page.getByRole('region', { name: 'ハイリスクアプローチ' });
  // Looked up rather than read: asked when unfolded, which it is where it was asked for.
  const parts = side.locator('details.file-report');
  await parts.waitFor({ timeout: 100_000 });
  expect(await parts.locator('summary').first().textContent()).toBe(
    '保健指導の流れの内訳（男女別）：届いていないのはどんな人か',
  );
  await parts
    .getByRole('figure', { name: /男女別/u })
    .first()
    .waitFor({ timeout: 100_000 });
  expect(await parts.getAttribute('open')).not.toBeNull();
  await choice.selectOption({ label: '案内の手段別' });
  expect(await page.evaluate(() => window.location.hash)).toContain('by=channel');
  const table = side.getByRole('figure', { name: /案内の手段別/u });
  await table.first().waitFor({ timeout: 110_000 });
  const rows = await table.first().getByRole('rowheader').allTextContents();
  expect(rows.join(' ')).toMatch(/電話|郵送|通知|手段|記録/u);
  // Only what was asked for: no table by sex, and the address brings the same back.
  // (Footnotes may name it as an earlier release.)
  expect(await side.getByRole('figure', { name: /男女別/u }).count()).toBe(0);
});

test('the comparison stands again after going elsewhere, after reloading, and after leaving while it is worked on', async () => {
  const parts = page.locator('summary').filter({ hasText: '保健指導の流れの内訳' });
  const goTo = (hash: string) =>
    page.evaluate((place) => {
      window.location.hash = place;
    }, hash);
  await goTo('#/help');
  await parts.waitFor({ state: 'detached', timeout: 60_000 });
  await goTo('#/approaches');
  await parts.waitFor({ timeout: 60_000 });
  await parts.click();
  // Left while the breakdowns are asked for.
  await openAt(page, '#/approaches?r=hba1c');
  await openAt(page, '#/approaches');
  await parts.waitFor({ timeout: 100_000 });
  expect(await parts.count()).toBe(1);
});

test('where a breakdown shows nothing, the coarser one comes on one press and says whom guidance missed', async () => {
  const side = page.getByRole('region', { name: 'ハイリスクアプローチ' });
  await side.locator('summary').filter({ hasText: '保健指導の流れの内訳' }).click();
  await side.getByRole('button', { name: /^年齢を2区分/u }).click({ timeout: 100_000 });
  const rates = side.getByRole('figure', { name: /年齢2区分別/u });
  await rates.first().waitFor({ timeout: 100_000 });
  const said = side.getByText(/終了した人の割合が.*最も低いのは、年齢階級では/u);
  expect(await said.first().textContent()).toMatch(/歳（\d+\.\d%、対象\d+人）/u);
});

test('a rate of people chosen for a value stands beside the same of those who were left alone', async () => {
  await openAt(page, '#/overview?f=checkup&m=checkup.decline.guided');
  const card = page.locator('.card.big', { hasText: '特定保健指導対象者の減少率（前年度利用者）' });
  await card.scrollIntoViewIfNeeded({ timeout: 100_000 });
  await card.getByText(/何もしなくても/u).waitFor({ timeout: 100_000 });
  expect(await card.textContent()).toMatch(/事業を受けなかった人）(?: [\d.]+% 分母 [\d,]+人|は示せません)/u);
});

test('the first screen leads from the three questions to their answers', async () => {
  await openAt(page, '#/start');
  const questions = page.getByRole('region', { name: 'よくある問い' });
  expect(await questions.getByRole('heading', { level: 3 }).count()).toBe(3);
  await questions.getByRole('link', { name: '効果検証で確かめる' }).click();
  await page
    .getByRole('link', { name: /健康ウォーキングポイントに参加した人/u })
    .waitFor({ timeout: 100_000 });
  await openAt(page, '#/start');
  await questions.getByRole('link', { name: '差し引いた数字を見る' }).click();
  const side = page.getByRole('region', { name: 'ハイリスクアプローチ' });
  await inSight(side.getByRole('figure', { name: /何もしなくても.*見込まれ/u }));
  await openAt(page, '#/start');
  await questions.getByRole('link', { name: '届いていない人を見る' }).click();
  await inSight(side.locator('details.file-report[open]'));
});

/** It stands below the head of the window, and nobody has to look for it. */
async function inSight(part: Locator): Promise<void> {
  await part.first().waitFor({ timeout: 100_000 });
  const top = async () => (await part.first().boundingBox())?.y ?? -1;
  await expect.poll(top, { timeout: 20_000 }).toBeGreaterThan(40);
  await expect.poll(top, { timeout: 20_000 }).toBeLessThan(600);
}
