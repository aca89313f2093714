import type { Locator, Page } from 'playwright-core';

/** Presses Tab until the element has the focus; fails where it cannot be reached. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let step = 0; step < 200; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`cannot be reached with ${key}: ${String(target)}`);
}
