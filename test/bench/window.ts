/**
 * How fast the window answers and what memory it takes, in real Chromium over the browser shell:
 * `node test/bench/window.ts [--workspace FOLDER] [--rounds N | --minutes N]`. Without a workspace the sample is
 * used; a given one is copied first. Rounds wait for nothing between interactions: a user is slower. Minutes are
 * use by the clock, with pauses, over all screens; they also compare what is on the heap at both ends.
 *
 * Prints: time from the start of the program (analysis, workspace, page) to the first screen that can be used in
 * its own font; interaction → painted figure, computed for the first time and seen before; resident memory of the
 * page's process during the scripted use. Ends with 1 where one of the limits is not held.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { type BrowserShell, startBrowserShell } from '../../electron/browser/shell.ts';
import { ensureRenderer } from '../../electron/host/build.ts';
import { rendererFolder, sampleFolder } from '../../electron/host/project.ts';
import { districtBoundaries } from '../../sample-data/boundaries.ts';
import { launchBrowser, type Visit, visit } from '../e2e/support/browser.ts';
import { FIGURE_PLACES, type Painted, painted } from './window/figures.ts';
import { hourOfUse } from './window/hour.ts';
import { heldBy } from './window/memory.ts';

const LIMITS = { startMs: 2000, paintedMs: 300, memoryMiB: 400, growthMiB: 20 } as const;

const { values } = parseArgs({
  options: {
    workspace: { type: 'string' },
    rounds: { type: 'string', default: '40' },
    minutes: { type: 'string' },
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
  writeFileSync(map, JSON.stringify(districtBoundaries()));
  return startBrowserShell({
    rendererFolder,
    threadEntry: new URL('../../electron/browser/thread.ts', import.meta.url),
    data: { version: '0.0.0', sampleFolder, userFolder: folder },
    listening,
    prepare: async (client, tokens) => {
      const reply =
        values.workspace === undefined
          ? await client.call('workspace.openSample', {})
          : await client.call('workspace.open', { folder: tokens.add(copyOf(folder), 0).token });
      if (!reply.ok) throw new Error(reply.issue.code);
      await client.call('geography.load', { file: tokens.add(map, 0).token });
    },
  });
}

const copyOf = (folder: string): string => join(folder, 'bench.ebpm');

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
  return { warm, interactions, course: hour.course.map(({ resident }) => resident) };
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

await ensureRenderer(() => undefined);
const folder = mkdtempSync(join(tmpdir(), 'window-bench-'));
const browser = await launchBrowser();
if (values.workspace !== undefined) cpSync(resolve(values.workspace), copyOf(folder), { recursive: true });
const begin = performance.now();
const visited = Promise.withResolvers<Visit>();
const shell = await startShell(
  folder,
  (url) => void visit(browser, url).then(visited.resolve, visited.reject),
);
try {
  const served = performance.now() - begin;
  const { page } = await visited.promise;
  await page.getByRole('button', { name: '現状を見る' }).waitFor();
  await page.evaluate(() => document.fonts.ready);
  const ready = performance.now() - begin;
  say(
    ready <= LIMITS.startMs,
    `first interactive screen: ${ready.toFixed(0)} ms (analysis and workspace ${served.toFixed(0)}; limit ${LIMITS.startMs})`,
  );
  const opening = await painted(page, 'v=age');
  const cold = await tour(page);
  report('interaction to painted figure, first time (computed, released, drawn)', [opening, ...cold]);
  const minutes = Number(values.minutes ?? 0);
  const { warm, course, interactions } =
    minutes > 0 ? await usedByTheClock(browser, page, minutes) : await usedInRounds(browser, page);
  report('interaction to painted figure, seen before', warm);
  const growth = (course.at(-1) ?? 0) - (course[1] ?? course[0] ?? 0);
  const most = Math.max(...course);
  say(
    most <= LIMITS.memoryMiB && growth <= LIMITS.growthMiB,
    `memory of the page: ${course.map((size) => size.toFixed(0)).join(', ')} MiB over ${interactions} interactions (limit ${LIMITS.memoryMiB}, growth ${LIMITS.growthMiB})`,
  );
} finally {
  await browser.close();
  await shell.close();
  rmSync(folder, { recursive: true, force: true });
}
