import { UserIssue } from '../../domain/issue.ts';
import { protectBackCalculation } from './backcalc.ts';
import { asRecord, asWhole, invalid, type ProtectDocument, parseDocument } from './document.ts';
import { protectLedger } from './ledger.ts';
import { protectMagnitude } from './magnitude.ts';
import type { ProtectOptions, ProtectResult } from './result.ts';
import * as small from './small-kinds.ts';
import { protectTable } from './table.ts';

type Gate = (document: ProtectDocument, options: ProtectOptions) => ProtectResult | Promise<ProtectResult>;

const GATES: ReadonlyMap<string, Gate> = new Map<string, Gate>([
  ['table', protectTable],
  ['magnitude', protectMagnitude],
  ['ledger', protectLedger],
  ['controlledRounding', small.protectControlledRounding],
  ['row', small.protectRow],
  ['backCalc', protectBackCalculation],
  ['ruleAware', small.protectRuleAware],
  ['impliedBody', small.protectImpliedBody],
  ['integerGap', small.protectIntegerGap],
  ['mapping', small.protectMapping],
  ['unpick', small.protectUnpick],
  ['candidates', small.protectCandidates],
  ['meanTimesRounded', small.protectMeans],
  ['km', small.protectCurve],
  ['kmCoarsen', small.protectCoarseCurve],
  ['kmTail', small.protectTail],
  ['format', small.protectFormat],
]);

/** Kinds of document the gate can judge. */
export const PROTECT_KINDS: readonly string[] = [...GATES.keys()];

/**
 * Disclosure control on one document (JSON text or parsed), for auditors: `ebpm protect`.
 *
 * Tables: published cells, suppressed cells with the attacker's whole-number interval, and the proof.
 * Other kinds: a verdict with what an attacker would work out. Text is better than a parsed value, since
 * trailing zeros of printed numbers say how they were rounded.
 *
 * @returns `status: 'refused'` where the document cannot be released (exit code 4)
 * @throws UserIssue `disclosure.not_json`, `disclosure.document_invalid`, `disclosure.kind_unknown`,
 * `disclosure.unknown_cell`, `disclosure.document_sum`, `disclosure.not_additive`
 */
export async function protect(input: unknown, options: ProtectOptions = {}): Promise<ProtectResult> {
  const document = asRecord(typeof input === 'string' ? parseDocument(input) : input, 'document');
  if (typeof document.kind !== 'string') throw invalid('kind');
  const gate = GATES.get(document.kind);
  if (gate === undefined) throw new UserIssue('refused', 'disclosure.kind_unknown');
  for (const field of ['threshold', 'T']) {
    if (document[field] !== undefined && asWhole(document[field], field) < 1) throw invalid(field);
  }
  return gate(document, options);
}
