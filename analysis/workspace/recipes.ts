import type { Heading } from '../intake/map/headings.ts';
import type { Workspace } from './workspace.ts';

export interface Recipe {
  readonly layout: string;
}

export function parseRecipe(text: string): Recipe {
  return { layout: text };
}

export function loadRecipes(_workspace: Workspace): Recipe[] {
  return [];
}

export function recipeFor(_recipes: readonly Recipe[], _headings: readonly Heading[]): Recipe | undefined {
  return undefined;
}
