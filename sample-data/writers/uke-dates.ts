/** Dates in UKE: western since about May 2020, GYYMM and GYYMMDD in what was written out before. */
import { compact, type Day, dayOf, eraDigits, eraMonthDigits } from '../calendar.ts';
import type { Receipt } from '../people/claims.ts';

export interface UkeDates {
  readonly month: (value: Day) => string;
  readonly day: (value: Day) => string;
}

const WESTERN: UkeDates = { month: (v) => compact(v).slice(0, 6), day: compact };
const WAREKI: UkeDates = { month: eraMonthDigits, day: eraDigits };
const WESTERN_FROM = dayOf(2020, 5, 1);

/** Receipts of April 2020 are still in the old form; a file may hold both. */
export function isWareki(receipt: Receipt): boolean {
  return receipt.month < WESTERN_FROM;
}

export function ukeDates(receipt: Receipt): UkeDates {
  return isWareki(receipt) ? WAREKI : WESTERN;
}
