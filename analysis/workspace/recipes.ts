import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserIssue } from '../domain/issue.ts';
import { columnLabel } from '../intake/map/headings.ts';
import { profileTable, recipeProfile } from '../intake/map/profile.ts';
import { parseRecipe, type Recipe, recipeOf, recipeText } from '../intake/map/recipe.ts';
import { type FileChoice, type Recognition, reportRoles } from '../intake/recognise.ts';
import { recogniseAll } from './candidates.ts';
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

/**
 * The recipe of one table as it is recognised with the user's choice: columns, order, shapes and list entries.
 * Throws what recognising throws, `workspace.no_such_table` when the path holds no table of that name.
 */
export async function recipeFor(
  workspace: Workspace,
  given: {
    readonly path: string;
    readonly table: string;
    readonly name: string;
    readonly choice: FileChoice;
    readonly signal?: AbortSignal;
  },
): Promise<Recipe> {
  const { candidates } = await recogniseAll(workspace, {
    from: [given.path],
    choices: { [given.table]: given.choice },
    ...(given.signal ? { signal: given.signal } : {}),
  });
  const candidate = candidates.find(({ name }) => name === given.table);
  if (candidate?.recognition.kind === 'report') return reportRecipe(given.name, candidate.recognition);
  const part = candidate?.recognition.parts[0];
  if (!candidate || !part || candidate.recognition.headings.length === 0) {
    throw new UserIssue('input', 'workspace.no_such_table', { name: given.table });
  }
  const { recognition, source } = candidate;
  const profile = await profileTable(source, recognition, part.layout);
  return {
    ...recipeOf(given.name, part.layout, part.plan, recognition.headings),
    ...recipeProfile(profile.columns),
  };
}

function reportRecipe(name: string, recognition: Recognition): Recipe {
  const labels = recognition.headings.map(columnLabel);
  const roles = reportRoles(recognition);
  return {
    recipe: 1,
    name,
    layout: recognition.layoutId,
    columns: Object.fromEntries(
      labels.flatMap((label, at) => (roles[at] === '' ? [] : [[label, roles[at]!]])),
    ),
    unused: labels.filter((_, at) => roles[at] === ''),
    headings: labels,
  };
}
