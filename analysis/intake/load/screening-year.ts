import { dayNumber, fiscalYearOf } from '../../domain/calendar.ts';
import { NULL_INT, type StageBuffer } from '../../domain/staging.ts';

const DAYS = ['screened_date', 'invited_date', 'workup_date'] as const;
const APRIL = 4;

/**
 * Gives the screening of a row its fiscal year: that of its day, else of the invitation, else of the work-up. One that
 * was `taken` in a year, on a day that nobody knows, is put on the first day of the year (`yearOnly`). False for
 * `dated`: not even the year is known.
 */
export function screeningYear(
  buffer: StageBuffer,
  at: number,
  taken: boolean,
): { readonly dated: boolean; readonly yearOnly: boolean } {
  const years = buffer.integers('fiscal_year');
  const days = buffer.integers(DAYS[0]);
  if (years[at] === NULL_INT) {
    const day = DAYS.map((name) => buffer.integers(name)[at]!).find((value) => value !== NULL_INT);
    if (day === undefined) return { dated: false, yearOnly: false };
    years[at] = fiscalYearOf(day);
  }
  const yearOnly = taken && days[at] === NULL_INT;
  if (yearOnly) days[at] = dayNumber(years[at]!, APRIL, 1);
  return { dated: true, yearOnly };
}
