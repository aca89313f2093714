import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  ReviewDesk,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { EXAMINED, flat, PERSONS, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const ledger = emptyLedger('c'.repeat(64));

/** Two small counts: complementary cells are needed, so a pattern has to be searched for. */
function town(add = 0): CandidateTable {
  const codes = ['a', 'b', 'c', 'd', 'e', 'f'];
  const leaves = codes.flatMap((row, r) =>
    codes.map((column, c) => {
      const persons = 60 + ((r * 7 + c * 5) % 11) * 4 + add;
      const few = (r === 0 && c === 0) || (r === 2 && c === 3);
      return { at: [row, column], values: [persons, few ? 4 : 20 + ((r * 3 + c * 2) % 10)] };
    }),
  );
  return withMargins([flat('row', codes), flat('column', codes)], [PERSONS, EXAMINED], leaves);
}

const codeOf = (error: unknown) => (error as { code?: string }).code;

describe('a table whose proof takes longer than a screen waits', () => {
  it('is not shown, goes on beside the question, and is then answered as if nobody had waited', async () => {
    const desk = new ReviewDesk(30);
    desk.patience = 0;
    const asked = await releaseTable(town(), policy, ledger, { review: desk.review }).catch(codeOf);
    expect(asked).toBe('disclosure.under_review');
    expect(desk.open).toBe(1);
    const again = await releaseTable(town(), policy, ledger, { review: desk.review }).catch(codeOf);
    expect(again).toBe('disclosure.under_review');
    expect(desk.open, 'one search for one table').toBe(1);
    const open: number[] = [];
    await desk.settled(undefined, (each) => open.push(each));
    expect(open).toEqual([1]);
    const reviewed = await releaseTable(town(), policy, ledger, { review: desk.review });
    const direct = await releaseTable(town(), policy, ledger);
    expect(reviewed.statistic).toEqual(direct.statistic);
    expect(reviewed.release).toEqual(direct.release);
    expect(direct.release.hidden.secondary).toBeGreaterThan(0);
  });

  it('waits for no proof of another table', async () => {
    const desk = new ReviewDesk(30);
    desk.patience = 0;
    await releaseTable(town(), policy, ledger, { review: desk.review }).catch(codeOf);
    await desk.settled();
    const other = await releaseTable(town(1), policy, ledger, { review: desk.review }).catch(codeOf);
    expect(other).toBe('disclosure.under_review');
    await desk.settled();
  });

  it('is searched for at once where whoever asks waits', async () => {
    const desk = new ReviewDesk(30);
    await expect(releaseTable(town(), policy, ledger, { review: desk.review })).resolves.toBeDefined();
    expect(desk.open).toBe(0);
  });

  it('stays unknown when the review is stopped', async () => {
    const desk = new ReviewDesk(30);
    desk.patience = 0;
    await releaseTable(town(), policy, ledger, { review: desk.review }).catch(codeOf);
    const stop = new AbortController();
    const waiting = desk.settled(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow();
    expect(desk.open).toBe(0);
    const after = await releaseTable(town(), policy, ledger, { review: desk.review }).catch(codeOf);
    expect(after).toBe('disclosure.under_review');
    desk.stop();
    await desk.settled();
  });

  it('is refused where the search itself ran out of time', async () => {
    const desk = new ReviewDesk(0);
    desk.patience = -1;
    await releaseTable(town(), policy, ledger, { review: desk.review }).catch(codeOf);
    await desk.settled();
    const after = await releaseTable(town(), policy, ledger, { review: desk.review }).catch(codeOf);
    expect(after).toBe('disclosure.audit_unfinished');
  });

  it('believes no pattern whose witnesses do not hold', async () => {
    const desk = new ReviewDesk(30);
    desk.patience = 0;
    await releaseTable(town(), policy, ledger, { review: desk.review }).catch(codeOf);
    await desk.settled();
    const { recall, hand } = desk.review;
    const review = {
      hand,
      recall: (system: Parameters<typeof recall>[0]) => {
        const found = recall(system);
        if (typeof found !== 'object') return found;
        // One complementary cell is printed after all.
        const at = [...found.hidden.keys()].find(
          (cell) => found.hidden[cell] === 1 && system.candidate[cell],
        )!;
        return { ...found, hidden: found.hidden.with(at, 0) };
      },
    };
    const forged = await releaseTable(town(), policy, ledger, { review }).catch(codeOf);
    expect(forged).toBe('disclosure.witness_invalid');
  });
});
