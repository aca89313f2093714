import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import { parseOwnMeasure } from '../../measures/own.ts';
import { ownChoices, ownFileOf } from '../../measures/own-draft.ts';
import { TextFiles } from '../../workspace/text-files.ts';
import type { Handlers } from './handler.ts';
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
    const own = workspace.ownMeasures().definitions;
    return {
      ...ownChoices(workspace.tables()),
      removable: own.flatMap(({ id }) => (ids.has(id) ? [id] : [])),
    };
  },
  'measures.saveOwn': async ({ workspaces }, draft) => {
    const workspace = workspaces.require();
    const text = (id: string) => ownFileOf(id, draft, workspace.tables());
    // What is asked names the measure: a number that was shown under an id is never another's.
    const { question } = parseOwnMeasure(text('own.draft'), '');
    const id = `own.${createHash('sha256')
      .update(JSON.stringify([question, draft.kind]))
      .digest('hex')
      .slice(0, 12)}`;
    const known = workspace.ownMeasures().definitions.find((own) => own.id === id);
    if (known) throw new UserIssue('usage', 'measures.own_known', { name: known.name });
    filesOf(workspace).save(id, text(id));
    return { id };
  },
  'measures.removeOwn': async ({ workspaces }, { id }) => {
    filesOf(workspaces.require()).remove(id);
    return { done: true };
  },
};

function filesOf({ folder }: OpenWorkspace): TextFiles {
  return new TextFiles(join(folder, 'measures'));
}
