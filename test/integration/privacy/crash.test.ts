import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoCanary, filesBelow, plantedFiles, textsOf } from './planted.ts';

/**
 * The process that holds the rows dies in the middle of its work. What it leaves outside the workspace (in the
 * folder it runs in, in the temporary folder, at home, on its outputs) holds no planted value. A core dump is the
 * operating system's affair and is switched off here; the product asks for no report of its own, and gives none
 * where the environment asks.
 */
const folder = mkdtempSync(join(tmpdir(), 'crash-'));
const sources = join(folder, '元データ');
const MAIN = new URL('../../../electron/cli/main.ts', import.meta.url).pathname;

const FAULTS = new URL('./faults.ts', import.meta.url).pathname;

interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

interface Places {
  readonly cwd: string;
  readonly workspace: string;
  readonly env: NodeJS.ProcessEnv;
}

function placesOf(name: string): Places {
  const [cwd, TMPDIR, HOME] = ['cwd', 'tmp', 'home'].map((each) => join(folder, name, each)) as [
    string,
    string,
    string,
  ];
  for (const place of [cwd, TMPDIR, HOME]) mkdirSync(place, { recursive: true });
  const env = { ...process.env, TMPDIR, HOME, NODE_OPTIONS: '', VITEST: '' };
  return { cwd, workspace: join(folder, name, '検査.ebpm'), env };
}

/** The import of the planted files in a process of its own; no core dump. */
function startImport({ cwd, workspace, env }: Places, options: readonly string[] = []) {
  const words = [...options, MAIN, 'import', '--workspace', workspace, '--from', sources, '--json'];
  const quoted = [process.execPath, ...words].map((word) => `'${word}'`).join(' ');
  const child = spawn('/bin/sh', ['-c', `ulimit -c 0; exec ${quoted}`], { cwd, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const death = new Promise<Death>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
  return { child, death };
}

/** Ends the import with a signal as soon as the warehouse is there and rows are read. */
async function dieDuringImport(name: string, signal: NodeJS.Signals): Promise<Death> {
  const places = placesOf(name);
  const { child, death } = startImport(places);
  const watch = setInterval(() => {
    if (!existsSync(join(places.workspace, 'warehouse.duckdb'))) return;
    clearInterval(watch);
    setTimeout(() => child.kill(signal), 700);
  }, 20);
  return death.finally(() => clearInterval(watch));
}

/** Lets a fault of the program happen in the middle of the import, where everybody asks for reports of it. */
function failDuringImport(fault: string, options: readonly string[]): Promise<Death> {
  const places = placesOf(fault);
  const env = {
    ...places.env,
    EBPM_TEST_FAULT: fault,
    EBPM_TEST_WAREHOUSE: join(places.workspace, 'warehouse.duckdb'),
    NODE_OPTIONS: `--report-on-fatalerror --report-uncaught-exception --report-directory=${places.cwd}`,
  };
  return startImport({ ...places, env }, ['--import', FAULTS, ...options]).death;
}

function expectNothingLeft(name: string, { output }: Death): void {
  expectNoCanary(output, `the outputs after ${name}`);
  const outside = ['cwd', 'tmp', 'home'].flatMap((each) => filesBelow(join(folder, name, each)));
  expect(outside.filter((path) => /report\.|core|\.dmp$|heapsnapshot/u.test(path))).toEqual([]);
  for (const path of outside) for (const text of textsOf(path)) expectNoCanary(text, path);
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
        /report-on-|report-uncaught|crashReporter|report\.writeReport|report\.getReport|[hH]eap-?[sS]napshot/u,
      );
    }
  });

  test.each(['SIGSEGV', 'SIGABRT', 'SIGKILL'] as const)(
    'by %s leaves no value of a person behind',
    async (signal) => {
      const death = await dieDuringImport(signal, signal);
      expect(death.signal).toBe(signal);
      expectNothingLeft(signal, death);
    },
  );

  test.each(['exception', 'rejection', 'database'])(
    'by a fault that nobody caught (%s) says nothing of what it was about',
    async (fault) => {
      const death = await failDuringImport(fault, []);
      expect(death.code).toBe(1);
      expect(death.output).toContain('予期しない誤り');
      expect(death.output).not.toMatch(/\n\s+at |Error:/u);
      expectNothingLeft(fault, death);
    },
  );

  test('for want of memory leaves no value of a person behind', async () => {
    const death = await failDuringImport('memory', ['--max-old-space-size=120']);
    expect(death.output).toContain('heap');
    expect([death.signal === 'SIGABRT', death.code === 134]).toContain(true);
    expectNothingLeft('memory', death);
  });

  test('the faults were about planted values', async () => {
    const { quotes } = await import('./faults.ts');
    expect(() => expectNoCanary(quotes, 'the fault')).toThrow('planted');
  });
});
