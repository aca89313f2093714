import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { normaliseHeading } from '../../domain/identifiers.ts';
import { UserIssue } from '../../domain/issue.ts';
import { IDENTITY_ROLES } from '../identity/keys.ts';
import type { FieldTarget, Layout, LayoutField } from '../layouts/types.ts';
import { type Heading, headingsOf } from './headings.ts';
import type { ColumnPlan } from './plan.ts';

const recipeSchema = z.strictObject({
  recipe: z.literal(1),
  name: z.string().min(1).max(80),
  layout: z.string().min(1),
  /** Heading → field (`id.number`, `sbp` …), as confirmed by the user. */
  columns: z.record(z.string(), z.string()),
  /** Headings that are there but not used. */
  unused: z.array(z.string()),
});

/** How one kind of table of a municipality is read; text without data, to be saved and shared. */
export type Recipe = Readonly<z.infer<typeof recipeSchema>>;

/** What differs between the headings of a recipe and those of this year's file. */
export interface HeadingChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Least share of the recipe's headings that a file must have to be taken for the same table. */
const LEAST_OVERLAP = 0.6;

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

export function recipeText(recipe: Recipe): string {
  return stringify(recipe);
}

export function fieldName(target: FieldTarget): string {
  return 'column' in target ? target.column : `id.${target.identity}`;
}

/** Recipe of a plan: what was recognised, or what the user put right. */
export function recipeOf(name: string, layout: Layout, plan: ColumnPlan): Recipe {
  const columns: Record<string, string> = {};
  for (const field of plan.fields) {
    for (const source of field.sources) columns[source.heading] = fieldName(field.to);
  }
  return {
    recipe: 1,
    name,
    layout: layout.id,
    columns,
    unused: plan.unused.map((heading) => heading.text).filter((text) => text !== ''),
  };
}

/** The layout with the recipe's headings as the names of its fields. */
export function applyRecipe(layout: Layout, recipe: Recipe): Layout {
  const byField = new Map<string, string[]>();
  for (const [heading, field] of Object.entries(recipe.columns)) {
    byField.set(field, [...(byField.get(field) ?? []), heading]);
  }
  const named = new Set(Object.keys(recipe.columns).map(normaliseHeading));
  const fields = layout.fields.map((field): LayoutField => {
    const chosen = byField.get(fieldName(field.to));
    byField.delete(fieldName(field.to));
    // A heading that the recipe gives to another field must not be found under its usual name.
    const usual = field.headings.filter((heading) => !named.has(normaliseHeading(heading)));
    return { ...field, headings: [...(chosen ?? []), ...usual] };
  });
  return { ...layout, fields: [...fields, ...furtherIdentifiers(byField)] };
}

function furtherIdentifiers(left: ReadonlyMap<string, readonly string[]>): LayoutField[] {
  return [...left].flatMap(([name, headings]) => {
    const role = IDENTITY_ROLES.find((candidate) => `id.${candidate}` === name);
    if (!role) return [];
    return [
      { to: { identity: role }, headings, type: { kind: role === 'kana' ? 'kana' : 'identifier' } as const },
    ];
  });
}

/** How well a heading row fits a recipe: the share of the recipe's headings that are there; 0 when too few. */
export function recipeFit(recipe: Recipe, headings: readonly Heading[]): number {
  const there = new Set(headings.map((heading) => heading.key));
  const wanted = Object.keys(recipe.columns).map(normaliseHeading);
  if (wanted.length === 0) return 0;
  const share = wanted.filter((key) => there.has(key)).length / wanted.length;
  return share >= LEAST_OVERLAP ? share : 0;
}

/** Headings that are new or gone against the recipe. */
export function headingChange(recipe: Recipe, headings: readonly Heading[]): HeadingChange {
  const known = [...Object.keys(recipe.columns), ...recipe.unused];
  const knownKeys = new Set(headingsOf(known).map((heading) => heading.key));
  const there = new Set(headings.map((heading) => heading.key));
  return {
    added: headings
      .filter((heading) => heading.key !== '' && !knownKeys.has(heading.key))
      .map((heading) => heading.text),
    removed: known.filter((text) => !there.has(normaliseHeading(text))),
  };
}
