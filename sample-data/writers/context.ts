import { pad } from '../calendar.ts';
import type { PersonHistory } from '../people/course.ts';
import type { Person } from '../people/types.ts';
import { scramble } from '../random.ts';
import type { DirtLog } from './dirt.ts';
import type { Sinks } from './sink.ts';

export interface WriteContext {
  readonly sinks: Sinks;
  readonly dirt: DirtLog;
  readonly firstYear: number;
  readonly years: number;
  readonly seed: number;
  /** True when files are to be as small as their layout allows. */
  readonly small: boolean;
}

/** Writes what one person contributes to a kind of file; `finish` closes frames once everybody is written. */
export interface Writer {
  person(history: PersonHistory): void;
  finish(): void;
}

/** 宛名番号, ten digits with leading zeros: the key inside the town hall. */
export function residentNumber(person: Person): string {
  return pad(1000003 + person.index * 7, 10);
}

/** 世帯番号. */
export function householdNumber(person: Person): string {
  return pad(500001 + person.household * 3, 10);
}

/** 国保 番号, seven digits, shared by the household. */
export function insuredNumber(person: Person): string {
  return pad(101 + person.household * 3, 7);
}

/** 後期 被保険者番号, eight digits. */
export function kokiNumber(person: Person): string {
  return pad(1200005 + person.index * 3, 8);
}

/** 介護 被保険者番号, ten digits. */
export function careNumber(person: Person): string {
  return pad(30007 + person.index * 9, 10);
}

/** 個人番号 inside the checkup system (not マイナンバー), fifteen digits. */
export function systemNumber(person: Person): string {
  return pad(7000001 + person.index, 15);
}

/** Identifier of the walking app; unrelated to any other number. */
export function appId(seed: number, person: Person): string {
  return `WP-${scramble(person.index ^ scramble(seed))
    .toString(16)
    .padStart(8, '0')}`;
}

/** 受診券整理番号, eleven digits: fiscal year, kind, serial. */
export function ticketNumber(fiscalYear: number, kind: 1 | 2, person: Person): string {
  return `${pad(fiscalYear % 100, 2)}${kind}${pad(person.index + 11, 8)}`;
}

const ZERO = '0'.charCodeAt(0);
/** Half-width digits as full-width ones. */
export function fullWidth(digits: string): string {
  let out = '';
  for (const ch of digits) {
    const n = ch.charCodeAt(0) - ZERO;
    out += n >= 0 && n <= 9 ? String.fromCharCode(0xff10 + n) : ch;
  }
  return out;
}

export function stripZeros(digits: string): string {
  return digits.replace(/^0+(?=.)/, '');
}
