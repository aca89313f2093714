import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { UserIssue } from '../../analysis/domain/issue.ts';
import { readJson } from './inputs.ts';

const recipeSchema = z.strictObject({ layouts: z.record(z.string().min(1), z.string().min(1)) });

/** Which layout a file has, by a part of its name; saved once and used again next year. */
export type Recipe = z.infer<typeof recipeSchema>;

/** Reads a recipe file. Throws `shell.recipe_invalid` and the faults of `readJson`. */
export function readRecipe(path: string): Recipe {
  const parsed = recipeSchema.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  throw new UserIssue('input', 'shell.recipe_invalid', { name: basename(resolve(path)) });
}

/** The layout that a recipe names for a file; the longest matching part of a name wins. */
export function layoutFor(recipe: Recipe, fileName: string): string | undefined {
  const parts = Object.keys(recipe.layouts).filter((part) => fileName.includes(part));
  const [longest] = parts.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : recipe.layouts[longest];
}
