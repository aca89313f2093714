import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';

/** A workspace is left at once, whatever its screens still ask. */

let town: SampleTown;
beforeAll(async () => {
  town = await openSampleTown();
}, 120_000);
afterAll(() => town.close());

test('questions at work and in the queue are cancelled, and the workspace answers when it is opened again', async () => {
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
  // The first of them is at work: it makes the summaries of a town that was just opened.
  await pause(300);
  const begun = performance.now();
  const opened = town.codeOf('workspace.openSample', {});
  expect(await Promise.all(asked)).toEqual(['shell.cancelled', 'shell.cancelled', 'shell.cancelled']);
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(await opened).toBe('ok');
  expect((await town.ask('programmes.list', {})).programmes.length).toBeGreaterThan(1);
  const { tables } = await town.ask('measures.run', {
    ids: ['checkup.uptake'],
    years: [2023],
    by: [],
    standardise: false,
  });
  expect(tables).toHaveLength(1);
}, 60_000);

test('the end of the app does not wait for what is asked either', async () => {
  const asked = town.codeOf('approaches.compare', { factor: 'hba1c', from: 2020, to: 2024 });
  await pause(300);
  const begun = performance.now();
  await town.analysis.close();
  expect(await asked).toBe('shell.cancelled');
  expect(performance.now() - begun).toBeLessThan(1000);
}, 60_000);
