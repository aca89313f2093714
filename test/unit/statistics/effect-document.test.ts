/** The documents of `effect`: the same head in every design, the fields of the design document for cohorts. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { effectCommand } from '../../../analysis/studies/table/command.ts';
import type { EffectResult } from '../../../analysis/studies/table/result.ts';
import { effect } from '../../../electron/cli/verbs/effect.ts';

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../reference/goldens/differential/${name}`, import.meta.url));

const PLAIN = ['--table', golden('plain.csv'), '--treatment', 'z', '--outcome', 'sbp'];
const ADJUST = ['--covariates', 'age,sex,smoker', '--categorical', 'sex'];

const DESIGNS: Readonly<Record<string, readonly string[]>> = {
  cohort: [...PLAIN, ...ADJUST],
  'did two periods': [
    'did',
    '--table',
    golden('periods1.csv'),
    '--outcome',
    'y',
    '--group',
    'treated',
    '--post',
    'post',
    '--unit',
    'id',
  ],
  'did staggered': [
    'did',
    '--table',
    golden('staggered1.csv'),
    '--outcome',
    'y',
    '--unit',
    'unit',
    '--time',
    'year',
    '--first-treated',
    'start',
  ],
  its: [
    'its',
    '--table',
    golden('series1.csv'),
    '--outcome',
    'rate',
    '--time',
    't',
    '--intervention',
    'after',
    '--family',
    'gaussian',
  ],
  rdd: ['rdd', '--table', golden('threshold1.csv'), '--outcome', 'y', '--running', 'x', '--cutoff', '85'],
  survival: [
    'survival',
    '--table',
    golden('follow1.csv'),
    '--time',
    'months',
    '--event',
    'care',
    '--treatment',
    'g',
  ],
  cost: [
    'cost',
    '--table',
    golden('cost.csv'),
    '--treatment',
    'z',
    '--outcome',
    'yen',
    '--covariates',
    'age',
  ],
  trial: ['trial', '--table', golden('wedge.csv'), '--outcome', 'y', '--arm', 'given', '--cluster', 'town'],
  dose: ['dose', '--table', golden('dose.csv'), '--outcome', 'bmi', '--dose', 'steps', '--covariates', 'age'],
};

describe('the document', () => {
  it.each(Object.entries(DESIGNS))('%s has the common head', async (name, args) => {
    const r = (await effectCommand(args)) as unknown as Record<string, unknown>;
    expect(r.design).toBe(name.split(' ')[0]);
    for (const key of ['method', 'outcome', 'scale']) expect(r[key], key).toBeTypeOf('string');
    for (const key of ['estimate', 'se', 'p']) expect(r[key], key).toBeTypeOf('number');
    const [low, high] = r.ci as [number, number];
    expect(low).toBeLessThan(r.estimate as number);
    expect(high).toBeGreaterThan(r.estimate as number);
    expect(r.n).toMatchObject({ used: expect.any(Number), dropped: expect.any(Number) });
    expect(r.warnings).toBeInstanceOf(Array);
    expect((r.effects as unknown[]).length).toBeGreaterThan(0);
  });

  it('of a cohort has what the design document names', async () => {
    const r = (await effectCommand([
      ...PLAIN,
      ...ADJUST,
      '--truncate',
      '0.01',
      '--bootstrap',
      '30',
    ])) as EffectResult;
    expect(r).toMatchObject({
      method: 'iptw',
      estimand: 'ate',
      family: 'gaussian',
      n: {
        treated: expect.any(Number),
        control: expect.any(Number),
        used: expect.any(Number),
        dropped: expect.any(Number),
      },
      seRobust: expect.any(Number),
      ess: { treated: expect.any(Number), control: expect.any(Number) },
      bootstrap: { replicates: 30, seed: 1 },
    });
    expect(r.n.treated + r.n.control).toBe(r.n.used);
    expect(r.n.used + r.n.dropped).toBe(500);
    expect(r.propensity!.coefficients.map((c) => c.term)).toEqual(['(Intercept)', 'age', 'sex男', 'smoker']);
    expect(r.balance.map((b) => b.term)).toEqual(['age', 'sex_男', 'smoker']);
  });

  it('of several outcomes adjusts p for their number', async () => {
    const args = [...PLAIN, ...ADJUST, '--more-outcomes', 'event,visits,cost'];
    const r = (await effectCommand(args)) as EffectResult;
    const alone = (await effectCommand([
      ...PLAIN.slice(0, 4),
      '--outcome',
      'cost',
      ...ADJUST,
    ])) as EffectResult;
    const rows = r.outcomes!;
    expect(rows.map((o) => o.outcome)).toEqual(['sbp', 'event', 'visits', 'cost']);
    expect(rows[3]).toMatchObject({ estimate: alone.estimate, p: alone.p, used: alone.n.used });
    const ascending = rows.map((o) => o.p).sort((a, b) => a - b);
    const smallest = rows.find((o) => o.p === ascending[0])!;
    const largest = rows.find((o) => o.p === ascending[3])!;
    expect(smallest.pHolm).toBeCloseTo(Math.min(1, 4 * smallest.p), 12);
    expect(largest.pBenjaminiHochberg).toBeCloseTo(largest.p, 12);
    await expect(effectCommand([...PLAIN, ...ADJUST, '--more-outcomes', 'sbp'])).rejects.toMatchObject({
      code: 'effect.same-column',
    });
  });

  it('of the command line has the sentence of every warning beside its code', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'effect-document-')), 'few.csv');
    writeFileSync(
      path,
      [
        'z,y,x',
        ...Array.from({ length: 24 }, (_, i) => `${i % 3 === 0 ? 1 : 0},${(i * 7) % 11},${(i * 5) % 13}`),
      ].join('\n'),
    );
    let text = '';
    const io = {
      out: (s: string) => (text += s),
      err: () => undefined,
      signal: new AbortController().signal,
    };
    const args = ['--table', path, '--treatment', 'z', '--outcome', 'y', '--covariates', 'x', '--json'];
    await effect(args, io as unknown as Parameters<typeof effect>[1]);
    const { warnings } = JSON.parse(text) as { warnings: { code: string; message: string }[] };
    expect(warnings.length).toBeGreaterThan(0);
    for (const w of warnings) expect(w.message).toMatch(/[ぁ-ん].*。$/);
  });

  it('an option that the method would ignore is refused with the methods that use it', async () => {
    for (const [method, option] of [
      ['stratify', ['--cluster', 'clinic']],
      ['match', ['--offset', 'months']],
      ['ebal', ['--weights', 'wgt']],
      ['iptw', ['--replace']],
      ['gcomp', ['--truncate', '0.1']],
    ] as const) {
      const args = [...PLAIN, ...ADJUST, '--method', method, '--estimand', 'att', ...option];
      await expect(effectCommand(args)).rejects.toMatchObject({
        kind: 'usage',
        code: 'effect.option-not-for-method',
      });
    }
  });
});
