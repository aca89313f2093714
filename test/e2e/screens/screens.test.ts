import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../../renderer/app/routes.ts';
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
  ['programmes/walk', '健康ポイント'],
  ['programmes/walk?view=reach', '健康ポイント'],
  ['programmes/walk?view=payment', '健康ポイント'],
  ['programmes/walk?view=facts', '健康ポイント'],
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

test('the list has every screen of the window', () => {
  const listed = new Set(PLACES.map(([place]) => place.split(/[/?]/u)[0]));
  expect(routes.map(({ id }) => id).filter((id) => !listed.has(id))).toEqual([]);
});

/** Text that is cut off or sticks out of its box, and whatever makes the page scroll sideways. */
function cutText(): readonly string[] {
  const found: string[] = [];
  if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page scrolls sideways');
  // What only screen readers hear must not lengthen the window behind the part that scrolls.
  const isWide = window.matchMedia('(min-width: 52.1rem)').matches;
  if (isWide && document.documentElement.scrollHeight > window.innerHeight + 1)
    found.push('the window scrolls behind');
  const ownText = (element: Element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '');
  for (const element of document.querySelectorAll('body *')) {
    const scrolled = element.closest('.visually-hidden, .table-scroll, .toast-place, svg') !== null;
    // Fields scroll their own text; screen readers' text has no box.
    if (scrolled || !ownText(element) || element.matches('textarea, option, script, style')) continue;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || style.visibility === 'hidden') continue;
    const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
    const wide = style.display !== 'inline' && element.scrollWidth > element.clientWidth + 1 && !scrolls;
    const outside = box.right > window.innerWidth + 1 && element.closest('pre, .code') === null;
    if (wide || outside) found.push(element.outerHTML.slice(0, 160));
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

describe.each(['light', 'dark'] as const)('every screen, %s', (colorScheme) => {
  let window_: Opened;
  beforeAll(async () => {
    window_ = await openWindow({ open: true }, { colorScheme });
  });
  afterAll(() => window_.close());

  test.each(PLACES)('%s shows %s, whole, accessible and without a complaint', async (place, heading) => {
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
    ['narrow', { viewport: { width: 320, height: 640 } }],
    ['low', { viewport: { width: 1366, height: 300 } }],
    ['forced-colours', { forcedColors: 'active' }],
  ] as const)('%s keeps every screen usable', async (name, context) => {
    const window_ = await openWindow({ open: true }, context);
    const faults: string[] = [];
    for (const [place] of PLACES) {
      await window_.goTo(place);
      await window_.picture(`${name}-${place.replace(/\W+/gu, '-')}`);
      for (const fault of await window_.page.evaluate(cutText)) faults.push(`${place}: ${fault}`);
    }
    expect(faults).toEqual([]);
    expect(window_.complaints).toEqual([]);
    await window_.close();
  });
});
