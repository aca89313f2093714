import { z } from 'zod';
import { UserIssue } from '../../domain/issue.ts';
import { workspaceDocument } from '../../workspace/documents.ts';
import { type draftsOperations, reportDraft } from '../contract/drafts.ts';
import type { Handlers } from './handler.ts';

const MOST = 50;

const storedDrafts = workspaceDocument('drafts', z.array(reportDraft).readonly(), []);

export const draftHandlers: Pick<Handlers, keyof typeof draftsOperations> = {
  'drafts.list': async ({ workspaces }) => ({ drafts: storedDrafts.read(workspaces.require().folder) }),
  'drafts.save': async ({ workspaces }, draft) => {
    const { folder } = workspaces.require();
    const before = storedDrafts.read(folder);
    const known = before.some(({ id }) => id === draft.id);
    if (!known && before.length >= MOST) throw new UserIssue('usage', 'drafts.too_many', { limit: MOST });
    const drafts = known ? before.map((one) => (one.id === draft.id ? draft : one)) : [...before, draft];
    storedDrafts.write(folder, drafts);
    return { drafts };
  },
  'drafts.remove': async ({ workspaces }, { id }) => {
    const { folder } = workspaces.require();
    const drafts = storedDrafts.read(folder).filter((one) => one.id !== id);
    storedDrafts.write(folder, drafts);
    return { drafts };
  },
};

/** @throws UserIssue `report.draft_unknown`. */
export function draftOf({ folder }: { readonly folder: string }, id: string): z.infer<typeof reportDraft> {
  const found = storedDrafts.read(folder).find((draft) => draft.id === id);
  if (!found) throw new UserIssue('usage', 'report.draft_unknown');
  return found;
}
