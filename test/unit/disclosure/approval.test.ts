import { expect, test } from 'vitest';
import {
  decisionNote,
  exportRequest,
  openRequests,
  ReleaseLedger,
} from '../../../analysis/disclosure/index.ts';
import type { ReleaseRecord } from '../../../analysis/domain/statistic.ts';
import { memoryLedger } from './memory-ledger.ts';

const record = (releaseId: string): ReleaseRecord => ({
  releaseId,
  ruleVersion: '1',
  threshold: 10,
  hidden: { primary: 0, secondary: 0, other: 0 },
  shown: 3,
  proof: 'nothing_hidden',
  sourceHash: 'a',
});

const decision = {
  request: 1,
  decision: 'approve',
  maker: '山田',
  checker: '佐藤',
  reason: '確認済み',
} as const;

test('an export leaves only after somebody else has approved the very same content', async () => {
  const ledger = await ReleaseLedger.open(memoryLedger());
  const asks = (title: string, ids: string[]) => exportRequest(ledger.entries, title, ids.map(record));
  await ledger.append(asks('年報', ['R-1', 'R-2'])!);
  expect(openRequests(ledger.entries).map(({ sequence }) => sequence)).toEqual([1]);
  expect(() => asks('年報', ['R-2', 'R-1'])).toThrow('approval_needed');

  const decide = (change: object) => decisionNote(ledger.entries, { ...decision, ...change });
  expect(() => decide({ checker: '山田' })).toThrow('same_person');
  expect(() => decide({ maker: 'Ｙａｍａｄａ', checker: 'yama da' })).toThrow('same_person');
  expect(() => decide({ checker: ' ' })).toThrow('names_needed');
  expect(() => decide({ reason: '' })).toThrow('reason_needed');
  expect(() => decide({ request: 7 })).toThrow('request_unknown');

  const entry = await ledger.append(decide({}));
  expect(entry).toMatchObject({ event: 'approve', operator: '山田', reviewer: '佐藤', comment: '確認済み' });
  expect(openRequests(ledger.entries)).toEqual([]);
  expect(asks('年報', ['R-1', 'R-2'])).toBeUndefined();
  // Other numbers, or another title, were not approved.
  expect(asks('年報', ['R-1', 'R-3'])?.event).toBe('request');
  expect(asks('議会資料', ['R-1', 'R-2'])?.event).toBe('request');
});

test('a rejected export stays refused', async () => {
  const ledger = await ReleaseLedger.open(memoryLedger());
  await ledger.append(exportRequest(ledger.entries, '年報', [record('R-1')])!);
  await ledger.append(decisionNote(ledger.entries, { ...decision, decision: 'reject' }));
  expect(() => exportRequest(ledger.entries, '年報', [record('R-1')])).toThrow('export_rejected');
});
