import { existsSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserIssue } from '../../domain/issue.ts';
import { readMunicipality } from '../../domain/municipality.ts';
import type { WorkspaceSettings } from '../../domain/settings.ts';
import { DEFAULT_SETTINGS } from '../../workspace/settings.ts';
import {
  createWorkspace,
  deleteWorkspace,
  openWorkspace,
  type Workspace,
} from '../../workspace/workspace.ts';
import type { CallOptions } from '../contract/client.ts';
import type { OperationOutput } from '../contract/operations.ts';
import { loadSampleMap } from './geography.ts';
import type { HandlerContext, Handlers } from './handler.ts';
import { noteOpen, rememberWorkspace, takeLastOpen } from './recent.ts';
import { OpenWorkspace } from './workspace-holder.ts';

type State = OperationOutput<'workspace.state'>;
type District = State['districts'][number];

const SAMPLE_NAME = '見本.ebpm';

export const workspaceHandlers: Pick<
  Handlers,
  | 'app.info'
  | 'workspace.state'
  | 'workspace.create'
  | 'workspace.open'
  | 'workspace.openSample'
  | 'workspace.reopen'
  | 'workspace.saveSettings'
  | 'workspace.delete'
> = {
  'app.info': async ({ options }) => ({
    version: options.version,
    shell: options.shell,
    sampleAvailable: existsSync(options.sampleFolder),
  }),
  'workspace.state': async ({ workspaces }) => stateOf(workspaces.current),
  'workspace.create': async (context, { folder, settings }) => {
    const workspace = await createWorkspace(context.files.path(folder), settings);
    const state = await take(context, workspace);
    rememberWorkspace(context, context.workspaces.require());
    return state;
  },
  'workspace.open': (context, { folder }) => openAt(context, context.files.path(folder)),
  'workspace.openSample': (context, _, call) => openSample(context, call),
  'workspace.reopen': (context, _, call) => {
    const path = takeLastOpen(context);
    return path === undefined || path === sampleFolderOf(context)
      ? openSample(context, call)
      : openAt(context, path);
  },
  'workspace.saveSettings': async ({ workspaces }, settings) => {
    const workspace = workspaces.require();
    await workspace.saveSettings(settings);
    return stateOf(workspace);
  },
  'workspace.delete': async ({ workspaces }, { confirmName }) => {
    const { folder, workspace } = workspaces.require();
    if (confirmName !== workspace.name) throw new UserIssue('usage', 'api.name_differs');
    workspaces.close();
    deleteWorkspace(folder);
    return stateOf(undefined);
  },
};

async function openAt(context: HandlerContext, path: string): Promise<State> {
  context.workspaces.close();
  const state = await take(context, await openWorkspace(path));
  rememberWorkspace(context, context.workspaces.require());
  return state;
}

async function openSample(context: HandlerContext, call: CallOptions): Promise<State> {
  context.workspaces.close();
  const state = await take(context, await sampleWorkspace(context, call));
  await loadSampleMap(context.workspaces.require(), context.options.sampleFolder);
  return state;
}

function sampleFolderOf({ options }: HandlerContext): string {
  return join(options.userFolder, SAMPLE_NAME);
}

async function take(context: HandlerContext, workspace: Workspace): Promise<State> {
  try {
    const open = await OpenWorkspace.of(workspace, context.options.shell);
    context.workspaces.replace(open);
    noteOpen(context, open.folder);
    return await stateOf(open);
  } catch (error) {
    workspace.close();
    throw error;
  }
}

/** The sample municipality, imported once from its shipped files; made anew when the import was cut short. */
async function sampleWorkspace(context: HandlerContext, call: CallOptions): Promise<Workspace> {
  const { options } = context;
  const folder = sampleFolderOf(context);
  if (existsSync(folder)) {
    const known = await openWorkspace(folder);
    const [row] = await known.warehouse.all('SELECT count(*) AS batches FROM import_batch');
    if (Number(row?.batches) > 0) return known;
    known.close();
    rmSync(folder, { recursive: true, force: true });
  }
  if (!existsSync(options.sampleFolder)) throw new UserIssue('input', 'api.sample_missing');
  const workspace = await createWorkspace(folder, await sampleSettings(options.sampleFolder));
  try {
    const [{ importFiles }, { importProgress }] = await Promise.all([
      import('../../workspace/import.ts'),
      import('./import.ts'),
    ]);
    await importFiles(workspace, {
      from: [options.sampleFolder],
      onProgress: importProgress(call),
      ...(call.signal ? { signal: call.signal } : {}),
    });
    return workspace;
  } catch (error) {
    workspace.close();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function sampleSettings(folder: string): Promise<WorkspaceSettings> {
  const text = await readFile(join(folder, 'municipality.json'), 'utf8');
  const found = readMunicipality(JSON.parse(text));
  if (!found) throw new UserIssue('input', 'api.sample_missing');
  return { ...DEFAULT_SETTINGS, municipality: found.name, population: found.population, synthetic: true };
}

/** What a shell may know about the open workspace: settings, years, districts, number of imports. */
async function stateOf(workspace: OpenWorkspace | undefined): Promise<State> {
  if (!workspace) {
    return {
      open: false,
      name: '',
      sample: false,
      settings: DEFAULT_SETTINGS,
      threshold: 0,
      fiscalYears: [],
      districts: [],
      batches: 0,
    };
  }
  const [row] = await workspace.warehouse.all('SELECT count(*) AS batches FROM import_batch');
  return {
    open: true,
    name: workspace.workspace.name,
    sample: workspace.sample,
    settings: workspace.settings,
    threshold: workspace.settings.population > 0 ? publishableThreshold(workspace.gate.threshold) : 0,
    fiscalYears: await workspace.fiscalYears(),
    districts: await districtsOf(workspace),
    batches: Number(row?.batches ?? 0),
  };
}

/** Below 2,000 residents nothing is published: there is no threshold to show. */
function publishableThreshold(threshold: number): number {
  return Number.isFinite(threshold) ? threshold : 0;
}

async function districtsOf(workspace: OpenWorkspace): Promise<District[]> {
  const rows = await workspace.warehouse.all(
    'SELECT district_code, name, level, parent_code FROM district ORDER BY district_code',
  );
  return rows.map((row) => ({
    code: String(row.district_code),
    name: String(row.name),
    level: row.level as District['level'],
    ...(row.parent_code === null ? {} : { parent: String(row.parent_code) }),
  }));
}
