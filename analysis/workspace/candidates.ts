import { UserIssue } from '../domain/issue.ts';
import type { ByteSource } from '../intake/decode/source.ts';
import { prepareReader, worthThread } from '../intake/load/reader-thread.ts';
import { parseRecipe, type Recipe } from '../intake/map/recipe.ts';
import type { FileChoice, Recognition } from '../intake/recognise.ts';
import { recogniseFile } from '../intake/recognise-file.ts';
import { parquetTables } from './parquet-table.ts';
import { loadRecipes } from './recipes.ts';
import { collectFiles } from './sources.ts';
import type { Workspace } from './workspace.ts';

/** A file that can be loaded. */
export interface Candidate {
  readonly name: string;
  readonly source: ByteSource;
  readonly recognition: Recognition;
}

export interface Refused {
  readonly name: string;
  readonly issue: UserIssue;
  readonly source: ByteSource;
}

export interface CandidateOptions {
  readonly from: readonly string[];
  readonly layout?: string;
  readonly layouts?: Readonly<Record<string, string>>;
  readonly recipe?: string;
  /** What the user decided, by the name of the table. */
  readonly choices?: Readonly<Record<string, FileChoice>>;
  /** Called before each file, so that progress and cancelling get their turn. */
  readonly onFile?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Recognises every file under the given paths; what cannot be used comes with the reason. */
export async function recogniseAll(
  workspace: Workspace,
  options: CandidateOptions,
): Promise<{ candidates: Candidate[]; refused: Refused[] }> {
  const candidates: Candidate[] = [];
  const refused: Refused[] = [];
  const recipes = options.recipe ? [parseRecipe(options.recipe)] : loadRecipes(workspace);
  for (const file of collectFiles(options.from)) {
    options.signal?.throwIfAborted();
    await options.onFile?.();
    // Ready by the time that the files are known.
    if (worthThread(file.source)) prepareReader();
    try {
      candidates.push(...(await candidatesOf(workspace, file, { ...options, refused }, recipes)));
    } catch (error) {
      if (!(error instanceof UserIssue) || error.kind === 'usage') throw error;
      refused.push({ name: file.name, issue: error, source: file.source });
    }
  }
  candidates.sort(
    (a, b) => a.recognition.order - b.recognition.order || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
  return { candidates, refused };
}

async function candidatesOf(
  workspace: Workspace,
  file: { readonly name: string; readonly source: ByteSource },
  options: CandidateOptions & { readonly refused: Refused[] },
  recipes: readonly Recipe[],
): Promise<Candidate[]> {
  const layout = options.layouts?.[file.name] ?? options.layout;
  const recognised = await recogniseFile(file.source, {
    parquet: parquetTables(workspace),
    ...(layout === undefined ? { recipes } : { layout }),
    ...(options.choices ? { choices: options.choices } : {}),
    onRefused: ({ source, issue }) => options.refused.push({ name: source.name, issue, source }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return recognised.map(({ source, recognition }) => ({ name: source.name, source, recognition }));
}
