import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SETTINGS } from '../../../analysis/workspace/settings.ts';
import { createWorkspace, type Workspace } from '../../../analysis/workspace/workspace.ts';

/** Folder of the small sample municipality. */
export const SMALL_SAMPLE = new URL('../../../sample-data/small', import.meta.url).pathname;
/** Files built from the confirmed layouts. */
export const SYNTHETIC = new URL('../../../../shared/reference/formats/synthetic', import.meta.url).pathname;

export interface TestWorkspace {
  readonly workspace: Workspace;
  readonly folder: string;
  number(sql: string): Promise<number>;
  remove(): void;
}

/** A fresh workspace in a folder with a space and Japanese letters in its name. */
export async function freshWorkspace(): Promise<TestWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), 'ebpm 試験 '));
  const workspace = await createWorkspace(join(folder, '架空 市.ebpm'), {
    ...DEFAULT_SETTINGS,
    municipality: '架空市',
    population: 3000,
  });
  return {
    workspace,
    folder,
    async number(sql) {
      const [row] = await workspace.warehouse.all(sql);
      return Number(Object.values(row ?? {})[0]);
    },
    remove() {
      workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
