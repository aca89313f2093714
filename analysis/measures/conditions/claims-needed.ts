import type { Frame, Insurer } from '../frames.ts';
import type { Amount, Condition, UsePattern, YearSpan } from './condition.ts';

/** The part of a counted question that says what is read. */
interface Asked {
  readonly frame: Frame;
  readonly denominator?: Condition;
  readonly numerator?: Condition;
  readonly amount?: Amount;
  readonly over?: Amount;
  readonly claimsBeside?: true;
  readonly ownFiles?: readonly OwnFiles[];
}

/** Claims that come in files of their own: a year in which only others were imported says nothing of them. */
export const OWN_FILES = ['dental', 'pharmacy'] as const;
export type OwnFiles = (typeof OWN_FILES)[number];

/**
 * The condition that claims have been imported for every fiscal year that a question reads, of people whom the insurer
 * of its frame covers, and those of files of their own where it reads these; undefined where it reads none. Without it a
 * year that was not imported would pass for a year in which nobody needed care. Years after the one asked for are not
 * waited for.
 */
export function claimsNeeded({
  frame,
  denominator,
  numerator,
  amount,
  over,
  claimsBeside,
  ownFiles = [],
}: Asked): Condition | undefined {
  if (claimsBeside) return undefined;
  const conditions = [denominator, numerator].filter((condition) => condition !== undefined);
  const amounts = [amount, over].filter((one) => one !== undefined);
  const spans = [...conditions.flatMap(spansOf), ...amounts.flatMap(amountSpans)];
  if (spans.length === 0) return undefined;
  const insurer = insurerOf(frame);
  const own = OWN_FILES.flatMap((files): Condition[] => {
    const years = [
      ...(ownFiles.includes(files) ? spans : []),
      ...conditions.flatMap((condition) => ownSpans(condition, files)),
      ...amounts.flatMap((one) => ownAmountSpans(one, files)),
    ];
    return years.length === 0 ? [] : [{ claimsOf: joined(years), insurer, settings: [files] }];
  });
  const any = { claimsOf: joined(spans), insurer };
  return own.length === 0 ? any : { all: [any, ...own] };
}

/** From the first to the last year of some spans, none after the year asked for. */
function joined(spans: readonly YearSpan[]): YearSpan {
  const from = Math.min(...spans.map(([first]) => first));
  return [from, Math.min(0, Math.max(...spans.map(([, last]) => last)))];
}

/**
 * Years of which a condition asks for claims that come in files of their own: with medical claims alone nobody would
 * have been to a dentist, and of the drugs there would be only those that hospitals and surgeries hand out themselves.
 */
function ownSpans(condition: Condition, files: OwnFiles): readonly YearSpan[] {
  if ('all' in condition) return condition.all.flatMap((one) => ownSpans(one, files));
  if ('any' in condition) {
    // Who is prescribed a drug has its disease in the medical claim: the drug adds next to nobody to the disease.
    const told = condition.any.some((one) => 'diagnosis' in one || 'icd10' in one);
    return condition.any.flatMap((one) => (told && 'drug' in one ? [] : ownSpans(one, files)));
  }
  if ('of' in condition) return condition.of.flatMap((one) => ownSpans(one, files));
  if ('not' in condition) return ownSpans(condition.not, files);
  return isOf(condition, files) ? [('years' in condition ? condition.years : undefined) ?? [0, 0]] : [];
}

/** Patterns of use that are made of drugs. */
const DRUG_PATTERNS: ReadonlySet<string> = new Set<UsePattern>([
  'ingredients',
  'prescribers_same_ingredient',
]);

function isOf(condition: Condition, files: OwnFiles): boolean {
  if ('claim' in condition) return condition.claim.every((setting) => setting === files);
  if (files === 'dental') return false;
  return 'drug' in condition || ('pattern' in condition && DRUG_PATTERNS.has(condition.pattern));
}

function ownAmountSpans(amount: Amount, files: OwnFiles): readonly YearSpan[] {
  if ('personsWith' in amount) return ownSpans(amount.personsWith, files);
  return files === 'pharmacy' && ('drugQuantity' in amount || 'drugYen' in amount) ? [[0, 0]] : [];
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
