/**
 * How fast the window answers and what memory it takes, in real Chromium over the browser shell, with the analysis
 * as it is built for the product: `node test/bench/window.ts [--workspace FOLDER] [--starts N] [--rounds N |
 * --minutes N]`. Without a workspace the sample is used; a given one is copied first. Rounds wait for nothing
 * between interactions (a user is slower), and 0 of them measure the start only. Minutes are use by the clock, with
 * pauses, over all screens; they also compare what is on the heap at both ends.
 *
 * Prints: time from the start of the program (analysis, workspace, page) to the first screen that can be used in
 * its own font; interaction → painted figure, computed for the first time and seen before; resident memory of the
 * page's process during the scripted use. Ends with 1 where one of the limits is not held.
 */
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { openWorkspace } from '../../analysis/workspace/workspace.ts';
import { builtThread } from '../../electron/browser/serve.ts';
import { type BrowserShell, startBrowserShell } from '../../electron/browser/shell.ts';
import { ensureDesktop } from '../../electron/host/build.ts';
import { rendererFolder, sampleFolder } from '../../electron/host/project.ts';
import { districtBoundaries } from '../../sample-data/boundaries.ts';
import { launchBrowser, type Visit, visit } from '../e2e/support/browser.ts';
import { FIGURE_PLACES, type Painted, painted } from './window/figures.ts';
import { hourOfUse } from './window/hour.ts';
import { heldBy } from './window/memory.ts';

/** By then every figure and every errand had its turn. */
const SEEN_BY_MINUTE = 10;

const LIMITS = { startMs: 2000, paintedMs: 300, memoryMiB: 400, growthMiB: 20 } as const;

const { values } = parseArgs({
  options: {
    workspace: { type: 'string' },
    rounds: { type: 'string', default: '40' },
    minutes: { type: 'string' },
    starts: { type: 'string', default: '1' },
  },
});
const rounds = Number(values.rounds);

function quantile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The page is opened while the analysis starts, as the desktop does. */
function startShell(folder: string, listening: (url: string) => void): Promise<BrowserShell> {
  const map = join(folder, 'map.geojson');
  const first = !existsSync(map);
  if (first) writeFileSync(map, JSON.stringify(districtBoundaries()));
  return startBrowserShell({
    rendererFolder,
    threadEntry: builtThread,
    data: { version: '0.0.0', sampleFolder, userFolder: folder },
    listening,
    prepare: async (client, tokens) => {
      const reply =
        values.workspace === undefined
          ? await client.call('workspace.openSample', {})
          : await client.call('workspace.open', { folder: tokens.add(copyOf(folder), 0).token });
      if (!reply.ok) throw new Error(reply.issue.code);
      if (first) await client.call('geography.load', { file: tokens.add(map, 0).token });
    },
  });
}

const copyOf = (folder: string): string => join(folder, 'bench.ebpm');

/** A copy that was opened before: bringing an older one up to date happens once, not with every start. */
async function copyWorkspace(from: string, to: string): Promise<void> {
  cpSync(from, to, { recursive: true });
  (await openWorkspace(to)).close();
}

/** Every figure once, nothing waited in between. */
async function tour(page: Page): Promise<Painted[]> {
  const all: Painted[] = [];
  for (const place of FIGURE_PLACES) all.push(await painted(page, place));
  return all;
}

interface Use {
  readonly warm: readonly Painted[];
  readonly course: readonly number[];
  readonly interactions: number;
}

async function usedInRounds(browser: Browser, page: Page): Promise<Use> {
  const warm: Painted[] = [];
  const course: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    warm.push(...(await tour(page)));
    if (round % Math.max(1, Math.floor(rounds / 10)) === 0)
      course.push((await heldBy(browser, page)).resident);
  }
  course.push((await heldBy(browser, page)).resident);
  return { warm, course, interactions: warm.length };
}

async function usedByTheClock(browser: Browser, page: Page, minutes: number): Promise<Use> {
  const hour = await hourOfUse(browser, page, { minutes, say: (line) => console.log(`        ${line}`) });
  console.log(`        elements that no document shows: ${hour.detached.join(' → ')}`);
  for (const line of hour.grown) console.log(`        ${line}`);
  const { painted: warm, interactions } = hour;
  // Growth counts once everything was seen. What the remote control of this bench keeps of every reply is in it.
  const course = hour.course.filter(({ minute }) => minute >= Math.min(SEEN_BY_MINUTE, minutes / 2));
  return { warm, interactions, course: course.map(({ resident }) => resident) };
}

function say(ok: boolean, text: string): void {
  console.log(`${ok ? 'held ' : 'OVER '} ${text}`);
  if (!ok) process.exitCode = 1;
}

function report(name: string, all: readonly Painted[]): void {
  const times = all.map(({ ms }) => ms);
  const high = quantile(times, 0.95);
  const [middle, most] = [quantile(times, 0.5), Math.max(...times)].map((ms) => ms.toFixed(0));
  const text = `${name}: median ${middle}, p95 ${high.toFixed(0)}, longest ${most} ms (${all.length}; limit p95 ${LIMITS.paintedMs})`;
  say(high <= LIMITS.paintedMs, text);
  for (const { place, ms } of all.toSorted((a, b) => b.ms - a.ms).slice(0, 6))
    if (ms > LIMITS.paintedMs) console.log(`        ${ms.toFixed(0)} ms ${place}`);
}

interface Started {
  readonly shell: BrowserShell;
  readonly visit: Visit;
  readonly ms: number;
  readonly servedMs: number;
  /** Of shell and analysis; the browser has its own. */
  readonly cpuMs: number;
}

/** From nothing to the first screen that can be used, in its own font. */
async function started(browser: Browser, folder: string): Promise<Started> {
  const before = process.cpuUsage();
  const begin = performance.now();
  const visited = Promise.withResolvers<Visit>();
  const shell = await startShell(
    folder,
    (url) => void visit(browser, url).then(visited.resolve, visited.reject),
  );
  const servedMs = performance.now() - begin;
  const opened = await visited.promise;
  await opened.page.getByRole('button', { name: '現状を見る' }).waitFor();
  await opened.page.evaluate(() => document.fonts.ready);
  const ms = performance.now() - begin;
  const { user, system } = process.cpuUsage(before);
  return { shell, visit: opened, ms, servedMs, cpuMs: (user + system) / 1000 };
}

function reportStarts(all: readonly Started[]): void {
  for (const { ms, servedMs, cpuMs } of all)
    console.log(
      `        ${ms.toFixed(0)} ms, of it analysis and workspace ${servedMs.toFixed(0)} (CPU ${cpuMs.toFixed(0)})`,
    );
  const middle = quantile(
    all.map(({ ms }) => ms),
    0.5,
  );
  say(
    middle <= LIMITS.startMs,
    `first interactive screen: ${middle.toFixed(0)} ms (median of ${all.length}; limit ${LIMITS.startMs})`,
  );
}

async function start(browser: Browser, folder: string): Promise<Started> {
  const all: Started[] = [];
  for (let at = 1; ; at += 1) {
    const last = await started(browser, folder);
    all.push(last);
    if (at >= Number(values.starts)) {
      reportStarts(all);
      return last;
    }
    await last.visit.context.close();
    await last.shell.close();
  }
}

async function measureUse(browser: Browser, page: Page): Promise<void> {
  const opening = await painted(page, 'v=age');
  const cold = await tour(page);
  report('interaction to painted figure, first time (computed, released, drawn)', [opening, ...cold]);
  const minutes = Number(values.minutes ?? 0);
  const { warm, course, interactions } =
    minutes > 0 ? await usedByTheClock(browser, page, minutes) : await usedInRounds(browser, page);
  report('interaction to painted figure, seen before', warm);
  const growth = (course.at(-1) ?? 0) - (course[minutes > 0 ? 0 : 1] ?? course[0] ?? 0);
  const most = Math.max(...course);
  say(
    most <= LIMITS.memoryMiB && growth <= LIMITS.growthMiB,
    `memory of the page: ${course.map((size) => size.toFixed(0)).join(', ')} MiB over ${interactions} interactions (limit ${LIMITS.memoryMiB}, growth ${LIMITS.growthMiB})`,
  );
}

await ensureDesktop(() => undefined);
const folder = mkdtempSync(join(tmpdir(), 'window-bench-'));
const browser = await launchBrowser();
if (values.workspace !== undefined) await copyWorkspace(resolve(values.workspace), copyOf(folder));
const { shell, visit: opened } = await start(browser, folder);
try {
  if (rounds > 0) await measureUse(browser, opened.page);
} finally {
  await browser.close();
  await shell.close();
  rmSync(folder, { recursive: true, force: true });
}
