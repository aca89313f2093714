/** Cross-fitting with boosted trees: finds a shape that no line has, predicts out of sample, repeats itself. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boostedMeans } from '../../../analysis/statistics/boosting.ts';
import { uniformStream } from '../../../analysis/statistics/random.ts';
import { effectCommand } from '../../../analysis/studies/table/command.ts';
import type { EffectResult } from '../../../analysis/studies/table/result.ts';

const EFFECT = -2;
const PEOPLE = 1500;
const table = join(mkdtempSync(join(tmpdir(), 'learner-')), 'town.csv');

/** The middle-aged take part and have the highest values: confounding that is symmetric about the mean age. */
function writeTown(seed: number): void {
  const u = uniformStream(seed, 3);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u());
  const lines = ['z,age,x,y'];
  for (let i = 0; i < PEOPLE; i++) {
    const age = 40 + 40 * u();
    const x = normal();
    const middle = Math.abs(age - 60) < 9 ? 1 : 0;
    const z = u() < 0.25 + 0.4 * middle ? 1 : 0;
    lines.push(
      `${z},${age.toFixed(2)},${x.toFixed(3)},${(120 + 6 * middle + x + EFFECT * z + 3 * normal()).toFixed(3)}`,
    );
  }
  writeFileSync(table, lines.join('\n'));
}

const run = async (...more: string[]): Promise<EffectResult> =>
  (await effectCommand([
    '--table',
    table,
    '--treatment',
    'z',
    '--outcome',
    'y',
    '--covariates',
    'age,x',
    '--method',
    'aipw',
    ...more,
  ])) as EffectResult;

describe('cross-fitting with a flexible learner', () => {
  it('covers the effect where straight lines are biased', async () => {
    let [covered, lines] = [0, 0];
    const towns = 40;
    for (let seed = 1; seed <= towns; seed++) {
      writeTown(seed);
      const flexible = await run('--learner', 'boost');
      if (flexible.ci[0] <= EFFECT && EFFECT <= flexible.ci[1]) covered++;
      const straight = await run('--folds', '5');
      if (straight.ci[0] <= EFFECT && EFFECT <= straight.ci[1]) lines++;
    }
    expect(covered).toBeGreaterThanOrEqual(34);
    expect(lines).toBe(0);
  });

  it('gives the same answer every time, another with another seed', async () => {
    writeTown(77);
    const [a, b, c] = [
      await run('--learner', 'boost'),
      await run('--learner', 'boost'),
      await run('--learner', 'boost', '--seed', '2'),
    ];
    expect(a.estimate).toBe(b.estimate);
    expect(a.estimate).not.toBe(c.estimate);
    expect(Math.abs(a.estimate - c.estimate)).toBeLessThan(a.se);
    expect(a.details).toMatchObject({ learner: 'boost', outcomeModel: 'by-arm, cross-fitted' });
  });

  it('learns means of its kind from the rows with weight only', () => {
    const n = 2000;
    const u = uniformStream(4, 4);
    const x = Float64Array.from({ length: n }, () => u());
    const step = (v: number): number => (v > 0.5 ? 0.8 : 0.2);
    const weights = Float64Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 0 : 1));
    const y = x.map((v, i) => (weights[i] === 0 ? 1 : u() < step(v) ? 1 : 0));
    for (const loss of ['logistic', 'squared', 'poisson'] as const) {
      const mean = boostedMeans({ columns: [x], y, weights, loss });
      const error =
        mean.reduce((s, m, i) => (weights[i] === 0 ? s + Math.abs(m - step(x[i]!)) : s), 0) / (n / 4);
      expect(error, loss).toBeLessThan(0.06);
    }
  });

  it('refuses what it cannot use', async () => {
    await expect(run('--learner', 'boost', '--folds', '0')).rejects.toMatchObject({
      code: 'effect.learner-options',
    });
  });
});
