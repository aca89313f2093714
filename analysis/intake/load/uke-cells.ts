import { monthStart } from '../../domain/calendar.ts';
import { parseDate, parseMonth } from '../../domain/dates.ts';
import { NULL_INT } from '../../domain/staging.ts';
import { asciiNumber, asciiText, type Decode } from '../fields/column.ts';
import { ByteInterner } from '../fields/interner.ts';

/** One record as byte ranges; `base` is the index of its record id (0 in UKE, 3 in the insurers' files). */
export interface UkeRecord {
  bytes: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  /** Index of field 0 and one past the last field in `start` and `end`. */
  first: number;
  last: number;
  line: number;
}

const MEMORY_SLOTS = 1 << 12;

/** Days of numbers that were parsed before; a newer number takes the place of an older one. */
class DayMemory {
  readonly #parse: (text: string) => number;
  readonly #numbers = new Float64Array(MEMORY_SLOTS);
  readonly #days = new Int32Array(MEMORY_SLOTS);

  constructor(parse: (text: string) => number) {
    this.#parse = parse;
  }

  /** The day that a number greater than zero stands for; undefined when it is not known. */
  day(number: number): number | undefined {
    const slot = slotOf(number);
    return this.#numbers[slot] === number ? this.#days[slot] : undefined;
  }

  /** The same, from the text of the number. */
  learn(number: number, text: string): number {
    const slot = slotOf(number);
    const day = this.#parse(text);
    this.#days[slot] = day;
    this.#numbers[slot] = number;
    return day;
  }
}

function slotOf(number: number): number {
  return (Math.imul(number, 0x9e3779b1) >>> 20) & (MEMORY_SLOTS - 1);
}

/** Reads the fields of receipt records; what comes again and again is parsed once. */
export class UkeCells {
  readonly #decode: Decode;
  readonly #codes = new ByteInterner();
  #codeTexts: string[] = [];
  #generation = 0;
  readonly #days = new DayMemory((text) => parseDate(text).day ?? NULL_INT);
  readonly #months = new DayMemory((text) => parseMonth(text).day ?? NULL_INT);
  readonly #monthsOfDays = new DayMemory((text) => {
    const { day } = parseDate(text);
    return day === null ? NULL_INT : monthStart(day);
  });

  constructor(decode: Decode) {
    this.#decode = decode;
  }

  /** ASCII text of a field; empty when the record has none. */
  text(record: UkeRecord, field: number): string {
    const cell = record.first + field;
    return cell < record.last ? asciiText(record.bytes, record.start[cell]!, record.end[cell]!) : '';
  }

  /** Decoded text of a byte range. */
  japanese(bytes: Uint8Array): string {
    return this.#decode(bytes);
  }

  /** Decoded text of a field; empty when the record has none. */
  name(record: UkeRecord, field: number): string {
    const cell = record.first + field;
    if (field < 0 || cell >= record.last) return '';
    return this.#decode(record.bytes.subarray(record.start[cell]!, record.end[cell]!));
  }

  /** Text of a code; one string for every occurrence. */
  code(record: UkeRecord, field: number): string {
    const cell = record.first + field;
    if (cell >= record.last || record.start[cell] === record.end[cell]) return '';
    const ordinal = this.#codes.intern(record.bytes, record.start[cell]!, record.end[cell]!);
    if (this.#codes.generation !== this.#generation) {
      this.#generation = this.#codes.generation;
      this.#codeTexts = [];
    }
    this.#codeTexts[ordinal] ??= this.text(record, field);
    return this.#codeTexts[ordinal];
  }

  /** NaN for a blank field and for anything but a plain number. */
  decimal(record: UkeRecord, field: number): number {
    const cell = record.first + field;
    if (cell >= record.last || record.start[cell] === record.end[cell]) return Number.NaN;
    const number = asciiNumber(record.bytes, record.start[cell]!, record.end[cell]!);
    return number < 0 ? Number.NaN : number;
  }

  integer(record: UkeRecord, field: number): number {
    const number = this.decimal(record, field);
    return Number.isNaN(number) || number > 2_147_483_647 ? NULL_INT : Math.round(number);
  }

  /** First day of a month (YYYYMM or GYYMM); `NULL_INT` when unreadable. */
  month(record: UkeRecord, field: number): number {
    return this.#remembered(record, field, this.#months);
  }

  /** Day (YYYYMMDD or GYYMMDD); `NULL_INT` when unreadable. */
  day(record: UkeRecord, field: number): number {
    return this.#remembered(record, field, this.#days);
  }

  /** First day of the month in which a day lies; `NULL_INT` when unreadable. */
  monthOfDay(record: UkeRecord, field: number): number {
    return this.#remembered(record, field, this.#monthsOfDays);
  }

  #remembered(record: UkeRecord, field: number, memory: DayMemory): number {
    const number = this.decimal(record, field);
    if (Number.isNaN(number) || number === 0) return NULL_INT;
    return memory.day(number) ?? memory.learn(number, this.text(record, field));
  }
}
