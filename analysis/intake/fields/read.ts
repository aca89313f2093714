import { parseDate, parseFiscalYear, parseMonth } from '../../domain/dates.ts';
import { isBrokenNumber, normaliseIdentifier, normaliseKana } from '../../domain/identifiers.ts';
import { parseSex } from '../../domain/sex.ts';
import { converted } from '../layouts/units.ts';
import { periodOf } from './period.ts';
import { readScreening } from './screening.ts';
import type { FieldType, Reading } from './types.ts';

const OK = 0;
const BLANK = 1;
const NOT_DONE = 2;
const UNMEASURABLE = 3;
const BELOW = 4;
const ABOVE = 5;
/** State of a value that cannot be used. */
export const INVALID = 6;

const EMPTY: Reading = { value: Number.NaN, text: null, state: BLANK };
const ABSENT = /^([-‐―ー−－*＊]+|\.|#N\/A|該当なし|なし|NULL)$/;
const NOT_DONE_WORDS = /^(未実施|検査未実施|実施せず|未検査|未測定|未受診)$/;
/** In place of a day: it has not come, or will not. */
const NO_DAY = /^(未|無|未実施|実施せず|未受診|未利用|中止|中断|予定なし|継続中)$/;
const UNMEASURABLE_WORDS = /^(測定不能|測定不可能|検査不能|判定不能|不能)$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
/** 202406, 2024/6, 2024年6月, R6.6, 令和6年6月. */
const MONTH_ONLY = /^(\d{6}|(\d{4}|[^\d]{1,2}(元|\d{1,2}))[-/.年]\d{1,2}月?)$/;
/** Units of the value as it is kept; one in another unit is no number here. */
const UNIT_BEHIND =
  /(%|円|KG\/M2|KG|CM2|CM|MMHG|MG\/DL|G\/DL|I?U\/L|ML\/(MIN|分)\/1\.73M2|歩|点|回|日|人|件)$/;
/** What a laboratory writes behind a value that is outside its reference range. */
const JUDGEMENT_BEHIND = /^(\d[\d.]*)(?:\(?[HL]\)?|\*{1,2}|[↑↓])$/;
const THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;

/** Reads one cell as a field of the given type. Never throws; what is wrong comes as an issue code. */
export function readCell(text: string, type: FieldType): Reading {
  switch (type.kind) {
    case 'measure':
      return readMeasure(text, type);
    case 'amount':
      return readAmount(text);
    case 'date':
      if (type.of) return dayOfPeriod(text, type.of);
      return type.months && MONTH_ONLY.test(compact(text))
        ? readDate(text, parseMonth)
        : readDate(text, parseDate);
    case 'month':
      return readDate(text, parseMonth);
    case 'fiscal_year':
      return readFiscalYear(text);
    case 'screening':
      return ofScreening(text, type.of);
    case 'sex':
      return readSex(text);
    case 'code':
      return readCode(text, type);
    case 'flag':
      return readFlag(text, type.yes, type.no);
    case 'text':
      return readText(text, type.digits);
    case 'icd10':
      return readIcd10(text);
    case 'identifier':
      return readIdentifier(text);
    case 'loose':
      return readLoose(text);
    case 'kana':
      return { value: Number.NaN, text: normaliseKana(text) || null, state: OK };
  }
}

/** The text in which numbers and codes are compared: NFKC, without spaces, upper case. */
export function compact(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .toUpperCase();
}

function readMeasure(text: string, type: FieldType & { kind: 'measure' }): Reading {
  const cell = compact(text);
  if (cell === '') return EMPTY;
  if (cell === 'L' || /未満$|以下$|^[<≦≤]/.test(cell)) return { value: Number.NaN, text: null, state: BELOW };
  if (cell === 'H' || /以上$|超$|^[>≧≥]/.test(cell)) return { value: Number.NaN, text: null, state: ABOVE };
  if (NOT_DONE_WORDS.test(cell)) return { value: Number.NaN, text: null, state: NOT_DONE };
  if (UNMEASURABLE_WORDS.test(cell)) return { value: Number.NaN, text: null, state: UNMEASURABLE };
  const number = type.of ? oneOfTwo(cell, type.of) : numberOf(cell.replace(JUDGEMENT_BEHIND, '$1'));
  if (number.issue || Number.isNaN(number.value)) return number;
  const value = type.scale ? converted(number.value, type.scale) : number.value;
  if (value < type.min || value > type.max) return invalid('value.out_of_range');
  return type.scale ? { ...number, value } : number;
}

/** Two numbers in a cell, as blood pressure is written. */
const TWO_NUMBERS = /^(\d{1,3})[/\-~〜:・,、](\d{1,3})(?:MMHG)?$/;

function oneOfTwo(cell: string, which: 'first' | 'second'): Reading {
  if (ABSENT.test(cell)) return EMPTY;
  const [, first, second] = TWO_NUMBERS.exec(cell) ?? [];
  const number = which === 'first' ? first : second;
  if (number !== undefined) return { value: Number(number), text: null, state: OK };
  // Told once for both.
  return which === 'first' ? invalid('value.not_two') : { value: Number.NaN, text: null, state: INVALID };
}

function readAmount(text: string): Reading {
  const cell = compact(text);
  return cell === '' ? EMPTY : numberOf(cell);
}

function numberOf(cell: string): Reading {
  if (ABSENT.test(cell)) return EMPTY;
  const bare = cell
    .replace(/^[¥\\']/, '')
    .replace(/^[△▲−](?=\d)/, '-')
    .replace(UNIT_BEHIND, '');
  if (NUMBER.test(bare)) return { value: Number(bare), text: null, state: OK };
  if (THOUSANDS.test(bare)) return { value: Number(bare.replaceAll(',', '')), text: null, state: OK };
  if (isBrokenNumber(bare)) return { value: Number(bare), text: null, state: OK };
  if (/^\d+,\d$/.test(bare)) {
    return { value: Number(bare.replace(',', '.')), text: null, state: OK, issue: 'value.decimal_comma' };
  }
  return invalid('value.not_number');
}

function invalid(issue: string): Reading {
  return { value: Number.NaN, text: null, state: INVALID, issue };
}

function readDate(text: string, parse: typeof parseDate): Reading {
  if (NO_DAY.test(compact(text))) return EMPTY;
  const { day, note } = parse(text);
  if (day === null) return note ? invalid(note) : EMPTY;
  return { value: day, text: null, state: OK, ...(note ? { issue: note } : {}) };
}

/** Each day is judged for itself; that a cell is no period is told once for both. */
function dayOfPeriod(text: string, which: 'first' | 'second'): Reading {
  const cell = compact(text);
  if (cell === '' || ABSENT.test(cell) || NO_DAY.test(cell)) return EMPTY;
  const days = periodOf(text);
  if (days) return readDate(days[which === 'first' ? 0 : 1], parseDate);
  return which === 'first' ? invalid('date.not_period') : { value: Number.NaN, text: null, state: INVALID };
}

/** What is not understood counts as nothing, and is told once for both. */
function ofScreening(text: string, of: 'day' | 'judgement'): Reading {
  const cell = readScreening(text, compact(text));
  const taken: Reading = { value: Number.NaN, text: null, state: OK };
  switch (cell.said) {
    case 'nothing':
      return EMPTY;
    case 'unknown':
      return of === 'day' ? { ...EMPTY, issue: cell.issue } : EMPTY;
    case 'taken':
      return taken;
    case 'judged':
      return of === 'judgement' ? { ...taken, value: cell.needsWorkup } : taken;
    case 'day':
      return of === 'day' ? { ...taken, value: cell.day, ...(cell.note ? { issue: cell.note } : {}) } : taken;
  }
}

function readFiscalYear(text: string): Reading {
  if (compact(text) === '') return EMPTY;
  const year = parseFiscalYear(text);
  return year === null ? invalid('date.unreadable') : { value: year, text: null, state: OK };
}

function readSex(text: string): Reading {
  if (compact(text) === '') return EMPTY;
  const sex = parseSex(text);
  return sex === null ? invalid('value.not_in_list') : { value: sex, text: null, state: OK };
}

/** A remark behind a word: 動機付け支援（65歳以上）. */
const REMARK_BEHIND = /^(.*[^(])\([^()]+\)$/;

/** A code of its own: the kind of a service, or the service with its kind in front. */
const OWN_CODE = /^[0-9A-Z]{2}(\d{4})?$/;

function readCode(
  text: string,
  { codes, leading, fallback, fallbackIssue }: FieldType & { kind: 'code' },
): Reading {
  const cell = compact(text);
  if (cell === '') return EMPTY;
  const word = REMARK_BEHIND.exec(cell)?.[1] ?? cell;
  const found = codes[cell] ?? codes[cell.replace(/^0+(?=\d)/, '')] ?? codes[word];
  if (found !== undefined) return coded(found);
  if (leading !== undefined && OWN_CODE.test(cell)) return coded(cell.slice(0, leading));
  if (fallback === undefined) {
    if (NOT_DONE_WORDS.test(cell)) return { value: Number.NaN, text: null, state: NOT_DONE };
    if (UNMEASURABLE_WORDS.test(cell)) return { value: Number.NaN, text: null, state: UNMEASURABLE };
    return ABSENT.test(cell) ? EMPTY : invalid('value.not_in_list');
  }
  return fallbackIssue === undefined || ABSENT.test(cell)
    ? coded(fallback)
    : { ...coded(fallback), issue: fallbackIssue };
}

function coded(found: number | string): Reading {
  return typeof found === 'number'
    ? { value: found, text: null, state: OK }
    : { value: Number.NaN, text: found, state: OK };
}

function readFlag(text: string, yes: readonly string[], no: readonly string[]): Reading {
  const cell = compact(text);
  if (cell === '') return EMPTY;
  if (yes.includes(cell)) return { value: 1, text: null, state: OK };
  if (no.includes(cell)) return { value: 0, text: null, state: OK };
  return ABSENT.test(cell) ? EMPTY : invalid('value.not_in_list');
}

function readText(text: string, digits: number | undefined): Reading {
  const cell = text.normalize('NFKC').trim();
  if (cell === '') return EMPTY;
  if (isBrokenNumber(cell)) return invalid('identifier.broken_number');
  const padded = digits !== undefined && /^\d+$/.test(cell) ? cell.padStart(digits, '0') : cell;
  return { value: Number.NaN, text: padded, state: OK };
}

const ICD10 = /^([A-Z]\d{2})[.・]?([0-9A-Z]{0,2})[†*+-]?$/;

function readIcd10(text: string): Reading {
  const cell = compact(text);
  if (cell === '' || ABSENT.test(cell)) return EMPTY;
  const found = ICD10.exec(cell);
  return found
    ? { value: Number.NaN, text: `${found[1]}${found[2]}`, state: OK }
    : invalid('value.not_icd10');
}

function readIdentifier(text: string): Reading {
  const cell = compact(text);
  if (cell === '') return EMPTY;
  if (isBrokenNumber(cell)) return invalid('identifier.broken_number');
  return { value: Number.NaN, text: normaliseIdentifier(text) || null, state: OK };
}

/** Longer texts are notes about a person, not values. */
const LONGEST_LOOSE_TEXT = 40;

function readLoose(text: string): Reading {
  const cell = compact(text);
  if (cell === '' || ABSENT.test(cell)) return EMPTY;
  const number = numberOf(cell);
  if (!number.issue && !Number.isNaN(number.value) && !/^0\d/.test(cell)) return number;
  const line = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  if (line.length > LONGEST_LOOSE_TEXT)
    return { value: Number.NaN, text: null, state: INVALID, issue: 'value.long_text' };
  return { value: Number.NaN, text: line, state: OK };
}
