import { parseArgs } from 'node:util';
import { UserIssue } from '../../analysis/domain/issue.ts';

/** How an option is written: alone, with a value, or with several values. */
export type OptionKind = 'flag' | 'value' | 'values';
export type OptionTable = Readonly<Record<string, OptionKind>>;

export interface ArgumentSpec {
  readonly verb: string;
  readonly options: OptionTable;
  /** Names of what follows without an option, in order. */
  readonly positionals?: readonly string[];
  /** How many more may follow. */
  readonly optionalPositionals?: number;
  /** The option for which whatever stands alone was probably meant, and what it takes in words. */
  readonly meant?: { readonly option: string; readonly what: string };
  /** The option that also takes whatever follows without an option (`--from A B C`). */
  readonly rest?: string;
}

/** Arguments of a verb after parsing; every getter throws `UserIssue` of kind usage. */
export class Arguments {
  readonly #spec: ArgumentSpec;
  readonly #values: ReadonlyMap<string, readonly string[]>;
  readonly #flags: ReadonlySet<string>;
  readonly positionals: readonly string[];

  constructor(spec: ArgumentSpec, argv: readonly string[]) {
    this.#spec = spec;
    const { flags, values, positionals } = sortTokens(spec, argv);
    this.#flags = flags;
    this.#values = values;
    this.positionals = positionals;
    const wanted = spec.positionals ?? [];
    const missing = wanted[positionals.length];
    const { verb } = spec;
    if (missing !== undefined)
      throw new UserIssue('usage', 'shell.missing_argument', { argument: missing, verb });
    const count = positionals.length - wanted.length - (spec.optionalPositionals ?? 0);
    if (count <= 0) return;
    if (spec.meant === undefined) throw new UserIssue('usage', 'shell.extra_argument', { verb, count });
    const { option, what } = spec.meant;
    throw new UserIssue('usage', 'shell.argument_of_option', { verb, count, option: `--${option}`, what });
  }

  flag(name: string): boolean {
    return this.#flags.has(name);
  }

  optional(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value !== undefined) return value;
    throw new UserIssue('usage', 'shell.missing_option', { option: `--${name}`, verb: this.#spec.verb });
  }

  /** Of options that would each do something of their own, at most one. */
  atMostOne(...names: readonly string[]): void {
    if (names.filter((name) => this.optional(name) !== undefined).length < 2) return;
    const options = names.map((name) => `--${name}`).join(' / ');
    throw new UserIssue('usage', 'shell.one_option', { options });
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** Values of a list written with commas (`A,B,C`) or by repeating the option. */
  list(name: string): readonly string[] {
    return this.all(name).flatMap((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    );
  }

  whole(name: string, min: number, max: number): number | undefined {
    const text = this.optional(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    throw new UserIssue('usage', 'shell.option_whole', { option: `--${name}`, min, max });
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const text = this.optional(name);
    return text === undefined ? undefined : oneOf(name, text, choices);
  }

  choices<Choice extends string>(name: string, choices: readonly Choice[]): readonly Choice[] {
    return this.list(name).map((text) => oneOf(name, text, choices));
  }
}

function oneOf<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UserIssue('usage', 'shell.option_choice', { option: `--${name}`, choices: choices.join(' / ') });
}

interface Sorted {
  readonly flags: Set<string>;
  readonly values: Map<string, string[]>;
  readonly positionals: string[];
}

function sortTokens(spec: ArgumentSpec, argv: readonly string[]): Sorted {
  const options = Object.fromEntries(
    Object.entries(spec.options).map(([name, kind]) => [
      name,
      { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  // Not strict: the sentences about wrong usage are ours, in Japanese.
  const config = { args: [...argv], options, strict: false, allowPositionals: true, tokens: true } as const;
  const sorted: Sorted = { flags: new Set(), values: new Map(), positionals: [] };
  for (const token of parseArgs(config).tokens) {
    if (token.kind === 'option') takeOption(spec, sorted, token.name, token.value);
    else if (token.kind === 'positional') takePositional(spec, sorted, token.value);
  }
  return sorted;
}

function takeOption(spec: ArgumentSpec, sorted: Sorted, name: string, value: string | undefined): void {
  const kind = Object.hasOwn(spec.options, name) ? spec.options[name] : undefined;
  const option = name.length === 1 ? `-${name}` : `--${name}`;
  if (kind === undefined) throw new UserIssue('usage', 'shell.unknown_option', { option, verb: spec.verb });
  if (kind === 'flag') {
    sorted.flags.add(name);
    return;
  }
  // `--out --json`: the next option is not a value.
  if (value === undefined || value === '' || /^--[a-z]/.test(value)) {
    throw new UserIssue('usage', 'shell.option_value', { option });
  }
  const values = sorted.values.get(name) ?? [];
  sorted.values.set(name, kind === 'values' ? [...values, value] : [value]);
}

function takePositional(spec: ArgumentSpec, sorted: Sorted, value: string): void {
  const { rest } = spec;
  const following = rest === undefined ? undefined : sorted.values.get(rest);
  if (following) following.push(value);
  else sorted.positionals.push(value);
}
