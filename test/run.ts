import { provideBrowser } from './support/browser-install.ts';
import {
  failed,
  passed,
  programStep,
  runVitest,
  type Step,
  type StepResult,
  skipped,
} from './support/steps.ts';

/**
 * `npm test`: every check of the repository, one line each. `npm test -- lint types` runs only those named.
 * Ends with `N passed, N failed, N skipped`; the exit code is 1 when anything failed.
 */

/** The major version inside the Electron that the product ships with; the npm package `node-*` brings it. */
const NODE_MAJOR = 24;

const UNIT = ['test/unit', 'test/spec'];
const excluded = (folders: readonly string[]) => folders.flatMap((each) => ['--exclude', `${each}/**`]);

const steps: readonly Step[] = [
  { name: 'node', title: 'Node version', run: async () => nodeVersion() },
  programStep('format', 'format and lint (Biome)', [
    'biome',
    'ci',
    '--colors=off',
    '--diagnostic-level=warn',
    '.',
  ]),
  programStep('lint', 'type-aware lint (oxlint)', ['oxlint', '--deny-warnings']),
  programStep('types', 'types (TypeScript)', ['tsc', '--noEmit']),
  programStep('unused', 'unused files, exports, dependencies (knip)', ['knip']),
  {
    name: 'architecture',
    title: 'dependency rules, budgets, hygiene',
    run: () => runVitest(['--config', 'test/vitest.config.ts', 'test/architecture'], 5),
  },
  programStep('build', 'build (Vite)', ['npm', 'run', 'build']),
  {
    name: 'unit',
    title: 'unit, spec',
    // Many small files: what they read is read once for all of them.
    run: () => runVitest(['--config', 'test/vitest.config.ts', '--no-isolate', ...UNIT], 15),
  },
  {
    name: 'tests',
    title: 'reference, property, integration, fuzz, offline',
    run: () =>
      runVitest(['--config', 'test/vitest.config.ts', ...excluded(['test/architecture', ...UNIT])], 30),
  },
  { name: 'e2e', title: 'journeys in a real browser', run: endToEnd },
];

function nodeVersion(): StepResult {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= NODE_MAJOR) return passed(`v${process.versions.node}`);
  return failed(
    `Node ${NODE_MAJOR} is needed and this is ${process.version}; start with "npm test" after "npm ci"\n`,
  );
}

async function endToEnd(): Promise<StepResult> {
  const browser = await provideBrowser();
  if ('missing' in browser) return skipped(browser.missing);
  process.env.EBPM_BROWSER = browser.path;
  return runVitest(['--config', 'test/e2e/vitest.config.ts'], 30);
}

async function runStep(step: Step): Promise<StepResult> {
  const start = Date.now();
  const result = await step.run().catch((error: unknown) => failed(String(error)));
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  const mark = result.failed > 0 ? 'FAIL' : result.passed > 0 ? 'ok  ' : 'skip';
  const counts = `${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`;
  const note = result.note === '' ? '' : ` (${result.note})`;
  console.log(`${mark} ${step.title}: ${counts} in ${seconds} s${note}`);
  // First, so that it is seen where long outputs are cut.
  for (const failure of result.failures) console.log(`       failed: ${failure}`);
  for (const name of result.skippedNames) console.log(`       skipped: ${name}`);
  if (result.failed > 0) console.log(result.output.trimEnd());
  return result;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${steps.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  const result = await runStep(step);
  totals.passed += result.passed;
  totals.failed += result.failed;
  totals.skipped += result.skipped;
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;
