import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFigures, PLACES } from './figure-places.ts';
import { type Opened, openWindow, startBrowser, stopBrowser } from './window.ts';

/**
 * Every drawing looks as it did when somebody last looked at it. References are made anew with
 * `EBPM_NEW_PICTURES=1`, and are to be looked at before they are kept. Fonts are the app's own.
 */
const REFERENCES = join('test', 'e2e', 'pictures');
const MADE = join('test-results', 'pictures');

/** Edges of letters and lines may differ a little between builds of the browser; shapes may not. */
const CHANNEL_DIFFERENCE = 64;
const SHARE_OF_PIXELS = 0.01;

let window_: Opened;
beforeAll(async () => {
  await startBrowser();
  mkdirSync(MADE, { recursive: true });
  mkdirSync(REFERENCES, { recursive: true });
  window_ = await openWindow({ open: true, stepMs: 1 });
});
afterAll(async () => {
  await window_?.close();
  await stopBrowser();
});

/** Share of the pixels that differ visibly; 1 where the sizes differ. */
async function difference(made: Buffer, kept: Buffer): Promise<number> {
  const page = await window_.page.context().newPage();
  const share = await page.evaluate(
    async ({ pictures, most }) => {
      const [a, b] = await Promise.all(
        pictures.map(async (base64) => {
          const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const { width, height } = bitmap;
          const drawing = new OffscreenCanvas(width, height).getContext('2d');
          drawing?.drawImage(bitmap, 0, 0);
          return { width, height, data: drawing?.getImageData(0, 0, width, height).data ?? [] };
        }),
      );
      if (a === undefined || b === undefined || a.width !== b.width || a.height !== b.height) return 1;
      let differing = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        const apart = [0, 1, 2].map((channel) =>
          Math.abs((a.data[at + channel] ?? 0) - (b.data[at + channel] ?? 0)),
        );
        if (Math.max(...apart) > most) differing += 1;
      }
      return differing / (a.width * a.height);
    },
    { pictures: [made.toString('base64'), kept.toString('base64')], most: CHANNEL_DIFFERENCE },
  );
  await page.close();
  return share;
}

/** The drawing of a figure, unfolded from its table; undefined for figures that are tables. */
async function drawingOf(figure: Locator): Promise<Locator | undefined> {
  const back = figure.getByRole('button', { name: '図で見る' });
  if ((await back.count()) > 0) await back.click();
  const drawing = figure.locator('.chart, .drawing').first();
  return (await drawing.count()) > 0 ? drawing : undefined;
}

test.each(PLACES.map(([place, open], at) => ({ at, place, open })))(
  '$place ($at): its drawings look as before',
  async ({ at, place, open }) => {
    const figures = await openFigures(window_, place, open);
    const changed: string[] = [];
    let drawn = 0;
    for (const figure of figures) {
      const drawing = await drawingOf(figure);
      if (drawing === undefined) continue;
      const name = `${at}-${place.replace(/\W+/gu, '-')}-${drawn}.png`;
      drawn += 1;
      const made = await drawing.screenshot({ animations: 'disabled' });
      writeFileSync(join(MADE, name), made);
      const kept = join(REFERENCES, name);
      if (process.env.EBPM_NEW_PICTURES === '1') writeFileSync(kept, made);
      const share = existsSync(kept) ? await difference(made, readFileSync(kept)) : 1;
      if (share > SHARE_OF_PIXELS) changed.push(`${name}: ${(share * 100).toFixed(1)} %`);
    }
    expect(drawn).toBeGreaterThan(0);
    expect(changed).toEqual([]);
  },
);

test('the comparison finds a different line in figures of one size', async () => {
  const [a, b] = ['1-overview-v-age-0.png', '7-overview-v-trend-0.png'].map((name) =>
    readFileSync(join(REFERENCES, name)),
  );
  if (a === undefined || b === undefined) throw new Error('no references');
  expect(await difference(a, a)).toBe(0);
  const share = await difference(a, b);
  expect(share).toBeGreaterThan(SHARE_OF_PIXELS);
  expect(share).toBeLessThan(1);
});
