/**
 * How fast the window answers and what memory it takes, in real Chromium over the browser shell:
 * `node test/bench/window.ts [--workspace FOLDER] [--rounds N]`. Without a workspace the sample is used.
 *
 * Prints: time from the start of the page to the first screen that can be used, interaction → painted figure
 * (median, 95th percentile), resident memory of the page's process before and after the scripted use.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { startBrowserShell } from '../../electron/browser/shell.ts';
import { ensureRenderer } from '../../electron/host/build.ts';
import { rendererFolder, sampleFolder } from '../../electron/host/project.ts';
import { launchBrowser, visit } from '../e2e/support/browser.ts';

const { values } = parseArgs({
  options: { workspace: { type: 'string' }, rounds: { type: 'string', default: '40' } },
});
const rounds = Number(values.rounds);

/** Places that differ in their questions and in their figures. */
const VIEWS = ['v=age', 'v=age&h=1', 'v=trend', 'v=district', 'v=district&l=2', 'v=map&l=2', 'v=map&l=1'];
const MEASURES = ['checkup.uptake', 'checkup.metabolic', 'judgement.sbp.referral', 'care.certified'];

function quantile(all: readonly number[], share: number): number {
  const sorted = all.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** From setting the place to the frame in which nothing waits and a figure is drawn, inside the page. */
function painted(page: Page, place: string): Promise<number> {
  return page.evaluate(
    (hash) =>
      new Promise<number>((done) => {
        const start = performance.now();
        const before = document.querySelector('figure .figure-title')?.textContent;
        window.location.hash = hash;
        const look = () => {
          const busy = document.querySelector('main .detail .waiting') !== null;
          const title = document.querySelector('main .detail .figure-title')?.textContent;
          const drawn = document.querySelector('main .detail figure svg') !== null;
          const settled = title !== before || performance.now() - start > 40;
          const waited = performance.now() - start;
          // Some numbers may not be drawn at all (everything hidden): that is no time to count.
          if (waited > 5000) done(Number.NaN);
          else if (!busy && drawn && settled) requestAnimationFrame(() => done(performance.now() - start));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    `#/overview?${place}`,
  );
}

/** Resident memory of the page's process in MiB, after a collection of garbage. */
async function memory(browser: Browser, page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  const root = await browser.newBrowserCDPSession();
  const { processInfo } = await root.send('SystemInfo.getProcessInfo');
  await root.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0));
  return Math.max(...sizes) / 1024;
}

await ensureRenderer(() => undefined);
const folder = mkdtempSync(join(tmpdir(), 'window-bench-'));
const { workspace } = values;
const shell = await startBrowserShell({
  rendererFolder,
  threadEntry: new URL('../../electron/browser/thread.ts', import.meta.url),
  data: { version: '0.0.0', sampleFolder, userFolder: folder },
  prepare: async (client, tokens) => {
    const reply =
      workspace === undefined
        ? await client.call('workspace.openSample', {})
        : await client.call('workspace.open', { folder: tokens.add(resolve(workspace), 0).token });
    if (!reply.ok) throw new Error(reply.issue.code);
  },
});
const browser = await launchBrowser();
try {
  const start = performance.now();
  const { page } = await visit(browser, shell.url);
  await page.getByRole('button', { name: '現状を見る' }).waitFor();
  const interactive = performance.now() - start;

  const cold: number[] = [];
  const warm: number[] = [];
  for (const measure of MEASURES)
    for (const view of VIEWS) cold.push(await painted(page, `m=${measure}&${view}`));
  const before = await memory(browser, page);
  const course: number[] = [before];
  for (let round = 0; round < rounds; round += 1) {
    for (const measure of MEASURES)
      for (const view of VIEWS) warm.push(await painted(page, `m=${measure}&${view}`));
    if (round % Math.ceil(rounds / 8) === 0) course.push(await memory(browser, page));
  }
  const after = await memory(browser, page);
  const line = (name: string, all: readonly number[]): string =>
    `${name}: median ${quantile(all, 0.5).toFixed(0)} ms, p95 ${quantile(all, 0.95).toFixed(0)} ms (${all.length}, without a figure ${all.filter(Number.isNaN).length})`;
  console.log(`first interactive screen: ${interactive.toFixed(0)} ms`);
  console.log(line('interaction to painted figure, first time (computed, released, drawn)', cold));
  console.log(line('interaction to painted figure, seen before', warm));
  console.log(
    `memory of the page: ${before.toFixed(0)} MiB → ${after.toFixed(0)} MiB after ${warm.length} interactions (${course.map((size) => size.toFixed(0)).join(', ')})`,
  );
} finally {
  await browser.close();
  await shell.close();
  rmSync(folder, { recursive: true, force: true });
}
