import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createAnalysis } from '../../../analysis/api/handlers/index.ts';
import { SAMPLE } from '../../support/sample-workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'review-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The sample in a shell with a window, whose screens wait for no proof at all. */
async function openedSample() {
  const analysis = createAnalysis({
    shell: 'browser',
    version: '0.0.0',
    sampleFolder: SAMPLE,
    userFolder: join(folder, 'user'),
    now: () => new Date('2026-01-01T00:00:00Z'),
    reviewPatience: 0,
  });
  const opened = await analysis.call('workspace.openSample', {});
  if (!opened.ok) throw new Error(opened.issue.code);
  return analysis;
}

test('a table under review stays away from screen and ledger, and other questions go on', async () => {
  const question = {
    ids: ['checkup.uptake'],
    years: [2023],
    by: ['sex', 'age'] as const,
    standardise: false,
  };
  const input = { ...question, by: [...question.by] };
  const hurried = await openedSample();
  const first = await hurried.call('measures.run', input);
  expect(first).toMatchObject({ ok: false, issue: { code: 'disclosure.under_review' } });
  if (!first.ok) expect(first.issue.sentence).toContain('健診');
  const before = await hurried.call('releases.list', {});
  expect(before.ok && before.value.entries.some(({ event }) => event === 'release')).toBe(false);
  // The review does not hold the questions up, and they do not hold it up.
  const review = hurried.call('releases.review', {});
  expect((await hurried.call('measures.list', {})).ok).toBe(true);
  expect(await review).toEqual({ ok: true, value: { done: true } });
  const then = await hurried.call('measures.run', input);
  expect(then.ok && then.value.tables[0]?.release.proof).toBeDefined();
  await hurried.close();
});
