import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface StepResult extends Counts {
  /** What to add to the step's line. */
  readonly note: string;
  /** Shown only when something failed. */
  readonly output: string;
  /** Tests that were skipped, by full name. */
  readonly skippedNames: readonly string[];
  /** Tests that failed: full name and the first line of what was wrong. */
  readonly failures: readonly string[];
}

export interface Step {
  readonly name: string;
  readonly title: string;
  readonly run: () => Promise<StepResult>;
}

interface Finished {
  readonly code: number | null;
  readonly output: string;
}

const BIN = resolve('node_modules', '.bin');

/** Runs a program with the project's own tools first on the PATH, and gathers what it prints. */
export function runProgram(program: string, args: readonly string[], minutes: number): Promise<Finished> {
  const local = join(BIN, process.platform === 'win32' ? `${program}.cmd` : program);
  const child = spawn(existsSync(local) ? local : program, args, {
    env: {
      ...process.env,
      PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`,
      NO_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  return finished(child, minutes);
}

function finished(child: ChildProcess, minutes: number): Promise<Finished> {
  const parts: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part));
  child.stderr?.on('data', (part: Buffer) => parts.push(part));
  return new Promise((settle) => {
    const timer = setTimeout(() => {
      parts.push(Buffer.from(`\nstopped after ${minutes} minutes\n`));
      child.kill('SIGKILL');
    }, minutes * 60_000);
    const end = (code: number | null) => {
      clearTimeout(timer);
      settle({ code, output: Buffer.concat(parts).toString('utf8') });
    };
    child.on('error', (error) => {
      parts.push(Buffer.from(error.message));
      end(1);
    });
    child.on('close', end);
  });
}

export function passed(note = ''): StepResult {
  return { passed: 1, failed: 0, skipped: 0, note, output: '', skippedNames: [], failures: [] };
}

export function failed(output: string, note = ''): StepResult {
  return { passed: 0, failed: 1, skipped: 0, note, output, skippedNames: [], failures: [] };
}

export function skipped(note: string): StepResult {
  return { passed: 0, failed: 0, skipped: 1, note, output: '', skippedNames: [], failures: [] };
}

/** A step that is one program: it passes when the program ends with 0. */
export function programStep(name: string, title: string, command: readonly string[], minutes = 5): Step {
  const [program = '', ...args] = command;
  return {
    name,
    title,
    run: async () => {
      const { code, output } = await runProgram(program, args, minutes);
      return code === 0 ? passed() : failed(output);
    },
  };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Runs Vitest and counts its tests; no test at all is a failure, because then something was not found. */
export async function runVitest(args: readonly string[], minutes: number): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'ebpm-test-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { code, output } = await runProgram('vitest', ['run', ...args, ...reporters], minutes);
    if (!existsSync(file)) return failed(output, 'no report was written');
    return vitestResult(JSON.parse(readFileSync(file, 'utf8')) as VitestReport, code, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function vitestResult(report: VitestReport, code: number | null, output: string): StepResult {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const left = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  // A file that cannot be loaded has no tests of its own to fail.
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failures = report.numFailedTests + unloaded.length;
  const unexplained = failures === 0 && (code !== 0 || report.numPassedTests === 0) ? 1 : 0;
  return {
    passed: report.numPassedTests,
    failed: failures + unexplained,
    skipped: left.length,
    note: `${report.testResults.length} files`,
    output,
    skippedNames: left.map(({ fullName }) => fullName),
    failures: tests
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages?.[0])}`),
  };
}

function firstLine(text = ''): string {
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
