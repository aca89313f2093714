import { describe, expect, it } from 'vitest';
import type { CascadeCount, CascadeGroup } from '../../../analysis/programmes/approaches/cascade-groups.ts';
import { expectedShare } from '../../../analysis/programmes/approaches/expected-share.ts';
import { seeded } from '../../support/towns.ts';

const NONE: Record<CascadeCount, number> = {
  examined: 0,
  eligible: 0,
  invited: 0,
  first_interview: 0,
  completed: 0,
  examined_next: 0,
  improved: 0,
  others: 0,
  others_improved: 0,
};
const group = (
  [level, sex, band]: readonly [number, string, string],
  counts: Partial<Record<CascadeCount, number>>,
): CascadeGroup => ({
  level,
  sex,
  band,
  district: 'A',
  called: true,
  channel: 'unknown',
  counts: { ...NONE, ...counts },
  key: null,
});

describe('share of completers who would have left eligibility by themselves', () => {
  it('weights what happened to the others as the completers are: by hand', () => {
    // Men of level 1: 20 of 80 others left; women of level 2 in old age: 60 of 100. Completers: 30 and 10.
    const groups = [
      group([1, '1', '50'], { examined_next: 30, improved: 15, others: 80, others_improved: 20 }),
      group([2, '2', '65'], { examined_next: 10, improved: 7, others: 100, others_improved: 60 }),
    ];
    const { expected, difference } = expectedShare(groups, groups)!;
    expect(expected.estimate).toBeCloseTo(0.75 * 0.25 + 0.25 * 0.6, 12);
    expect(difference.estimate).toBeCloseTo(22 / 40 - 0.3375, 12);
    // Wilson limits of 20/80 are 0.1681 and 0.3548, of 60/100 0.502 and 0.691 (Newcombe 1998, formula 3).
    const above = Math.hypot(0.75 * (0.35485 - 0.25), 0.25 * (0.69058 - 0.6));
    expect(expected.upper).toBeCloseTo(0.3375 + above, 4);
    expect(difference.lower).toBeLessThan(difference.estimate);
    expect(difference.upper).toBeGreaterThan(difference.estimate);
  });

  it('a district is held against the whole town, whatever its own others are', () => {
    const here = group([1, '1', '50'], { examined_next: 5, improved: 5, others: 2, others_improved: 2 });
    const there = group([1, '1', '55'], { examined_next: 50, improved: 9, others: 98, others_improved: 28 });
    expect(expectedShare([here], [here, there])!.expected.estimate).toBeCloseTo(0.3, 12);
  });

  it('takes coarser classes together for all completers where a class has too few others', () => {
    const thin = group([1, '2', '50'], { examined_next: 4, improved: 1, others: 12, others_improved: 3 });
    const thick = group([1, '1', '50'], { examined_next: 6, improved: 2, others: 88, others_improved: 22 });
    expect(expectedShare([thin, thick], [thin, thick])!.expected.estimate).toBeCloseTo(0.25, 12);
    expect(expectedShare([thin], [thin])).toBeUndefined();
    expect(
      expectedShare([group([1, '1', '50'], { others: 90, others_improved: 30 })], [thick]),
    ).toBeUndefined();
  });

  it('covers the truth: 400 towns in which guidance does nothing', () => {
    const random = seeded(11);
    const drawn = (n: number, p: number) =>
      Array.from({ length: n }, () => random.uniform()).filter((u) => u < p).length;
    let inside = 0;
    for (let town = 0; town < 400; town++) {
      const groups = ([0.3, 0.55, 0.45] as const).map((p, i) =>
        group([i === 0 ? 1 : 2, i === 1 ? '2' : '1', '50'], {
          examined_next: 40 * (i + 1),
          improved: drawn(40 * (i + 1), p),
          others: 120,
          others_improved: drawn(120, p),
        }),
      );
      const { difference } = expectedShare(groups, groups)!;
      if (difference.lower < 0 && difference.upper > 0) inside += 1;
    }
    expect(inside / 400).toBeGreaterThan(0.93);
    expect(inside / 400).toBeLessThan(0.99);
  });
});
