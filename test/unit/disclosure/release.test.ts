import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  isReleased,
  releaseDistribution,
  releaseOperational,
  releaseSurvival,
  releaseTable,
  requireReleased,
} from '../../../analysis/disclosure/index.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { EXAMINED, flat, PERSONS, SHARE, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const ledger = emptyLedger('c'.repeat(64));
const { context } = withMargins([], [], []);

describe('the Released mark', () => {
  it('belongs to the very object the gate made', async () => {
    const table = withMargins(
      [flat('sex', ['m', 'f'])],
      [PERSONS],
      [
        { at: ['m'], values: [50] },
        { at: ['f'], values: [60] },
      ],
    );
    const released = await releaseTable(table, policy, ledger);
    expect(isReleased(released)).toBe(true);
    expect(isReleased({ ...released })).toBe(false);
    expect(isReleased(structuredClone(released))).toBe(false);
    expect(isReleased(JSON.parse(JSON.stringify(released)))).toBe(false);
    expect(requireReleased(released)).toBe(released);
    expect(() => requireReleased({ ...released })).toThrow('disclosure.not_released');
    expect(Object.isFrozen(released.statistic.rows[0]!.cells)).toBe(true);
    expect(released.release).toMatchObject({ threshold: 10, proof: 'nothing_hidden', shown: 3 });
  });
});

describe('tables', () => {
  const amounts = (largest: number[], n = 40, sum = 4000): CandidateTable => {
    const columns = [
      PERSONS,
      { id: 'yen', label: '医療費', kind: 'sum' as const, of: 'n', unit: '円', decimals: 0 },
      {
        id: 'mean',
        label: '一人当たり',
        kind: 'derived' as const,
        from: ['yen', 'n'],
        formula: 'mean' as const,
        unit: '円',
        decimals: 0,
      },
    ];
    const leaves = ['a', 'b', 'c', 'd'].map((code) => ({
      at: [code],
      values: code === 'a' ? [n, sum] : [100, 9000],
    }));
    const table = withMargins([flat('age', ['a', 'b', 'c', 'd'])], columns, leaves, ([p, y]) => [
      p!,
      y!,
      y! / p!,
    ]);
    return {
      ...table,
      rows: table.rows.map((row) => ({
        ...row,
        contributions: { yen: row.at[0] === 'a' ? largest : [150, 140, 130] },
      })),
    };
  };
  const cellsOf = async (table: CandidateTable, code: string) =>
    (await releaseTable(table, policy, ledger)).statistic.rows.find((row) => row.at[0] === code)!.cells;

  it('hide numerators, complements and what follows from them', async () => {
    const table = withMargins(
      [flat('age', ['a', 'b', 'c'])],
      [PERSONS, EXAMINED, SHARE],
      [
        { at: ['a'], values: [100, 4] },
        { at: ['b'], values: [100, 95] },
        { at: ['c'], values: [100, 50] },
      ],
      ([n, k]) => [n!, k!, (100 * k!) / n!],
    );
    for (const code of ['a', 'b']) {
      const [n, k, share] = await cellsOf(table, code);
      expect(n).toEqual({ state: 'shown', value: 100 });
      expect(k).toEqual({ state: 'hidden', reason: 'primary' });
      expect(share).toEqual({ state: 'hidden', reason: 'primary' });
    }
  });

  it('hide every column of people who are hidden', async () => {
    const [n, yen, mean] = await cellsOf(amounts([9, 8, 7], 5, 40), 'a');
    for (const cell of [n, yen, mean]) expect(cell!.state).toBe('hidden');
  });

  it('hide amounts that one person dominates, with a partner, and keep the persons', async () => {
    const table = amounts([3600, 50, 40]);
    const released = await releaseTable(table, policy, ledger);
    const [n, yen, mean] = released.statistic.rows.find((row) => row.at[0] === 'a')!.cells;
    expect(n).toEqual({ state: 'shown', value: 40 });
    expect(yen).toEqual({ state: 'hidden', reason: 'dominance' });
    expect(mean!.state).toBe('hidden');
    expect(released.statistic.rows.filter((row) => row.cells[1]!.state === 'hidden').length).toBeGreaterThan(
      1,
    );
  });

  it('want to know the largest contributions', async () => {
    const table = amounts([1]);
    const bare = { ...table, rows: table.rows.map(({ at, values }) => ({ at, values })) };
    await expect(releaseTable(bare, policy, ledger)).rejects.toMatchObject({
      code: 'disclosure.table_malformed',
    });
  });

  it('protect people of levels that were left out', async () => {
    const table = withMargins(
      [flat('age', ['a', 'b'])],
      [PERSONS],
      [
        { at: ['a'], values: [100] },
        { at: ['b'], values: [90] },
      ],
    );
    const rows = table.rows.map((row) => ({ ...row, values: row.at[0] === 'T' ? [194] : row.values }));
    const released = await releaseTable({ ...table, rows }, policy, ledger);
    const states = released.statistic.rows.map((row) => row.cells[0]!.state);
    expect(states.filter((state) => state === 'hidden').length).toBeGreaterThanOrEqual(1);
  });

  it('keep zero, hide 100 %, unless that says nothing', async () => {
    const leaves = [
      { at: ['a'], values: [40, 40] },
      { at: ['b'], values: [60, 0] },
      { at: ['c'], values: [80, 40] },
    ];
    const table = withMargins([flat('age', ['a', 'b', 'c'])], [PERSONS, EXAMINED], leaves);
    const [, full] = await cellsOf(table, 'a');
    const [, none] = await cellsOf(table, 'b');
    expect(full).toEqual({ state: 'hidden', reason: 'primary' });
    expect(none!.state).not.toBe('none');
    const plain = { ...table, columns: [PERSONS, { ...EXAMINED, fullShown: true }] };
    expect((await cellsOf(plain, 'a'))[1]).toEqual({ state: 'shown', value: 40 });
    const released = await releaseTable(plain, policy, ledger);
    expect(released.statistic.columns[1]).not.toHaveProperty('fullShown');
  });

  it('support standard deviations and quantiles with enough people', async () => {
    const columns = [
      PERSONS,
      {
        id: 'sd',
        label: '標準偏差',
        kind: 'derived' as const,
        from: ['n'],
        formula: 'sd' as const,
        unit: 'mmHg',
        decimals: 1,
      },
      {
        id: 'p90',
        label: '90%点',
        kind: 'derived' as const,
        from: ['n'],
        formula: 'quantile' as const,
        probability: 0.9,
        unit: 'mmHg',
        decimals: 0,
      },
    ];
    const table = withMargins(
      [flat('age', ['a', 'b'])],
      columns,
      [
        { at: ['a'], values: [10] },
        { at: ['b'], values: [99] },
      ],
      ([n]) => [n!, 12.3, 150],
    );
    const [, sd, p90] = await cellsOf(table, 'a');
    expect([sd!.state, p90!.state]).toEqual(['hidden', 'hidden']);
    expect((await cellsOf(table, 'b'))[2]!.state).toBe('hidden');
    expect((await cellsOf(table, 'T'))[2]!.state).toBe('shown');
  });

  it('refuse malformed tables', async () => {
    const table = withMargins(
      [flat('age', ['a', 'b'])],
      [PERSONS],
      [
        { at: ['a'], values: [100.5] },
        { at: ['b'], values: [90] },
      ],
    );
    await expect(releaseTable(table, policy, ledger)).rejects.toMatchObject({ kind: 'refused' });
    const twice = { ...table, rows: [...table.rows, table.rows[0]!] };
    await expect(releaseTable(twice, policy, ledger)).rejects.toMatchObject({
      params: { what: 'duplicate_row' },
    });
  });
});

describe('distributions and curves', () => {
  it('merge bins until nothing needs hiding, with open ends', async () => {
    const bins = [100, 110, 120, 130, 140, 150].map((from) => ({ from, to: from + 10 }));
    const {
      released: { statistic, release },
    } = await releaseDistribution(
      {
        id: 'sbp',
        parameters: {},
        context,
        unit: 'mmHg',
        bins,
        separateGroups: true,
        groups: [
          { code: 't', label: '参加', persons: [2, 15, 30, 20, 9, 1] },
          { code: 'c', label: '対照', persons: [0, 20, 60, 40, 12, 3] },
        ],
      },
      policy,
      ledger,
    );
    expect(release.proof).toBe('nothing_hidden');
    const persons = statistic.rows.filter((row) => row.at[0] !== 'all').map((row) => row.cells[0]!);
    for (const cell of persons) expect(cell.state === 'shown' && cell.value >= 10).toBe(true);
    expect(statistic.dimensions[0]!.levels.map((level) => level.label)).toEqual([
      '計',
      '120未満',
      '120以上130未満',
      '130以上140未満',
      '140以上',
    ]);
  });

  it('coarsen survival steps to the threshold and round persons at risk', async () => {
    const life = Array.from({ length: 12 }, (_, at) => [at + 1, 200 - 10 * at, 4, 6] as const);
    const {
      curve: { statistic },
    } = await releaseSurvival(
      {
        id: 'km',
        parameters: {},
        context,
        unit: '月',
        arms: [
          { code: 't', label: '参加', steps: life },
          { code: 'c', label: '対照', steps: [[1, 8, 1, 0]] },
        ],
      },
      policy,
      ledger,
    );
    const steps = statistic.rows.filter((row) => row.at[0] === 't');
    expect(steps.map((row) => row.at[1])).toEqual(['0', '3', '6', '9', '12']);
    for (const row of steps) expect((row.cells[1] as { value: number }).value % 10).toBe(0);
    for (const { cells } of steps.slice(1)) {
      const [survival, , lower, upper] = cells.map((cell) =>
        cell.state === 'shown' ? cell.value : Number.NaN,
      );
      expect(lower).toBeLessThan(survival!);
      expect(upper).toBeGreaterThan(survival!);
    }
    // Limits hide with their curve.
    const small = statistic.rows.filter((row) => row.at[0] === 'c');
    expect(small.map(({ cells }) => cells.map(({ state }) => state))).toEqual([
      ['hidden', 'hidden', 'hidden', 'hidden'],
    ]);
  });
});

describe('operational reports', () => {
  const schema = {
    files: [{ name: 'name', rowsRead: 'count', encoding: 'code', issues: [{ code: 'code', line: 'line' }] }],
  } as const;
  it('let listed fields of the right kind through, and nothing else', () => {
    const report = {
      files: [
        {
          name: '健診.csv',
          rowsRead: 120,
          encoding: 'shift_jis',
          issues: [{ code: 'intake.date', line: 4 }],
        },
      ],
    };
    expect(releaseOperational(report, schema)).toEqual(report);
    const withValue = { files: [{ ...report.files[0]!, value: '髙﨑太郎' }] };
    expect(() => releaseOperational(withValue, schema)).toThrow('disclosure.operational_field');
    try {
      releaseOperational({ files: [], 髙﨑太郎: 1 }, schema);
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('髙﨑');
    }
    const wrongKind = { files: [{ ...report.files[0]!, encoding: '髙﨑 太郎' }] };
    expect(() => releaseOperational(wrongKind, schema)).toThrow('disclosure.operational_field');
  });
});
