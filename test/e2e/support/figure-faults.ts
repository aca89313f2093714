import type { Locator, Page } from 'playwright-core';

/** What a figure lacks, in words. */
export async function faultsOf(page: Page, figure: Locator): Promise<readonly string[]> {
  const title = (await figure.locator('.figure-title').textContent()) ?? '';
  const details = (await figure.locator('.figure-details').textContent()) ?? '';
  const notes = (await figure.locator('.figure-notes').textContent()) ?? '';
  const faults: string[] = [];
  const lacks = (is: boolean, what: string) => {
    if (is) faults.push(`${title.slice(0, 50)}: ${what}`);
  };
  const has = async (name: string) => (await figure.getByRole('button', { name }).count()) > 0;
  const drawn = await has('図で見る').then(async (asTable) => asTable || (await has('表で見る')));
  // A number that is hidden cannot be named; the title says why.
  lacks(drawn && !/[0-9０-９]|人数が少な/u.test(title), 'the title names no number');
  lacks(drawn && !details.includes('単位'), 'no unit');
  lacks(drawn && !/(?:[0-9,]+\s*(?:人|件|項目|回)|＊)/u.test(`${details}${title}`), 'no number of people');
  lacks(!/年|月|期間|時点/u.test(details), 'no period');
  lacks(!notes.includes('出典'), 'no source');
  lacks(!(await has('報告書に入れる')), 'cannot be put into a report');
  await figure.getByRole('button', { name: '出し方' }).click();
  const method = (await page.getByRole('dialog').textContent()) ?? '';
  for (const part of ['対象', '期間', '方法', '出典', '秘匿', '公開番号'])
    lacks(!method.includes(part), `the method drawer has no ${part}`);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  if (!drawn) return faults;
  if (await has('図で見る')) await figure.getByRole('button', { name: '図で見る' }).click();
  lacks(!(await has('画像をコピー')), 'cannot be copied as a picture');
  lacks(
    (await figure.locator('[role=img][aria-label], svg[aria-label], .drawing').count()) === 0,
    'not described',
  );
  await figure.getByRole('button', { name: '表で見る' }).click();
  lacks((await figure.locator('table').count()) === 0, 'no table twin');
  return faults;
}
