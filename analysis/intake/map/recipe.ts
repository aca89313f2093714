import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { UserIssue } from '../../domain/issue.ts';
import type { Layout } from '../layouts/types.ts';
import { fieldId, KEEP_FIELD } from './fields.ts';
import { columnLabel, type Heading, labelKey } from './headings.ts';
import type { ColumnPlan, FixedColumns } from './plan.ts';

const recipeSchema = z.strictObject({
  recipe: z.literal(1),
  name: z.string().min(1).max(80),
  layout: z.string().min(1),
  /** Column label → field (`id.number`, `sbp` …), as confirmed by the user. */
  columns: z.record(z.string(), z.string()),
  /** Columns that are there but not used. */
  unused: z.array(z.string()),
  /** Every column in the order of the file, to see next year what moved. */
  headings: z.array(z.string()).exactOptional(),
  /** Commonest shape of the values by column (digits as 9); never a value. */
  shapes: z.record(z.string(), z.string().regex(/^[^0-8]*$/u)).exactOptional(),
  /** Entries of the published code list that occurred, by column. */
  codes: z.record(z.string(), z.array(z.string())).exactOptional(),
});

/** How one kind of table of a municipality is read; text without data, to be saved and shared. */
export type Recipe = Readonly<z.infer<typeof recipeSchema>>;

/** What differs between the columns of a recipe and those of this year's file. */
export interface HeadingChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Columns that probably only changed their name; not taken over without the user. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** The columns that both have stand in another order. */
  readonly reordered: boolean;
}

/** Least share of the recipe's headings that a file must have to be taken for the same table. */
const LEAST_OVERLAP = 0.6;
/** Least likeness of two headings to be offered as one column under a new name. */
const LEAST_LIKENESS = 0.5;

/** Reads a recipe's text. Throws `intake.recipe_invalid`. */
export function parseRecipe(text: string): Recipe {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (cause) {
    throw new UserIssue('input', 'intake.recipe_invalid', { part: 'YAML' }, { cause });
  }
  const parsed = recipeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserIssue('input', 'intake.recipe_invalid', { part: issue?.path.join('.') || 'recipe' });
}

/** The meaning of the columns that a recipe states, for one table; columns that are not used have an empty one. */
export function choiceOf({ layout, columns, unused }: Recipe): {
  readonly layout: string;
  readonly columns: Readonly<Record<string, string>>;
} {
  return { layout, columns: { ...columns, ...Object.fromEntries(unused.map((label) => [label, ''])) } };
}

export function recipeText(recipe: Recipe): string {
  return stringify(recipe);
}

/** Recipe of a plan: what was recognised, or what the user put right. */
export function recipeOf(
  name: string,
  layout: Pick<Layout, 'id'>,
  plan: ColumnPlan,
  headings: readonly Heading[] = [],
): Recipe {
  const labels = new Map(headings.map((heading) => [heading.index, columnLabel(heading)]));
  const columns: Record<string, string> = {};
  for (const { to, sources } of plan.fields) {
    for (const source of sources) {
      // A column of two numbers is named by what the first of them feeds.
      columns[labels.get(source.index) ?? source.heading] ??= fieldId({
        to,
        ...(source.convert ? { convert: source.convert } : {}),
      });
    }
  }
  for (const item of plan.items) {
    if (item.type.kind === 'loose') columns[labels.get(item.index) ?? item.heading] = KEEP_FIELD;
  }
  return {
    recipe: 1,
    name,
    layout: layout.id,
    columns,
    unused: plan.unused.map(columnLabel).filter((text) => text !== ''),
    ...(headings.length > 0 ? { headings: headings.map(columnLabel) } : {}),
  };
}

/** What a recipe says about the columns of a file. */
export function fixedBy(
  recipe: Pick<Recipe, 'columns' | 'unused'>,
  headings: readonly Heading[],
): FixedColumns {
  const fields = new Map(Object.entries(recipe.columns).map(([label, id]) => [labelKey(label), id]));
  const unused = new Set(recipe.unused.map(labelKey));
  const fixed = new Map<number, string | null>();
  for (const heading of headings) {
    const key = labelKey(columnLabel(heading));
    const id = fields.get(key);
    if (id !== undefined) fixed.set(heading.index, id);
    else if (unused.has(key)) fixed.set(heading.index, null);
  }
  return fixed;
}

/** How well a heading row fits a recipe: the share of the recipe's columns that are there; 0 when too few. */
export function recipeFit(recipe: Recipe, headings: readonly Heading[]): number {
  const there = new Set(headings.map((heading) => labelKey(columnLabel(heading))));
  const wanted = Object.keys(recipe.columns).map(labelKey);
  if (wanted.length === 0) return 0;
  const share = wanted.filter((key) => there.has(key)).length / wanted.length;
  return share >= LEAST_OVERLAP ? share : 0;
}

/** Columns that are new, gone, renamed or moved against the recipe. */
export function headingChange(recipe: Recipe, headings: readonly Heading[]): HeadingChange {
  const known = recipe.headings ?? [...Object.keys(recipe.columns), ...recipe.unused];
  const knownKeys = new Set(known.map(labelKey));
  const there = new Map(headings.map((heading) => [labelKey(columnLabel(heading)), heading]));
  const added = headings.filter(
    (heading) => heading.key !== '' && !knownKeys.has(labelKey(columnLabel(heading))),
  );
  const removed = known.filter((label) => !there.has(labelKey(label)));
  return {
    added: added.map(columnLabel),
    removed,
    renamed: renamedColumns(removed, added.map(columnLabel)),
    reordered: recipe.headings !== undefined && isReordered(recipe.headings, there),
  };
}

function renamedColumns(
  removed: readonly string[],
  added: readonly string[],
): { from: string; to: string }[] {
  const pairs = removed
    .flatMap((from) => added.map((to) => ({ from, to, likeness: likeness(labelKey(from), labelKey(to)) })))
    .filter((pair) => pair.likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness);
  const used = new Set<string>();
  const found: { from: string; to: string }[] = [];
  for (const { from, to } of pairs) {
    if (used.has(`<${from}`) || used.has(`>${to}`)) continue;
    used.add(`<${from}`).add(`>${to}`);
    found.push({ from, to });
  }
  return found;
}

function isReordered(known: readonly string[], there: ReadonlyMap<string, Heading>): boolean {
  const places = known.flatMap((label) => {
    const heading = there.get(labelKey(label));
    return heading ? [heading.index] : [];
  });
  return places.some((place, at) => at > 0 && place < places[at - 1]!);
}

/** Likeness of two headings, 0 to 1: shared pairs of letters (Dice), or one inside the other. */
export function likeness(a: string, b: string): number {
  if (a === '' || b === '') return 0;
  if (a === b) return 1;
  const shorter = Math.min(a.length, b.length);
  const contained =
    shorter >= 2 && (a.includes(b) || b.includes(a))
      ? 0.5 + 0.4 * (shorter / Math.max(a.length, b.length))
      : 0;
  const pairs = (text: string): string[] =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
  const left = pairs(a);
  const right = pairs(b);
  const pool = [...right];
  let shared = 0;
  for (const pair of left) {
    const at = pool.indexOf(pair);
    if (at < 0) continue;
    shared += 1;
    pool.splice(at, 1);
  }
  return Math.max(
    contained,
    left.length + right.length === 0 ? 0 : (2 * shared) / (left.length + right.length),
  );
}
