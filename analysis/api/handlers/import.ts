import { basename } from 'node:path';
import type { IssueCode } from '../../domain/issue.ts';
import { LAYOUTS, layoutNameOf } from '../../intake/layouts/index.ts';
import { choiceOf, parseRecipe, recipeText } from '../../intake/map/recipe.ts';
import { summarise } from '../../measures/summaries.ts';
import { sentenceOf } from '../../messages/index.ts';
import { listBatches, undoBatch } from '../../workspace/history.ts';
import { importFiles } from '../../workspace/import.ts';
import { recipeFor } from '../../workspace/make-recipe.ts';
import type { ImportProgress } from '../../workspace/progress.ts';
import { hasColumns, quarantineAbout } from '../../workspace/quarantine.ts';
import { deleteRecipe, loadRecipes, recipeFile, saveRecipe } from '../../workspace/recipes.ts';
import { mappableLayouts, recogniseFiles, requireLayout } from '../../workspace/recognise.ts';
import { recogniseHeld, rerunQuarantined } from '../../workspace/rerun.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationName } from '../contract/operations.ts';
import type { Handlers } from './handler.ts';
import { wireFile, wireReport } from './import-wire.ts';

type ImportOperation = Extract<OperationName, `import.${string}`>;
type RecipeOperation = Extract<ImportOperation, `import.${string}ecipe${string}`>;

const recipeHandlers: Pick<Handlers, RecipeOperation> = {
  'import.recipes': async ({ workspaces }) => ({
    recipes: loadRecipes(workspaces.require().workspace).map((recipe) => ({
      name: recipe.name,
      layout: recipe.layout,
      layoutName: layoutNameOf(recipe.layout),
      columns: Object.keys(recipe.columns).length,
      text: recipeText(recipe),
    })),
  }),
  'import.saveRecipe': async ({ workspaces, files }, { file, table, name, choice }, { signal }) => {
    const { workspace } = workspaces.require();
    const recipe = await recipeFor(workspace, {
      path: files.path(file),
      table,
      name,
      choice,
      ...(signal ? { signal } : {}),
    });
    saveRecipe(workspace, recipe);
    return { name: recipe.name };
  },
  'import.addRecipe': async ({ workspaces }, { text }) => {
    const recipe = parseRecipe(text);
    requireLayout(recipe.layout);
    saveRecipe(workspaces.require().workspace, recipe);
    return { name: recipe.name };
  },
  'import.deleteRecipe': async ({ workspaces }, { name }) => {
    deleteRecipe(workspaces.require().workspace, name);
    return { done: true as const };
  },
  'import.exportRecipe': async ({ workspaces, files }, { name }) => {
    const path = recipeFile(workspaces.require().workspace, name);
    return { token: files.add(path), name: basename(path) };
  },
};

export const importHandlers: Pick<Handlers, ImportOperation> = {
  ...recipeHandlers,
  'import.layouts': async () => ({ layouts: mappableLayouts(LAYOUTS) }),
  'import.recognise': async ({ workspaces, files }, input, { signal }) => {
    const { workspace } = workspaces.require();
    const recognised = [];
    for (const token of input.files) {
      const found = await recogniseFiles(workspace, [files.path(token)], {
        ...(input.choices ? { choices: input.choices } : {}),
        ...(signal ? { signal } : {}),
      });
      for (const file of found) recognised.push(wireFile(token, file));
    }
    if (input.batchId !== undefined) {
      const name = quarantineAbout(workspace, input.batchId)?.name ?? '';
      const choice = input.choices?.[name];
      const held = await recogniseHeld(workspace, input.batchId, {
        ...(choice ? { choice } : {}),
        ...(signal ? { signal } : {}),
      });
      recognised.push(wireFile('', held));
    }
    return { files: recognised };
  },
  'import.run': async ({ workspaces, files }, input, call) => {
    const { files: tokens, ...options } = input;
    const open = workspaces.require();
    const { workspace } = open;
    const report = await importFiles(workspace, {
      ...options,
      from: tokens.map((token) => files.path(token)),
      // Every measure of the years is quick from here on.
      afterwards: { phase: '年度ごとの集計を準備', run: () => summarise(workspace.warehouse, open.tables()) },
      onProgress: importProgress(call),
      ...(call.signal ? { signal: call.signal } : {}),
    });
    return wireReport(report);
  },
  'import.history': async ({ workspaces }) => {
    const batches = await listBatches(workspaces.require().workspace);
    return { batches: batches.map(({ layoutId: _, ...batch }) => batch).reverse() };
  },
  'import.undo': async ({ workspaces }, { batchId }) => {
    await undoBatch(workspaces.require().workspace, batchId);
    return { done: true as const };
  },
  'import.quarantine': async ({ workspaces }) => {
    const { workspace } = workspaces.require();
    const batches = await listBatches(workspace);
    return {
      batches: batches
        .filter(({ rowsQuarantined }) => rowsQuarantined > 0)
        .map(({ batchId, fileName, layoutName }) => {
          const about = quarantineAbout(workspace, batchId);
          const reasons = about?.reasons ?? [];
          return {
            batchId,
            fileName,
            layoutName,
            rows: reasons.reduce((sum, { count }) => sum + count, 0),
            mappable: hasColumns(about),
            reasons: reasons.map((reason) => ({ ...reason, sentence: reasonSentence(reason) })),
          };
        })
        .reverse(),
    };
  },
  'import.rerun': async ({ workspaces }, { batchId, recipe, ...input }, call) => {
    const choice = recipe === undefined ? input.choice : choiceOf(parseRecipe(recipe));
    const report = await rerunQuarantined(workspaces.require().workspace, batchId, {
      ...(choice ? { choice } : {}),
      onProgress: importProgress(call),
      ...(call.signal ? { signal: call.signal } : {}),
    });
    return wireReport(report);
  },
};

function reasonSentence({ code, count }: { readonly code: string; readonly count: number }): string {
  return sentenceOf({ code: code as IssueCode, params: { count } });
}

/** Passes the progress of an import on to the shell. */
export function importProgress({ onProgress }: CallOptions): (progress: ImportProgress) => void {
  return (progress) => onProgress?.(progress);
}
