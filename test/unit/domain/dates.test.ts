import { describe, expect, it } from 'vitest';
import {
  ageAtFiscalYearEnd,
  ageAtMonthEnd,
  ageOn,
  bandOf,
  birthOf,
  fiveYearBands,
  legalAgeOn,
} from '../../../analysis/domain/age.ts';
import {
  calendarDay,
  dayInJapan,
  dayNumber,
  daysInMonth,
  fiscalYearOf,
  isoDay,
  monthStart,
} from '../../../analysis/domain/calendar.ts';
import { parseDate, parseFiscalYear, parseMonth } from '../../../analysis/domain/dates.ts';

const iso = (text: string): string | null => {
  const { day } = parseDate(text);
  return day === null ? null : isoDay(day);
};

describe('calendar', () => {
  it('agrees with the platform on every day of four centuries around now', () => {
    for (let day = dayNumber(1868, 1, 1); day < dayNumber(2200, 1, 1); day += 13) {
      const date = new Date(day * 86_400_000);
      expect(calendarDay(day)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      });
    }
    expect(daysInMonth(1900, 2)).toBe(28);
    expect(daysInMonth(2000, 2)).toBe(29);
  });

  it('turns the fiscal year on 1 April', () => {
    expect(fiscalYearOf(dayNumber(2024, 3, 31))).toBe(2023);
    expect(fiscalYearOf(dayNumber(2024, 4, 1))).toBe(2024);
    expect(isoDay(monthStart(dayNumber(2024, 2, 29)))).toBe('2024-02-01');
  });
});

describe('dates in the forms of municipal files', () => {
  it.each([
    ['19680219', '1968-02-19'],
    ['1968/02/19', '1968-02-19'],
    ['1968-2-19', '1968-02-19'],
    ['1968年2月19日', '1968-02-19'],
    ['3430219', '1968-02-19'],
    ['S430101', '1968-01-01'],
    ['S43.2.19', '1968-02-19'],
    ['S43/2/19', '1968-02-19'],
    ['Ｓ４３．２．１９', '1968-02-19'],
    ['昭43.2.19', '1968-02-19'],
    ['昭和43年2月19日', '1968-02-19'],
    ['昭和43年 2月19日', '1968-02-19'],
    ['令和元年5月1日', '2019-05-01'],
    ['R1.5.1', '2019-05-01'],
    ['R01.05.01', '2019-05-01'],
    ['M45.7.29', '1912-07-29'],
    ['大正15年12月24日', '1926-12-24'],
  ])('%s is %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
    expect(parseDate(text).note).toBeUndefined();
  });

  it.each([
    ['5010430', '2019-04-30', 'date.before_era'],
    ['4310501', '2019-05-01', 'date.after_era'],
    ['S64.1.8', '1989-01-08', 'date.after_era'],
    ['S43.2.0', '1968-02-01', 'date.month_precision'],
    ['20240231', '2024-02-01', 'date.month_precision'],
    ['45350', '2024-02-28', 'date.excel_serial'],
  ])('%s is accepted with a note', (text, expected, note) => {
    expect(iso(text)).toBe(expected);
    expect(parseDate(text).note).toBe(note);
  });

  it.each([
    '',
    '0',
    '00000000',
    '99999999',
    '9999999',
    '　',
    '9999/12/31',
    '99991231',
    '2999-12-31',
    'R99.12.31',
    '5991231',
    '令和99年12月31日',
  ])('%j is none or an open end', (text) => {
    expect(parseDate(text)).toEqual({ day: null, precision: 'day' });
  });

  it.each([
    ['68.2.19', 'date.ambiguous_year'],
    ['3-12', 'date.unreadable'],
    ['あした', 'date.unreadable'],
    ['20241350', 'date.unreadable'],
  ])('%s cannot be read', (text, note) => {
    expect(parseDate(text)).toMatchObject({ day: null, note });
  });

  it('reads months of both generations of receipts', () => {
    expect(isoDay(parseMonth('43009').day!)).toBe('2018-09-01');
    expect(isoDay(parseMonth('202405').day!)).toBe('2024-05-01');
    expect(isoDay(parseMonth('令和6年5月').day!)).toBe('2024-05-01');
    expect(isoDay(parseMonth('20240517').day!)).toBe('2024-05-01');
  });

  it('reads fiscal years', () => {
    expect(['2024', '令和6年度', 'R6', '令和元年度', '平成31年度'].map(parseFiscalYear)).toEqual([
      2024, 2024, 2024, 2019, 2019,
    ]);
    expect(parseFiscalYear('06')).toBeNull();
  });
});

describe('ages', () => {
  it('lets someone born on 1 April be a year older on 31 March', () => {
    const first = dayNumber(1984, 4, 1);
    const second = dayNumber(1984, 4, 2);
    expect(legalAgeOn(first, dayNumber(2024, 3, 31))).toBe(40);
    expect(ageOn(first, dayNumber(2024, 3, 31))).toBe(39);
    expect(ageAtFiscalYearEnd(birthOf(first), 2023)).toBe(40);
    expect(ageAtFiscalYearEnd(birthOf(second), 2023)).toBe(39);
  });

  it('gives the same age at a year’s and a month’s end as the full birth date does', () => {
    for (let birth = dayNumber(1940, 1, 1); birth < dayNumber(1944, 1, 1); birth += 1) {
      expect(ageAtFiscalYearEnd(birthOf(birth), 2023)).toBe(legalAgeOn(birth, dayNumber(2024, 3, 31)));
      expect(ageAtMonthEnd(birthOf(birth), 2023, 12)).toBe(legalAgeOn(birth, dayNumber(2023, 12, 31)));
      expect(ageAtMonthEnd(birthOf(birth), 2024, 2)).toBe(legalAgeOn(birth, dayNumber(2024, 2, 29)));
    }
  });

  it('has bands without gaps', () => {
    const bands = fiveYearBands(40, 75);
    for (let age = 40; age < 110; age += 1) expect(bandOf(bands, age)).toBeDefined();
    expect(bandOf(bands, 39)).toBeUndefined();
    expect(bands.map((band) => band.code)).toEqual([
      '40-44',
      '45-49',
      '50-54',
      '55-59',
      '60-64',
      '65-69',
      '70-74',
      '75+',
    ]);
  });
});

describe('the day in Japan', () => {
  it('is nine hours ahead: a file saved at 8:30 in the morning bears that morning', () => {
    expect(dayInJapan(new Date('2026-11-22T23:30:00Z'))).toBe('2026-11-23');
    expect(dayInJapan(new Date('2026-11-23T14:59:59Z'))).toBe('2026-11-23');
    expect(dayInJapan(new Date('2026-12-31T15:00:00Z'))).toBe('2027-01-01');
  });
});
