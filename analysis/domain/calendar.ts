/** Whole days since 1970-01-01 (proleptic Gregorian); the one representation of a day in memory. */
export type DayNumber = number;

export interface CalendarDay {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  /** 1–31 */
  readonly day: number;
}

const DAYS_BEFORE_1970 = 719_468;

/** Day number of a Gregorian date; the date must exist (see `isCalendarDay`). */
export function dayNumber(year: number, month: number, day: number): DayNumber {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - DAYS_BEFORE_1970;
}

/** Gregorian date of a day number. */
export function calendarDay(day: DayNumber): CalendarDay {
  const shifted = day + DAYS_BEFORE_1970;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isCalendarDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** ISO text (YYYY-MM-DD). */
export function isoDay(day: DayNumber): string {
  const { year, month, day: dayOfMonth } = calendarDay(day);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`;
}

/** First day of the month in which `day` lies. */
export function monthStart(day: DayNumber): DayNumber {
  return day - calendarDay(day).day + 1;
}

/** Japanese fiscal year (年度, April to March) in which `day` lies; named by the year of its April. */
export function fiscalYearOf(day: DayNumber): number {
  const { year, month } = calendarDay(day);
  return month >= 4 ? year : year - 1;
}

/** 31 March that ends fiscal year `year`. */
export function fiscalYearEnd(year: number): DayNumber {
  return dayNumber(year + 1, 3, 31);
}

const JAPAN_MS = 9 * 3_600_000;

/** The day in Japan at an instant, ISO `YYYY-MM-DD`: in the morning there, UTC still has the day before. */
export function dayInJapan(instant: Date): string {
  return new Date(instant.getTime() + JAPAN_MS).toISOString().slice(0, 10);
}
