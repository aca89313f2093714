import { calendarDay, type DayNumber, fiscalYearEnd } from './calendar.ts';

/**
 * What is kept of a birth date: its month, and whether it was the first of the month.
 *
 * A person turns older at the end of the day *before* the birthday (年齢計算ニ関スル法律), so someone born on
 * 1 April is one year older on 31 March; that is the only case in which the day decides an age at a month's end.
 */
export interface Birth {
  readonly year: number;
  readonly month: number;
  readonly bornOnFirst: boolean;
}

export function birthOf(day: DayNumber): Birth {
  const { year, month, day: dayOfMonth } = calendarDay(day);
  return { year, month, bornOnFirst: dayOfMonth === 1 };
}

/** Completed years of age on a day by the calendar (birthday counts from the day itself), from a full birth date. */
export function ageOn(birthDay: DayNumber, on: DayNumber): number {
  const birth = calendarDay(birthDay);
  const now = calendarDay(on);
  const hadBirthday = now.month > birth.month || (now.month === birth.month && now.day >= birth.day);
  return now.year - birth.year - (hadBirthday ? 0 : 1);
}

/** Age on a day by the law's rule: the year is completed at the end of the day before the birthday. */
export function legalAgeOn(birthDay: DayNumber, on: DayNumber): number {
  return ageOn(birthDay, on + 1);
}

/** 年度末年齢: age reached by 31 March of fiscal year `year` under the law's rule (used by 特定健診). */
export function ageAtFiscalYearEnd(birth: Birth, year: number): number {
  const end = calendarDay(fiscalYearEnd(year));
  const reached = birth.month <= 3 || (birth.month === 4 && birth.bornOnFirst);
  return end.year - birth.year - (reached ? 0 : 1);
}

/**
 * Age at the end of a month under the law's rule (診療月の年齢).
 *
 * Known exactly from the birth month: everyone born in the month has reached the age by its last day, and so has
 * who is born on the first of the next month.
 */
export function ageAtMonthEnd(birth: Birth, year: number, month: number): number {
  const months = (year - birth.year) * 12 + (month - birth.month) + (birth.bornOnFirst ? 1 : 0);
  return Math.floor(months / 12);
}

export interface AgeBand {
  readonly code: string;
  readonly label: string;
  readonly from: number;
  /** Last age in the band; Infinity for the open band. */
  readonly to: number;
}

/** Five-year age bands from `from` to an open band that starts at `openFrom`; both multiples of five. */
export function fiveYearBands(from: number, openFrom: number): readonly AgeBand[] {
  const bands: AgeBand[] = [];
  for (let start = from; start < openFrom; start += 5) {
    bands.push({
      code: `${start}-${start + 4}`,
      label: `${start}〜${start + 4}歳`,
      from: start,
      to: start + 4,
    });
  }
  bands.push({
    code: `${openFrom}+`,
    label: `${openFrom}歳以上`,
    from: openFrom,
    to: Number.POSITIVE_INFINITY,
  });
  return bands;
}

/** The band that holds `age`; undefined when none does. */
export function bandOf(bands: readonly AgeBand[], age: number): AgeBand | undefined {
  return bands.find((band) => age >= band.from && age <= band.to);
}

/** Ages at which the broad groups of health insurance begin: 39歳まで、40〜64歳、65〜74歳（前期高齢者）、75歳以上. */
export const BROAD_AGES: readonly number[] = [0, 40, 65, 75];

/** First age of the broad group that an age is in. */
export function broadAgeOf(age: number): number {
  return BROAD_AGES.findLast((start) => age >= start) ?? 0;
}
