/** Options of `effect …`: `--name value`, `--name=value`, flags, comma-separated lists. */
import { UserIssue } from '../../domain/issue.ts';

export type OptionKind = 'text' | 'list' | 'number' | 'integer' | 'flag';

export interface OptionSpec {
  readonly kind: OptionKind;
  readonly required?: boolean;
  /** Allowed words of a text option. */
  readonly choices?: readonly string[];
  /** Japanese explanation for `--help`. */
  readonly help: string;
  readonly min?: number;
  readonly max?: number;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

export interface ParsedOptions {
  readonly has: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  readonly required: (name: string) => string;
  readonly list: (name: string) => string[];
  readonly number: (name: string) => number | undefined;
  readonly flag: (name: string) => boolean;
}

function readValue(name: string, spec: OptionSpec, raw: string): string {
  if (spec.choices !== undefined && !spec.choices.includes(raw)) {
    throw new UserIssue('usage', 'effect.unknown-choice', {
      option: `--${name}`,
      choices: spec.choices.join(', '),
    });
  }
  if (spec.kind === 'number' || spec.kind === 'integer') checkNumber(name, spec, raw);
  return raw;
}

function checkNumber(name: string, spec: OptionSpec, raw: string): void {
  const value = raw.trim() === '' ? Number.NaN : Number(raw);
  const whole = spec.kind !== 'integer' || Number.isInteger(value);
  const inside = value >= (spec.min ?? -Infinity) && value <= (spec.max ?? Infinity);
  if (!Number.isFinite(value) || !whole || !inside) {
    throw new UserIssue('usage', 'effect.bad-number', {
      option: `--${name}`,
      kind: spec.kind,
      min: spec.min ?? '',
      max: spec.max ?? '',
    });
  }
}

function collect(args: readonly string[], table: OptionTable): Map<string, string> {
  const found = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('--')) throw new UserIssue('usage', 'effect.stray-argument', { position: i + 1 });
    const eq = arg.indexOf('=');
    const name = eq < 0 ? arg.slice(2) : arg.slice(2, eq);
    const spec = table[name];
    if (spec === undefined) throw new UserIssue('usage', 'effect.unknown-option', { option: `--${name}` });
    if (found.has(name)) throw new UserIssue('usage', 'effect.repeated-option', { option: `--${name}` });
    if (spec.kind === 'flag') {
      found.set(name, 'true');
      continue;
    }
    const raw = eq < 0 ? args[++i] : arg.slice(eq + 1);
    if (raw === undefined || (eq < 0 && raw.startsWith('--'))) {
      throw new UserIssue('usage', 'effect.missing-value', { option: `--${name}` });
    }
    found.set(name, readValue(name, spec, raw));
  }
  return found;
}

/** Parses arguments by a table; throws `UserIssue` (usage) naming the option that is wrong. */
export function parseOptions(args: readonly string[], table: OptionTable): ParsedOptions {
  const found = collect(args, table);
  for (const [name, spec] of Object.entries(table)) {
    if (spec.required === true && !found.has(name)) {
      throw new UserIssue('usage', 'effect.missing-option', { option: `--${name}` });
    }
  }
  return {
    has: (name) => found.has(name),
    text: (name) => found.get(name),
    required: (name) => {
      const value = found.get(name);
      if (value === undefined) throw new UserIssue('usage', 'effect.missing-option', { option: `--${name}` });
      return value;
    },
    list: (name) =>
      (found.get(name) ?? '')
        .split(',')
        .map((s) => s.trim())
        .filter((s) => s !== ''),
    number: (name) => (found.has(name) ? Number(found.get(name)) : undefined),
    flag: (name) => found.has(name),
  };
}
