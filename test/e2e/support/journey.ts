import type { Browser, Page } from 'playwright-core';
import { launchBrowser, type Visit, visit } from './browser.ts';
import { type RealShell, startRealShell } from './shell.ts';

/** A browser on the real analysis, on its way through the app. */
export interface Journey {
  readonly browser: Browser;
  readonly real: RealShell;
  readonly seen: Visit;
  readonly page: Page;
  close(): Promise<void>;
}

/** Opens a place (`#/overview`) of the app anew, with the tour behind it. */
export async function openAt(page: Page, hash?: string): Promise<void> {
  await page.evaluate((place) => {
    window.localStorage.setItem('ebpm-tour', 'seen');
    if (place !== undefined) window.location.hash = place;
  }, hash);
  await page.reload();
}

/** Starts browser and shell side by side and opens the page. */
export async function startJourney(...how: Parameters<typeof startRealShell>): Promise<Journey> {
  const [browser, real] = await Promise.all([launchBrowser(), startRealShell(...how)]);
  const seen = await visit(browser, real.shell.url);
  return {
    browser,
    real,
    seen,
    page: seen.page,
    close: async () => {
      await browser.close();
      await real.close();
    },
  };
}
