import { parseDate } from '../../domain/dates.ts';
import { child, children, descendants, type XmlElement } from '../decode/xml.ts';
import { readCell } from '../fields/read.ts';
import type { IdentityParts } from '../identity/keys.ts';
import { guidanceFieldType } from '../layouts/guidance.ts';
import items from '../layouts/guidance-items.json' with { type: 'json' };
import { personOf } from './checkup-document.ts';
import { isNegated } from './document-form.ts';

/** What one 特定保健指導 document (HL7 CDA R2, hg08) says; a course has one at its start and one at its end. */
export interface GuidanceDocument {
  readonly person: IdentityParts;
  readonly report: string;
  readonly level: number | null;
  readonly mode: number | null;
  readonly firstInterview: number | null;
  readonly interim: number | null;
  readonly completed: number | null;
  readonly dropped: number | null;
  /** Values, codes and counts by column of `guidance`; of the document in which they are told. */
  readonly results: Readonly<Record<string, number>>;
}

const REPORTS: Readonly<Record<string, string>> = items.reports;
const LEVELS: Readonly<Record<string, number>> = items.level.codes;
const MODES: Readonly<Record<string, number>> = items.mode.codes;
const MODES_BY_SYSTEM: Readonly<Record<string, Readonly<Record<string, number>>>> = items.mode.by_code_system;

/** True for the 報告区分 of a guidance document. */
export function isGuidanceReport(kind: string): boolean {
  return kind in REPORTS;
}

/** Reads the parts of a document that are kept. Plans and goals (INT, GOL) are no acts and are passed over. */
export function readGuidanceDocument(document: XmlElement): GuidanceDocument {
  const done = [...descendants(document, 'act'), ...descendants(document, 'observation')].filter(
    (element) => (element.attributes.moodCode ?? 'EVN') === 'EVN' && !isNegated(element),
  );
  const report = REPORTS[child(document, 'code')?.attributes.code ?? ''] ?? '';
  const ended = dateOf(done, items.dates.support_ended.item, null);
  const incomplete = report === 'first_interview_incomplete';
  return {
    person: personOf(document),
    report,
    level: LEVELS[answerOf(done, items.level.item)?.attributes.code ?? ''] ?? null,
    mode: modeOf(done),
    firstInterview: incomplete
      ? null
      : dateOf(done, items.dates.first_interview_date.item, items.dates.first_interview_date.group),
    interim: dateOf(done, items.dates.interim_date.item, items.dates.interim_date.group),
    completed:
      report === 'evaluation'
        ? dateOf(done, items.dates.completed_date.item, items.dates.completed_date.group)
        : null,
    dropped: report === 'dropped' ? (ended ?? serviceDay(document)) : null,
    results: resultsOf(done),
  };
}

interface CodedResult {
  readonly codes: Readonly<Record<string, number>>;
  readonly by_code_system: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const { stage_of_change: stage, waist_weight_change: waistWeight, habit, smoking } = items.results;
const CODED: readonly (readonly [column: string, item: string, list: CodedResult])[] = [
  ['stage_of_change', stage.item, stage],
  ['waist_weight_change', waistWeight.item, waistWeight],
  ...Object.entries(habit.items).map(([column, item]) => [column, item, habit] as const),
  ['habit_smoking', smoking.item, smoking],
];

function resultsOf(done: readonly XmlElement[]): Record<string, number> {
  const results: Record<string, number> = {};
  for (const [column, item] of Object.entries(items.measures)) {
    const text = answerOf(done, item)?.attributes.value ?? '';
    const { value } = readCell(text, guidanceFieldType(column));
    if (!Number.isNaN(value)) results[column] = value;
  }
  for (const [column, item, { codes, by_code_system: systems }] of CODED) {
    const { code = '', codeSystem = '' } = answerOf(done, item)?.attributes ?? {};
    const value = (systems[codeSystem] ?? codes)[code];
    if (value !== undefined) results[column] = value;
  }
  return results;
}

function codeOf(element: XmlElement): string {
  return child(element, 'code')?.attributes.code ?? '';
}

function answerOf(done: readonly XmlElement[], item: string): XmlElement | undefined {
  const found = done.find((element) => codeOf(element) === item);
  return found && child(found, 'value');
}

function modeOf(done: readonly XmlElement[]): number | null {
  const answer = answerOf(done, items.mode.item);
  const codes = MODES_BY_SYSTEM[answer?.attributes.codeSystem ?? ''] ?? MODES;
  return codes[answer?.attributes.code ?? ''] ?? null;
}

/** The day an item itself gives; else when an act of the same group was done. */
function dateOf(done: readonly XmlElement[], item: string, group: string | null): number | null {
  for (const element of done) {
    if (codeOf(element) !== item) continue;
    const day = valueDay(element) ?? timeOf(element);
    if (day !== null) return day;
  }
  if (group === null) return null;
  for (const element of done) {
    const day = codeOf(element).startsWith(group) ? timeOf(element) : null;
    if (day !== null) return day;
  }
  return null;
}

function valueDay(element: XmlElement): number | null {
  for (const value of children(element, 'value')) {
    const { day } = parseDate(value.attributes.value ?? value.text);
    if (day !== null) return day;
  }
  return null;
}

function timeOf(element: XmlElement): number | null {
  const time = child(element, 'effectiveTime');
  const text = time?.attributes.value ?? child(time, 'low')?.attributes.value ?? '';
  return parseDate(text.slice(0, 8)).day;
}

function serviceDay(document: XmlElement): number | null {
  const service = child(document, 'documentationOf', 'serviceEvent');
  return (service && timeOf(service)) ?? timeOf(document);
}
