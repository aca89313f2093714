import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoCanary, filesBelow, plantedFiles, textsOf } from './planted.ts';

/**
 * The process that holds the rows dies in the middle of its work. What it leaves outside the workspace (in the
 * folder it runs in, in the temporary folder, at home, on its outputs) holds no planted value. A core dump is the
 * operating system's affair and is switched off here; the product asks for no report of its own.
 */
const folder = mkdtempSync(join(tmpdir(), 'crash-'));
const sources = join(folder, '元データ');
const MAIN = new URL('../../../electron/cli/main.ts', import.meta.url).pathname;

interface Death {
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs the import and ends it with a signal as soon as the warehouse is there and rows are read. */
function dieDuringImport(name: string, signal: NodeJS.Signals): Promise<Death> {
  const places = ['cwd', 'tmp', 'home'].map((each) => join(folder, name, each)) as [string, string, string];
  for (const place of places) mkdirSync(place, { recursive: true });
  const [cwd, TMPDIR, HOME] = places;
  const workspace = join(folder, name, '検査.ebpm');
  const words = [MAIN, 'import', '--workspace', workspace, '--from', sources, '--json'];
  const quoted = [process.execPath, ...words].map((word) => `'${word}'`).join(' ');
  const child = spawn('/bin/sh', ['-c', `ulimit -c 0; exec ${quoted}`], {
    cwd,
    env: { ...process.env, TMPDIR, HOME, NODE_OPTIONS: '', VITEST: '' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const watch = setInterval(() => {
    if (!existsSync(join(workspace, 'warehouse.duckdb'))) return;
    clearInterval(watch);
    setTimeout(() => child.kill(signal), 700);
  }, 20);
  return new Promise((resolve) => {
    child.on('close', (_code, ended) => {
      clearInterval(watch);
      resolve({ signal: ended, output });
    });
  });
}

describe('a process that dies while it holds rows', () => {
  beforeAll(() => plantedFiles(sources));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('no part of the product asks for a crash report', () => {
    const root = new URL('../../../', import.meta.url).pathname;
    const texts = ['electron', 'analysis'].flatMap((each) => filesBelow(join(root, each)));
    expect(texts.length).toBeGreaterThan(300);
    for (const path of [...texts, join(root, 'package.json')]) {
      expect(readFileSync(path, 'utf8'), path).not.toMatch(
        /report-on-|report-uncaught|crashReporter|process\.report|heapsnapshot|writeHeapSnapshot/u,
      );
    }
  });

  test.each(['SIGSEGV', 'SIGABRT', 'SIGKILL'] as const)(
    'by %s leaves no value of a person behind',
    async (signal) => {
      const death = await dieDuringImport(signal, signal);
      expect(death.signal).toBe(signal);
      expectNoCanary(death.output, 'the outputs');
      const outside = ['cwd', 'tmp', 'home'].flatMap((each) => filesBelow(join(folder, signal, each)));
      expect(outside.filter((path) => /report\.|core|\.dmp$/u.test(path))).toEqual([]);
      for (const path of outside) for (const text of textsOf(path)) expectNoCanary(text, path);
    },
  );
});
