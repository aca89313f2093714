import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  publishedTable,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { CandidateTable, Level, ReleasedCell } from '../../../analysis/domain/statistic.ts';
import type { Factor, YearValues } from '../../../analysis/programmes/approaches/cohort.ts';
import { tierTable } from '../../../analysis/programmes/approaches/population.ts';
import { PERSONS, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const ledger = emptyLedger('e'.repeat(64));
const { context } = withMargins([], [], []);

/** Everybody, and two ways to divide them, as levels of one dimension. */
function segments(
  counts: Readonly<Record<string, number>>,
  parameters: CandidateTable['parameters'] = {},
): CandidateTable {
  const levels = Object.keys(counts).map(
    (code): Level =>
      code === 'T' ? { code, label: code } : { code, label: code, parent: 'T', division: code[0]! },
  );
  return {
    id: 'segments',
    parameters,
    context,
    dimensions: [{ id: 'segment', label: '区分', partition: false, levels }],
    columns: [PERSONS],
    rows: Object.entries(counts).map(([code, persons]) => ({ at: [code], values: [persons] })),
  };
}

function shownOf(
  rows: readonly { readonly at: readonly string[]; readonly cells: readonly ReleasedCell[] }[],
) {
  return new Map(
    rows.flatMap(({ at, cells: [cell] }) => (cell?.state === 'shown' ? [[at[0]!, cell.value]] : [])),
  );
}

describe('levels that overlap and yet add up', () => {
  it('no level follows from the others of its division', async () => {
    const counts = { T: 120, s1: 115, s2: 5, d1: 40, d2: 45, d3: 28, d4: 7 };
    const { statistic } = await releaseTable(segments(counts), policy, ledger);
    const shown = shownOf(statistic.rows);
    expect(shown.get('T')).toBe(120);
    expect(['s1', 's2'].filter((code) => shown.has(code))).toEqual([]);
    const districts = ['d1', 'd2', 'd3', 'd4'].filter((code) => shown.has(code));
    expect(districts).toHaveLength(2);
    expect(statistic.dimensions[0]!.levels.every((level) => !('division' in level))).toBe(true);
  });

  it('who is in none of a division is a group, too', async () => {
    const shown = shownOf(
      (await releaseTable(segments({ T: 120, m1: 60, m2: 56 }), policy, ledger)).statistic.rows,
    );
    expect(shown.size).toBeLessThan(3);
  });

  it('a later table reckons with the sums of the earlier one', async () => {
    const first = segments({ T: 120, d1: 60, d2: 30, d3: 30 });
    const released = await releaseTable(first, policy, ledger);
    const past = { ...ledger, tables: [publishedTable(released, first)] };
    expect(past.tables[0]!.dimensions[0]!.levels[1]).toEqual({ code: 'd1', parent: 'T', division: 'd' });
    const second = segments({ T: 120, d1: 60, d2: 30, d3: 30, s1: 114, s2: 6 });
    const shown = shownOf((await releaseTable(second, policy, past)).statistic.rows);
    expect(shown.has('s1')).toBe(false);
    expect(shown.get('d1')).toBe(60);
  });
});

describe('people beyond tiers', () => {
  const factor = {
    id: 'sbp',
    label: '収縮期血圧',
    unit: 'mmHg',
    decimals: 0,
    high: true,
    tiers: [130, 140, 160],
    grid: [90, 5, 24],
  };
  const year = (values: readonly number[]): YearValues => ({
    year: 2023,
    length: values.length,
    person: Float64Array.from(values, (_, i) => i + 1),
    sex: Float64Array.from(values, (_, i) => 1 + (i % 2)),
    age: new Float64Array(values.length).fill(60),
    value: Float64Array.from(values),
  });

  it('those between two tiers do not follow from those beyond either', async () => {
    const many = (value: number, persons: number) => new Array<number>(persons).fill(value);
    const values = year([...many(120, 200), ...many(135, 80), ...many(150, 4), ...many(170, 60)]);
    const comparison = {
      factor: factor as Factor,
      from: 2022,
      to: 2023,
      fromLabel: '令和4年度',
      toLabel: '令和5年度',
    };
    const table = tierTable(comparison, { from: values, to: values });
    const { statistic } = await releaseTable(table, policy, ledger);
    const place = statistic.columns.findIndex(({ id }) => id === 'k_to');
    const beyond = new Map(statistic.rows.map(({ at, cells }) => [at.join('|'), cells[place]!]));
    for (const sex of ['all', '1', '2']) {
      const [at140, at160] = [beyond.get(`${sex}|140`)!, beyond.get(`${sex}|160`)!];
      expect(at140.state === 'shown' && at160.state === 'shown').toBe(false);
    }
  });
});
