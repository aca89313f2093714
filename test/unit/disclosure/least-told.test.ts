import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  leastTold,
  ofShownGroups,
  releaseTable,
  standardisedRows,
} from '../../../analysis/disclosure/index.ts';
import type {
  CandidateTable,
  Column,
  RateStratum,
  ReleasedTable,
} from '../../../analysis/domain/statistic.ts';
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

describe('a number made of groups that are let through themselves', () => {
  const AGES = ['40', '65'];
  const YEARS = ['2022', '2023'].map((code) => ({ code, label: code }));
  /** Persons and cases of three districts by two ages; what is made of them, and of everybody's rates. */
  const town: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
    a: [
      [120, 40],
      [80, 4],
    ],
    b: [
      [150, 60],
      [90, 50],
    ],
    c: [
      [140, 50],
      [70, 30],
    ],
  };
  const groups = withMargins(
    [flat('district', ['a', 'b', 'c']), flat('age', AGES)],
    [PERSONS, EXAMINED],
    Object.entries(town).flatMap(([code, ages]) =>
      ages.map((values, at) => ({ at: [code, AGES[at]!], values: [...values] })),
    ),
  );
  const table: CandidateTable = {
    ...districts(0),
    columns: [PERSONS, EXAMINED, ADJUSTED, { ...ADJUSTED, id: 'ratio', ofStrata: 'expected' }],
    rows: districts(0).rows.map((row) => ({
      ...row,
      values: [...row.values, 100],
      strata: { age: [SAFE], expected: [SAFE] },
    })),
    groups: () => Promise.resolve([groups]),
  };

  it('is left where all of them are shown, and hidden where one is not, for whatever reason', async () => {
    const { statistic } = await releaseTable(groups, policy, emptyLedger('e'.repeat(64)));
    const hidden = new Set(
      statistic.rows
        .filter(({ at, cells }) => at[1] !== 'T' && cells.some(({ state }) => state === 'hidden'))
        .map(({ at }) => at[0]!),
    );
    // The small group of a, and large ones for its sake.
    expect(hidden.has('a')).toBe(true);
    expect(hidden.size).toBe(2 + Number(hidden.has('T')));
    const judged = ofShownGroups(table, [statistic]);
    for (const { at, strata } of judged.rows) {
      expect('age' in strata!, at[0]).toBe(!hidden.has(at[0]!));
      expect('expected' in strata!, at[0]).toBe(!hidden.has(at[0]!) && !hidden.has('T'));
    }
    expect(standardisedRows(table, policy)).toEqual({ all: 3, untold: 3 });
    expect(standardisedRows(judged, policy)).toEqual({ all: 3, untold: hidden.has('T') ? 0 : 1 });
  });

  it('of one sex is made of the groups of that sex, and of everybody of it; published rates, of the people of each sex', () => {
    const dimensions = [flat('sex', ['1', '2']), flat('district', ['a', 'b']), flat('age', AGES)];
    const codes = { sex: ['T', '1', '2'], district: ['T', 'a', 'b'], age: ['T', ...AGES] };
    const groupsBut = (...hidden: readonly string[]): ReleasedTable => ({
      ...{ id: 'groups', parameters: {}, context: table.context, dimensions, columns: [PERSONS] },
      rows: codes.sex.flatMap((sex) =>
        codes.district.flatMap((district) =>
          codes.age.map((age) => ({
            at: [sex, district, age],
            cells: [
              hidden.includes(`${sex}|${district}|${age}`)
                ? ({ state: 'hidden', reason: 'secondary' } as const)
                : ({ state: 'shown', value: 100 } as const),
            ],
          })),
        ),
      ),
    });
    const bySex: CandidateTable = {
      ...table,
      dimensions: dimensions.slice(0, 2),
      rows: codes.sex.flatMap((sex) =>
        codes.district.map((district) => ({
          at: [sex, district],
          values: [1, 1, 1, 1],
          strata: { age: [SAFE], expected: [SAFE], people: [SAFE] },
        })),
      ),
    };
    const namesOf = ({ rows }: CandidateTable) =>
      Object.fromEntries(rows.map(({ at, strata }) => [at.join('|'), Object.keys(strata!).join()]));
    const kept = (...hidden: readonly string[]) => namesOf(ofShownGroups(bySex, [groupsBut(...hidden)]));
    const all = 'age,expected,people';
    expect(kept()).toEqual(Object.fromEntries(bySex.rows.map(({ at }) => [at.join('|'), all])));
    // Men of 65 and over of a.
    expect(kept('1|a|65')).toMatchObject({ '1|a': '', 'T|a': 'age,expected', '2|a': all, '1|b': all });
    // All men of 65 and over: expected numbers of men are made of them everywhere.
    expect(kept('1|T|65')).toMatchObject({ '1|a': 'age,people', '2|a': all, 'T|a': all, '1|T': '' });
    // Of two tables, each must show them.
    const two = namesOf(ofShownGroups(bySex, [groupsBut('1|a|65'), groupsBut('2|b|40')]));
    expect(two).toMatchObject({ '1|a': '', '2|b': '', '1|b': all, '2|a': all });
    // Rows that are not by year are made of all years.
    const inYears = (years: readonly ReleasedTable[]): ReleasedTable => ({
      ...years[0]!,
      dimensions: [{ id: 'year', label: '年度', partition: false, levels: YEARS }, ...dimensions],
      rows: years.flatMap(({ rows }, at) =>
        rows.map((row) => ({ ...row, at: [YEARS[at]!.code, ...row.at] })),
      ),
    });
    const second = namesOf(ofShownGroups(bySex, [inYears([groupsBut(), groupsBut('1|a|65')])]));
    expect(second).toMatchObject({ '1|a': '', '2|a': all });
  });

  it('is hidden everywhere where the groups are kept back', () => {
    expect(ofShownGroups(table, undefined).rows.map(({ strata }) => strata)).toEqual([{}, {}, {}]);
  });

  it('is taken by five years only where none of them is small', () => {
    const broad = { ...table, parameters: { ages: 'broad' } };
    const one = { ...table, rows: districts(1).rows, columns: districts(1).columns };
    expect(leastTold({ ...one, lessAdjusted: () => broad }, policy)).toBe(broad);
    const { groups: _, ...alone } = one;
    expect(leastTold({ ...alone, lessAdjusted: () => broad }, policy).rows).toBe(one.rows);
  });
});
