import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
import { parseRecipe, type Recipe, recipeText } from '../intake/map/recipe.ts';
import { writeAtomically } from './files.ts';
import type { Workspace } from './workspace.ts';

const ENDING = '.recipe.yaml';

/** Recipes saved in the workspace, by file name. Throws `intake.recipe_invalid` with the name of a damaged file. */
export function loadRecipes(workspace: Workspace): Recipe[] {
  const folder = workspace.paths.recipes;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .sort()
    .map((name) => parseRecipe(readFileSync(join(folder, name), 'utf8')));
}

/** Saves a recipe under its name; the same name replaces. Returns the file's name. */
export function saveRecipe(workspace: Workspace, recipe: Recipe): string {
  if (workspace.readOnly) throw new UserIssue('usage', 'workspace.read_only');
  const name = fileName(recipe.name);
  writeAtomically(join(workspace.paths.recipes, name), recipeText(recipe));
  return name;
}

function fileName(name: string): string {
  return `${name.replace(/[\\/:*?"<>|\s]+/g, '_').slice(0, 60)}${ENDING}`;
}

/** Path of a saved recipe. Throws `workspace.no_such_recipe`. */
export function recipeFile(workspace: Workspace, name: string): string {
  const file = join(workspace.paths.recipes, fileName(name));
  if (!existsSync(file)) throw new UserIssue('input', 'workspace.no_such_recipe', { name });
  return file;
}

/** Removes a saved recipe. Throws `workspace.no_such_recipe`, `workspace.read_only`. */
export function deleteRecipe(workspace: Workspace, name: string): void {
  if (workspace.readOnly) throw new UserIssue('usage', 'workspace.read_only');
  rmSync(recipeFile(workspace, name));
}
