import type { Frame, Insurer } from '../frames.ts';
import type { Amount, Condition, YearSpan } from './condition.ts';

/** The part of a counted question that says what is read. */
interface Asked {
  readonly frame: Frame;
  readonly denominator?: Condition;
  readonly numerator?: Condition;
  readonly amount?: Amount;
  readonly over?: Amount;
  readonly claimsBeside?: true;
  readonly ownFiles?: OwnFiles;
}

/** Claims that come in files of their own: a year in which only others were imported says nothing of them. */
export type OwnFiles = 'dental' | 'pharmacy';

/**
 * The condition that claims have been imported for every fiscal year that a question reads, of people whom the insurer
 * of its frame covers; undefined where it reads none. Without it a year that was not imported would pass for a year in
 * which nobody needed care. Years after the one asked for are not waited for.
 */
export function claimsNeeded({
  frame,
  denominator,
  numerator,
  amount,
  over,
  claimsBeside,
  ownFiles,
}: Asked): Condition | undefined {
  if (claimsBeside) return undefined;
  const spans = [
    ...[denominator, numerator].flatMap((condition) => (condition ? spansOf(condition) : [])),
    ...[amount, over].flatMap((one) => (one ? amountSpans(one) : [])),
  ];
  if (spans.length === 0) return undefined;
  const insurer = insurerOf(frame);
  const any = { claimsOf: joined(spans), insurer };
  if (ownFiles !== undefined) return { ...any, settings: [ownFiles] };
  // With medical claims alone, nobody would have been to a dentist.
  const dental = [denominator, numerator].flatMap((condition) => (condition ? dentalSpans(condition) : []));
  if (dental.length === 0) return any;
  return { all: [any, { claimsOf: joined(dental), insurer, settings: DENTAL }] };
}

const DENTAL: readonly OwnFiles[] = ['dental'];

/** From the first to the last year of some spans, none after the year asked for. */
function joined(spans: readonly YearSpan[]): YearSpan {
  const from = Math.min(...spans.map(([first]) => first));
  return [from, Math.min(0, Math.max(...spans.map(([, last]) => last)))];
}

/** Years of which a condition asks for dental claims and no others. */
function dentalSpans(condition: Condition): readonly YearSpan[] {
  if ('all' in condition) return condition.all.flatMap(dentalSpans);
  if ('any' in condition) return condition.any.flatMap(dentalSpans);
  if ('of' in condition) return condition.of.flatMap(dentalSpans);
  if ('not' in condition) return dentalSpans(condition.not);
  if (!('claim' in condition) || condition.claim.some((setting) => setting !== 'dental')) return [];
  return [condition.years ?? [0, 0]];
}

function insurerOf(frame: Frame): Insurer {
  if (frame.kind === 'examined') return frame.programme === 'kouki' ? 'kouki' : 'kokuho';
  return 'insurer' in frame ? frame.insurer : 'any';
}

function amountSpans(amount: Amount): readonly YearSpan[] {
  if ('personsWith' in amount) return spansOf(amount.personsWith);
  return 'months' in amount ? [] : [[0, 0]];
}

function spansOf(condition: Condition): readonly YearSpan[] {
  if ('all' in condition) return condition.all.flatMap(spansOf);
  if ('any' in condition) return condition.any.flatMap(spansOf);
  if ('of' in condition) return condition.of.flatMap(spansOf);
  if ('not' in condition) return spansOf(condition.not);
  if ('visitAfterCall' in condition) return [[0, 0]];
  const reads =
    'diagnosis' in condition ||
    'icd10' in condition ||
    'drug' in condition ||
    'procedure' in condition ||
    'pattern' in condition ||
    'claim' in condition;
  return reads ? [condition.years ?? [0, 0]] : [];
}
