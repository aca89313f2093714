import { UserIssue } from '../../domain/issue.ts';

/** A document for the gate, as an auditor writes it; fields depend on its kind. */
export type ProtectDocument = Readonly<Record<string, unknown>>;

const literals = new WeakMap<object, Map<string, string>>();

type Reviver = (this: object, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/**
 * Parses JSON and remembers how numbers were written: `0.0` and `0` say different things about rounding.
 *
 * @throws UserIssue `disclosure.not_json`, `disclosure.document_twice` where a name stands twice in one place
 */
export function parseDocument(text: string): unknown {
  const document = parsed(text.replace(/^\uFEFF/u, ''));
  requireNamesOnce(text);
  return document;
}

function parsed(text: string): unknown {
  try {
    return parseWithSource(text, function remember(key, value, context) {
      if (typeof value === 'number' && context.source !== undefined) {
        const known = literals.get(this) ?? new Map<string, string>();
        known.set(key, context.source);
        literals.set(this, known);
      }
      return value;
    });
  } catch (error) {
    throw new UserIssue('input', 'disclosure.not_json', {}, { cause: error });
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/gu;

/** JSON keeps the last of two equal names without a word; in a table one of two rows would vanish. */
function requireNamesOnce(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let previous = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1);
      const name = JSON.parse(previous) as string;
      if (names?.has(name)) throw new UserIssue('input', 'disclosure.document_twice', { cell: name });
      names?.add(name);
    }
    previous = token;
  }
}

/** Decimals a number was printed with; where the text is unknown, those of its shortest form. */
export function printedDecimals(holder: object, key: string): number {
  const source = literals.get(holder)?.get(key) ?? String((holder as Record<string, unknown>)[key]);
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  return Math.max(0, decimals - Number(exponent));
}

/** Whether the text of the number is known (parsed here), so that its decimals can be trusted. */
export function hasLiteral(holder: object, key: string): boolean {
  return literals.get(holder)?.has(key) ?? false;
}

/** A fault of the document, with the name of the field. */
export function invalid(field: string): UserIssue {
  return new UserIssue('input', 'disclosure.document_invalid', { field });
}

export function asRecord(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field);
  return value as Readonly<Record<string, unknown>>;
}

export function asNumber(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(field);
  return value;
}

export function asWhole(value: unknown, field: string): number {
  const number = asNumber(value, field);
  if (!Number.isSafeInteger(number)) throw invalid(field);
  return number;
}

export function asNumbers(value: unknown, field: string): number[] {
  if (!Array.isArray(value)) throw invalid(field);
  return value.map((each) => asNumber(each, field));
}

export function asStrings(value: unknown, field: string): string[] {
  if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) throw invalid(field);
  return value as string[];
}

/**
 * Numbers by id; `whole` asks for whole numbers ≥ 0.
 *
 * @throws UserIssue `disclosure.document_count`, `disclosure.document_number` with the id, never the value
 */
export function asCells(value: unknown, field: string, whole: boolean): Map<string, number> {
  const cells = new Map<string, number>();
  for (const [id, each] of Object.entries(asRecord(value, field))) {
    if (whole && !(Number.isSafeInteger(each) && (each as number) >= 0))
      throw new UserIssue('input', 'disclosure.document_count', { field, cell: id });
    if (typeof each !== 'number' || !Number.isFinite(each))
      throw new UserIssue('input', 'disclosure.document_number', { field, cell: id });
    cells.set(id, each);
  }
  return cells;
}

/**
 * `[[parent, [children]], …]`: each child once, and no sum of itself.
 *
 * @throws UserIssue `disclosure.document_relation`, `disclosure.document_parts` with the parent,
 * `disclosure.document_circle`
 */
export function asRelations(value: unknown): [string, string[]][] {
  if (!Array.isArray(value)) throw invalid('relations');
  const relations = value.map((each: unknown, at): [string, string[]] => {
    if (!Array.isArray(each) || each.length !== 2 || typeof each[0] !== 'string')
      throw new UserIssue('input', 'disclosure.document_relation', { at: at + 1 });
    const [parent, children] = each as [string, unknown];
    const named = Array.isArray(children) && children.every((child) => typeof child === 'string');
    if (!named || children.length === 0 || new Set([parent, ...children]).size !== children.length + 1)
      throw new UserIssue('input', 'disclosure.document_parts', { cell: parent });
    return [parent, children];
  });
  requireNoCircle(relations, 'relations');
  return relations;
}

/** @throws UserIssue `disclosure.document_circle` where a sum is, over others, a part of itself */
export function requireNoCircle(
  relations: readonly (readonly [string, readonly string[]])[],
  field: string,
): void {
  const waiting = new Map<string, number>();
  const partsOf = new Map<string, string[]>();
  for (const [parent, children] of relations) {
    partsOf.set(parent, [...(partsOf.get(parent) ?? []), ...children]);
    if (!waiting.has(parent)) waiting.set(parent, 0);
    for (const child of children) waiting.set(child, (waiting.get(child) ?? 0) + 1);
  }
  const free = [...waiting].filter(([, sums]) => sums === 0).map(([id]) => id);
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    waiting.delete(id);
    for (const part of partsOf.get(id) ?? []) {
      const left = waiting.get(part)! - 1;
      waiting.set(part, left);
      if (left === 0) free.push(part);
    }
  }
  const [stuck] = waiting.keys();
  if (stuck !== undefined) throw new UserIssue('input', 'disclosure.document_circle', { field, cell: stuck });
}

/** Optional yes or no. */
export function asFlag(value: unknown, field: string, standard: boolean): boolean {
  if (value === undefined) return standard;
  if (typeof value !== 'boolean') throw invalid(field);
  return value;
}

/**
 * What the attacker takes hidden cells to be at least, and whether he knows that they are whole.
 *
 * @param hidden numbers of cells that are hidden
 * @throws UserIssue `disclosure.document_invalid`
 */
export function readAttacker(document: ProtectDocument, hidden: readonly number[]) {
  const attacker = document.attacker === undefined ? {} : asRecord(document.attacker, 'attacker');
  const field = 'attacker.suppressedMin';
  const suppressedMin = attacker.suppressedMin === undefined ? 1 : asWhole(attacker.suppressedMin, field);
  // An attacker who believes hidden cells are larger than they are is no attacker of this table.
  if (suppressedMin < 0 || hidden.some((value) => value < suppressedMin)) throw invalid(field);
  return { suppressedMin, integer: asFlag(attacker.integer, 'attacker.integer', true) };
}

/**
 * Every sum holds exactly.
 *
 * @throws UserIssue `disclosure.unknown_cell`, `disclosure.document_sum` with the name of the sum
 */
export function requireSums(
  cells: ReadonlyMap<string, number>,
  relations: readonly (readonly [string, readonly string[]])[],
): void {
  const numberOf = (id: string): number => {
    const value = cells.get(id);
    if (value === undefined) throw new UserIssue('input', 'disclosure.unknown_cell', { cell: id });
    return value;
  };
  for (const [parent, children] of relations) {
    if (numberOf(parent) !== children.reduce((sum, child) => sum + numberOf(child), 0)) {
      throw new UserIssue('input', 'disclosure.document_sum', { field: 'relations', cell: parent });
    }
  }
}
