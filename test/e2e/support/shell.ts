import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserShell, startBrowserShell } from '../../../electron/browser/shell.ts';
import { municipalityOf } from '../../../electron/cli/inputs.ts';
import { rendererFolder, sampleFolder } from '../../../electron/host/project.ts';
import { copySampleTo, SAMPLE_WORKSPACE } from '../../support/sample-workspace.ts';

export interface RealShell {
  readonly shell: BrowserShell;
  readonly workspace: string;
  close(): Promise<void>;
}

const sourceThread = new URL('../../../electron/browser/thread.ts', import.meta.url);

/** What other areas have, as a municipality keeps it beside its data. */
const REFERENCES = `指標ID,年度,範囲,性別,年齢階級,値,出典
checkup.uptake,2024,国,,,38.8,法定報告
checkup.uptake,2024,県,,,41.2,県の資料
`;

/**
 * The browser shell as users get it: on an empty workspace of its own, on the sample, with nothing open but the
 * sample imported before, or with nothing at all.
 * The analysis is read from its sources where no built one is given.
 */
export async function startRealShell(
  first: 'empty workspace' | 'nothing' | 'sample before' | 'sample' = 'empty workspace',
  threadEntry = sourceThread,
  reviewPatience?: number,
): Promise<RealShell> {
  const folder = mkdtempSync(join(tmpdir(), 'ebpm-journey-'));
  const workspace = join(folder, '架空市.ebpm');
  const { name, population } = municipalityOf([sampleFolder]) ?? { name: '架空市', population: 26_000 };
  const userFolder = join(folder, 'user');
  if (first === 'sample' || first === 'sample before') await copySampleTo(userFolder);
  const shell = await startBrowserShell({
    rendererFolder,
    threadEntry,
    data: {
      version: '0.0.0',
      sampleFolder,
      userFolder,
      ...(reviewPatience === undefined ? {} : { reviewPatience }),
    },
    prepare: async (client, tokens) => {
      if (first === 'nothing' || first === 'sample before') return;
      if (first === 'sample') {
        const opened = await client.call('workspace.openSample', {});
        if (!opened.ok) throw new Error(opened.issue.code);
        const references = join(userFolder, SAMPLE_WORKSPACE, 'references');
        mkdirSync(references);
        writeFileSync(join(references, '県と国.csv'), REFERENCES);
        return;
      }
      const { token } = tokens.add(workspace, 0);
      const settings = {
        municipality: name,
        population,
        calendar: 'wareki',
        theme: { accent: 'blue' },
      } as const;
      const reply = await client.call('workspace.create', { folder: token, settings });
      if (!reply.ok) throw new Error(reply.issue.code);
    },
  });
  return {
    shell,
    workspace,
    close: async () => {
      await shell.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
