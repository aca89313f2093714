import { describe, expect, it } from 'vitest';
import { precisionCheck } from '../../../analysis/studies/checks.ts';

const pressure = { label: '翌年度の収縮期血圧', minimalImportantDifference: 2, unit: 'mmHg', decimals: 1 };
const cost = {
  ...{ label: '翌年度の医療費', minimalImportantDifference: 10_000, unit: '円', decimals: 0 },
};

describe('whether there are enough people for a difference that matters', () => {
  it('is judged by the main outcome, in its own unit', () => {
    expect(precisionCheck(0.7, pressure)).toMatchObject({
      verdict: 'good',
      action: '',
      explanation: '80％の確率で見つけられる差は 0.7mmHg、意味のある差は 2mmHg。',
    });
    expect(precisionCheck(3, pressure).verdict).toBe('caution');
    expect(precisionCheck(5, pressure).verdict).toBe('bad');
    expect(precisionCheck(undefined, pressure).verdict).toBe('caution');
  });

  it('another outcome with too few is a caution that names it, and no more', () => {
    const others = [{ outcome: cost, value: 14_321 }];
    expect(precisionCheck(0.7, pressure, others)).toMatchObject({
      verdict: 'caution',
      explanation:
        '80％の確率で見つけられる差は 0.7mmHg、意味のある差は 2mmHg。翌年度の医療費は、見つけられる差 14,321円 が、意味のある差 10,000円 より大きい。',
    });
    expect(precisionCheck(0.7, pressure, others).action).toContain('主な結果には足りています');
    expect(precisionCheck(5, pressure, others).verdict).toBe('bad');
    for (const value of [undefined, 10_000])
      expect(precisionCheck(0.7, pressure, [{ outcome: cost, value }])).toEqual(
        precisionCheck(0.7, pressure),
      );
  });
});
