import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Actions } from '../support/actions.ts';
import { picture, seriousBarriers, type Visit } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { shippedThread } from '../support/shipped.ts';

/** Somebody who has never seen the app comes to a council deck, and shows it: over the analysis as it is shipped. */

let journey: Journey | undefined;
let seen: Visit;
let page: Page;
const user = new Actions();

beforeAll(async () => {
  journey = await startJourney('nothing', await shippedThread());
  ({ seen, page } = journey);
});
afterAll(() => journey?.close());

const link = (name: string) =>
  page.getByRole('navigation', { name: '画面' }).getByRole('link', { name, exact: true });

describe('new user, sample, council deck', () => {
  test('the sample opens on the numbers, with an offer of guidance beside it', async () => {
    await user.click('見本を開く', page.getByRole('button', { name: '見本を開く' }));
    await page.getByRole('heading', { level: 1, name: '現状' }).waitFor({ timeout: 100_000 });
    await page.getByRole('complementary', { name: '画面の案内' }).waitFor();
    await page.locator('figure svg').first().waitFor({ timeout: 60_000 });
    await picture(page, 'council-1-overview');
    expect(await seriousBarriers(page)).toEqual([]);
    await user.click('案内を終える', page.getByRole('button', { name: '案内を終える' }));
  });

  test('the deck is made from the council template and is a presentation with notes', async () => {
    await user.click('報告書', link('報告書'));
    await user.choose('議会・会議用スライド', page.getByRole('radio', { name: /議会・会議用スライド/u }));
    await user.click('報告書をつくる', page.getByRole('button', { name: '報告書をつくる' }));
    const row = page.getByRole('row', { name: /\.pptx/u });
    await row.waitFor({ timeout: 110_000 });
    const download = page.waitForEvent('download');
    await user.click('保存', row.getByRole('button', { name: '保存' }));
    const file = await (await download).path();
    const parts = Object.keys(unzipSync(readFileSync(file)));
    expect(parts.filter((name) => /^ppt\/slides\/slide\d+\.xml$/u.test(name)).length).toBeGreaterThan(6);
    expect(parts.some((name) => name.startsWith('ppt/notesSlides/'))).toBe(true);
    await picture(page, 'council-2-deck');
    expect(user.list.length).toBeLessThanOrEqual(12);
  });

  test('the same deck is shown page by page, with a window for the speaker', async () => {
    await user.click('発表', link('発表'));
    await user.click('発表を始める', page.getByRole('button', { name: '発表を始める' }));
    const title = page.locator('.stage .slide h1');
    await title.waitFor({ timeout: 110_000 });
    const pages = Number(/／(\d+)$/u.exec((await page.locator('.slide-foot .num').textContent()) ?? '')?.[1]);
    expect(pages).toBeGreaterThan(6);
    const speaker = page.waitForEvent('popup');
    await user.press('発表者の画面', page, 's');
    const desk = await speaker;
    await desk.getByRole('heading', { name: '想定される質問' }).waitFor();
    const cut: string[] = [];
    const repeated: string[] = [];
    let said = 0;
    for (let at = 1; at <= pages; at += 1) {
      await picture(page, `council-3-slide-${at}`);
      const overflow = await page.evaluate(() => {
        const parts = [...document.querySelectorAll('.stage .slide, .stage .slide-body')];
        const over = parts.some(
          (part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1,
        );
        return over ? (document.querySelector('.stage h1')?.textContent ?? '?') : '';
      });
      if (overflow !== '') cut.push(overflow);
      const spoken = await desk
        .getByRole('region', { name: '原稿と想定される質問' })
        .locator('p, dd')
        .allTextContents();
      const limits = await desk.locator('dt:text-is("どこまで言えるのか") + dd').allTextContents();
      const sentences = limits.flatMap((text) => text.match(/[^。]+。/gu) ?? []);
      said += sentences.length;
      repeated.push(...sentences.filter((text) => spoken.join('\n').split(text).length > 2));
      if (at === 3) {
        await picture(desk, 'council-4-speaker');
        expect(await seriousBarriers(desk)).toEqual([]);
        expect(await seriousBarriers(page)).toEqual([]);
      }
      if (at < pages) await page.keyboard.press('PageDown');
    }
    expect(cut).toEqual([]);
    expect(repeated).toEqual([]);
    expect(said).toBeGreaterThan(3);
    await page.keyboard.press('Escape');
    await link('発表').waitFor();
    console.info(`${user.count} actions: ${user.list.join(' → ')}`);
    expect(user.count).toBeLessThanOrEqual(12);
    expect(seen.complaints).toEqual([]);
  });
});
