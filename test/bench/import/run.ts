/** Imports one file into a fresh workspace: one process, one JSON line. */
import { rmSync } from 'node:fs';
import { importFiles } from '../../../analysis/workspace/import.ts';
import type { ImportProgress } from '../../../analysis/workspace/progress.ts';
import { DEFAULT_SETTINGS } from '../../../analysis/workspace/settings.ts';
import { createWorkspace } from '../../../analysis/workspace/workspace.ts';

const file = process.argv[2]!;
const folder = `${file}.ebpm`;
const workspace = await createWorkspace(folder, { ...DEFAULT_SETTINGS, population: 100_000 });
const cpu = process.cpuUsage();
const begun = performance.now();
let last = begun;
let widestProgressGapMs = 0;
/** CPU used when a third, two thirds and all of the work were done: what each part of many like files cost. */
const thirds: number[] = [];
const cpuMs = () => {
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1000;
};
const guesses: { readonly at: number; readonly seconds: number }[] = [];
const onProgress = ({ remainingSeconds, done, total }: ImportProgress) => {
  const now = performance.now();
  widestProgressGapMs = Math.max(widestProgressGapMs, now - last);
  last = now;
  while (total > 0 && thirds.length < 3 && done >= (total * (thirds.length + 1)) / 3) thirds.push(cpuMs());
  if (remainingSeconds !== undefined) guesses.push({ at: now, seconds: remainingSeconds });
};
const report = await importFiles(workspace, { from: [file], onProgress });
const ended = performance.now();
const seconds = (ended - begun) / 1000;
const { user, system } = process.cpuUsage(cpu);
/** Mean distance of the announced end from the real one, as a share of the whole time. */
const errors = guesses.map((guess) => Math.abs(guess.at + guess.seconds * 1000 - ended) / (ended - begun));
workspace.close();
rmSync(folder, { recursive: true, force: true });
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds: (user + system) / 1e6,
    lastThirdToMiddle: thirds.length === 3 ? (thirds[2]! - thirds[1]!) / (thirds[1]! - thirds[0]!) : 1,
    rows: report.totals.rowsLoaded,
    widestProgressGapMs: Math.round(widestProgressGapMs),
    peakMemoryMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    remainingTimeError: errors.length > 0 ? errors.reduce((sum, error) => sum + error, 0) / errors.length : 0,
  }),
);
