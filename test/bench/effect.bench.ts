/**
 * Speed of `effect` on 200,000 people × 30 covariates (and memory on 1,000,000 × 30), side by side with R where
 * Rscript is installed. Not part of `npm test`: run `node test/bench/effect.bench.ts [--million] [--no-r]`.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conditionDesign } from '../../analysis/statistics/design.ts';
import { uniformStream } from '../../analysis/statistics/random.ts';
import { cohortFrame } from '../../analysis/studies/table/cohort-frame.ts';
import { estimate } from '../../analysis/studies/table/cohort-methods.ts';
import { cohortPlan } from '../../analysis/studies/table/cohort-options.ts';
import { effectCommand } from '../../analysis/studies/table/command.ts';
import { designOf } from '../../analysis/studies/table/frame.ts';
import { balanceReport } from '../../analysis/studies/table/report.ts';

const BINARY = 20;
const CONTINUOUS = 10;
const NAMES = [
  ...Array.from({ length: BINARY }, (_, i) => `b${i + 1}`),
  ...Array.from({ length: CONTINUOUS }, (_, i) => `c${i + 1}`),
];

/** Writes a table with confounding by all covariates and a true effect of 2. */
async function writeTable(path: string, rows: number): Promise<void> {
  const u = uniformStream(7, 0);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u());
  const out = createWriteStream(path);
  out.write(`z,y,${NAMES.join(',')}\n`);
  for (let i = 0; i < rows; i++) {
    const x = NAMES.map((_, c) => (c < BINARY ? (u() < 0.1 + 0.02 * c ? 1 : 0) : normal()));
    const score = x.reduce((s, v, c) => s + v * (c % 2 === 0 ? 0.25 : -0.15), -1.2);
    const z = u() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
    const y = 2 * z + 0.3 * x.reduce((s, v) => s + v, 0) + normal();
    const line = `${z},${y.toFixed(4)},${x.map((v) => (Number.isInteger(v) ? v : v.toFixed(4))).join(',')}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

const seconds = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

interface Times {
  readonly analysis: number;
  readonly command: number;
  readonly bootstrap: number;
}

async function measure(args: readonly string[]): Promise<Times> {
  const plan = cohortPlan(args);
  const analysis: number[] = [];
  for (let i = 0; i < 3; i++) {
    const frame = await cohortFrame(plan);
    analysis.push(
      await seconds(() => {
        conditionDesign(designOf(frame.terms, frame.rows));
        const found = estimate(plan, frame);
        balanceReport(frame, found.weights, { estimand: plan.estimand, ks: true });
      }),
    );
  }
  const command = await seconds(() => effectCommand([...args, '--ks']));
  const withBootstrap = await seconds(() => effectCommand([...args, '--ks', '--bootstrap', '200']));
  return { analysis: median(analysis), command, bootstrap: withBootstrap - command };
}

/** The same work with glm, survey (and cobalt, WeightIt where installed); seconds by name. */
function measureR(table: string): Record<string, number> | undefined {
  const script = fileURLToPath(new URL('./effect/side-by-side.R', import.meta.url));
  const run = spawnSync('Rscript', [script, table], { encoding: 'utf8', maxBuffer: 1 << 24 });
  if (run.status !== 0) return undefined;
  const rows = run.stdout.split('\n').filter((l) => l.startsWith('TIME '));
  return Object.fromEntries(rows.map((l) => [l.split(' ')[1] ?? '', Number(l.split(' ')[2])]));
}

const options = new Set(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'effect-bench-'));
const rows = options.has('--million') ? 1_000_000 : 200_000;
const table = join(folder, 'table.csv');
await writeTable(table, rows);
const args = ['--table', table, '--treatment', 'z', '--outcome', 'y', '--covariates', NAMES.join(',')];

if (rows === 1_000_000) {
  const time = await seconds(() => effectCommand(args));
  const peak = process.resourceUsage().maxRSS / 1024 / 1024;
  console.log(`1,000,000 × 30: ${time.toFixed(1)} s from CSV to result, peak memory ${peak.toFixed(2)} GiB`);
} else {
  const ours = await measure(args);
  console.log(
    `200,000 × 30, this product: design + PS + weights + M-estimation SE + balance with KS ${ours.analysis.toFixed(2)} s`,
  );
  console.log(
    `  from CSV to JSON ${ours.command.toFixed(2)} s; 200 bootstrap refits ${ours.bootstrap.toFixed(1)} s`,
  );
  const theirs = options.has('--no-r') ? undefined : measureR(table);
  if (theirs === undefined) console.log('R was not measured (Rscript missing, failed, or --no-r)');
  else {
    const total = ['glm', 'svyglm', 'balance'].reduce((s, k) => s + (theirs[k] ?? 0), 0);
    for (const [name, value] of Object.entries(theirs)) console.log(`  R ${name}: ${value.toFixed(2)} s`);
    console.log(
      `  ratio of analysis: ${(total / ours.analysis).toFixed(1)} × ; of 200 refits: ${((theirs.refits200 ?? Number.NaN) / ours.bootstrap).toFixed(1)} ×`,
    );
  }
}
