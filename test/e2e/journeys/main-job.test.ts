import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expandInputs } from '../../../electron/cli/inputs.ts';
import { sampleFolder } from '../../../electron/host/project.ts';
import { picture, seriousBarriers, type Visit } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';

let journey: Journey | undefined;
let seen: Visit;

beforeAll(async () => {
  journey = await startJourney();
  ({ seen } = journey);
});
afterAll(() => journey?.close());

async function goTo(name: string): Promise<void> {
  await seen.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await seen.page.getByRole('heading', { level: 1 }).waitFor();
}

describe('the main job in a browser: import, overview, study, report', () => {
  test('the page opens and takes the token out of its address', async () => {
    await seen.page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(seen.page.url()).hash).not.toContain('token');
    await picture(seen.page, '01-start');
    expect(await seriousBarriers(seen.page)).toEqual([]);
  });

  test('files of the municipality are recognised before anything is loaded', async () => {
    await goTo('データ取込');
    const chooser = seen.page.waitForEvent('filechooser');
    await seen.page.getByRole('button', { name: 'ファイルを選ぶ' }).click();
    const { files } = expandInputs([sampleFolder]);
    await (await chooser).setFiles([...files]);
    const confirm = seen.page.getByRole('button', { name: /個を取り込む$/ });
    await confirm.waitFor();
    await picture(seen.page, '02-recognised');
    expect(await seriousBarriers(seen.page)).toEqual([]);
    await seen.page.getByRole('button', { name: '列の使いみち' }).first().click();
    await seen.page.getByRole('combobox', { name: 'ファイルの種類' }).waitFor();
    await picture(seen.page, '03-columns');
    expect(await seriousBarriers(seen.page)).toEqual([]);
    await seen.page.getByRole('button', { name: '一覧に戻る' }).click();
  });

  test('the import shows its progress and reports counts by file', async () => {
    await seen.page.getByRole('button', { name: /個を取り込む$/ }).click();
    await seen.page.getByRole('progressbar').waitFor();
    await picture(seen.page, '04-progress');
    const report = seen.page.getByRole('region', { name: '取込の結果' });
    await report.waitFor({ timeout: 100_000 });
    expect(await report.textContent()).toMatch(/[\d,]+行のうち\s*[\d,]+行を取り込みました/);
    await picture(seen.page, '05-import-report');
    expect(await seriousBarriers(seen.page)).toEqual([]);
  });

  test('the overview draws released numbers with their denominators', async () => {
    await goTo('現状');
    await seen.page.locator('figure').first().waitFor({ timeout: 60_000 });
    const text = await seen.page.getByRole('main').textContent();
    expect(text).toMatch(/\d+(?:\.\d+)?\s*[%％]/);
    await picture(seen.page, '06-overview');
    expect(await seriousBarriers(seen.page)).toEqual([]);
  });

  test('a study shows design and balance before the effect, with an interval', async () => {
    await goTo('効果検証');
    await seen.page.getByRole('button', { name: 'この問いを調べる' }).first().click();
    await picture(seen.page, '07-study-design');
    await seen.page.getByRole('button', { name: '診断に進む' }).click();
    await seen.page.getByRole('checkbox').last().check({ timeout: 100_000 });
    await picture(seen.page, '08-study-diagnostics');
    expect(await seriousBarriers(seen.page)).toEqual([]);
    await seen.page.getByRole('button', { name: /結果/ }).last().click();
    await seen.page.getByText('信頼区間').first().waitFor({ timeout: 100_000 });
    await picture(seen.page, '09-study-result');
    expect(await seriousBarriers(seen.page)).toEqual([]);
  });

  test('a figure of the study becomes a slide of an own presentation', async () => {
    const { page } = seen;
    const pin = page.getByRole('main').getByRole('button', { name: '報告書に入れる' }).first();
    await pin.click();
    await page.getByText('に入れました').first().waitFor();
    await goTo('報告書');
    await page.getByRole('tab', { name: '図を選んで組み立てる' }).click();
    const block = page.locator('.block');
    await block.first().waitFor();
    await page
      .getByRole('textbox', { name: /話すこと/u })
      .fill('参加した人としなかった人を、背景をそろえて比べました。');
    await page.getByText('保存済み').waitFor();
    expect(await seriousBarriers(page)).toEqual([]);
    await picture(page, '09b-composed');
    await page.getByRole('button', { name: '組み立てた報告書をつくる' }).click();
    const show = page.getByRole('button', { name: '発表する' });
    await show.waitFor({ timeout: 100_000 });
    await show.click();
    await page.locator('.stage .slide h1').waitFor();
    const titles: string[] = [];
    for (let at = 0; at < 4; at += 1) {
      titles.push((await page.locator('.stage .slide h1').textContent()) ?? '');
      await page.keyboard.press('PageDown');
    }
    await picture(page, '09c-own-slide');
    expect(new Set(titles).size).toBeGreaterThan(1);
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: '画面' }).waitFor();
  });

  test('a report is made and saved', async () => {
    await goTo('報告書');
    await picture(seen.page, '10-reports');
    expect(await seriousBarriers(seen.page)).toEqual([]);
    await seen.page
      .getByRole('button', { name: /つくる|作る/ })
      .first()
      .click();
    const save = seen.page.getByRole('button', { name: /保存/ }).first();
    await save.waitFor({ timeout: 100_000 });
    const download = seen.page.waitForEvent('download');
    await save.click();
    const saved = await (await download).path();
    expect(readFileSync(saved).length).toBeGreaterThan(1000);
    await picture(seen.page, '11-report-made');
  });

  test('the release log lists what left, and reloading keeps the page attached', async () => {
    await goTo('公開記録');
    await seen.page.getByRole('table').first().waitFor();
    await picture(seen.page, '12-releases');
    await seen.page.reload();
    await seen.page.getByRole('table').first().waitFor();
    expect(await seriousBarriers(seen.page)).toEqual([]);
  });

  test('nothing went wrong on the way, and nothing left this machine', () => {
    expect(seen.complaints).toEqual([]);
  });
});
