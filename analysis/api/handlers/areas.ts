import type { OperationName } from '../contract/operations.ts';
import type { Handler, Handlers } from './handler.ts';

type AreaOf<Name> = Name extends `${infer Area}.${string}` ? Area : never;
type Area = AreaOf<OperationName>;
type AreaHandlers<Name extends Area> = Pick<Handlers, Extract<OperationName, `${Name}.${string}`>>;

/**
 * Where each area's handlers are, read with its first question: the first screen needs few of them, and the
 * writers of reports or the readers of workbooks would keep it waiting. A missing handler is a compile error.
 */
const areas: { readonly [Name in Area]: () => Promise<AreaHandlers<Name>> } = {
  app: async () => (await import('./workspace.ts')).workspaceHandlers,
  workspace: async () => (await import('./workspace.ts')).workspaceHandlers,
  recent: async () => (await import('./recent.ts')).recentHandlers,
  bookmarks: async () => (await import('./bookmarks.ts')).bookmarkHandlers,
  measures: async () => (await import('./measures.ts')).measureHandlers,
  overview: async () => (await import('./overview.ts')).overviewHandlers,
  geography: async () => (await import('./geography.ts')).geographyHandlers,
  help: async () => (await import('./help.ts')).helpHandlers,
  quality: async () => (await import('./quality.ts')).qualityHandlers,
  approaches: async () => (await import('./approaches.ts')).approachHandlers,
  programmes: async () => (await import('./programmes.ts')).programmeHandlers,
  studies: async () => (await import('./studies.ts')).studyHandlers,
  import: async () => (await import('./import.ts')).importHandlers,
  drafts: async () => (await import('./drafts.ts')).draftHandlers,
  presentation: async () => (await import('./presentation.ts')).presentationHandlers,
  releases: async () => (await import('./releases.ts')).releaseHandlers,
  reports: async () => (await import('./reports.ts')).reportHandlers,
};

/** The handler of an operation, read from disk where it is the first of its area. */
export async function handlerOf<Name extends OperationName>(name: Name): Promise<Handler<Name>> {
  const handlers: Partial<Handlers> = await areas[name.slice(0, name.indexOf('.')) as Area]();
  return handlers[name] as Handler<Name>;
}

/**
 * Reads every area and the gate's solver, one after another, and rehearses what takes longest: nobody waits for it, and
 * the next screen opens at once.
 */
export async function readAreas(): Promise<void> {
  for (const read of Object.values(areas)) await read();
  const { loadSolver } = await import('../../disclosure/engine/solver.ts');
  await loadSolver();
  const { rehearse } = await import('./rehearsal.ts');
  await rehearse();
}
