import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../../../analysis/api/contract/messages.ts';
import { expandInputs } from '../../../electron/cli/inputs.ts';
import { type OpenAnalysis, openAnalysis } from '../../../electron/host/analysis.ts';

const SAMPLE = 'sample-data/small';
const REGISTER = join(SAMPLE, '01_資格', '国保被保険者台帳.csv');
/** Enough for measures and studies; receipts would only take time. */
const FOLDERS = ['01_資格', '02_特定健診', '03_特定保健指導', '09_保健事業'];
/** Written into cells of files that are imported; must not come back in any form. */
const CANARY = '漏洩花子４９０３１７７';

let folder: string;
let open: OpenAnalysis;
const identifiers = new Set<string>();
const texts: string[] = [];

async function ask(operation: string, input: unknown): Promise<Reply> {
  const progress: unknown[] = [];
  const reply = await open.guarded(operation, input, { onProgress: (step) => progress.push(step) });
  texts.push(JSON.stringify([reply, progress]));
  return reply;
}

const register = () => new TextDecoder('shift_jis').decode(readFileSync(REGISTER));

/** Names and numbers of the register: too long to be a count, a year or a part of a hash by chance. */
function collectIdentifiers(): void {
  for (const line of register().split(/\r?\n/).slice(1)) {
    for (const cell of line.split(',')) {
      const text = cell.replace(/^="?|^"|"$/g, '').trim();
      if (/^\d{9,}$/.test(text) || /^\p{Script=Han}{2,4}[　 ]\S{1,5}$/u.test(text)) identifiers.add(text);
    }
  }
}

function leaks(text: string): string[] {
  const found = [...identifiers].filter((value) => text.includes(value));
  const normal = text.normalize('NFKC');
  return normal.includes(CANARY.normalize('NFKC')) ? [...found, 'canary'] : found;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm-no-person-'));
  collectIdentifiers();
  open = openAnalysis({
    shell: 'browser',
    version: '0',
    sampleFolder: SAMPLE,
    userFolder: join(folder, 'user'),
  });
  open.analysis.registerFile('w', join(folder, 'w.ebpm'));
  const settings = {
    municipality: '架空市',
    population: 26_000,
    calendar: 'wareki',
    theme: { accent: 'blue' },
  };
  await ask('workspace.create', { folder: 'w', settings });
  const files = expandInputs(FOLDERS.map((name) => join(SAMPLE, name))).files;
  files.forEach((file, index) => {
    open.analysis.registerFile(`f${index}`, file);
  });
  const tokens = files.map((_, index) => `f${index}`);
  await ask('import.recognise', { files: tokens });
  expect((await ask('import.run', { files: tokens })).ok).toBe(true);
});
afterAll(async () => {
  await open.analysis.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('no reply, progress or fault names a person', () => {
  test('the register gave identifiers to look for', () => {
    expect(identifiers.size).toBeGreaterThan(500);
    expect(leaks(register()).length).toBeGreaterThan(500);
  });

  test('whatever is asked', async () => {
    const list = await ask('measures.list', {});
    const ids = list.ok ? (list.value as { measures: { id: string }[] }).measures.map(({ id }) => id) : [];
    const studies = await ask('studies.list', {});
    const studyIds = studies.ok
      ? (studies.value as { studies: { id: string }[] }).studies.map(({ id }) => id)
      : [];
    for (const name of [
      'workspace.state',
      'import.history',
      'quality.report',
      'releases.list',
      'help.glossary',
    ]) {
      await ask(name, {});
    }
    for (const id of studyIds) {
      for (const step of ['studies.design', 'studies.lock', 'studies.diagnose', 'studies.run']) {
        await ask(step, { id });
      }
    }
    const strata = fc.subarray(['sex', 'age', 'district'] as const);
    const year = fc.integer({ min: 2019, max: 2025 });
    const measures = fc.record({
      ids: fc.subarray(ids, { minLength: 1, maxLength: 2 }),
      years: fc.uniqueArray(year, { minLength: 1, maxLength: 2 }),
      by: strata,
      standardise: fc.boolean(),
    });
    const factor = fc.constantFrom('sbp', 'dbp', 'hba1c', 'bmi', 'ldl', CANARY);
    const approaches = fc.record({ factor, from: year, to: year });
    await fc.assert(
      fc.asyncProperty(
        measures,
        async (input) => leaks(JSON.stringify(await ask('measures.run', input))).length === 0,
      ),
      { numRuns: 10, seed: 1 },
    );
    for (const input of fc.sample(approaches, { numRuns: 6, seed: 1 }))
      await ask('approaches.compare', input);
    // What is sent back of a request is the request's own; everything else must be free of persons.
    expect(texts.filter((text) => !text.includes('unknown_factor')).flatMap(leaks)).toEqual([]);
  });

  test('whatever cell of a file is broken', async () => {
    const lines = register().split(/\r?\n/).slice(0, 30);
    const width = lines[0]?.split(',').length ?? 1;
    const spot = fc.record({
      row: fc.integer({ min: 0, max: 29 }),
      column: fc.integer({ min: 0, max: width - 1 }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(spot, { minLength: 1, maxLength: 5 }), async (spots) => {
        run += 1;
        const cells = lines.map((line) => line.split(','));
        for (const { row, column } of spots) {
          const cell = cells[row];
          if (cell && row > 0) cell[column] = CANARY;
        }
        const token = `broken${run}`;
        const path = join(folder, `${token}.csv`);
        writeFileSync(path, cells.map((cell) => cell.join(',')).join('\r\n'));
        open.analysis.registerFile(token, path);
        const recognised = await ask('import.recognise', { files: [token] });
        const imported = await ask('import.run', { files: [token] });
        return leaks(JSON.stringify([recognised, imported])).length === 0;
      }),
      { numRuns: 10, seed: 2 },
    );
  });
});
