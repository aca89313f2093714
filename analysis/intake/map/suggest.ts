import { normaliseHeading } from '../../domain/identifiers.ts';
import { readCell } from '../fields/read.ts';
import type { FieldType } from '../fields/types.ts';
import type { Layout, LayoutField } from '../layouts/types.ts';
import { fieldId } from './fields.ts';
import { directIdentifier, type Heading } from './headings.ts';
import { likeness } from './recipe.ts';

/** Why a column may mean something; the sentences are in `messages`. */
export type SuggestionReason = 'heading_like' | 'code_list' | 'values';

/** A meaning that a column may have, best first. */
export interface Suggestion {
  readonly field: string;
  readonly reasons: readonly SuggestionReason[];
}

/** Distinct cells of a column with their counts; stays inside the analysis. */
export type CellSample = ReadonlyMap<string, number>;

const MOST_SUGGESTIONS = 3;
/** Least share of the cells that must be readable as the field. */
const LEAST_READABLE = 0.95;
const LEAST_HEADING = 0.4;
/** A code list says something only when several of its entries occur. */
const LEAST_CODES = 2;

/** Meanings for a column that no heading told: by likeness of the heading, by code list, by the form of the values. */
export function suggestFields(
  heading: Heading,
  sample: CellSample,
  layout: Layout,
  taken: ReadonlySet<string>,
): Suggestion[] {
  if (heading.key === '' || directIdentifier(heading) !== undefined) return [];
  const best = new Map<string, { readonly score: number; readonly reasons: SuggestionReason[] }>();
  for (const field of layout.fields) {
    const id = fieldId(field);
    if (taken.has(id)) continue;
    const found = judge(heading, sample, field);
    if (found && found.score > (best.get(id)?.score ?? 0)) best.set(id, found);
  }
  return [...best]
    .sort(([, a], [, b]) => b.score - a.score)
    .slice(0, MOST_SUGGESTIONS)
    .map(([field, { reasons }]) => ({ field, reasons }));
}

function judge(
  heading: Heading,
  sample: CellSample,
  field: LayoutField,
): { readonly score: number; readonly reasons: SuggestionReason[] } | undefined {
  const alike = Math.max(0, ...field.headings.map((name) => likeness(heading.key, normaliseHeading(name))));
  const readable = readableShare(sample, field.type);
  if (sample.size > 0 && readable < LEAST_READABLE) return undefined;
  const reasons: SuggestionReason[] = [];
  if (alike >= LEAST_HEADING) reasons.push('heading_like');
  const codes = sample.size > 0 && listEntries(sample, field.type) >= LEAST_CODES;
  if (codes) reasons.push('code_list');
  const form = sample.size > 0 && isTelling(field.type) && readable >= LEAST_READABLE;
  if (form) reasons.push('values');
  // The form of the values alone fits too many fields: a heading must point the same way, or a date be a date.
  if (alike < LEAST_HEADING && !codes && !(form && field.type.kind === 'date')) return undefined;
  return reasons.length === 0 ? undefined : { score: alike + (codes ? 0.3 : 0) + (form ? 0.2 : 0), reasons };
}

function readableShare(sample: CellSample, type: FieldType): number {
  let all = 0;
  let good = 0;
  for (const [text, count] of sample) {
    all += count;
    if (readCell(text, type).issue === undefined) good += count;
  }
  return all === 0 ? 0 : good / all;
}

/** Forms that few other columns have. */
function isTelling(type: FieldType): boolean {
  return ['measure', 'date', 'month', 'fiscal_year', 'sex'].includes(type.kind);
}

/** Distinct entries of the field's code list among the cells; 0 for fields with fewer than two words of their own. */
function listEntries(sample: CellSample, type: FieldType): number {
  if (type.kind !== 'code' && type.kind !== 'flag' && type.kind !== 'sex') return 0;
  if (type.kind === 'code' && type.fallback !== undefined) return 0;
  // 1, 2, 3 are in every list: only words tell one from another.
  const words = [...sample.keys()].filter((text) => !/^[\d０-９\s]*$/u.test(text));
  return words.filter((text) => readCell(text, type).issue === undefined && readCell(text, type).state === 0)
    .length;
}
