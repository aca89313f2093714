import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULTS, generateSample } from '../../../sample-data/generate.ts';
import { SMALL, truthOf } from './read-files.ts';

const scratch = mkdtempSync(join(tmpdir(), 'ebpm-sample-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function filesUnder(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => relative(root, join(e.parentPath, e.name)))
    .sort();
}

describe('sample-data/small', () => {
  it('comes out again byte for byte from its recorded seed', async () => {
    const { seed, people, years } = truthOf(SMALL).generator;
    expect({ seed, people, years }).toEqual({ ...DEFAULTS });
    const out = join(scratch, '再生成 1');
    await generateSample({ out, seed, people, years });
    expect(filesUnder(out)).toEqual(filesUnder(SMALL));
    const different = filesUnder(out).filter(
      (f) => !readFileSync(join(out, f)).equals(readFileSync(join(SMALL, f))),
    );
    expect(different).toEqual([]);
  });

  it('does not depend on the time zone', async () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'America/Los_Angeles';
    try {
      const out = join(scratch, 'zone');
      await generateSample({ out, ...DEFAULTS });
      const different = filesUnder(out).filter(
        (f) => !readFileSync(join(out, f)).equals(readFileSync(join(SMALL, f))),
      );
      expect(different).toEqual([]);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('stays within five megabytes', () => {
    const bytes = filesUnder(SMALL).reduce((sum, f) => sum + statSync(join(SMALL, f)).size, 0);
    expect(bytes).toBeLessThanOrEqual(5_000_000);
  });

  it('changes with the seed', async () => {
    const out = join(scratch, 'other');
    await generateSample({ out, ...DEFAULTS, seed: DEFAULTS.seed + 1 });
    const path = '01_資格/国保被保険者台帳.csv';
    expect(readFileSync(join(out, path)).equals(readFileSync(join(SMALL, path)))).toBe(false);
  });
});

describe('generateSample', () => {
  it.each([1, 2, 3, 7])('writes a town of %i years', async (years) => {
    const summary = await generateSample({
      out: join(scratch, `years-${years}`),
      people: 300,
      years,
      seed: 5,
    });
    expect(summary.lastFiscalYear - summary.firstFiscalYear).toBe(years - 1);
    expect(summary.files.length).toBeGreaterThan(15);
  });

  it('reports progress and stops when told to', async () => {
    const seen: number[] = [];
    const stop = new AbortController();
    const run = generateSample({
      out: join(scratch, 'stopped'),
      people: 4000,
      years: 2,
      seed: 1,
      signal: stop.signal,
      onProgress: (p) => {
        seen.push(p.people);
        if (seen.length === 3) stop.abort();
      },
    });
    await expect(run).rejects.toThrow();
    expect(seen).toHaveLength(3);
  });

  it.each([
    { people: 0, years: 5, seed: 1 },
    { people: 10.5, years: 5, seed: 1 },
    { people: 10, years: 0, seed: 1 },
    { people: 10, years: 11, seed: 1 },
    { people: 10, years: 5, seed: 0.5 },
  ])('refuses %o', async (o) => {
    await expect(generateSample({ out: join(scratch, 'never'), ...o })).rejects.toThrow(RangeError);
  });
});
