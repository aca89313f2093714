import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { readMunicipality } from '../../analysis/domain/municipality.ts';
import { importFiles } from '../../analysis/workspace/import.ts';
import { DEFAULT_SETTINGS } from '../../analysis/workspace/settings.ts';
import { createWorkspace, openWorkspace } from '../../analysis/workspace/workspace.ts';

export const SAMPLE = new URL('../../sample-data/small/', import.meta.url).pathname;

/** The folder of the workspace below the user's. */
export const SAMPLE_WORKSPACE = '見本.ebpm';

/**
 * The secret under which the sample's people get their keys. Keys tell by chance, once in some ten, that one set
 * holds another although one person is not in it, and more is hidden then: under a secret of their own, tests would
 * find other cells in every run.
 */
const IDENTIFIER_KEY = Buffer.alloc(32, 'sample');

/**
 * Puts the sample, imported from its files and not asked anything yet, into a user's folder, where `workspace.openSample`
 * finds it. It is imported once a run, by the code of that run, and copied for everybody who asks for it.
 */
export async function copySampleTo(userFolder: string): Promise<void> {
  const original = await importedSample();
  mkdirSync(userFolder, { recursive: true });
  cpSync(original, join(userFolder, SAMPLE_WORKSPACE), { recursive: true });
}

async function importedSample(): Promise<string> {
  const kept = join(inject('scratch'), 'imported-sample');
  if (existsSync(kept)) return kept;
  const userFolder = mkdtempSync(`${kept}-`);
  const folder = join(userFolder, SAMPLE_WORKSPACE);
  await importSample(folder);
  try {
    renameSync(folder, kept);
  } catch (error) {
    // Test files run side by side: another one may have been quicker.
    if (!existsSync(kept)) throw error;
  }
  rmSync(userFolder, { recursive: true, force: true });
  return kept;
}

async function importSample(folder: string): Promise<void> {
  const found = readMunicipality(JSON.parse(readFileSync(join(SAMPLE, 'municipality.json'), 'utf8')));
  if (found === undefined) throw new Error('the sample does not say which municipality it is');
  const { name: municipality, population } = found;
  (await createWorkspace(folder, { ...DEFAULT_SETTINGS, municipality, population, synthetic: true })).close();
  writeFileSync(join(folder, 'vault', 'identifier.key'), IDENTIFIER_KEY);
  const workspace = await openWorkspace(folder);
  await importFiles(workspace, { from: [SAMPLE] });
  workspace.close();
}
