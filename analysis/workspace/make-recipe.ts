import { UserIssue } from '../domain/issue.ts';
import { columnLabel } from '../intake/map/headings.ts';
import { profileTable, recipeProfile } from '../intake/map/profile.ts';
import { type Recipe, recipeOf } from '../intake/map/recipe.ts';
import type { FileChoice, Recognition } from '../intake/recognise.ts';
import { reportRoles } from '../intake/recognise-report.ts';
import { recogniseAll } from './candidates.ts';
import type { Workspace } from './workspace.ts';

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
