import { fiscalYearOf } from '../../domain/calendar.ts';
import { NULL_INT, type StageBuffer } from '../../domain/staging.ts';
import { diseaseByName } from '../fields/disease-name.ts';
import type { IdentityRole } from '../identity/keys.ts';
import type { Layout } from '../layouts/types.ts';
import { screeningYear } from './screening-year.ts';

export interface RowContext {
  readonly buffer: StageBuffer;
  readonly rows: number;
  identityText(role: IdentityRole, at: number): string | null;
  /** Day of birth of a row's person; NaN when unknown. */
  birth(at: number): number;
  /** Counts a warning about a row. */
  warn(code: string, at: number): void;
}

type Derivation = (context: RowContext) => void;

const BLANK = 1;
const NOT_DONE = 2;
const INVALID = 6;
const DAYS_PER_MONTH = 30.44;
/** Ages in months at which the checkups of infants are done. */
const EXAM_AGES = [
  { exam: 'm4', from: 2, to: 7 },
  { exam: 'm18', from: 15, to: 26 },
  { exam: 'y3', from: 33, to: 60 },
];
/** More steps in a day than anyone walks: a fault of the device. */
const MOST_STEPS = 100_000;
/** 区分 whose numbered items are fees of their own: 特定疾患治療管理料. */
const FEES_BY_ITEM: ReadonlySet<string> = new Set(['B001']);

/** Fiscal year that the number of a 受診券 or 利用券 begins with; null when it is no such number. */
export function ticketYear(ticket: string | null | undefined): number | null {
  if (!ticket || !/^\d{9,11}$/.test(ticket)) return null;
  return 2000 + Number(ticket.padStart(11, '0').slice(0, 2));
}

/** State of a participant's value: no steps means that the device was not worn, impossibly many a fault. */
export function measurementState(item: string, value: number, state: number): number {
  if (Number.isNaN(value)) return state === 0 ? BLANK : state;
  if (item === 'steps' && value === 0) return NOT_DONE;
  return item === 'steps' && value > MOST_STEPS ? INVALID : state;
}

/** Derivations that need what the cells of a row's identity say. */
export const READS_IDENTITY: ReadonlySet<NonNullable<Layout['derive']>> = new Set([
  'insurer_kind',
  'guidance_year',
  'child_exam',
]);

/** What a row's columns say together; named by layouts. */
export const DERIVATIONS: Readonly<Record<NonNullable<Layout['derive']>, Derivation>> = {
  /** 保険者番号 of eight digits beginning with 39 is 後期高齢者医療; everyone else is 国保. */
  insurer_kind({ buffer, rows, identityText }) {
    const kinds = buffer.texts('insurer_kind');
    for (let at = 0; at < rows; at += 1) {
      const insurer = identityText('insurer', at) ?? '';
      const kouki = identityText('kouki', at);
      kinds[at] = (insurer.length === 8 && insurer.startsWith('39')) || kouki ? 'kouki' : 'kokuho';
    }
  },
  /** A screening belongs to the fiscal year of its day, or of the invitation. */
  screening_year({ buffer, rows, warn }) {
    const results = ['needs_workup', 'cancer_found'].map((name) => buffer.integers(name));
    for (let at = 0; at < rows; at += 1) {
      const { yearOnly } = screeningYear(
        buffer,
        at,
        results.some((column) => column[at] !== NULL_INT),
      );
      if (yearOnly) warn('screening.year_only', at);
    }
  },
  /** 特定保健指導 belongs to the year of its checkup: the ticket's first two digits, else the first date. */
  guidance_year({ buffer, rows, identityText }) {
    const years = buffer.integers('fiscal_year');
    const tickets = buffer.texts('ticket');
    const dates = ['invited_date', 'first_interview_date', 'interim_date', 'completed_date'].map((name) =>
      buffer.integers(name),
    );
    for (let at = 0; at < rows; at += 1) {
      const ticket = identityText('use_ticket', at) ?? identityText('ticket', at);
      tickets[at] = null;
      if (years[at] !== NULL_INT) continue;
      const date = dates.map((column) => column[at]!).find((day) => day !== NULL_INT);
      const year = ticketYear(ticket);
      if (year !== null) years[at] = year;
      else if (date !== undefined) years[at] = fiscalYearOf(date);
    }
  },
  /** A disease that has a name only goes by it: receipts write the name of a disease that has no code. */
  disease_by_name({ buffer, rows }) {
    const codes = buffer.texts('disease_code');
    const names = buffer.texts('name');
    for (let at = 0; at < rows; at += 1) codes[at] ??= diseaseByName(names[at] ?? '');
  },
  /** A claim of a list is numbered by its line; without an amount in yen, a point is ten yen. */
  claim_row({ buffer, rows, warn }) {
    const numbers = buffer.integers('claim_no');
    const lines = buffer.integers('line');
    const points = buffer.integers('points');
    const yen = buffer.doubles('yen');
    const diseases = buffer.integers('long_term_disease');
    for (let at = 0; at < rows; at += 1) {
      numbers[at] = lines[at]!;
      if (points[at] === NULL_INT && !Number.isNaN(yen[at]!)) points[at] = Math.round(yen[at]! / 10);
      if (Number.isNaN(yen[at]!) && points[at] !== NULL_INT) yen[at] = points[at]! * 10;
      if (points[at] === NULL_INT) warn('claim.no_amount', at);
      if (diseases[at] === NULL_INT) diseases[at] = 0;
    }
    // Neither inpatient nor outpatient care may be guessed: such a receipt counts in totals only.
    if (buffer.coded('setting')?.codes.every((code) => code >= 0)) return;
    const settings = buffer.texts('setting');
    for (let at = 0; at < rows; at += 1) {
      if (settings[at] !== null) continue;
      settings[at] = 'unknown';
      warn('claim.setting_unknown', at);
    }
  },
  /** Without a word for it, the kind of infant checkup follows from the age at which it was done. */
  child_exam({ buffer, rows, birth }) {
    const exams = buffer.texts('exam');
    const days = buffer.integers('exam_date');
    for (let at = 0; at < rows; at += 1) {
      const months = days[at] === NULL_INT ? Number.NaN : (days[at]! - birth(at)) / DAYS_PER_MONTH;
      exams[at] ??= EXAM_AGES.find(({ from, to }) => months >= from && months < to)?.exam ?? 'other';
    }
  },
  /** 区分番号 of the point table from its parts: J038, C102-2, B001 15. */
  point_table_section({ buffer, rows }) {
    const sections = buffer.texts('section');
    const letters = buffer.texts('section_letter');
    const parts = ['section_number', 'section_branch', 'section_item'].map((name) => buffer.integers(name));
    for (let at = 0; at < rows; at += 1) {
      const [number, branch, item] = parts.map((column) => Math.max(0, column[at]!)) as [
        number,
        number,
        number,
      ];
      if (letters[at] === null || number === 0) continue;
      const section = `${letters[at]}${String(number).padStart(3, '0')}`;
      if (branch > 0) sections[at] = `${section}-${branch}`;
      else sections[at] = item > 0 && FEES_BY_ITEM.has(section) ? `${section} ${item}` : section;
    }
  },
  /** No steps on a day: the device was not worn. */
  steps_state({ buffer, rows }) {
    const values = buffer.doubles('value');
    const states = buffer.integers('state');
    const items = buffer.texts('item');
    for (let at = 0; at < rows; at += 1) {
      states[at] = measurementState(items[at] ?? '', values[at]!, 0);
      if (states[at] === INVALID) values[at] = Number.NaN;
    }
  },
};
