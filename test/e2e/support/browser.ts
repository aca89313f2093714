import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findBrowser, quietBrowserArguments } from '../../../electron/host/browsers.ts';

/** Where pictures of the screens are put, to be looked at. Not in the repository. */
const PICTURES = join('test-results', 'screens');

/** A notebook of the kind that municipalities have. */
export const VIEWPORT = { width: 1366, height: 768 };

/** Starts the browser that `npm test` found; throws where there is none (the step is then skipped before). */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no browser: set EBPM_BROWSER');
  return chromium.launch({ executablePath, args: [...quietBrowserArguments()] });
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained about: exceptions, errors in the console, requests that left this machine. */
  readonly complaints: readonly string[];
}

/** Opens a page and writes down everything that should not happen. */
export async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'ja-JP', acceptDownloads: true });
  const page = await context.newPage();
  // A busy machine is slow; only what hangs comes to this limit.
  page.setDefaultTimeout(120_000);
  const complaints: string[] = [];
  const { origin } = new URL(url);
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error')
      complaints.push(
        `console: ${message.text()} ${message.location().url}:${message.location().lineNumber}`,
      );
  });
  page.on('request', (request) => {
    const own = request.url().startsWith(`${origin}/`) || /^(?:blob|data):/.test(request.url());
    if (!own) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, context, complaints };
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

/** Barriers that axe calls serious or critical, each with its rule and the first place where it is. */
export async function seriousBarriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${String(nodes[0]?.target)} (${nodes.length})`);
}
