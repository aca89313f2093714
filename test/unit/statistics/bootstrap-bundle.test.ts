/** The bootstrap's threads start from the sources, as `npm run ebpm` runs them, and from the bundle that ships. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, loadConfigFromFile, type PluginOption } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uniformStream } from '../../../analysis/statistics/random.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
// Inside the project, so that the bundle finds its packages.
const folder = mkdtempSync(join(root, 'node_modules', '.bootstrap-bundle-'));
const table = join(mkdtempSync(join(tmpdir(), 'bootstrap-')), 'table.csv');

function writeTable(): void {
  const u = uniformStream(8, 0);
  const rows = Array.from({ length: 200 }, () => {
    const age = Math.round(40 + 35 * u());
    const z = u() < 0.2 + (age - 40) / 80 ? 1 : 0;
    return `${z},${age},${(100 + age - 2 * z + 10 * u()).toFixed(2)}`;
  });
  writeFileSync(table, ['z,age,y', ...rows].join('\n'));
}

/** Runs a command module in a fresh process and counts the threads it starts. */
function runIn(module: string, threads: number): { started: string[]; bootstrap: unknown } {
  const script = `
    import threads from 'node:worker_threads';
    import { syncBuiltinESMExports } from 'node:module';
    const started = [];
    const { Worker } = threads;
    threads.Worker = class extends Worker {
      constructor(file, options) { super(file, options); started.push(String(file)); }
    };
    syncBuiltinESMExports();
    const { effectCommand } = await import(${JSON.stringify(module)});
    const result = await effectCommand(['--table', ${JSON.stringify(table)}, '--treatment', 'z', '--outcome', 'y',
      '--covariates', 'age', '--bootstrap', '40', '--threads', '${threads}']);
    console.log(JSON.stringify({ started, bootstrap: result.bootstrap }));`;
  const file = join(folder, 'run.mjs');
  writeFileSync(file, script);
  const out = execFileSync(process.execPath, [file], { cwd: root, encoding: 'utf8' });
  return JSON.parse(out.trim().split('\n').at(-1) ?? '') as { started: string[]; bootstrap: unknown };
}

const named = (plugin: PluginOption, name: string): boolean =>
  plugin !== null && typeof plugin === 'object' && 'name' in plugin && plugin.name === name;

/** Bundles the command with the settings of the desktop build, into a folder of its own. */
async function bundle(): Promise<string> {
  const env = { command: 'build', mode: 'production' } as const;
  const loaded = await loadConfigFromFile(env, join(root, 'electron/vite.config.ts'));
  const config = loaded?.config ?? {};
  await build({
    ...config,
    configFile: false,
    plugins: (config.plugins ?? [])
      .flat()
      .filter((p) => !named(p as PluginOption, 'preload-script')) as PluginOption[],
    build: {
      ...config.build,
      outDir: join(folder, 'bundle'),
      rollupOptions: {
        ...config.build?.rollupOptions,
        input: { effect: join(root, 'analysis/studies/table/command.ts') },
        preserveEntrySignatures: 'strict',
      },
    },
  });
  return join(folder, 'bundle', 'effect.js');
}

describe('threads of the bootstrap', () => {
  beforeAll(writeTable);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['sources', () => Promise.resolve(join(root, 'analysis/studies/table/command.ts'))],
    ['bundle of the desktop app', bundle],
  ] as const)('start from the %s and agree with one thread', async (_name, moduleOf) => {
    const module = await moduleOf();
    const two = runIn(module, 2);
    expect(two.started).toHaveLength(2);
    const one = runIn(module, 1);
    expect(one.started).toHaveLength(0);
    expect(two.bootstrap).toEqual(one.bootstrap);
    expect(two.bootstrap).toMatchObject({ replicates: 40, failed: 0 });
  });
});
