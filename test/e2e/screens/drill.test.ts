import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWindow, startBrowser, stopBrowser } from './window.ts';

beforeAll(startBrowser);
afterAll(stopBrowser);

test('from the municipality over a care area to a school district, its ages, the rest and its profile, and back', async () => {
  const { page, goTo, complaints, close } = await openWindow({ open: true });
  await goTo('overview');
  const way = page.getByRole('navigation', { name: '地区をたどる' });
  const here = () => way.locator('[aria-current=location]').textContent();
  await expect.poll(here).toBe('市町村全体');
  await way.getByRole('button', { name: '北圏域' }).click();
  await expect.poll(here).toBe('北圏域');
  const school = way.getByRole('list', { name: '北圏域の中の地区' }).getByRole('button').first();
  const name = (await school.textContent()) ?? '';
  await school.click();
  await expect.poll(here).toBe(name);
  // The numbers are the district's own, and say so.
  await expect.poll(() => page.getByRole('heading', { level: 2 }).first().textContent()).toContain(name);
  await page.getByRole('radio', { name: '色の表（年齢×性別）' }).check();
  await page.locator('.detail figure svg').waitFor();
  await page.getByRole('tab', { name: 'ほかの地区と比べる' }).click();
  await expect
    .poll(() => page.locator('.detail .figure-title').textContent())
    .toMatch(/ほかの地区 [\d.]+%（差 [+−±][\d.]+ポイント、(?:明らかに違う|偶然の範囲)）/u);
  await page.getByRole('tab', { name: '地域カルテ' }).click();
  await page.getByRole('columnheader', { name }).waitFor();
  // Every share stands beside its people, and no control is there that changes nothing of the page.
  await page.getByRole('columnheader', { name: '人数' }).waitFor();
  await expect
    .poll(() => page.locator('.profile tbody tr').first().locator('td').nth(2).textContent())
    .toMatch(/\d人$/u);
  expect(await page.getByLabel('分野').count()).toBe(0);
  await way.getByRole('button', { name: '北圏域' }).click();
  await page.getByRole('columnheader', { name: '北圏域' }).waitFor();
  await way.getByRole('button', { name: '市町村全体' }).click();
  await expect.poll(here).toBe('市町村全体');
  expect(complaints).toEqual([]);
  await close();
});
