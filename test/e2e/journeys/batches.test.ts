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
  page.setDefaultTimeout(60_000);
  await page.getByRole('navigation').getByRole('link', { name: 'データ取込', exact: true }).click();
});
afterAll(() => journey?.close());

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
const person = (at: number) => `${7000 + at},19${50 + (at % 10)}0315,${at % 2 === 0 ? '男' : '女'}`;
const file = (head: string, rows: readonly string[]) => `${[head, ...rows].join('\r\n')}\r\n`;

const CHECKUP = '番号,生年月日,性別,健診実施年月日,収縮期血圧,腹囲';
const checkup = (at: number, sbp = 120 + at) =>
  `${person(at)},2024${at < 20 ? '06' : '11'}${String(1 + (at % 28)).padStart(2, '0')},${sbp},${80 + (at % 9)}`;
const HALF_YEAR = file(
  CHECKUP,
  range(0, 20).map((at) => checkup(at)),
);
/** The same twenty, two of them with another blood pressure, and ten more. */
const WHOLE_YEAR = file(
  CHECKUP,
  range(0, 30).map((at) => checkup(at, at < 2 ? 180 : 120 + at)),
);
const CORRECTED = file(
  CHECKUP,
  range(0, 31).map((at) => checkup(at)),
);

const CLAIMS = '番号,生年月日,性別,診療年月,入外区分,決定点数,診療実日数,医療機関コード';
const claims = (...months: readonly string[]) =>
  file(
    CLAIMS,
    months.flatMap((month) =>
      range(0, 30).map((at) => `${person(at)},${month},入院外,${500 + at},1,1310000001`),
    ),
  );
const QUARTER = claims('202404', '202405', '202406');
const TWO_QUARTERS = claims('202404', '202405', '202406', '202407', '202408', '202409');

async function choose(files: Readonly<Record<string, string>>): Promise<void> {
  const again = page.getByRole('button', { name: '続けて取り込む' });
  if (await again.isVisible()) await again.click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'ファイルを選ぶ' }).click();
  await (await chooser).setFiles(
    Object.entries(files).map(([name, text]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })),
  );
  await page.getByRole('region', { name: '見分けた結果' }).waitFor();
  await page.getByRole('button', { name: /個を取り込む$/u }).click();
}

async function load(files: Readonly<Record<string, string>>): Promise<string> {
  await choose(files);
  const report = page.getByRole('region', { name: '取込の結果' });
  await report.waitFor();
  return (await report.textContent()) ?? '';
}

const history = () => page.getByRole('region', { name: '取込の履歴', exact: true });
const row = (name: string) =>
  history()
    .locator('tbody tr')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) });

async function takeBack(name: string): Promise<void> {
  await row(name).getByRole('button', { name: '取り消す' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '取り消す' }).click();
}

const inSight = (text: string) =>
  page.getByText(text).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight;
  });

describe('files of one year that come again', () => {
  test('a partial year of checkups is merged with the whole year, and the report says what was added', async () => {
    expect(await load({ '健診_上半期.csv': HALF_YEAR })).toContain('20行のうち 20行を取り込みました');
    const report = await load({ '健診_通年.csv': WHOLE_YEAR });
    expect(report).toContain('30行のうち 30行を取り込みました');
    expect(report).toContain('新しく加わったのは 10行、前に取り込んだ内容を新しくしたのは 20行です。');
    await picture(page, '60-partial-year-of-checkups');
    expect(await seriousBarriers(page)).toEqual([]);
  });

  test('receipts that were there already are not added twice', async () => {
    expect(await load({ 'レセプト_4-6月.csv': QUARTER })).toContain('90行のうち 90行を取り込みました');
    const report = await load({ 'レセプト_4-9月.csv': TWO_QUARTERS });
    expect(report).toContain('180行のうち 90行を取り込みました');
    expect(report).toContain('新しく加わったのは 90行、前と同じで加えなかったのは 90行です。');
    await picture(page, '61-partial-year-of-receipts');
  });

  test('the same content under another name is recognised, and under which name it came first', async () => {
    await choose({ 'レセプトの写し.csv': TWO_QUARTERS });
    await page.getByText('「レセプトの写し.csv」は「レセプト_4-9月.csv」として取込済みです').waitFor();
    await picture(page, '62-same-content-alone');
    await page.getByRole('button', { name: '選び直す' }).click();
    const report = await load({
      '健診の写し.csv': WHOLE_YEAR,
      '健診_訂正前.csv': file(CHECKUP, [checkup(40)]),
    });
    expect(report).toContain('1行のうち 1行を取り込みました');
    await page.getByText('健診の写し.csv').click();
    await page
      .getByText('「健診_通年.csv」として取り込んだファイルと中身が同じため、取り込みませんでした。')
      .waitFor();
    await picture(page, '63-same-content-among-others');
    expect(await history().locator('tbody tr').count()).toBe(5);
  });
});

describe('taking back and replacing', () => {
  test('is refused while a later import rests on it, with the reason and the way out in sight', async () => {
    await takeBack('レセプト_4-6月.csv');
    const reason = '後の取込（「レセプト_4-9月.csv」）がこの取込の内容を引き継いでいます。';
    await page.getByText(reason).waitFor();
    expect(await page.getByText(reason).textContent()).toContain(
      '取込の履歴で先にそちらを取り消してから、もう一度取り消してください。何も変わっていません。',
    );
    expect(await inSight(reason)).toBe(true);
    await page.screenshot({ path: 'test-results/screens/64-refused-undo-in-sight.png' });
    await picture(page, '64-refused-undo');
    expect(await seriousBarriers(page)).toEqual([]);
    expect(await history().locator('tbody tr').count()).toBe(5);
    await takeBack('レセプト_4-9月.csv');
    await expect.poll(() => history().locator('tbody tr').count()).toBe(4);
    expect(await page.getByText(reason).isVisible()).toBe(false);
    await takeBack('レセプト_4-6月.csv');
    await expect.poll(() => history().locator('tbody tr').count()).toBe(3);
  });

  test('an import is replaced by a corrected file, in one step', async () => {
    await row('健診_通年.csv').getByRole('button', { name: '置き換える' }).click();
    await page.getByText('を、これから選ぶファイルで置き換えます。').waitFor();
    await picture(page, '65-replacing');
    const report = await load({ '健診_通年_訂正.csv': CORRECTED });
    expect(report).toContain('31行のうち 31行を取り込みました');
    await picture(page, '66-replaced');
    expect(await history().locator('tbody tr').count()).toBe(3);
    expect(await row('健診_通年.csv').count()).toBe(0);
    expect(await row('健診_通年_訂正.csv').count()).toBe(1);
  });

  test('nothing went wrong on the way', () => {
    expect(seen.complaints).toEqual([]);
  });
});
