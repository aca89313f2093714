import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Opened, openWindow, startBrowser, stopBrowser } from './window.ts';

const PLACES = [
  ['start', 'はじめに'],
  ['import', 'データ取込'],
  ['quality', 'データ品質'],
  ['overview', '現状'],
  ['overview?v=district&l=2', '現状'],
  ['overview?v=trend', '現状'],
  ['overview?v=map&l=2', '現状'],
  ['overview?v=funnel', '現状'],
  ['overview?d=s1&h=1', '現状'],
  ['overview?d=a0&v=rest', '現状'],
  ['overview?p=people', '現状'],
  ['overview?d=s1&p=profile', '現状'],
  ['approaches', 'ポピュレーション／ハイリスク'],
  ['programmes', '事業'],
  ['studies', '効果検証'],
  ['studies/walking', '健康ポイント事業に参加すると、血圧は下がるか'],
  ['reports', '報告書'],
  ['reports?w=compose', '報告書'],
  ['present', '発表'],
  ['releases', '公開記録'],
  ['settings', '設定'],
  ['help', 'ヘルプ'],
  ['help/glossary', 'ヘルプ'],
  ['help/keys', 'ヘルプ'],
  ['help/reading', 'ヘルプ'],
  ['help/manual', 'ヘルプ'],
  ['help/conformance', 'ヘルプ'],
] as const;

beforeAll(startBrowser);
afterAll(stopBrowser);

/** Text that is cut off, or that makes the page scroll sideways. */
function cutText(): readonly string[] {
  const found: string[] = [];
  if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('h1,h2,h3,p,li,a,button,label,th,td,dt,dd')) {
    const style = getComputedStyle(element);
    const hidden = element.closest('.visually-hidden, .table-scroll, .toast-place') !== null;
    if (hidden || style.overflowX === 'visible') {
      const box = element.getBoundingClientRect();
      if (!hidden && box.width > 0 && box.right > window.innerWidth + 1)
        found.push(element.outerHTML.slice(0, 120));
    } else if (element.scrollWidth > element.clientWidth + 1) found.push(element.outerHTML.slice(0, 120));
  }
  return found;
}

/** Controls that are smaller than 24 by 24 pixels and not part of a sentence. */
function smallTargets(): readonly string[] {
  return [...document.querySelectorAll('button, input, select, summary, [role=tab]')].flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    // Parts of one pixel are for screen readers only.
    const onlySpoken = width <= 1 || (element.parentElement?.getBoundingClientRect().width ?? 0) <= 1;
    const skipped =
      onlySpoken || element.matches('.skip-link, .term-link, .visually-hidden, .visually-hidden *');
    return skipped || (width >= 24 && height >= 24) ? [] : [element.outerHTML.slice(0, 120)];
  });
}

/** Colours are what differs in the dark: one place of each kind. */
const DARK = new Set([
  'start',
  'import',
  'quality',
  'overview',
  'overview?v=map&l=2',
  'overview?d=s1&p=profile',
  'approaches',
  'studies/walking',
  'reports',
  'settings',
]);

describe.each(['light', 'dark'] as const)('every screen, %s', (colorScheme) => {
  const places = PLACES.filter(([place]) => colorScheme === 'light' || DARK.has(place));
  let window_: Opened;
  beforeAll(async () => {
    window_ = await openWindow({ open: true }, { colorScheme });
  });
  afterAll(() => window_.close());

  test.each(places)('%s shows %s, whole, accessible and without a complaint', async (place, heading) => {
    await window_.goTo(place);
    expect(await window_.page.locator('h1').textContent()).toBe(heading);
    await window_.picture(`${colorScheme}-${place.replace(/\W+/gu, '-')}`);
    expect(await window_.page.evaluate(cutText)).toEqual([]);
    expect(await window_.page.evaluate(smallTargets)).toEqual([]);
    expect(await window_.violations()).toEqual([]);
    expect(window_.complaints).toEqual([]);
  });
});

describe('other ways of seeing', () => {
  test.each([
    ['zoom', { viewport: { width: 683, height: 384 } }],
    ['forced-colours', { forcedColors: 'active' }],
  ] as const)('%s keeps every screen usable', async (name, context) => {
    const window_ = await openWindow({ open: true }, context);
    for (const place of ['start', 'import', 'overview', 'studies/walking', 'reports', 'settings']) {
      await window_.goTo(place);
      await window_.picture(`${name}-${place.replace(/\W+/gu, '-')}`);
      expect(await window_.page.evaluate(cutText), place).toEqual([]);
    }
    expect(window_.complaints).toEqual([]);
    await window_.close();
  });
});
