import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALLOWED, ruleSet, SOURCE_FOLDERS } from './rules.ts';

/** dependency-cruiser is silent when it could read nothing; far fewer modules than there are is a failure. */
const LEAST_MODULES = 200;

const RESOLVE = {
  extensions: ['.ts', '.tsx', '.js', '.json'],
  exportsFields: ['exports'],
  conditionNames: ['import', 'node', 'types', 'default'],
};

async function look(baseDir: string, folders: readonly string[]): Promise<ICruiseResult> {
  const options = {
    baseDir,
    ruleSet,
    validate: true,
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
  };
  const { output } = await cruise([...folders], options, RESOLVE);
  if (typeof output === 'string') throw new Error('dependency-cruiser gave text');
  return output;
}

const violations = ({ summary }: ICruiseResult) =>
  summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`);

describe('dependencies', () => {
  let result: ICruiseResult;
  beforeAll(async () => {
    result = await look(resolve('.'), SOURCE_FOLDERS);
  });

  test('every module of every folder was looked at', () => {
    const sources = result.modules.map(({ source }) => source);
    const own = sources.filter((source) =>
      /^(analysis|electron|renderer|sample-data)\/.*\.tsx?$/.test(source),
    );
    const files = SOURCE_FOLDERS.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name)),
    );
    expect(own.length).toBeGreaterThan(LEAST_MODULES);
    expect(own.length).toBeGreaterThanOrEqual(files.length);
    expect(result.summary.totalDependenciesCruised ?? 0).toBeGreaterThan(own.length);
  });

  test('every folder of analysis has its rule', () => {
    const ruled = new Set(Object.keys(ALLOWED).map((folder) => folder.split('/').slice(0, 2).join('/')));
    const folders = readdirSync('analysis', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) expect(ruled).toContain(`analysis/${name}`);
  });

  test('no rule is broken', () => {
    expect(violations(result)).toEqual([]);
  });
});

describe('a planted violation is caught', () => {
  let root: string;
  const plant = (file: string, text: string) => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  beforeAll(() => {
    // Inside the checkout, so that packages resolve as they do for the real sources.
    mkdirSync('dist', { recursive: true });
    root = mkdtempSync(resolve('dist', 'planted-'));
    plant('analysis/domain/value.ts', 'export const value = 1;\nexport type Value = number;\n');
    plant(
      'analysis/statistics/fine.ts',
      "import { value } from '../domain/value.ts';\nexport const fine = value;\n",
    );
    plant('analysis/domain/up.ts', "import type { A } from '../statistics/type.ts';\nexport type B = A;\n");
    plant('analysis/statistics/type.ts', 'export type A = 1;\n');
    plant(
      'analysis/measures/database.ts',
      "import { DuckDBInstance } from '@duckdb/node-api';\nexport const d = DuckDBInstance;\n",
    );
    plant('analysis/intake/network.ts', "import { request } from 'node:https';\nexport const r = request;\n");
    plant('analysis/intake/names.ts', "import dns from 'node:dns/promises';\nexport const d = dns;\n");
    plant('electron/cli/window.ts', "import { app } from 'electron';\nexport const a = app;\n");
    plant(
      'renderer/app/rows.ts',
      "import { value } from '../../analysis/warehouse/rows.ts';\nexport const v = value;\n",
    );
    plant(
      'renderer/app/files.ts',
      "import { readFileSync } from 'node:fs';\nexport const r = readFileSync;\n",
    );
    plant('analysis/warehouse/rows.ts', 'export const value = 1;\n');
    plant('analysis/studies/a.ts', "import { b } from './b.ts';\nexport const a = b;\n");
    plant('analysis/studies/b.ts', "import { a } from './a.ts';\nexport const b = a;\n");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('by the rule that is meant for it, and nothing else is', async () => {
    const found = violations(await look(root, ['analysis', 'electron', 'renderer']));
    const from = (file: string) =>
      found.filter((line) => line.includes(`: ${file} -> `)).map((line) => line.split(':')[0]);
    expect(from('analysis/domain/up.ts')).toEqual(['only-what-the-design-allows-in-analysis-domain']);
    expect(from('analysis/measures/database.ts')).toContain('database-in-warehouse-only');
    expect(from('analysis/intake/network.ts')).toEqual(['network-in-browser-shell-only']);
    expect(from('analysis/intake/names.ts')).toEqual(['network-in-browser-shell-only']);
    expect(from('electron/cli/window.ts')).toContain('electron-in-its-shell-only');
    expect(from('renderer/app/rows.ts')).toEqual(['only-what-the-design-allows-in-renderer']);
    expect(from('renderer/app/files.ts')).toEqual(['window-without-node']);
    expect([...from('analysis/studies/a.ts'), ...from('analysis/studies/b.ts')]).toContain('no-circles');
    expect(from('analysis/statistics/fine.ts')).toEqual([]);
  });
});
