import { describe, expect, it } from 'vitest';
import type { ReleasedCell, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { missedSentence } from '../../../analysis/programmes/approaches/missed.ts';
import { fakeContext, hiddenCell, shownCell } from '../../support/fake-tables.ts';

const YEARS = ['2022', '2023'] as const;

/** Eligible and completed of groups in each year, the whole first; null is hidden. */
function cascade(
  id: string,
  label: string,
  groups: Readonly<Record<string, readonly (readonly [number, number] | null)[]>>,
): ReleasedTable {
  const codes = Object.keys(groups);
  const level = (code: string) => ({ code, label: code });
  const cells = (found: readonly [number, number] | null | undefined): readonly ReleasedCell[] =>
    found ? [...found, (100 * found[1]) / found[0]].map(shownCell) : [hiddenCell, hiddenCell, hiddenCell];
  return {
    id: 'approaches.guidance_rate',
    parameters: {},
    context: fakeContext('特定保健指導の実施率'),
    dimensions: [
      {
        ...{ id: 'year', label: '年度', partition: false },
        levels: [
          { code: '2022', label: '令和4年度' },
          { code: '2023', label: '令和5年度' },
        ],
      },
      {
        ...{ id, label, partition: true },
        levels: codes.map((code, i) => (i === 0 ? level(code) : { ...level(code), parent: codes[0]! })),
      },
    ],
    columns: [
      ...['eligible', 'completed'].map((column) => ({
        ...{ id: column, label: column, kind: 'count' as const, unit: '人', decimals: 0 },
      })),
      { ...{ id: 'completed_share', label: '実施率', kind: 'derived' as const }, unit: '%', decimals: 1 },
    ],
    rows: YEARS.flatMap((year, i) =>
      codes.map((code) => ({ at: [year, code], cells: cells(groups[code]?.[i]) })),
    ),
  };
}

const BY_SEX = cascade('sex', '性別', {
  all: [
    [2000, 600],
    [1800, 550],
  ],
  男: [
    [1500, 400],
    [1200, 300],
  ],
  女: [[500, 200], null],
});
const BY_AGE = cascade('age', '年齢階級', {
  all: [
    [2000, 600],
    [1800, 550],
  ],
  '40〜64歳': [
    [900, 300],
    [1000, 250],
  ],
  '65〜74歳': [
    [1100, 300],
    [800, 300],
  ],
});

describe('whom guidance missed', () => {
  it('names the group that completed least by each cut, in the newest year that shows two groups', () => {
    expect(missedSentence([BY_AGE], 'age2')).toBe(
      '令和5年度に終了した人の割合が最も低いのは、年齢階級では40〜64歳（25.0%、対象1,000人）です。人数の少ない区分の差は、偶然のこともあります。',
    );
    // Women of 2023 are hidden: men are compared in the year before, and the sentence says so.
    expect(missedSentence([BY_SEX], 'sex')).toContain(
      '令和4年度に終了した人の割合が最も低いのは、性別では男（26.7%、対象1,500人）',
    );
    expect(missedSentence([BY_SEX, BY_AGE], undefined)).toContain(
      '性別では男（26.7%、対象1,500人）、年齢階級では40〜64歳（25.0%、対象1,000人、令和5年度）です。',
    );
  });

  it('says that nobody may say, of what was asked for, with everybody together', () => {
    const few = cascade('sex', '性別', {
      all: [
        [80, 30],
        [90, 30],
      ],
      男: [null, null],
      女: [null, null],
    });
    expect(missedSentence([few], 'sex')).toMatch(
      /^令和5年度は、対象者90人のうち30人（33\.3%）が終了しました。男女に分けると人数が少なく/u,
    );
    expect(missedSentence([few], undefined)).toContain('男女・年齢・地区に分けると');
  });

  it('says nothing where no breakdown was asked for, or one that does not divide those who were meant', () => {
    expect(missedSentence([BY_SEX], 'none')).toBe('');
    expect(missedSentence([BY_SEX], 'channel')).toBe('');
    expect(missedSentence([], undefined)).toBe('');
  });
});
