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
const guesses: { readonly at: number; readonly seconds: number }[] = [];
const onProgress = ({ remainingSeconds }: ImportProgress) => {
  const now = performance.now();
  widestProgressGapMs = Math.max(widestProgressGapMs, now - last);
  last = now;
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
    rows: report.totals.rowsLoaded,
    widestProgressGapMs: Math.round(widestProgressGapMs),
    peakMemoryMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    remainingTimeError: errors.length > 0 ? errors.reduce((sum, error) => sum + error, 0) / errors.length : 0,
  }),
);
