import { describe, expect, it } from 'vitest';
import {
  ageAtFiscalYearEnd,
  ageOn,
  birthdayAt,
  compact,
  dayOf,
  eraDigits,
  eraKanji,
  eraLetter,
  eraMonthDigits,
  fiscalYearLabel,
  fiscalYearOf,
  fiscalYearTag,
  partsOf,
  separated,
} from '../../../sample-data/calendar.ts';

describe('days', () => {
  it('agrees with the calendar of the platform over two centuries', () => {
    for (let day = dayOf(1868, 1, 25); day < dayOf(2070, 1, 1); day += 13) {
      const date = new Date(day * 86_400_000);
      expect(partsOf(day)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      });
      expect(dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(day);
    }
  });

  it('carries months past December into the next year', () => {
    expect(compact(dayOf(2023, 13, 1))).toBe('20240101');
    expect(compact(dayOf(2023, 14, 1))).toBe('20240201');
  });
});

describe('Japanese dates', () => {
  it.each([
    [dayOf(1968, 2, 19), '3430219', 'S43.2.19', '昭和43年 2月19日'],
    [dayOf(2019, 4, 30), '4310430', 'H31.4.30', '平成31年 4月30日'],
    [dayOf(2019, 5, 1), '5010501', 'R1.5.1', '令和元年 5月1日'],
    [dayOf(1926, 12, 25), '3011225', 'S1.12.25', '昭和元年12月25日'],
  ])('%i', (day, digits, letter, kanji) => {
    expect(eraDigits(day)).toBe(digits);
    expect(eraMonthDigits(day)).toBe(digits.slice(0, 5));
    expect(eraLetter(day)).toBe(letter);
    expect(eraKanji(day)).toBe(kanji);
  });

  it('names fiscal years', () => {
    expect(fiscalYearOf(dayOf(2025, 3, 31))).toBe(2024);
    expect(fiscalYearOf(dayOf(2025, 4, 1))).toBe(2025);
    expect([fiscalYearLabel(2018), fiscalYearLabel(2019), fiscalYearLabel(2024)]).toEqual([
      '平成30年度',
      '令和元年度',
      '令和6年度',
    ]);
    expect([fiscalYearTag(2018), fiscalYearTag(2024)]).toEqual(['H30', 'R06']);
    expect(separated(dayOf(2024, 4, 1), '/')).toBe('2024/04/01');
  });
});

describe('ages', () => {
  it('counts the birthday itself', () => {
    expect(ageOn(dayOf(1950, 6, 1), dayOf(2025, 5, 31))).toBe(74);
    expect(ageOn(dayOf(1950, 6, 1), dayOf(2025, 6, 1))).toBe(75);
    expect(compact(birthdayAt(dayOf(1948, 2, 29), 75))).toBe('20230301');
  });

  it('counts who was born on 1 April as the older at the end of the fiscal year', () => {
    expect(ageAtFiscalYearEnd(dayOf(1985, 4, 1), 2024)).toBe(40);
    expect(ageAtFiscalYearEnd(dayOf(1985, 4, 2), 2024)).toBe(39);
    expect(ageAtFiscalYearEnd(dayOf(1985, 3, 31), 2024)).toBe(40);
  });
});
