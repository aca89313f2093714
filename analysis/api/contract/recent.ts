import { z } from 'zod';
import { nothing, operation } from './operation.ts';

const entry = z.strictObject({
  id: z.string(),
  name: z.string(),
  municipality: z.string(),
  openedAt: z.string(),
  /** Stands for the folder in `workspace.open`; absent where the folder is not there now. */
  folder: z.string().exactOptional(),
});
const entries = z.strictObject({ entries: z.array(entry).readonly() });

/** Workspaces that were opened on this computer, newest first. Kept in the user's own folder. */
export const recentOperations = {
  'recent.list': operation('query', nothing, entries),
  'recent.forget': operation('command', z.strictObject({ id: z.string() }), entries),
  /** A place for a new workspace in the user's own folder, for hosts without a folder dialog. */
  'recent.place': operation(
    'command',
    z.strictObject({ name: z.string().min(1).max(60) }),
    z.strictObject({ folder: z.string() }),
  ),
} as const;
