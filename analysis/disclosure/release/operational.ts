import { UserIssue } from '../../domain/issue.ts';

/**
 * What a leaf of an operational report may be. Anything else is refused, so that no value of an input
 * file can ride along: `count` whole number ≥ 0, `line` line number, `code` identifier of the product,
 * `name` file name or column heading, `pattern` shape of values (9 for digits, A for letters),
 * `sentence` text made from a code, `instant` ISO time, `hash` hexadecimal, `flag` true or false.
 */
export type OperationalLeaf =
  | 'count'
  | 'line'
  | 'code'
  | 'name'
  | 'pattern'
  | 'sentence'
  | 'instant'
  | 'hash'
  | 'flag';

export type OperationalSchema =
  | OperationalLeaf
  | readonly [OperationalSchema]
  | { readonly [key: string]: OperationalSchema };

const CHECKS: Record<OperationalLeaf, (value: unknown) => boolean> = {
  count: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  line: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  code: (value) => typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/u.test(value),
  name: (value) => typeof value === 'string' && value.length <= 200 && !hasControl(value),
  pattern: (value) => typeof value === 'string' && value.length <= 120 && !/[0-8]/u.test(value),
  sentence: (value) => typeof value === 'string' && value.length <= 500,
  instant: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/u.test(value),
  hash: (value) => typeof value === 'string' && /^[0-9a-f]{8,64}$/u.test(value),
  flag: (value) => typeof value === 'boolean',
};

/**
 * Lets a report about files and runs through the gate: only fields of the schema, only of their kind.
 * A missing optional field is allowed, an unknown one is not.
 *
 * @returns a frozen copy
 * @throws UserIssue (refused) `disclosure.operational_field` with the path of the offending field
 */
export function releaseOperational<T>(report: T, schema: OperationalSchema): T {
  return Object.freeze(copy(report, schema, 'report')) as T;
}

function copy(value: unknown, schema: OperationalSchema, path: string): unknown {
  if (typeof schema === 'string') {
    if (!CHECKS[schema](value)) throw refusedField(path);
    return value;
  }
  if (isList(schema)) {
    if (!Array.isArray(value)) throw refusedField(path);
    return Object.freeze(value.map((each) => copy(each, schema[0], `${path}[]`)));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refusedField(path);
  const result: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    const kind = Object.hasOwn(schema, key) ? schema[key] : undefined;
    if (kind === undefined) throw refusedField(`${path}.?`);
    if (part !== undefined) result[key] = copy(part, kind, `${path}.${key}`);
  }
  return Object.freeze(result);
}

function isList(schema: OperationalSchema): schema is readonly [OperationalSchema] {
  return Array.isArray(schema);
}

function hasControl(text: string): boolean {
  return [...text].some((letter) => letter < ' ' || letter === '\u007f');
}

/** The path names schema fields only: an unknown key could itself be a value. */
function refusedField(path: string): UserIssue {
  return new UserIssue('refused', 'disclosure.operational_field', { path });
}
