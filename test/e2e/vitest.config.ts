import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Journeys of a user through the real window in a real browser. They wait a lot: two go side by side. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: [
      fileURLToPath(new URL('../support/scratch.ts', import.meta.url)),
      fileURLToPath(new URL('./support/built-window.ts', import.meta.url)),
    ],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // What a screen shows in the end is waited for, however busy the machine is.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
