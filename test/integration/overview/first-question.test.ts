import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Progress } from '../../../analysis/api/contract/messages.ts';
import { MAKING_SUMMARIES } from '../../../analysis/messages/measures.ts';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';
import { SAMPLE_WORKSPACE } from '../../support/sample-workspace.ts';
import { ageSummaries } from '../../support/stale-summaries.ts';

/** What a question says that has to make summaries first: the first one on new data, and after an update of the app. */

let town: SampleTown;
beforeAll(async () => {
  town = await openSampleTown();
});
afterAll(() => town.close());

async function told(years: readonly number[]): Promise<readonly Progress[]> {
  const heard: Progress[] = [];
  const input = { ids: ['cost.high.share'], years, by: [], standardise: false };
  const reply = await town.call('measures.run', input, { onProgress: (progress) => heard.push(progress) });
  expect(reply.ok || reply.issue.code).toBe(true);
  return heard;
}

const YEARS = [2022, 2023, 2024];

async function saysSoOnce(): Promise<void> {
  const heard = await told(YEARS);
  expect(heard.length).toBeGreaterThanOrEqual(YEARS.length);
  for (const { done, total } of heard) expect(done).toBeLessThanOrEqual(total);
  expect(new Set(heard.map(({ phase }) => phase))).toEqual(new Set([MAKING_SUMMARIES]));
  expect(await told(YEARS)).toEqual([]);
}

test('on new data it says so, and the next question does not', saysSoOnce);

test('so it does where an older version of the app has made them', async () => {
  await town.analysis.close();
  expect(await ageSummaries(join(town.folder, SAMPLE_WORKSPACE))).toBeGreaterThanOrEqual(YEARS.length);
  town = await openSampleTown(town.folder);
  await saysSoOnce();
});
