import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { dateTimeLabel, fiscalYearLabel, fiscalYearShort } from '../../../renderer/format/calendar.ts';
import {
  cellText,
  differenceUnit,
  earlierNote,
  formatNumber,
  formatSigned,
  hiddenExplanation,
  remainingLabel,
} from '../../../renderer/format/number.ts';

const percent = { id: 'v', label: '', kind: 'derived', unit: '%', decimals: 1 } as const;

describe('fiscal years', () => {
  test.each([
    [2023, '令和5年度', 'R5'],
    [2019, '令和元年度', 'R元'],
    [2018, '平成30年度', 'H30'],
    [1989, '平成元年度', 'H元'],
    [1988, '昭和63年度', 'S63'],
  ])('%i is %s', (year, label, short) => {
    expect(fiscalYearLabel(year, 'wareki')).toBe(label);
    expect(fiscalYearShort(year, 'wareki')).toBe(short);
  });

  property.prop([fc.integer({ min: 1927, max: 2100 })])('every year has its own name', (year) => {
    expect(fiscalYearLabel(year, 'wareki')).not.toBe(fiscalYearLabel(year + 1, 'wareki'));
    expect(fiscalYearLabel(year, 'seireki')).toBe(`${year}年度`);
  });

  test('a timestamp is written in the chosen calendar', () => {
    const iso = new Date(2024, 3, 1, 9, 5).toISOString();
    expect(dateTimeLabel(iso, 'wareki')).toBe('令和6年4月1日 09:05');
    expect(dateTimeLabel(iso, 'seireki')).toBe('2024年4月1日 09:05');
    expect(dateTimeLabel('not a time', 'wareki')).toBe('not a time');
  });
});

describe('numbers', () => {
  test('decimals are fixed and the minus sign is a minus sign', () => {
    expect(formatNumber(1234.5, 2)).toBe('1,234.50');
    expect(formatNumber(-2.44, 1)).toBe('−2.4');
    expect(formatNumber(-0.04, 1)).toBe('0.0');
  });

  test('differences carry their sign; a difference that rounds to nothing says so', () => {
    expect(formatSigned(1.26, 1)).toBe('+1.3');
    expect(formatSigned(-1.26, 1)).toBe('−1.3');
    expect(formatSigned(0.04, 1)).toBe('±0.0');
    expect(differenceUnit('%')).toBe('ポイント');
    expect(differenceUnit('mmHg')).toBe('mmHg');
  });

  test('a hidden cell is never a number, and its reason says that it is not zero', () => {
    expect(cellText({ state: 'hidden', reason: 'primary' }, percent)).toBe('＊');
    expect(cellText({ state: 'none' }, percent)).toBe('—');
    expect(cellText({ state: 'shown', value: 41.25 }, percent)).toBe('41.3');
    for (const reason of ['primary', 'secondary', 'dominance'] as const) {
      expect(hiddenExplanation(reason, 10)).toContain('0 ではありません');
    }
    const earlier = [{ releaseId: 'R-1', title: '受診率', releasedAt: '2026-11-20T06:00:00.000Z' }];
    expect(hiddenExplanation('ledger', 10)).toContain('すでに公開した表と');
    expect(hiddenExplanation('ledger', 10, earlier)).toContain('2026-11-20の「受診率」');
    // Below the figure it is said what to do.
    expect(earlierNote(earlier)).toMatch(
      /（2026-11-20の「受診率」）との差.*先に公開した表にあれば、その数をお使いください/u,
    );
  });

  test('remaining time is said in coarse steps', () => {
    expect(remainingLabel(3)).toBe('まもなく終わります');
    expect(remainingLabel(41)).toBe('残り約50秒');
    expect(remainingLabel(150)).toBe('残り約3分');
  });
});
