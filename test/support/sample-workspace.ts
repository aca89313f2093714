import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { createAnalysis } from '../../analysis/api/handlers/index.ts';

export const SAMPLE = new URL('../../sample-data/small/', import.meta.url).pathname;

/** The folder of the workspace below the user's. */
export const SAMPLE_WORKSPACE = '見本.ebpm';

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
  const analysis = createAnalysis({
    shell: 'command_line',
    version: '0.0.0',
    sampleFolder: SAMPLE,
    userFolder,
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  const opened = await analysis.call('workspace.openSample', {});
  await analysis.close();
  if (!opened.ok) throw new Error(opened.issue.code);
  try {
    renameSync(join(userFolder, SAMPLE_WORKSPACE), kept);
  } catch (error) {
    // Test files run side by side: another one may have been quicker.
    if (!existsSync(kept)) throw error;
  }
  rmSync(userFolder, { recursive: true, force: true });
  return kept;
}
