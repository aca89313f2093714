import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecipe, type Recipe, recipeText } from '../intake/map/recipe.ts';
import { writeAtomically } from './files.ts';
import type { Workspace } from './workspace.ts';

const ENDING = '.recipe.yaml';

/** Recipes saved in the workspace, by file name. */
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
  const name = `${recipe.name.replace(/[\\/:*?"<>|\s]+/g, '_').slice(0, 60)}${ENDING}`;
  writeAtomically(join(workspace.paths.recipes, name), recipeText(recipe));
  return name;
}
