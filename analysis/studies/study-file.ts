import { createHash } from 'node:crypto';
import { type Document, isNode, LineCounter, parseDocument, stringify } from 'yaml';
import type { z } from 'zod';
import { UserIssue } from '../domain/issue.ts';
import { type StudyDefinition, studySchema } from './definition.ts';
import { type ContentFault, contentFaults } from './study-content.ts';

/** A fault of a study file: where it is and what kind of value belongs there. */
export interface StudyFault {
  readonly line: number;
  /** Dotted path of keys, e.g. `outcomes.0.year`. */
  readonly key: string;
  readonly reason: StudyFaultReason;
  /** Keys or choices that would be right, where they can be listed. */
  readonly hint: string;
}

export type StudyFaultReason =
  | 'not_yaml'
  | 'missing'
  | 'type'
  | 'choice'
  | 'unknown_key'
  | 'range'
  | 'pattern'
  | ContentFault['reason']
  | 'aipw_estimand';

type Path = ContentFault['path'];
type Fault = Pick<ContentFault, 'path' | 'hint'> & { readonly reason: StudyFaultReason };
type ReadStudy =
  | { readonly study: StudyDefinition; readonly faults: readonly [] }
  | { readonly study: undefined; readonly faults: readonly StudyFault[] };

/** Reads a study file and finds every fault in it, in the order of its lines. */
export function readStudy(text: string): ReadStudy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors.map((error) => ({
    line: error.linePos?.[0].line ?? 1,
    key: '',
    reason: 'not_yaml' as const,
    hint: '',
  }));
  if (syntax.length > 0) return { study: undefined, faults: syntax };
  const value: unknown = document.toJS();
  const parsed = studySchema.safeParse(value);
  const at = (path: Path) => lineOf(document, lines, path);
  const faults = parsed.success
    ? contentFaults(parsed.data).map(({ path, reason, hint }) => ({
        line: at(path),
        key: path.join('.'),
        reason,
        hint,
      }))
    : parsed.error.issues
        .flatMap((issue) => faultsOf(issue, value))
        .map((fault) => ({
          line: at(fault.path),
          key: fault.path.join('.'),
          reason: fault.reason,
          hint: fault.hint,
        }));
  if (parsed.success && faults.length === 0) return { study: parsed.data, faults: [] };
  return { study: undefined, faults: faults.toSorted((a, b) => a.line - b.line) };
}

/** Reads a study file. Throws `study.not_yaml` or `study.invalid`, with line, key and reason of the first fault. */
export function parseStudy(text: string): StudyDefinition {
  const { study, faults } = readStudy(text);
  if (study) return study;
  const first = faults[0];
  if (!first || first.reason === 'not_yaml') {
    throw new UserIssue('input', 'study.not_yaml', { line: first?.line ?? 1 });
  }
  throw new UserIssue('input', 'study.invalid', { ...first, more: faults.length - 1 });
}

/** The study file of a definition; parsing it gives the definition back. */
export function formatStudy(definition: StudyDefinition): string {
  return stringify(definition, { lineWidth: 100 });
}

/** SHA-256 of the canonical study file: the lock of a design. */
export function studyHash(definition: StudyDefinition): string {
  return createHash('sha256').update(formatStudy(definition)).digest('hex');
}

/** One setting that differs between two versions of a design. */
export interface StudyChange {
  readonly key: string;
  readonly before: string;
  readonly after: string;
}

/** Every setting that differs, in the order of the file; lists are compared as a whole. */
export function studyChanges(before: StudyDefinition, after: StudyDefinition): StudyChange[] {
  const [old, now] = [flatten(before), flatten(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((key) => ({ key, before: old.get(key) ?? '', after: now.get(key) ?? '' }))
    .filter((change) => change.before !== change.after);
}

function flatten(value: unknown, prefix = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null && (!Array.isArray(value) || value.some(isRecord))) {
    for (const [key, part] of Object.entries(value)) {
      flatten(part, prefix === '' ? key : `${prefix}.${key}`, into);
    }
  } else into.set(prefix, Array.isArray(value) ? value.join('、') : String(value));
  return into;
}

const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null;

function faultsOf(issue: z.core.$ZodIssue, value: unknown): Fault[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const one = (reason: StudyFaultReason, hint = ''): Fault[] => [{ path, reason, hint }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], reason: 'unknown_key', hint: '' }));
    case 'invalid_value':
      return valueAt(value, path) === undefined
        ? one('missing', issue.values.join(' / '))
        : one('choice', issue.values.join(' / '));
    case 'invalid_union':
      return one('choice', DESIGN_HINTS[path.at(-1) ?? ''] ?? '');
    case 'invalid_type':
      return one(valueAt(value, path) === undefined ? 'missing' : 'type', issue.expected);
    case 'too_small':
      return one('range', `${issue.minimum}以上`);
    case 'too_big':
      return one('range', `${issue.maximum}以下`);
    case 'invalid_format':
      return one('pattern', PATTERN_HINTS[String(path.at(-1))] ?? '');
    default:
      return one(issue.message === 'aipw_estimand' ? 'aipw_estimand' : 'type');
  }
}

const DESIGN_HINTS: Readonly<Record<string, string>> = {
  design: studySchema.options.map((option) => option.shape.design.value).join(' / '),
  unit: 'person / district / factorial / stepped_wedge',
};

const PATTERN_HINTS: Readonly<Record<string, string>> = {
  id: '半角の英小文字・数字・_・-',
  from: '2020-04 の形',
  to: '2020-04 の形',
  start: '2020-04 の形',
};

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<string | number, unknown>)[key] : undefined,
    value,
  );
}

/** Line of a key, or of the nearest part of the file that should hold it. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
