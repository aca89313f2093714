import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filledBins } from '../../../analysis/programmes/approaches/hidden-bins.ts';
import { normalLower } from '../../../analysis/statistics/distributions.ts';

/** Open below 90, bins of 5 up to 210, open above. */
const EDGES = Array.from({ length: 25 }, (_, i) => 90 + 5 * i);
const BINS = [
  { lower: null, upper: 90 },
  ...EDGES.slice(1).map((upper, i) => ({ lower: EDGES[i]!, upper })),
  { lower: 210, upper: null },
];

/** Persons of a normal curve in each bin. */
const normal = (mean: number, sd: number, persons: number) =>
  BINS.map(({ lower, upper }) => {
    const below = (edge: number | null, open: number) =>
      edge === null ? open : normalLower((edge - mean) / sd);
    return persons * (below(upper, 1) - below(lower, 0));
  });

describe('what hidden bins hold', () => {
  it('a normal town with everything from 145 hidden: the share beyond 160 comes back, not that of equal bins', () => {
    const truth = normal(127, 15, 500);
    const from = BINS.findIndex(({ lower }) => lower === 145);
    const counts = truth.map((n, i) => (i >= from ? undefined : n));
    const rest = truth.slice(from).reduce((sum, n) => sum + n, 0);
    const filled = filledBins(BINS, counts, rest);
    const beyond = (of: readonly number[]) =>
      BINS.reduce((sum, { lower }, i) => sum + (lower !== null && lower >= 160 ? of[i]! : 0), 0);
    // Φ((127 − 160)/15) of 500 people: 6.9 persons; shared equally, 11 of 14 bins would hold 45 of 58.
    expect(beyond(truth)).toBeCloseTo(500 * normalLower(-2.2), 9);
    expect(beyond(filled)).toBeGreaterThan(0.8 * beyond(truth));
    expect(beyond(filled)).toBeLessThan(1.25 * beyond(truth));
  });

  it('nothing hidden, or nothing left: as it is', () => {
    expect(filledBins(BINS.slice(0, 3), [1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(filledBins(BINS.slice(0, 3), [1, undefined, 3], 0)).toEqual([1, 0, 3]);
    // No curve through one value: equally.
    expect(filledBins(BINS.slice(1, 2), [undefined], 4)).toEqual([4]);
  });

  it('keeps every shown count and the total, and no bin is below nothing', () => {
    const count = fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(count, { minLength: BINS.length, maxLength: BINS.length }),
        fc.integer({ min: 0, max: 3000 }),
        (counts, rest) => {
          const filled = filledBins(BINS, counts, rest);
          const hidden = counts.flatMap((n, i) => (n === undefined ? [filled[i]!] : []));
          for (const [i, n] of counts.entries()) if (n !== undefined) expect(filled[i]).toBe(n);
          for (const n of hidden) expect(n).toBeGreaterThanOrEqual(0);
          if (hidden.length > 0) expect(hidden.reduce((sum, n) => sum + n, 0)).toBeCloseTo(rest, 6);
        },
      ),
    );
  });
});
