import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Journeys of a user through the real window in a real browser; one at a time, on two cores. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: [fileURLToPath(new URL('../support/scratch.ts', import.meta.url))],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
});
