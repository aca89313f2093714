import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  leastTold,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { CandidateTable, Column, RateStratum } from '../../../analysis/domain/statistic.ts';
import { EXAMINED, flat, PERSONS, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const ADJUSTED: Column = {
  id: 'adjusted',
  label: '年齢調整値',
  kind: 'derived',
  formula: 'standardised',
  from: ['k', 'n'],
  unit: '%',
  decimals: 1,
  ofStrata: 'age',
};
const SAFE: RateStratum = { persons: 100, cases: 40 };
const SMALL: RateStratum = { persons: 100, cases: 4 };

/** Three districts; `told` of them are standardised by a group that a table by age would hide. */
function districts(told: number, lessAdjusted?: CandidateTable): CandidateTable {
  const table = withMargins(
    [flat('district', ['a', 'b', 'c'])],
    [PERSONS, EXAMINED, ADJUSTED],
    ['a', 'b', 'c'].map((code) => ({ at: [code], values: [200, 80] })),
    ([n, k]) => [n!, k!, (100 * k!) / n!],
  );
  const rows = table.rows
    .filter(({ at }) => at[0] !== 'T')
    .map((row, i) => ({ ...row, strata: { age: [SAFE, i < told ? SMALL : SAFE] } }));
  return {
    ...table,
    parameters: { told },
    rows,
    ...(lessAdjusted ? { lessAdjusted: () => lessAdjusted } : {}),
  };
}

describe('a table standardised for less', () => {
  it('stands in where most numbers would be hidden, and only there', () => {
    const broad = districts(0);
    expect(leastTold(districts(1, broad), policy).parameters).toEqual({ told: 1 });
    expect(leastTold(districts(2, broad), policy)).toBe(broad);
    expect(leastTold(districts(3, districts(2, broad)), policy)).toBe(broad);
    expect(leastTold(districts(3), policy).parameters).toEqual({ told: 3 });
  });

  it('a number whose groups are not known is hidden, one of told groups is, the others are printed', async () => {
    const table = districts(1);
    const [, second, third] = table.rows;
    const { strata: _, ...unknown } = third!;
    const { statistic } = await releaseTable(
      { ...table, rows: [table.rows[0]!, second!, unknown] },
      policy,
      emptyLedger('e'.repeat(64)),
    );
    expect(statistic.rows.map(({ cells }) => cells[2]!.state)).toEqual(['hidden', 'shown', 'hidden']);
    expect(statistic.columns.every((column) => !('ofStrata' in column))).toBe(true);
  });
});
