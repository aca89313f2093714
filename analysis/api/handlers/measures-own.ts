import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import type { DefinitionTables } from '../../domain/tables/index.ts';
import type { MeasureDefinition } from '../../measures/definition.ts';
import { parseOwnMeasure } from '../../measures/own.ts';
import { type OwnDraft, type OwnHistory, ownChoices, ownFileOf } from '../../measures/own-draft.ts';
import { draftOfMeasure, versionsBefore } from '../../measures/own-edit.ts';
import { newestOf } from '../../measures/versions.ts';
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
        const { validFrom } = newestOf(definition);
        return draft ? [{ id: definition.id, draft, ...(validFrom === undefined ? {} : { validFrom }) }] : [];
      }),
      years: await changeYears(workspace),
    };
  },
  'measures.saveOwn': async ({ workspaces }, { replaces, validFrom, ...draft }) => {
    const workspace = workspaces.require();
    const files = filesOf(workspace);
    if (replaces !== undefined && files.read(replaces) === undefined)
      throw new UserIssue('usage', 'measures.unknown', { measure: replaces });
    const tables = workspace.tables();
    const { definitions } = workspace.ownMeasures();
    const replaced = definitions.find((own) => own.id === replaces);
    const history = validFrom === undefined ? undefined : historyOf(draft, { replaced, validFrom, tables });
    const text = (id: string) => ownFileOf(id, draft, tables, history);
    // What is asked names the measure: a number that was shown under an id is never another's.
    const id = `own.${createHash('sha256')
      .update(JSON.stringify([askedIn(parseOwnMeasure(text('own.draft'), '')), draft.kind]))
      .digest('hex')
      .slice(0, 12)}`;
    const known = definitions.find((own) => own.id === id);
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

/** Fiscal years from which a definition can change: those with data, and the next. */
async function changeYears(workspace: OpenWorkspace): Promise<readonly number[]> {
  const years = await workspace.fiscalYears();
  const last = years.at(-1);
  return last === undefined ? [] : [...years.slice(1), last + 1];
}

interface Change {
  readonly replaced: MeasureDefinition | undefined;
  readonly validFrom: number;
  readonly tables: DefinitionTables;
}

/** The definitions that stay for the years before. Throws `measures.own_version` where there are none. */
function historyOf(draft: OwnDraft, { replaced, validFrom, tables }: Change): OwnHistory {
  if (replaced === undefined) throw new UserIssue('usage', 'measures.own_version');
  const changed = parseOwnMeasure(ownFileOf('own.draft', draft, tables), '');
  return { validFrom, before: versionsBefore(replaced, { changed, validFrom }) };
}

/** What a measure asks, and of which years where that changed. */
function askedIn({ question }: MeasureDefinition): unknown {
  if (question.kind === 'table' || !question.versions) return question;
  return question.versions.map((version) => [version.validFrom, version.question]);
}

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
