import { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { LONG } from '../../support/long-question.ts';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';

/**
 * A workspace is left at once, whatever its screens still ask. No clock is read: what is asked takes minutes (`slowly`),
 * far longer than the tests may.
 */

/** The next statement that reads takes minutes; resolves when it has begun. */
function slowly(): Promise<void> {
  const { runAndReadAll } = DuckDBConnection.prototype;
  return new Promise((begun) => {
    vi.spyOn(DuckDBConnection.prototype, 'runAndReadAll').mockImplementationOnce(function (
      this: DuckDBConnection,
    ) {
      begun();
      return runAndReadAll.call(this, LONG);
    });
  });
}

let town: SampleTown;
beforeAll(async () => {
  town = await openSampleTown();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => town.close());

test('questions at work and in the queue are cancelled, and the workspace answers when it is opened again', async () => {
  const atWork = slowly();
  const compare = { factor: 'sbp', from: 2020, to: 2024 };
  const asked = [
    town.codeOf('approaches.compare', compare),
    town.codeOf('measures.run', {
      ids: ['checkup.uptake'],
      years: [2020, 2021, 2022, 2023, 2024],
      by: ['age', 'sex', 'district'],
      standardise: true,
    }),
    town.codeOf('programmes.list', {}),
  ];
  await atWork;
  const opened = town.codeOf('workspace.openSample', {});
  expect(await Promise.all(asked)).toEqual(['shell.cancelled', 'shell.cancelled', 'shell.cancelled']);
  expect(await opened).toBe('ok');
  expect((await town.ask('programmes.list', {})).programmes.length).toBeGreaterThan(1);
  const { tables } = await town.ask('measures.run', {
    ids: ['checkup.uptake'],
    years: [2023],
    by: [],
    standardise: false,
  });
  expect(tables).toHaveLength(1);
});

test('the end of the app does not wait for what is asked either', async () => {
  const atWork = slowly();
  const asked = town.codeOf('approaches.compare', { factor: 'hba1c', from: 2020, to: 2024 });
  await atWork;
  await town.analysis.close();
  expect(await asked).toBe('shell.cancelled');
});
