import { describe, expect, it } from 'vitest';
import { Gate } from '../../../analysis/api/handlers/gate.ts';
import { disclosurePolicy, ReleaseLedger, ReviewDesk } from '../../../analysis/disclosure/index.ts';
import type { CandidateTable, Column } from '../../../analysis/domain/statistic.ts';
import { memoryLedger } from './memory-ledger.ts';
import { context } from './study-parts.ts';
import { EXAMINED, flat, PERSONS, withMargins } from './town-table.ts';

const AGES = ['40', '65', '75'];
const INDEX: Column = {
  ...{ id: 'index', label: '指数', kind: 'derived', formula: 'standardised', unit: '全国=1', decimals: 2 },
  from: ['n'],
  ofStrata: 'age',
};

/** People of three ages and those of them with something. */
function groups(id: string, counts: readonly (readonly [number, number])[]): CandidateTable {
  const leaves = AGES.map((age, at) => ({ at: [age], values: [...counts[at]!] }));
  return { ...withMargins([flat('age', AGES)], [PERSONS, EXAMINED], leaves), id, parameters: {} };
}

/** One number of everybody that is made of the groups; by broader ages, of none that the gate must know. */
function index(tables: readonly CandidateTable[]): CandidateTable {
  const made = (ages: string): CandidateTable => ({
    ...{ id: 'index', parameters: { ages }, context, columns: [PERSONS, INDEX] },
    dimensions: [
      { id: 'year', label: '年度', partition: false, levels: [{ code: '2023', label: '令和5年度' }] },
    ],
    rows: [{ at: ['2023'], values: [900, 1.04], strata: { age: [{ persons: 300, cases: 100 }] } }],
  });
  return {
    ...made('five_years'),
    groups: () => Promise.resolve(tables),
    lessAdjusted: () => made('broad'),
  };
}

async function asked(tables: readonly CandidateTable[]) {
  const ledger = await ReleaseLedger.open(memoryLedger());
  const gate = new Gate({
    policy: disclosurePolicy({ population: 60_000 }),
    ledger,
    sourceHash: () => Promise.resolve('a'.repeat(64)),
    outlet: 'test',
    twoPerson: false,
    desk: new ReviewDesk(30),
  });
  const { statistic } = await gate.table(index(tables));
  return {
    ages: statistic.parameters['ages'],
    value: statistic.rows[0]!.cells[1],
    noted: ledger.entries.flatMap(({ table }) => (table === undefined ? [] : [table.id])),
  };
}

const LARGE = [
  [300, 100],
  [320, 110],
  [280, 90],
] as const;
const SMALL = [
  [300, 100],
  [320, 4],
  [280, 90],
] as const;

describe('a number made of several tables of groups', () => {
  it('stands where each of them would be shown, which the ledger then holds', async () => {
    const found = await asked([groups('people', LARGE), groups('patients', LARGE)]);
    expect(found.ages).toBe('five_years');
    expect(found.value).toEqual({ state: 'shown', value: 1.04 });
    expect(found.noted).toEqual(['people', 'patients', 'index']);
  });

  it('is adjusted for less where one of them hides a group', async () => {
    for (const tables of [
      [groups('people', SMALL), groups('patients', LARGE)],
      [groups('people', LARGE), groups('patients', SMALL)],
    ]) {
      const found = await asked(tables);
      expect(found.ages).toBe('broad');
      expect(found.value).toEqual({ state: 'shown', value: 1.04 });
      expect(found.noted.at(-1)).toBe('index');
      expect(found.noted).not.toContain(
        tables.find(({ rows }) => rows.some(({ values }) => values[1] === 4))!.id,
      );
    }
  });
});
