import fc from 'fast-check';
import { expect, it } from 'vitest';
import { monthSpans } from '../../../analysis/warehouse/load/month-spans.ts';

const months = fc
  .uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 40 })
  .map((numbers) =>
    numbers
      .sort((a, b) => a - b)
      .map((number) => `${2010 + Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}-01`),
  );

it('takes in every month once, in order, with no more rows than asked for unless it is one month', () => {
  fc.assert(
    fc.property(months, fc.integer({ min: 1, max: 1000 }), (given, most) => {
      const counted = given.map((month, at) => ({ month, rows: ((at * 7919) % 700) + 1 }));
      const spans = monthSpans(counted, most);
      const within = ({ from, to }: { from: string; to: string }) =>
        counted.filter(({ month }) => month >= from && month <= to);
      expect(spans.flatMap(within)).toEqual(counted);
      for (const [at, span] of spans.entries()) {
        const rows = within(span).reduce((sum, each) => sum + each.rows, 0);
        expect(rows <= most || span.from === span.to).toBe(true);
        // Neither could it have been joined with the next.
        const next = spans[at + 1];
        const nextFirst = next && within(next)[0]!.rows;
        if (nextFirst !== undefined) expect(rows + nextFirst).toBeGreaterThan(most);
      }
    }),
  );
});

it('of three months with 600,000 receipts each puts one and one and one into a span of a million', () => {
  const counted = ['2024-04-01', '2024-05-01', '2024-06-01'].map((month) => ({ month, rows: 600_000 }));
  expect(monthSpans(counted, 1_000_000).map(({ from }) => from)).toEqual(counted.map(({ month }) => month));
  expect(monthSpans(counted, 1_200_000)).toEqual([
    { from: '2024-04-01', to: '2024-05-01' },
    { from: '2024-06-01', to: '2024-06-01' },
  ]);
});
