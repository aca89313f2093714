import { mkdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { provideBrowser } from '../../support/browser-install.ts';
import { startFakeShell } from '../../support/fake-shell.ts';

/** Chromium without its background traffic; as root it has no sandbox of its own. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const PICTURES = 'test-results/screens';

export interface Opened {
  readonly page: Page;
  /** What the page complained of: errors, refused content. */
  readonly complaints: readonly string[];
  /** Goes to a screen by its address and waits until nothing is being computed. */
  goTo(place: string): Promise<void>;
  /** Takes a picture of the whole screen, kept for looking at. */
  picture(name: string): Promise<void>;
  /** Violations of WCAG 2.2 AA, one line each. */
  violations(): Promise<readonly string[]>;
  close(): Promise<void>;
}

let browser: Browser | undefined;

export async function startBrowser(): Promise<void> {
  const found = await provideBrowser();
  if ('missing' in found) throw new Error(found.missing);
  mkdirSync(PICTURES, { recursive: true });
  browser = await chromium.launch({ executablePath: found.path, args: ARGUMENTS });
}

export async function stopBrowser(): Promise<void> {
  await browser?.close();
}

async function quiet(page: Page): Promise<void> {
  await page.waitForSelector('h1');
  await page.waitForFunction(() => document.querySelector('.waiting, .job-bar') === null);
  await page.waitForTimeout(150);
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}

async function takePicture(page: Page, name: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 1366, height: 768 };
  const tall = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0);
  await page.setViewportSize({ ...size, height: Math.max(size.height, Math.min(3200, tall + 60)) });
  await page.waitForTimeout(150);
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
  await page.setViewportSize(size);
}

/** The window over made-up statistics in a fresh browser profile. */
export async function openWindow(
  wish: { readonly open: boolean; readonly stepMs?: number; readonly tour?: boolean },
  context: BrowserContextOptions = {},
): Promise<Opened> {
  if (browser === undefined) throw new Error('startBrowser first');
  const shell = await startFakeShell(wish);
  const profile = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'ja-JP',
    colorScheme: 'light',
    reducedMotion: 'reduce',
    ...context,
  });
  // The tour is offered once; it has a test of its own.
  if (!(wish.tour ?? false))
    await profile.addInitScript(() => window.localStorage.setItem('ebpm-tour', 'seen'));
  const page = await profile.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A warning about a header is a fault of ours too.
    if (message.type() === 'error' || message.text().includes('Permissions-Policy'))
      complaints.push(message.text());
  });
  await page.goto(shell.url);
  await quiet(page);
  return {
    page,
    complaints,
    goTo: async (place) => {
      await page.evaluate((hash) => {
        window.location.hash = hash;
      }, `#/${place}`);
      await page.waitForTimeout(50);
      await quiet(page);
    },
    picture: (name) => takePicture(page, name),
    violations: () => violationsOf(page),
    close: async () => {
      await profile.close();
      await shell.close();
    },
  };
}
