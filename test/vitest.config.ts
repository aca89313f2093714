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
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What has to come in the end is waited for, however busy the machine is.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
