import { isMap, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** Where and how a text file does not fit its schema. Carries keys and line numbers, never values. */
export interface YamlFault {
  /** From 1. */
  readonly line: number;
  /** Path of the entry, such as `outcomes.0.variable`; empty for the file as a whole. */
  readonly key: string;
  readonly problem: Problem;
}

/** The last: what a schema says of its own (`params.problem` of a custom issue). */
type Problem = 'syntax' | 'missing' | 'unknown_key' | 'value' | (typeof OWN_PROBLEMS)[number];
const OWN_PROBLEMS = ['later_year', 'same_kind', 'same_year', 'beside_measure'] as const;

export type YamlReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: YamlFault };

/** Aliases are limited: a small file must not unfold into a large one. */
const MOST_ALIASES = 20;

/** Reads a YAML (or JSON) text against a schema; the first fault in the order of the file wins. */
export function readYaml<T>(text: string, schema: z.ZodType<T>): YamlReading<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const [broken] = document.errors;
  if (broken) return fault(lineAt(broken.pos[0]), '', 'syntax');
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    return fault(1, '', 'syntax');
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data };
  const faults = parsed.error.issues.flatMap(innermost).map((issue) => {
    const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const path = unknown === undefined ? issue.path : [...issue.path, unknown];
    const node = nodeAt(document, path);
    const missing = node === undefined && issue.code === 'invalid_type';
    const own =
      issue.code === 'custom' ? OWN_PROBLEMS.find((name) => name === issue.params?.problem) : undefined;
    return {
      line: lineAt((node ?? nodeAt(document, path.slice(0, -1)))?.start ?? 0),
      key: path.map(String).join('.'),
      problem: own ?? (unknown === undefined ? (missing ? 'missing' : 'value') : 'unknown_key'),
    } satisfies YamlFault;
  });
  const [first] = faults.sort((a, b) => a.line - b.line);
  return { ok: false, fault: first ?? { line: 1, key: '', problem: 'value' } };
}

type Issue = z.core.$ZodIssue;

/** Where one of several forms nearly fits, what is wrong inside that form; the place as a whole otherwise. */
function innermost(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  let best: { readonly depth: number; readonly issues: readonly Issue[] } = {
    depth: issue.path.length,
    issues: [issue],
  };
  for (const form of issue.errors) {
    const issues = form.flatMap((inner) =>
      innermost({ ...inner, path: [...issue.path, ...inner.path] } as Issue),
    );
    const depth = Math.min(...issues.map(({ path }) => path.length));
    if (depth > best.depth) best = { depth, issues };
  }
  return best.issues;
}

function fault(line: number, key: string, problem: YamlFault['problem']): YamlReading<never> {
  return { ok: false, fault: { line, key, problem } };
}

/** Place of the key itself where the parent is a map, so that the line named is the one to edit. */
function nodeAt(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
): { readonly start: number } | undefined {
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  if (isMap(parent) && last !== undefined) {
    const pair = parent.items.find(({ key }) => String(key) === String(last));
    const range = (pair?.key as { range?: readonly number[] } | undefined)?.range;
    if (range?.[0] !== undefined) return { start: range[0] };
    return undefined;
  }
  const node = document.getIn(path, true) as { range?: readonly number[] } | undefined;
  return node?.range?.[0] === undefined ? undefined : { start: node.range[0] };
}
