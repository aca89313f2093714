import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserIssue } from '../../domain/issue.ts';
import { workspaceDocument } from '../../workspace/documents.ts';
import type { recentOperations } from '../contract/recent.ts';
import type { HandlerContext, Handlers } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

const MOST = 12;
const ENDING = '.ebpm';

const known = z.strictObject({ path: z.string(), municipality: z.string(), openedAt: z.string() });
type Known = z.infer<typeof known>;
const stored = workspaceDocument('recent', z.array(known).readonly(), []);
const last = workspaceDocument('last-open', z.strictObject({ path: z.string() }), { path: '' });

export const recentHandlers: Pick<Handlers, keyof typeof recentOperations> = {
  'recent.list': async (context) => listOf(context),
  'recent.forget': async (context, { id }) => {
    const { userFolder } = context.options;
    stored.write(
      userFolder,
      stored.read(userFolder).filter((entry) => idOf(entry) !== id),
    );
    return listOf(context);
  },
  'recent.place': async ({ options, files }, { name }) => {
    const plain = name.normalize('NFKC').trim();
    if (plain === '' || plain.startsWith('.') || /[\\/:*?"<>|\p{Cc}]/u.test(plain))
      throw new UserIssue('usage', 'recent.name_invalid');
    const path = join(options.userFolder, `${plain}${ENDING}`);
    if (existsSync(path)) throw new UserIssue('usage', 'recent.name_taken', { name: plain });
    return { folder: files.add(path) };
  },
};

/** Puts an opened workspace at the top of the list. */
export function rememberWorkspace({ options }: HandlerContext, workspace: OpenWorkspace): void {
  const { userFolder, shell, now } = options;
  if (shell === 'command_line') return;
  const entry: Known = {
    path: workspace.folder,
    municipality: workspace.settings.municipality,
    openedAt: now().toISOString(),
  };
  mkdirSync(userFolder, { recursive: true });
  const others = stored.read(userFolder).filter(({ path }) => path !== entry.path);
  stored.write(userFolder, [entry, ...others].slice(0, MOST));
}

/** Notes what is open, so that the next start or a restart after a crash opens it again. */
export function noteOpen({ options }: HandlerContext, path: string): void {
  if (options.shell === 'command_line') return;
  mkdirSync(options.userFolder, { recursive: true });
  last.write(options.userFolder, { path });
}

/**
 * Folder of the workspace that was open last; undefined where there was none or it is gone. Forgets it: a
 * workspace that ends the process while it is opened is not opened again by itself.
 */
export function takeLastOpen({ options }: HandlerContext): string | undefined {
  const { path } = last.read(options.userFolder);
  last.remove(options.userFolder);
  return path !== '' && existsSync(path) ? path : undefined;
}

function idOf({ path }: Known): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

function listOf({ options, files }: HandlerContext) {
  return {
    entries: stored.read(options.userFolder).map((entry) => ({
      id: idOf(entry),
      name: basename(entry.path, ENDING),
      municipality: entry.municipality,
      openedAt: entry.openedAt,
      ...(existsSync(entry.path) ? { folder: files.add(entry.path) } : {}),
    })),
  };
}
