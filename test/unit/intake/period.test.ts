import { describe, expect, it } from 'vitest';
import { parseDate } from '../../../analysis/domain/dates.ts';
import { periodOf } from '../../../analysis/intake/fields/period.ts';
import { readCell } from '../../../analysis/intake/fields/read.ts';

const days = (text: string) =>
  periodOf(text)?.map((part) => {
    const { day } = parseDate(part);
    return day === null ? '' : new Date(day * 86_400_000).toISOString().slice(0, 10);
  });

describe('a period in one cell', () => {
  it.each([
    '2023/04/01～2024/03/31',
    '2023/4/1〜2024/3/31',
    '2023年4月1日 ～ 2024年3月31日',
    'R5.4.1~R6.3.31',
    '令和5年4月1日から令和6年3月31日まで',
    '自令和５年４月１日至令和６年３月３１日',
    '自 R5.4.1 至 R6.3.31',
    '20230401-20240331',
    '20230401－20240331',
    '2023-04-01-2024-03-31',
    '2023-04-01 - 2024-03-31',
    '2023-04-01～2024-03-31',
    '2023.4.1→2024.3.31',
    'R050401～R060331',
    '2023/04/01～2024/03/31(12か月)',
    '2023/04/01～2024/03/31 12ヶ月',
    '2023/4/1(土)～2024/3/31(日)',
    '\u200b2023/4/1～2024/3/31',
  ])('%s', (text) => {
    expect(days(text)).toEqual(['2023-04-01', '2024-03-31']);
  });

  it.each([
    ['2023/4/1～', ['2023-04-01', '']],
    ['2023-04-01 -', ['2023-04-01', '']],
    ['2023/4/1～9999/12/31', ['2023-04-01', '']],
    ['～2024/3/31', ['', '2024-03-31']],
  ])('%s has an open end', (text, found) => {
    expect(days(text)).toEqual(found);
  });

  it.each(['', '2023/4/1', '20230401', 'R5.4.1', '2023-04-01', '12か月', '～', '1～2～3', '元気'])(
    '%j is none',
    (text) => {
      expect(periodOf(text)).toBeUndefined();
    },
  );

  it('is read day by day; that it is none is told once', () => {
    const read = (text: string, of: 'first' | 'second') => readCell(text, { kind: 'date', of });
    expect(read('2023/13/1～2024/3/31', 'first').issue).toBe('date.unreadable');
    expect(read('2023/13/1～2024/3/31', 'second')).toEqual(readCell('2024/3/31', { kind: 'date' }));
    expect([read('1年間', 'first').issue, read('1年間', 'second').issue]).toEqual([
      'date.not_period',
      undefined,
    ]);
    for (const blank of ['', '－', '未', '中止']) expect(read(blank, 'first').state).toBe(1);
  });
});
