import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importFiles } from '../../../analysis/workspace/import.ts';
import { freshWorkspace, type TestWorkspace } from './workspaces.ts';

const HEAD =
  '被保険者証記号,被保険者証番号,枝番,生年月日,性別,診療年月,入外区分,医療機関コード,診療実日数,合計点数\n';
const FILES = 24;
const TABLES = {
  person: 'person_id, birth_month, sex',
  person_key: 'key_kind, key_hash, person_id, batch_id',
  claim: 'claim_id, person_id, month, setting, institution, days, points, batch_id',
};

let test: TestWorkspace;

beforeEach(async () => {
  test = await freshWorkspace();
});

afterEach(() => test.remove());

/** One receipt: households of two have one birth date in common, so that without a branch they cannot be told apart. */
function receipt(household: number, branch: number | '', month: number, points: number): string {
  const birth = household % 5 === 0 ? '19500510' : `195${household % 10}0${1 + Number(branch)}15`;
  const part = branch === '' ? '' : `0${branch}`;
  return `架国,${1000 + household},${part},${birth},1,20240${month},入院外,1319999999,1,${points}\n`;
}

/** Receipts of new people, of people of earlier files, of twins with a branch and without, and of the last file again. */
function rowsOf(file: number): string {
  return [
    receipt(file, 1, 4, 100 + file),
    receipt(Math.max(0, file - 3), 1, 5, 200 + file),
    receipt(5 * (file % 4), 2, 6, 300 + file),
    receipt(5 * (file % 4), '', 7, 400 + file),
    receipt(Math.max(0, file - 1), 1, 4, 100 + Math.max(0, file - 1)),
  ].join('');
}

function write(folder: string): string[] {
  mkdirSync(folder);
  return Array.from({ length: FILES }, (_, file) => {
    const path = join(folder, `list-${String(file).padStart(2, '0')}.csv`);
    writeFileSync(path, HEAD + rowsOf(file));
    return path;
  });
}

async function contents({ workspace }: TestWorkspace): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [table, columns] of Object.entries(TABLES)) {
    const order = Object.keys(TABLES).includes(table) ? 'ORDER BY ALL' : '';
    // The key of a workspace is its own: hashes are told by the order in which persons were found.
    const listed = columns.replace('key_hash', 'count(*) OVER (PARTITION BY key_hash) AS same');
    found[table] = await workspace.warehouse.all(`SELECT ${listed} FROM ${table} ${order}`);
  }
  return found;
}

it('many files at once give the same persons and receipts as one after the other', async () => {
  const files = write(join(test.folder, 'files'));
  const at = await importFiles(test.workspace, { from: files });
  const other = await freshWorkspace();
  try {
    const issues = [];
    for (const file of files) issues.push(...(await importFiles(other.workspace, { from: [file] })).files);
    expect(at.files.map(({ issues: found }) => found)).toEqual(issues.map(({ issues: found }) => found));
    const whole = await contents(test);
    expect(whole).toEqual(await contents(other));
    expect(whole.claim).toHaveLength(at.totals.rowsLoaded);
    expect(at.files.some(({ rowsQuarantined }) => rowsQuarantined > 0)).toBe(true);
    expect(
      at.files.slice(1).every((file) => file.issues.some(({ code }) => code === 'duplicate.already_loaded')),
    ).toBe(true);
  } finally {
    other.remove();
  }
});

it('the stored keys are read once, and every file is asked for as little as the one before', async () => {
  const { warehouse } = test.workspace;
  const statements: string[] = [];
  const perFile: number[] = [];
  for (const name of ['all', 'columns', 'run'] as const) {
    const original = warehouse[name].bind(warehouse) as (...given: readonly unknown[]) => unknown;
    Object.defineProperty(warehouse, name, {
      value: (sql: string, ...rest: readonly unknown[]) => {
        statements.push(sql);
        if (sql.startsWith('INSERT INTO import_batch')) perFile.push(statements.length);
        return original(sql, ...rest);
      },
    });
  }
  await importFiles(test.workspace, { from: write(join(test.folder, 'files')) });
  expect(perFile).toHaveLength(FILES);
  const steps = perFile.slice(1).map((count, at) => count - perFile[at]!);
  expect(Math.max(...steps.slice(-8))).toBeLessThanOrEqual(Math.max(...steps.slice(0, 8)));
  const reading = statements.filter((sql) => /^\s*SELECT[\s\S]*FROM person_key/.test(sql));
  expect(reading).toHaveLength(1);
  expect(statements.filter((sql) => sql.includes('max(person_id)'))).toHaveLength(1);
});
