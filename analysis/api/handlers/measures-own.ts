import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import { parseOwnMeasure } from '../../measures/own.ts';
import { ownChoices, ownFileOf } from '../../measures/own-draft.ts';
import { draftOfMeasure } from '../../measures/own-edit.ts';
import { TextFiles } from '../../workspace/text-files.ts';
import type { Handlers } from './handler.ts';
import { registerOf } from './programmes.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

/** Measures that a municipality adds on the screen: files of its workspace, as those that are written by hand. */
export const ownMeasureHandlers: Pick<
  Handlers,
  'measures.ownChoices' | 'measures.saveOwn' | 'measures.removeOwn'
> = {
  'measures.ownChoices': async ({ workspaces }) => {
    const workspace = workspaces.require();
    const ids = new Set(
      filesOf(workspace)
        .list()
        .map(({ id }) => id),
    );
    const own = workspace.ownMeasures().definitions.filter(({ id }) => ids.has(id));
    const tables = workspace.tables();
    return {
      ...ownChoices(tables),
      removable: own.map(({ id }) => id),
      editable: own.flatMap((definition) => {
        const draft = draftOfMeasure(definition, tables);
        return draft ? [{ id: definition.id, draft }] : [];
      }),
    };
  },
  'measures.saveOwn': async ({ workspaces }, { replaces, ...draft }) => {
    const workspace = workspaces.require();
    const files = filesOf(workspace);
    if (replaces !== undefined && files.read(replaces) === undefined)
      throw new UserIssue('usage', 'measures.unknown', { measure: replaces });
    const text = (id: string) => ownFileOf(id, draft, workspace.tables());
    // What is asked names the measure: a number that was shown under an id is never another's.
    const { question } = parseOwnMeasure(text('own.draft'), '');
    const id = `own.${createHash('sha256')
      .update(JSON.stringify([question, draft.kind]))
      .digest('hex')
      .slice(0, 12)}`;
    const known = workspace.ownMeasures().definitions.find((own) => own.id === id);
    if (known && id !== replaces) throw new UserIssue('usage', 'measures.own_known', { name: known.name });
    files.save(id, text(id));
    if (replaces === undefined || replaces === id) return { id, keptFor: [] };
    const keptFor = await programmesWith(workspace, replaces);
    if (keptFor.length === 0) files.remove(replaces);
    return { id, keptFor };
  },
  'measures.removeOwn': async ({ workspaces }, { id }) => {
    filesOf(workspaces.require()).remove(id);
    return { done: true };
  },
};

/** Names of the programmes whose indicators are this measure: their numbers go on. */
async function programmesWith(workspace: OpenWorkspace, measure: string): Promise<readonly string[]> {
  const { programmes } = await registerOf(workspace);
  const used = programmes.filter(({ boxes }) =>
    boxes.some(({ kpis }) => kpis.some((kpi) => kpi.measure === measure)),
  );
  return used.map(({ name }) => name);
}

function filesOf({ folder }: OpenWorkspace): TextFiles {
  return new TextFiles(join(folder, 'measures'));
}
