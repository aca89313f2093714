import { UserIssue } from '../../domain/issue.ts';
import { plainName } from '../../domain/plain-name.ts';
import { protectBackCalculation } from './backcalc.ts';
import { asWhole, invalid, type ProtectDocument, parseDocument } from './document.ts';
import { protectLedger } from './ledger.ts';
import { protectMagnitude } from './magnitude.ts';
import { notConsidered } from './names.ts';
import { DEFAULT_THRESHOLD, type ProtectOptions, type ProtectResult } from './result.ts';
import * as small from './small-kinds.ts';
import { protectTable } from './table.ts';

interface Kind {
  readonly judge: (
    document: ProtectDocument,
    options: ProtectOptions,
  ) => ProtectResult | Promise<ProtectResult>;
  /** Fields that it knows: see `notConsidered`. */
  readonly fields: readonly string[];
}

const SUMS = ['cells', 'relations', 'threshold', 'T', 'dims'];
const ATTACKER = ['attacker.suppressedMin', 'attacker.integer'];

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    'table',
    {
      judge: protectTable,
      fields: [
        ...SUMS,
        ...ATTACKER,
        'requiredWidth',
        'frozen',
        'weights',
        'rounding.base',
        'rounding.beside',
      ],
    },
  ],
  [
    'magnitude',
    {
      judge: protectMagnitude,
      fields: [
        ...[
          'contributions',
          'holders',
          'relations',
          'threshold',
          'p',
          'k1',
          'k2',
          'frozen',
          'weights',
          'dims',
        ],
        // A wish that it refuses.
        'rounding',
      ],
    },
  ],
  ['ledger', { judge: protectLedger, fields: ['threshold', 'atoms', 'outputs.*.atoms', 'outputs.*.value'] }],
  ['controlledRounding', { judge: small.protectControlledRounding, fields: [...SUMS, 'trueTable', 'base'] }],
  ['row', { judge: small.protectRow, fields: ['row', 'threshold', 'T'] }],
  // Printed numbers of a kind that it does not know are refused.
  ['backCalc', { judge: protectBackCalculation, fields: ['published', 'threshold', 'T'] }],
  [
    'ruleAware',
    {
      judge: small.protectRuleAware,
      fields: ['published.hiddenSum', 'published.hiddenCells', 'attackerKnows', 'threshold', 'T'],
    },
  ],
  ['impliedBody', { judge: small.protectImpliedBody, fields: [...SUMS, ...ATTACKER, 'hidden'] }],
  ['integerGap', { judge: small.protectIntegerGap, fields: [...SUMS, ...ATTACKER, 'suppressed'] }],
  ['mapping', { judge: small.protectMapping, fields: ['values'] }],
  [
    'unpick',
    {
      judge: small.protectUnpick,
      fields: ['published.rounded', 'published.base', 'published.exactTotal', 'threshold', 'T'],
    },
  ],
  [
    'candidates',
    {
      judge: small.protectCandidates,
      fields: ['published.printed', 'published.base', 'published.hideUpTo', 'threshold', 'T'],
    },
  ],
  [
    'meanTimesRounded',
    {
      judge: small.protectMeans,
      fields: ['published.means', 'published.perturbed', 'published.maxDev', 'threshold', 'T'],
    },
  ],
  ['km', { judge: small.protectCurve, fields: ['published.steps', 'threshold', 'T'] }],
  ['kmCoarsen', { judge: small.protectCoarseCurve, fields: ['input', 'threshold', 'T'] }],
  ['kmTail', { judge: small.protectTail, fields: ['input.atRisk', 'threshold', 'T'] }],
  ['format', { judge: small.protectFormat, fields: ['exported', 'hidden'] }],
]);

/** Kinds of document the gate can judge. */
export const PROTECT_KINDS: readonly string[] = [...KINDS.keys()];

/**
 * Disclosure control on one document (JSON text or parsed), for auditors: `ebpm protect`.
 *
 * Tables: published cells, suppressed cells with the attacker's whole-number interval, and the proof.
 * Other kinds: a verdict with what an attacker would work out. Text is better than a parsed value, since
 * trailing zeros of printed numbers say how they were rounded.
 *
 * @returns `status: 'refused'` where the document cannot be released (exit code 4)
 * @throws UserIssue `disclosure.not_json`, `disclosure.document_…`, `disclosure.kind_unknown`,
 * `disclosure.unknown_cell`, `disclosure.not_additive`; names of the document in it are short and plain
 */
export async function protect(input: unknown, options: ProtectOptions = {}): Promise<ProtectResult> {
  try {
    const document = readDocument(input);
    const kind = KINDS.get(String(document.kind));
    if (kind === undefined) throw new UserIssue('refused', 'disclosure.kind_unknown');
    // First: a name written wrongly explains what else seems to be missing.
    const ignored = notConsidered(document, kind.fields);
    return { ...(await kind.judge(document, options)), ...ignored, ...belowStandard(document) };
  } catch (error) {
    throw error instanceof UserIssue ? withPlainNames(error) : error;
  }
}

function readDocument(input: unknown): ProtectDocument {
  const value = typeof input === 'string' ? parseDocument(input) : input;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UserIssue('input', 'disclosure.document_no_object', { field: 'document' });
  const document = value as ProtectDocument;
  if (typeof document.kind !== 'string') throw invalid('kind');
  for (const field of ['threshold', 'T']) {
    if (document[field] !== undefined && asWhole(document[field], field) < 1) throw invalid(field);
  }
  return document;
}

/** Settings that protect less than the standard ones do, with those: allowed, and never without a word. */
function belowStandard({ threshold, T, requiredWidth }: ProtectDocument): {
  belowStandard?: { readonly threshold?: number; readonly requiredWidth?: number };
} {
  const used = (threshold ?? T ?? DEFAULT_THRESHOLD) as number;
  const width = Math.max(used - 1, 1);
  const below = {
    ...(used < DEFAULT_THRESHOLD ? { threshold: DEFAULT_THRESHOLD } : {}),
    ...(typeof requiredWidth === 'number' && requiredWidth < width ? { requiredWidth: width } : {}),
  };
  return Object.keys(below).length === 0 ? {} : { belowStandard: below };
}

/** Names come from the document: they are shortened and stripped of what steers a terminal. */
function withPlainNames({ kind, code, params, cause }: UserIssue): UserIssue {
  const plain = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? plainName(value) : value,
  ]);
  return new UserIssue(kind, code, Object.fromEntries(plain) as UserIssue['params'], { cause });
}
