import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Boundary, MOST_MEGABYTES, readBoundaries } from '../../domain/geography.ts';
import { UserIssue } from '../../domain/issue.ts';
import { workspaceDocument } from '../../workspace/documents.ts';
import { boundary, type geographyOperations } from '../contract/geography.ts';
import type { Handlers } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

const stored = workspaceDocument<readonly Boundary[]>('geography', z.array(boundary).readonly(), []);

/** Boundaries that come with the sample municipality. */
const SAMPLE_BOUNDARIES = 'boundaries.json';

export const geographyHandlers: Pick<Handlers, keyof typeof geographyOperations> = {
  'geography.get': async ({ workspaces }) => answer(workspaces.require()),
  'geography.load': async ({ workspaces, files }, { file }) => {
    const workspace = workspaces.require();
    const path = files.path(file);
    const { size } = await stat(path);
    if (size > MOST_MEGABYTES * 2 ** 20)
      throw new UserIssue('input', 'geography.too_large', { megabytes: MOST_MEGABYTES });
    stored.write(
      workspace.folder,
      readBoundaries(await readFile(path, 'utf8'), await districtNames(workspace)),
    );
    return answer(workspace);
  },
  'geography.remove': async ({ workspaces }) => {
    const workspace = workspaces.require();
    stored.remove(workspace.folder);
    return answer(workspace);
  },
};

/** Gives a workspace of the sample municipality its map, where the sample's files have one. */
export async function loadSampleMap(workspace: OpenWorkspace, sampleFolder: string): Promise<void> {
  const file = join(sampleFolder, SAMPLE_BOUNDARIES);
  if (!existsSync(file) || stored.read(workspace.folder).length > 0) return;
  stored.write(
    workspace.folder,
    readBoundaries(await readFile(file, 'utf8'), await districtNames(workspace)),
  );
}

async function answer(workspace: OpenWorkspace) {
  const boundaries = stored.read(workspace.folder);
  const drawn = new Set(boundaries.map(({ code }) => code));
  const districts = await districtNames(workspace);
  const parents = new Set(districts.map(({ parent }) => parent));
  const leaves = districts.filter(({ code }) => !parents.has(code));
  return { boundaries, missing: leaves.filter(({ code }) => !drawn.has(code)).length };
}

async function districtNames(workspace: OpenWorkspace) {
  const rows = await workspace.warehouse.all(
    'SELECT district_code, name, parent_code FROM district ORDER BY district_code',
  );
  return rows.map((row) => ({
    code: String(row.district_code),
    name: String(row.name),
    parent: row.parent_code === null ? '' : String(row.parent_code),
  }));
}
