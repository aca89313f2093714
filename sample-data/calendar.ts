/** Civil dates as whole days since 1970-01-01, and the ways in which municipal files write them. */
export type Day = number;

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Day number of a proleptic Gregorian date (H. Hinnant, chrono-compatible low-level date algorithms). */
export function dayOf(year: number, month: number, day: number): Day {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Year, month and day of a day number. */
export function partsOf(value: Day): DateParts {
  const z = value + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

/** First day of a fiscal year (1 April). */
export function fiscalYearStart(fiscalYear: number): Day {
  return dayOf(fiscalYear, 4, 1);
}

/** Last day of a fiscal year (31 March). */
export function fiscalYearEnd(fiscalYear: number): Day {
  return dayOf(fiscalYear + 1, 3, 31);
}

/** Fiscal year in which a day lies. */
export function fiscalYearOf(value: Day): number {
  const { year, month } = partsOf(value);
  return month >= 4 ? year : year - 1;
}

/** Completed years of age on a day, counted on the birthday itself. */
export function ageOn(birth: Day, on: Day): number {
  const b = partsOf(birth);
  const o = partsOf(on);
  return o.year - b.year - (o.month < b.month || (o.month === b.month && o.day < b.day) ? 1 : 0);
}

/**
 * Age reached by 31 March of the fiscal year under 年齢計算ニ関スル法律:
 * a person born on 1 April reaches the age at the end of 31 March and counts as the older.
 */
export function ageAtFiscalYearEnd(birth: Day, fiscalYear: number): number {
  return ageOn(birth, fiscalYearEnd(fiscalYear) + 1);
}

/** The day on which a person has the n-th birthday (29 February → 1 March in common years). */
export function birthdayAt(birth: Day, age: number): Day {
  const { year, month, day } = partsOf(birth);
  return dayOf(year + age, month, day);
}

export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** YYYYMMDD. */
export function compact(value: Day): string {
  const { year, month, day } = partsOf(value);
  return String(year * 10000 + month * 100 + day);
}

/** YYYY-MM-DD with the given separator. */
export function separated(value: Day, separator: string): string {
  const { year, month, day } = partsOf(value);
  return `${year}${separator}${pad(month, 2)}${separator}${pad(day, 2)}`;
}

interface Era {
  readonly start: Day;
  readonly digit: number;
  readonly letter: string;
  readonly name: string;
  readonly base: number;
}

const ERAS: readonly Era[] = [
  { start: dayOf(2019, 5, 1), digit: 5, letter: 'R', name: '令和', base: 2018 },
  { start: dayOf(1989, 1, 8), digit: 4, letter: 'H', name: '平成', base: 1988 },
  { start: dayOf(1926, 12, 25), digit: 3, letter: 'S', name: '昭和', base: 1925 },
  { start: dayOf(1912, 7, 30), digit: 2, letter: 'T', name: '大正', base: 1911 },
  { start: dayOf(1868, 1, 25), digit: 1, letter: 'M', name: '明治', base: 1867 },
];

/** The era of a day; days before Meiji throw RangeError. */
export function eraOf(value: Day): Era {
  const era = ERAS.find((e) => value >= e.start);
  if (era === undefined) throw new RangeError('before the Meiji era');
  return era;
}

/** GYYMMDD with an era digit (3430219). */
export function eraDigits(value: Day): string {
  const era = eraOf(value);
  const { year, month, day } = partsOf(value);
  return `${era.digit}${pad(year - era.base, 2)}${pad(month, 2)}${pad(day, 2)}`;
}

/** GYYMM with an era digit (50204). */
export function eraMonthDigits(value: Day): string {
  return eraDigits(value).slice(0, 5);
}

/** S43.2.19 with the given separator. */
export function eraLetter(value: Day, separator = '.'): string {
  const era = eraOf(value);
  const { year, month, day } = partsOf(value);
  return `${era.letter}${year - era.base}${separator}${month}${separator}${day}`;
}

/** 昭和43年 2月19日 (the month padded with a blank), 元年 for the first year. */
export function eraKanji(value: Day): string {
  const era = eraOf(value);
  const { year, month, day } = partsOf(value);
  const n = year - era.base;
  return `${era.name}${n === 1 ? '元' : n}年${String(month).padStart(2, ' ')}月${day}日`;
}

/** 令和6年度 for 2024. */
export function fiscalYearLabel(fiscalYear: number): string {
  const n = fiscalYear - 2018;
  return n >= 1 ? `令和${n === 1 ? '元' : n}年度` : `平成${fiscalYear - 1988}年度`;
}

/** R06 for 2024, H30 for 2018. */
export function fiscalYearTag(fiscalYear: number): string {
  return fiscalYear >= 2019 ? `R${pad(fiscalYear - 2018, 2)}` : `H${pad(fiscalYear - 1988, 2)}`;
}
