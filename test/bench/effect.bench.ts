/**
 * Speed of `effect` on 200,000 people × 30 covariates (and memory on 1,000,000 × 30), side by side with R where
 * Rscript is installed. Not part of `npm test`: run `node test/bench/effect.bench.ts [--million] [--no-r] [--once]`.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
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

/** Elapsed seconds and seconds of processor time (all threads), which other work on the machine hardly changes. */
interface Time {
  readonly elapsed: number;
  readonly cpu: number;
}

const timed = async (work: () => unknown): Promise<Time> => {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const used = process.cpuUsage(before);
  return { elapsed: (performance.now() - start) / 1000, cpu: (used.user + used.system) / 1e6 };
};

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const ROUNDS = 3;

interface Times {
  /** Design, propensity, weights, M-estimation SE and balance with KS, on a table already read. */
  readonly analysis: Time;
  readonly refits200: Time;
}

async function measure(args: readonly string[]): Promise<Times> {
  const plan = cohortPlan(args);
  const frame = await cohortFrame(plan);
  const analysis = await timed(() => {
    conditionDesign(designOf(frame.terms, frame.rows));
    const found = estimate(plan, frame);
    balanceReport(frame, found.weights, { estimand: plan.estimand, ks: true });
  });
  const plain = await timed(() => effectCommand([...args, '--ks']));
  const withBootstrap = await timed(() => effectCommand([...args, '--ks', '--bootstrap', '200']));
  const less = (k: keyof Time): number => withBootstrap[k] - plain[k];
  return { analysis, refits200: { elapsed: less('elapsed'), cpu: less('cpu') } };
}

/** The same work in R; times by name. */
function measureR(table: string): Record<string, Time> | undefined {
  const script = fileURLToPath(new URL('./effect/side-by-side.R', import.meta.url));
  const run = spawnSync('Rscript', [script, table], { encoding: 'utf8', maxBuffer: 1 << 24 });
  if (run.status !== 0) return undefined;
  const rows = run.stdout.split('\n').filter((l) => l.startsWith('TIME '));
  const entry = (l: string): [string, Time] => {
    const [, name = '', elapsed, cpu] = l.split(' ');
    return [name, { elapsed: Number(elapsed), cpu: Number(cpu) }];
  };
  return Object.fromEntries(rows.map(entry));
}

const KINDS = ['elapsed', 'cpu'] as const;

const middle = (values: readonly Time[], kind: keyof Time): number => median(values.map((v) => v[kind]));

const show = (name: string, values: readonly Time[]): string =>
  `${name} ${KINDS.map((k) => `${middle(values, k).toFixed(2)} s ${k}`).join(', ')}`;

const total = (r: Record<string, Time>, names: readonly string[]): Time => ({
  elapsed: names.reduce((s, n) => s + (r[n]?.elapsed ?? 0), 0),
  cpu: names.reduce((s, n) => s + (r[n]?.cpu ?? 0), 0),
});

/** Rounds of both, one after the other, so that other work on the machine falls on both. */
async function compare(args: readonly string[], table: string, rounds: number): Promise<void> {
  const ours: Times[] = [];
  const theirs: Record<string, Time>[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure(args));
    const r = options.has('--no-r') ? undefined : measureR(table);
    if (r !== undefined) theirs.push(r);
  }
  const load = loadavg().map((v) => v.toFixed(1));
  console.log(`load ${load.join(' ')}; medians of ${rounds} rounds, 200,000 × 30`);
  const analysis = ours.map((t) => t.analysis);
  const refits = ours.map((t) => t.refits200);
  console.log(show('this product: design, PS, weights, M-estimation SE, balance with KS', analysis));
  console.log(show('this product: 200 bootstrap refits', refits));
  if (theirs.length === 0) {
    console.log('R was not measured (Rscript missing, failed, or --no-r)');
    return;
  }
  for (const name of Object.keys(theirs[0] ?? {}))
    console.log(
      show(
        `R ${name}:`,
        theirs.map((r) => total(r, [name])),
      ),
    );
  const ratio = (names: readonly string[], own: readonly Time[]): string =>
    KINDS.map(
      (k) =>
        `${(
          middle(
            theirs.map((r) => total(r, names)),
            k,
          ) / middle(own, k)
        ).toFixed(1)} × ${k}`,
    ).join(', ');
  console.log(`ratio, glm + svyglm + balance: ${ratio(['glm', 'svyglm', 'balance'], analysis)}`);
  if (theirs[0]?.weightit !== undefined)
    console.log(`ratio, WeightIt + balance: ${ratio(['weightit', 'balance'], analysis)}`);
  console.log(`ratio, 200 refits: ${ratio(['refits200'], refits)}`);
}

const options = new Set(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'effect-bench-'));
const rows = options.has('--million') ? 1_000_000 : 200_000;
const table = join(folder, 'table.csv');
await writeTable(table, rows);
const args = ['--table', table, '--treatment', 'z', '--outcome', 'y', '--covariates', NAMES.join(',')];

if (rows === 1_000_000) {
  const { elapsed: time } = await timed(() => effectCommand(args));
  const peak = process.resourceUsage().maxRSS / 1024 / 1024;
  console.log(`1,000,000 × 30: ${time.toFixed(1)} s from CSV to result, peak memory ${peak.toFixed(2)} GiB`);
} else {
  await compare(args, table, options.has('--once') ? 1 : ROUNDS);
}
