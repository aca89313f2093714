import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { UserIssue } from '../../domain/issue.ts';
import { workspaceDocument } from '../../workspace/documents.ts';
import { bookmark, type bookmarksOperations } from '../contract/bookmarks.ts';
import type { Handlers } from './handler.ts';

const MOST = 100;
const stored = workspaceDocument('bookmarks', z.array(bookmark).readonly(), []);

export const bookmarkHandlers: Pick<Handlers, keyof typeof bookmarksOperations> = {
  'bookmarks.list': async ({ workspaces }) => ({ bookmarks: stored.read(workspaces.require().folder) }),
  'bookmarks.save': async ({ workspaces }, { name, place }) => {
    const { folder } = workspaces.require();
    const others = stored.read(folder).filter((known) => known.name !== name);
    if (others.length >= MOST) throw new UserIssue('usage', 'bookmarks.too_many', { limit: MOST });
    const bookmarks = [...others, { id: randomUUID(), name, place }];
    stored.write(folder, bookmarks);
    return { bookmarks };
  },
  'bookmarks.remove': async ({ workspaces }, { id }) => {
    const { folder } = workspaces.require();
    const bookmarks = stored.read(folder).filter((known) => known.id !== id);
    stored.write(folder, bookmarks);
    return { bookmarks };
  },
};
