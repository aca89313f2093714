import { z } from 'zod';
import { nothing, operation } from './operation.ts';

/** A place of the window: screen, measure, filters. Holds no number. */
export const bookmark = z.strictObject({
  id: z.string().max(60),
  name: z.string().min(1).max(80),
  place: z
    .string()
    .max(600)
    .regex(/^#\/[a-z]+/u),
});

const bookmarks = z.strictObject({ bookmarks: z.array(bookmark).readonly() });

/** Views that the people of a workspace share. */
export const bookmarksOperations = {
  'bookmarks.list': operation('query', nothing, bookmarks),
  'bookmarks.save': operation('command', bookmark.omit({ id: true }), bookmarks),
  'bookmarks.remove': operation('command', z.strictObject({ id: z.string() }), bookmarks),
} as const;
