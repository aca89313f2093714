import { type DayNumber, dayNumber, daysInMonth } from './calendar.ts';

/** Why a date was accepted only with a reservation, or not at all. */
export type DateNote =
  | 'date.before_era'
  | 'date.after_era'
  | 'date.month_precision'
  | 'date.excel_serial'
  | 'date.ambiguous_year'
  | 'date.unreadable';

export interface ParsedDate {
  /** Null for a blank, an open end (99999999) or an unreadable cell. */
  readonly day: DayNumber | null;
  readonly precision: 'day' | 'month';
  readonly note?: DateNote;
}

interface Era {
  readonly marks: string;
  readonly offset: number;
  readonly first: DayNumber;
  readonly last: DayNumber;
}

const ERAS: readonly Era[] = [
  { marks: 'M明1', offset: 1867, first: dayNumber(1868, 1, 25), last: dayNumber(1912, 7, 30) },
  { marks: 'T大2', offset: 1911, first: dayNumber(1912, 7, 30), last: dayNumber(1926, 12, 25) },
  { marks: 'S昭3', offset: 1925, first: dayNumber(1926, 12, 25), last: dayNumber(1989, 1, 7) },
  { marks: 'H平4', offset: 1988, first: dayNumber(1989, 1, 8), last: dayNumber(2019, 4, 30) },
  { marks: 'R令5', offset: 2018, first: dayNumber(2019, 5, 1), last: Number.POSITIVE_INFINITY },
];

const BLANK: ParsedDate = { day: null, precision: 'day' };
const UNREADABLE: ParsedDate = { day: null, precision: 'day', note: 'date.unreadable' };
const FIRST_YEAR = 1868;
const LAST_YEAR = 2199;
/** Years that stand for an open end: 9999-12-31, 2999-12-31, 令和99年12月31日. */
const OPEN_YEARS: ReadonlySet<number> = new Set([2999, 9999]);
const OPEN_YEAR_OF_ERA = 99;
const EXCEL_DAY_ZERO = dayNumber(1899, 12, 30);

const SEPARATED = /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?(?:[T ].*)?$/;
const ERA_SEPARATED =
  /^(明治|大正|昭和|平成|令和|[MTSHR明大昭平令])(元|\d{1,2})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?$/i;
const ERA_DIGITS = /^([MTSHR明大昭平令])(\d{2})(\d{2})(\d{2})?$/i;

/**
 * Reads a date in any form met in municipal files: Gregorian and Japanese era, compact and separated, full width,
 * Excel's serial numbers. The era's name and digits are kept even where they contradict the era's borders
 * (平成31年5月), with a note. Zeros and nines mean "none" or "open end".
 */
export function parseDate(text: string): ParsedDate {
  const cell = normaliseDateText(text);
  if (cell === '' || /^[0\-－*]+$/.test(cell) || /^9{7,8}$/.test(cell)) return BLANK;
  if (/^\d+$/.test(cell)) return parseDigits(cell);
  const separated = SEPARATED.exec(cell);
  if (separated) return build(Number(separated[1]), Number(separated[2]), separated[3]);
  const era = ERA_SEPARATED.exec(cell);
  if (era) return buildEra(era[1]!, era[2] === '元' ? 1 : Number(era[2]), Number(era[3]), era[4]);
  const compact = ERA_DIGITS.exec(cell);
  if (compact) return buildEra(compact[1]!, Number(compact[2]), Number(compact[3]), compact[4]);
  if (/^\d{2}[-/.]\d{1,2}[-/.]\d{1,2}$/.test(cell)) return { ...UNREADABLE, note: 'date.ambiguous_year' };
  return UNREADABLE;
}

/** Reads a month (YYYYMM, GYYMM, 令和6年5月 …) or the month of a date; the day is the first of the month. */
export function parseMonth(text: string): ParsedDate {
  const cell = normaliseDateText(text);
  if (/^\d{6}$/.test(cell)) return build(Number(cell.slice(0, 4)), Number(cell.slice(4)), undefined, 'month');
  if (/^\d{5}$/.test(cell)) {
    return buildEra(cell.slice(0, 1), Number(cell.slice(1, 3)), Number(cell.slice(3)), undefined, 'month');
  }
  const parsed = parseDate(text);
  if (parsed.day === null) return parsed;
  const day = parsed.day - new Date(parsed.day * 86_400_000).getUTCDate() + 1;
  const note = parsed.note === 'date.month_precision' ? undefined : parsed.note;
  return { day, precision: 'month', ...(note ? { note } : {}) };
}

/** Reads a fiscal year: 2024, 令和6年度, R6, 06 is not accepted (ambiguous). */
export function parseFiscalYear(text: string): number | null {
  const cell = normaliseDateText(text).replace(/年?度.*$|年$/, '');
  if (/^(19|20|21)\d{2}$/.test(cell)) return Number(cell);
  const era = /^(明治|大正|昭和|平成|令和|[MTSHR明大昭平令])(元|\d{1,2})$/i.exec(cell);
  if (!era) return null;
  const found = eraOf(era[1]!);
  return found ? found.offset + (era[2] === '元' ? 1 : Number(era[2])) : null;
}

/** A time behind a day, as databases and spreadsheets write it. */
const TIME = /(?<=\d日?)(?:\s+|T)(?:午[前後])?\d{1,2}[:時]\d{2}.*$/;
/** The day of the week behind a day, and 生 behind a day of birth. */
const BEHIND = /(?:\([日月火水木金土](?:曜日?)?\)|生)$/;

function normaliseDateText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}'’]/gu, '')
    .trim()
    .replace(TIME, '')
    .replace(/\s/g, '')
    .replace(BEHIND, '')
    .replace(/[‐‑–—―ー−]/g, '-');
}

function parseDigits(cell: string): ParsedDate {
  if (cell.length === 8) {
    return build(Number(cell.slice(0, 4)), Number(cell.slice(4, 6)), cell.slice(6), undefined);
  }
  if (cell.length === 7) {
    return buildEra(cell.slice(0, 1), Number(cell.slice(1, 3)), Number(cell.slice(3, 5)), cell.slice(5));
  }
  if (cell.length === 6) {
    const year = Number(cell.slice(0, 4));
    if (year >= FIRST_YEAR && year <= LAST_YEAR) return build(year, Number(cell.slice(4)), undefined);
    return { ...UNREADABLE, note: 'date.ambiguous_year' };
  }
  if (cell.length === 5 && Number(cell) >= 20_000 && Number(cell) <= 60_000) {
    return { day: EXCEL_DAY_ZERO + Number(cell), precision: 'day', note: 'date.excel_serial' };
  }
  return UNREADABLE;
}

function eraOf(mark: string): Era | undefined {
  const key = mark.slice(0, 1).toUpperCase();
  return ERAS.find((era) => era.marks.includes(key));
}

function buildEra(
  mark: string,
  yearOfEra: number,
  month: number,
  day: string | undefined,
  wanted?: 'month',
): ParsedDate {
  const era = eraOf(mark);
  if (!era || yearOfEra < 1) return UNREADABLE;
  if (yearOfEra === OPEN_YEAR_OF_ERA) return BLANK;
  const parsed = build(era.offset + yearOfEra, month, day, wanted);
  if (parsed.day === null) return parsed;
  const lastOfMonth = parsed.precision === 'month' ? parsed.day + 30 : parsed.day;
  if (lastOfMonth < era.first) return { ...parsed, note: 'date.before_era' };
  if (parsed.day > era.last) return { ...parsed, note: 'date.after_era' };
  return parsed;
}

function build(year: number, month: number, day: string | undefined, wanted?: 'month'): ParsedDate {
  if (OPEN_YEARS.has(year)) return BLANK;
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return UNREADABLE;
  if (wanted === 'month') return { day: dayNumber(year, month, 1), precision: 'month' };
  const dayOfMonth = day === undefined ? 0 : Number(day);
  if (dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) {
    return { day: dayNumber(year, month, 1), precision: 'month', note: 'date.month_precision' };
  }
  return { day: dayNumber(year, month, dayOfMonth), precision: 'day' };
}
