import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OperationInput } from '../../analysis/api/contract/operations.ts';
import { createAnalysis } from '../../analysis/api/handlers/index.ts';

/**
 * How long a council deck and an annual workbook take from an imported workspace, with everything that has to be
 * computed for them. `node test/bench/reports-of-a-city.ts TOWN.ebpm` (made by `ebpm sample` and `ebpm import`).
 */
const LIMITS = [
  { what: 'council deck (pptx)', template: 'council', formats: ['pptx'], seconds: 10 },
  { what: 'annual workbook (xlsx)', template: 'annual', formats: ['xlsx'], seconds: 15 },
] as const;

const [workspace] = process.argv.slice(2);
if (workspace === undefined)
  throw new Error('name the workspace: node test/bench/reports-of-a-city.ts TOWN.ebpm');
const userFolder = mkdtempSync(join(tmpdir(), 'ebpm-bench-reports-'));
const analysis = createAnalysis({
  shell: 'command_line',
  version: 'bench',
  sampleFolder: userFolder,
  userFolder,
  now: () => new Date(),
});
try {
  analysis.registerFile('town', resolve(workspace));
  const opened = await analysis.call('workspace.open', { folder: 'town' });
  if (!opened.ok) throw new Error(opened.issue.code);
  for (const { what, template, formats, seconds } of LIMITS) {
    const request: OperationInput<'reports.build'> = { template, formats: [...formats] };
    const start = performance.now();
    const built = await analysis.call('reports.build', request);
    const took = (performance.now() - start) / 1000;
    if (!built.ok) throw new Error(built.issue.code);
    console.log(`${what}: ${took.toFixed(1)} s (limit ${seconds} s)`);
    if (took > seconds) process.exitCode = 1;
  }
} finally {
  await analysis.close();
  rmSync(userFolder, { recursive: true, force: true });
}
