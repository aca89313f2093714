import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

declare global {
  interface Window {
    lostFocus?: string[];
  }
}

/**
 * In the page: names every element that went away with the focus, so that nothing had it for some frames. Whoever
 * goes on from the last control comes out of the page: that element is still there.
 */
function noteLosses(): void {
  const FRAMES = 5;
  const lost: string[] = [];
  window.lostFocus = lost;
  let held: Element | null = null;
  let without = 0;
  const look = () => {
    const now = document.activeElement;
    if (now !== null && now !== document.body) {
      held = now;
      without = 0;
    } else if (held !== null) {
      without += 1;
      if (without === FRAMES) {
        const gone = !held.isConnected || held.matches(':disabled') || !held.checkVisibility();
        if (gone) lost.push(held.outerHTML.slice(0, 120));
        held = null;
      }
    }
    requestAnimationFrame(look);
  };
  look();
}

/** Watches from now on that the focus never falls out of the window; the answer names what it fell from. */
export async function watchFocus(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(noteLosses);
  await page.evaluate(noteLosses);
  return () => page.evaluate(() => window.lostFocus ?? ['not watched']);
}

/** Holds back the answers to one question of the window; the answer ends it. */
export async function holdBack(page: Page, operation: string, ms: number): Promise<() => Promise<void>> {
  const place = '**/api/call';
  await page.route(place, async (route) => {
    if (route.request().postData()?.includes(`"${operation}"`) === true) await pause(ms);
    await route.continue();
  });
  return () => page.unrouteAll({ behavior: 'wait' });
}

/** Presses Tab until the element has the focus; fails where it cannot be reached. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let step = 0; step < 200; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`cannot be reached with ${key}: ${String(target)}`);
}
