import { describe, expect, it } from 'vitest';
import type { ReleasedCell, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { rankTable } from '../../../analysis/measures/ranks.ts';
import { trendTable } from '../../../analysis/measures/trend.ts';
import { fakeContext } from '../../support/fake-tables.ts';

const shown = (value: number): ReleasedCell => ({ state: 'shown', value });
const hidden: ReleasedCell = { state: 'hidden', reason: 'primary' };

function table(
  id: string,
  dimension: { readonly id: string; readonly codes: readonly string[] },
  columns: readonly string[],
  cells: readonly (readonly ReleasedCell[])[],
): ReleasedTable {
  return {
    id,
    parameters: { year: 2023 },
    context: fakeContext('指標'),
    dimensions: [
      {
        id: dimension.id,
        label: dimension.id,
        partition: false,
        levels: dimension.codes.map((code) => ({ code, label: `${code}地区` })),
      },
    ],
    columns: columns.map((column) => ({
      id: column,
      label: column,
      kind: 'derived',
      unit: '%',
      decimals: 1,
    })),
    rows: dimension.codes.map((code, i) => ({ at: [code], cells: cells[i]! })),
  };
}

const RATIO = ['denominator', 'smr', 'smr_lower', 'smr_upper'];
const area = (n: number, middle: number, half: number) =>
  [n, middle, middle * Math.exp(-half), middle * Math.exp(half)].map(shown);

describe('ranks with intervals', () => {
  it('clear differences give sure ranks, overlapping ones wide intervals; hidden districts have no rank', () => {
    const ranks = rankTable(
      table('districts.x', { id: 'district', codes: ['a', 'b', 'c', 'd', 'e'] }, RATIO, [
        area(500, 100, 0.02),
        area(500, 200, 0.02),
        area(80, 130, 0.5),
        [shown(400), hidden, hidden, hidden],
        area(80, 132, 0.5),
      ]),
    )!;
    expect(ranks.rows.map(({ at }) => at[0])).toEqual(['b', 'e', 'c', 'a']);
    expect(ranks.rows[0]!.values.slice(0, 2)).toEqual([500, 1]);
    const [, , lower, upper] = ranks.rows[1]!.values as number[];
    expect(lower).toBe(1);
    expect(upper).toBe(4);
    // The clear first can only be overtaken by the wide ones.
    expect(ranks.rows[0]!.values[3]).toBeLessThanOrEqual(3);
    expect(ranks.id).toBe('district_ranks.x');
  });

  it('two districts are not ranked', () => {
    const two = table('districts.x', { id: 'district', codes: ['a', 'b'] }, RATIO, [
      area(500, 100, 0.1),
      area(500, 90, 0.1),
    ]);
    expect(rankTable(two)).toBeUndefined();
  });
});

const VALUE = ['denominator', 'value', 'value_lower', 'value_upper'];
const point = (value: number, half: number) => [1000, value, value - half, value + half].map(shown);

describe('change a year', () => {
  const years = { id: 'year', codes: ['2020', '2021', '2022', '2023'] };

  it('is the slope of the weighted line, with the error of the years', () => {
    const line = trendTable(
      table('measure.x', years, VALUE, [point(40, 1.96), point(41, 1.96), point(42, 1.96), point(43, 1.96)]),
    )!;
    const [persons, count, slope, lower, upper] = line.rows[0]!.values as number[];
    expect([persons, count]).toEqual([1000, 4]);
    expect(slope).toBeCloseTo(1, 9);
    // Four years with an error of 1 each: Σ(year − mean)² = 5.
    expect((upper! - lower!) / (2 * 1.959963984540054)).toBeCloseTo(1 / Math.sqrt(5), 3);
    expect(line.columns[2]!.unit).toBe('%／年');
  });

  it('widens where the years scatter, leaves hidden years out, needs three years', () => {
    const scattered = trendTable(
      table('measure.x', years, VALUE, [point(40, 0.2), point(47, 0.2), point(41, 0.2), point(48, 0.2)]),
    )!;
    const [, , , lower, upper] = scattered.rows[0]!.values as number[];
    expect(upper! - lower!).toBeGreaterThan(2);
    const three = trendTable(
      table('measure.x', years, VALUE, [
        point(40, 1),
        [shown(5), hidden, hidden, hidden],
        point(42, 1),
        point(43, 1),
      ]),
    )!;
    expect(three.rows[0]!.values[1]).toBe(3);
    expect(three.rows[0]!.values[2]).toBeCloseTo(1, 9);
    const two = { id: 'year', codes: ['2022', '2023'] };
    expect(trendTable(table('measure.x', two, VALUE, [point(40, 1), point(41, 1)]))).toBeUndefined();
  });
});
