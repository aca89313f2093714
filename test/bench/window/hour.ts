import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { FIGURE_PLACES, type Painted, painted } from './figures.ts';
import { grown, type HeapCensus, type Held, heapCensus, heldBy } from './memory.ts';

/** Use by the clock, with the pauses of somebody who reads, over every screen that has numbers. */

const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 5000;

export interface HourOfUse {
  readonly painted: readonly Painted[];
  /** Every few minutes; the first stands after one whole round. */
  readonly course: readonly (Held & { readonly minute: number })[];
  readonly interactions: number;
  /** Elements that no document shows any more, after the first round and at the end. */
  readonly detached: readonly [first: number, last: number];
  readonly grown: readonly string[];
}

type Errand = (page: Page, read: () => Promise<void>) => Promise<void>;

async function screen(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/${place}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('main .waiting') === null, undefined, {
    timeout: 120_000,
  });
}

/** What people do beside looking at one figure after another. */
const ERRANDS: readonly Errand[] = [
  async (page, read) => {
    await page.getByRole('button', { name: '表で見る' }).first().click();
    await read();
    await page.getByRole('button', { name: '図で見る' }).first().click();
  },
  async (page, read) => {
    await page.getByRole('button', { name: '出し方' }).first().click();
    await page.getByRole('dialog').waitFor();
    await read();
    await page.keyboard.press('Escape');
  },
  async (page, read) => {
    await page.keyboard.press('F1');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('健診');
    await read();
    await page.keyboard.press('Escape');
  },
  async (page, read) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('血圧');
    await read();
    await page.keyboard.press('Escape');
  },
  ...[
    'quality',
    'approaches',
    'programmes',
    'studies',
    'reports',
    'releases',
    'settings',
    'help',
    'start',
  ].map(
    (place): Errand =>
      async (page, read) => {
        await screen(page, place);
        await read();
      },
  ),
  async (page, read) => {
    await screen(page, 'overview');
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('button', { name: /発表を終える/u }).waitFor();
    await read();
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: '画面' }).waitFor();
  },
  async (page, read) => {
    await screen(page, 'present');
    await page.getByRole('button', { name: '発表を始める' }).click();
    await page.locator('.stage .slide h1').waitFor({ timeout: 180_000 });
    for (let slide = 0; slide < 6; slide += 1) {
      await page.keyboard.press('PageDown');
      await read();
    }
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: '画面' }).waitFor();
  },
];

/** Lengths between the shortest and the longest that repeat from run to run. */
function* pauses(): Generator<number, never> {
  for (let at = 1; ; at += 1) {
    const share = (at * 0.618_033_988_75) % 1;
    yield SHORTEST_PAUSE_MS + share * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
  }
}

/** One figure after another, and after every third one an errand, until the time is up. */
export async function hourOfUse(
  browser: Browser,
  page: Page,
  wish: { readonly minutes: number; readonly say: (line: string) => void },
): Promise<HourOfUse> {
  const begin = performance.now();
  const minute = () => (performance.now() - begin) / 60_000;
  const lengths = pauses();
  const read = () => pause(lengths.next().value, undefined);
  const seen: Painted[] = [];
  const course: (Held & { readonly minute: number })[] = [];
  let first: HeapCensus | undefined;
  let interactions = 0;
  const every = wish.minutes / 12;
  for (let at = 0; minute() < wish.minutes; at += 1) {
    const place = FIGURE_PLACES[(at * 7) % FIGURE_PLACES.length] ?? '';
    seen.push(await painted(page, place));
    await read();
    interactions += 1;
    if (at % 3 === 2) {
      await ERRANDS[Math.floor(at / 3) % ERRANDS.length]?.(page, read);
      interactions += 1;
    }
    if (minute() < course.length * every) continue;
    const held = { ...(await heldBy(browser, page)), minute: minute() };
    course.push(held);
    wish.say(lineOf(held));
    if (course.length === 3) first = await heapCensus(page);
  }
  await painted(page, FIGURE_PLACES[0] ?? '');
  const held = { ...(await heldBy(browser, page)), minute: minute() };
  wish.say(lineOf(held));
  const last = await heapCensus(page);
  return {
    painted: seen,
    course: [...course, held],
    interactions,
    detached: [first?.detached ?? Number.NaN, last.detached],
    grown: first === undefined ? [] : grown(first, last),
  };
}

function lineOf({ minute, resident, heap, elements, listeners }: Held & { readonly minute: number }): string {
  return `minute ${minute.toFixed(0)}: ${resident.toFixed(0)} MiB resident, ${heap.toFixed(1)} MiB heap, ${elements} elements, ${listeners} listeners`;
}
