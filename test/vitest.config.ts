import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** One configuration for every kind of test; `node test/run.ts` says which folders run when. */
export default defineConfig({
  root,
  resolve: {
    alias: {
      // The real package tries to download its binary as soon as it is imported.
      electron: fileURLToPath(new URL('./support/fake-electron.ts', import.meta.url)),
    },
  },
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/e2e/**', 'test/bench/**', 'node_modules/**'],
    globalSetup: [fileURLToPath(new URL('./support/scratch.ts', import.meta.url))],
    setupFiles: [fileURLToPath(new URL('./support/property-seed.ts', import.meta.url))],
    // What has to come in the end is waited for, however busy the machine is; only what hangs comes to these limits.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
