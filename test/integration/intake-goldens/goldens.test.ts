import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Analysis } from '../../../analysis/api/contract/client.ts';
import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../../analysis/api/contract/operations.ts';
import { createAnalysis } from '../../../analysis/api/handlers/index.ts';
import { CANONICAL_TABLES } from '../../../analysis/domain/canonical/tables.ts';
import { openWorkspace } from '../../../analysis/workspace/workspace.ts';
import { ODDITIES } from './oddities.ts';
import type { Oddity } from './writing.ts';

/**
 * One folder an oddity: the file as it comes, and what the public handlers make of it. `oddities.ts` made the files
 * and holds what must be true in any case; `EBPM_GOLDENS=1` writes the folders anew, to be read before they are kept.
 */
const FOLDER = new URL('./', import.meta.url).pathname;
const WRITE = process.env.EBPM_GOLDENS === '1';
/** Columns that name the batch or are hashes. */
const LEFT_OUT = new Set(['batch_id', 'key_hash', 'receipt_hash']);
const NOT_DATA = new Set(['import_batch', 'import_issue', 'person_key']);

let folder: string;
let analysis: Analysis;
let workspace: string;

async function ask<Name extends OperationName>(
  name: Name,
  input: OperationInput<Name>,
): Promise<OperationOutput<Name>> {
  const reply = await analysis.call(name, input);
  if (!reply.ok) throw new Error(`${name}: ${reply.issue.code}`);
  return reply.value;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ebpm 型 '));
  workspace = join(folder, '架空 市.ebpm');
  analysis = createAnalysis({
    shell: 'command_line',
    version: '0.0.0',
    sampleFolder: folder,
    userFolder: folder,
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  analysis.registerFile('workspace', workspace);
  await ask('workspace.create', {
    folder: 'workspace',
    settings: {
      municipality: '架空市',
      population: 30_000,
      calendar: 'wareki',
      theme: { accent: '#1f6f8b' },
    },
  });
});
/** Takes back every import, newest first: what is left is an empty workspace, whatever was in the file. */
async function takeBackAll(): Promise<void> {
  const { batches } = await ask('import.history', {});
  for (const { batchId } of batches) await ask('import.undo', { batchId });
}
afterEach(takeBackAll);
afterAll(async () => {
  await analysis.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Looks into the closed database: the exact rows, which no handler gives. */
async function inspect<T>(
  look: (all: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>,
): Promise<T> {
  await analysis.close();
  const opened = await openWorkspace(workspace, { readOnly: true });
  try {
    return await look((sql) => opened.warehouse.all(sql));
  } finally {
    opened.close();
    await ask('workspace.open', { folder: 'workspace' });
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  return value === null || value === undefined ? null : String(value);
}

/** Filled columns of every row of every filled table. */
async function canonical(all: (sql: string) => Promise<Record<string, unknown>[]>) {
  const tables: Record<string, unknown[]> = {};
  for (const { name, columns } of CANONICAL_TABLES) {
    if (NOT_DATA.has(name)) continue;
    const rows = await all(
      `SELECT ${columns.map((column) => (column.type === 'DATE' ? `"${column.name}"::VARCHAR AS "${column.name}"` : `"${column.name}"`)).join(', ')} FROM ${name} ORDER BY ALL`,
    );
    if (rows.length === 0) continue;
    tables[name] = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([column, value]) => !LEFT_OUT.has(column) && value !== null)
          .map(([column, value]) => [column, plain(value)]),
      ),
    );
  }
  return tables;
}

function compare(oddity: Oddity, name: string, value: unknown): void {
  const file = join(FOLDER, oddity.id, `${name}.json`);
  if (WRITE) writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
  expect(value, `${oddity.id}/${name}.json`).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}

describe('the goldens', () => {
  test('every folder has its oddity and every oddity its folder', () => {
    if (WRITE) for (const { id } of ODDITIES) mkdirSync(join(FOLDER, id), { recursive: true });
    const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(ODDITIES.map(({ id }) => id).sort());
  });

  test.each(ODDITIES.map((oddity) => [oddity.id, oddity] as const))('%s', async (_id, oddity) => {
    const names = Object.keys(oddity.files).sort();
    for (const name of names) {
      const path = join(FOLDER, oddity.id, name);
      if (WRITE) writeFileSync(path, oddity.files[name]!);
      expect(existsSync(path) && readFileSync(path).equals(oddity.files[name]!), `${name} is as made`).toBe(
        true,
      );
      analysis.registerFile(name, path);
    }
    const { files } = await ask('import.recognise', { files: names });
    compare(
      oddity,
      'recognised',
      files.map(({ name, layout, encoding, evidence, undecodable, missing }) => ({
        name,
        layout,
        encoding,
        evidence,
        undecodable,
        missing,
      })),
    );
    compare(
      oddity,
      'mapped',
      files.map(({ name, columns }) => ({
        name,
        columns: columns.map(({ heading, field }) => [heading, field ?? null]),
      })),
    );
    const report = await ask('import.run', { files: names });
    for (const code of oddity.codes ?? []) {
      expect(report.files.flatMap(({ issues }) => issues.map((issue) => issue.code))).toContain(code);
    }
    for (const { sentence } of report.files.flatMap(({ issues }) => issues))
      expect(sentence).not.toMatch(/undefined|\[object/u);
    compare(oddity, 'issues', {
      files: report.files.map(({ name, status, rowsRead, rowsLoaded, rowsQuarantined, issues }) => ({
        name,
        status,
        rowsRead,
        rowsLoaded,
        rowsQuarantined,
        issues: issues.map(({ sentence: _, ...issue }) => issue),
      })),
      linkage: report.linkage.map(({ source, records, linked }) => ({ source, records, linked })),
    });
    const { tables, truth } = await inspect(async (all) => {
      const answers: unknown[] = [];
      for (const [sql] of oddity.truth) answers.push(plain(Object.values((await all(sql))[0] ?? {})[0]));
      return { tables: await canonical(all), truth: answers };
    });
    expect(truth.map((value) => (typeof value === 'boolean' ? String(value) : value))).toEqual(
      oddity.truth.map(([, value]) => value),
    );
    compare(oddity, 'canonical', tables);
    await takeBackAll();
    expect(await inspect(canonical)).toEqual({});
  });
});
