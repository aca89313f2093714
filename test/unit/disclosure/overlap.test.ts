import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  type LedgerView,
  publishedTable,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import { isTangled } from '../../../analysis/disclosure/ledger/cross.ts';
import type { JointTable } from '../../../analysis/disclosure/ledger/joint.ts';
import { ALL_RULES, type RuleSwitches } from '../../../analysis/disclosure/release/options.ts';
import type { CandidateTable, PersonAtom } from '../../../analysis/domain/statistic.ts';
import { flat, PERSONS, withMargins } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const SOURCE = 'e'.repeat(64);
const AXES = { sex: ['m', 'f'], age: ['young', 'old'], place: ['east', 'west'] } as const;
type Axis = keyof typeof AXES;

/**
 * Persons by sex, age and place: the town of vector C04 (shared/reference/sdc). Every table of two axes has only large
 * numbers; the three together say that at most four people are in one class.
 */
const PEOPLE: Readonly<Record<string, number>> = {
  'm|young|east': 4,
  'f|young|east': 26,
  'm|old|east': 24,
  'f|old|east': 15,
  'm|young|west': 16,
  'f|young|west': 29,
  'm|old|west': 35,
  'f|old|west': 0,
};

const keys = new Map(
  Object.keys(PEOPLE).map((at, order) => [at, (0x1f2e3d4c5b6a7988n * BigInt(order + 3) ** 7n) % 2n ** 120n]),
);

let asked = 0;
const atoms = (): Promise<readonly PersonAtom[]> => {
  asked += 1;
  return Promise.resolve(
    Object.entries(PEOPLE).map(([at, persons]) => ({
      key: keys.get(at)!.toString(16),
      persons,
      period: '2023',
      levels: at.split('|').map((code) => [code]),
      columns: ['n'],
    })),
  );
};

/** The table of a town by some of its axes, with keys, as a measure gives it. */
function by(...axes: readonly Axis[]): CandidateTable {
  const place = (at: string) => axes.map((axis) => at.split('|')[Object.keys(AXES).indexOf(axis)]!);
  const leaves = Object.entries(PEOPLE).map(([at, persons]) => ({ at: place(at), values: [persons] }));
  const table = withMargins(
    axes.map((axis) => flat(axis, AXES[axis])),
    [{ ...PERSONS, concept: 'town' }],
    leaves,
  );
  const rows = table.rows.map((row) => {
    const inside = [...keys].filter(
      ([at]) => PEOPLE[at]! > 0 && place(at).every((code, i) => [code, 'T'].includes(row.at[i]!)),
    );
    const key = inside.reduce((sum, [, each]) => sum ^ each, 0n);
    return { ...row, people: { n: key.toString(16).padStart(32, '0') } };
  });
  return { ...table, rows, atoms };
}

/** Asks one after the other; printed numbers by levels in the order of the axes, empty where all are together. */
async function session(tables: readonly CandidateTable[], rules: RuleSwitches = ALL_RULES) {
  let ledger: LedgerView = emptyLedger(SOURCE);
  const shown = new Map<string, number>();
  for (const table of tables) {
    const released = await releaseTable(table, policy, ledger, { rules });
    ledger = { ...ledger, tables: [...ledger.tables, publishedTable(released, table)] };
    for (const { at, cells } of released.statistic.rows) {
      const levels = Object.keys(AXES).map((axis) => {
        const code = at[table.dimensions.findIndex(({ id }) => id === axis)] ?? 'T';
        return code === 'T' ? '' : code;
      });
      if (cells[0]!.state === 'shown') shown.set(levels.join('|'), cells[0]!.value);
    }
  }
  return shown;
}

/** Least and most young men in the east that agree with what was printed; undefined where not all pairs are. */
function youngMenInTheEast(shown: ReadonlyMap<string, number>): readonly [number, number] | undefined {
  const pairs = [
    '|young|east',
    '|young|west',
    '|old|east',
    '|old|west',
    'm|young|',
    'm|old|',
    'm||east',
    'm||west',
  ];
  const found = pairs.map((pair) => shown.get(pair));
  if (found.includes(undefined)) return undefined;
  const [youngEast, youngWest, oldEast, oldWest, young, old, east] = found as number[];
  const fits = Array.from({ length: 100 }, (_, men) => men).filter((men) => {
    const [youngMenWest, oldMenEast] = [young! - men, east! - men];
    const cells = [men, youngEast! - men, youngMenWest, youngWest! - youngMenWest, oldMenEast];
    const oldMenWest = old! - oldMenEast;
    return [...cells, oldEast! - oldMenEast, oldMenWest, oldWest! - oldMenWest].every((n) => n >= 0);
  });
  return [Math.min(...fits), Math.max(...fits)];
}

const joint = (table: CandidateTable): JointTable => ({ ...table, names: new Map() });

describe('breakdowns that overlap', () => {
  it('are told from those that their common sums hold together', () => {
    const tangled = (...tables: CandidateTable[]) => isTangled(tables.map(joint));
    expect(tangled(by('sex', 'age'))).toBe(false);
    expect(tangled(by('sex', 'age'), by('place'))).toBe(false);
    expect(tangled(by('sex', 'age'), by('sex', 'place'))).toBe(false);
    expect(tangled(by('sex', 'age'), by('sex', 'place'), by('sex', 'age', 'place'))).toBe(false);
    expect(tangled(by('sex', 'age'), by('sex', 'place'), by('age', 'place'))).toBe(true);
    const filtered = { ...by('sex'), parameters: { minAge: 65 } };
    expect(tangled(by('age'), filtered)).toBe(true);
    const regrouped = { ...by('age'), dimensions: [flat('age', ['child', 'adult'])] };
    expect(tangled(by('age'), regrouped)).toBe(true);
    const nested = { ...by('sex'), dimensions: [{ ...flat('step', ['a', 'b']), nested: true }] };
    expect(tangled(by('sex'), nested)).toBe(true);
  });

  it('ask for the classes of people only where they are', async () => {
    asked = 0;
    await session([by('sex', 'age'), by('place'), by('sex', 'place')]);
    expect(asked).toBe(0);
    await session([by('sex', 'age'), by('sex', 'place'), by('age', 'place')]);
    expect(asked).toBe(1);
  });

  it('never say how many are in a class that nobody asked for', async () => {
    const pairs = [by('sex', 'age'), by('sex', 'place'), by('age', 'place')];
    const without = await session(pairs, { ...ALL_RULES, classes: false });
    expect(youngMenInTheEast(without)).toEqual([0, 4]);
    expect(youngMenInTheEast(await session(pairs))).toBeUndefined();
  });
});

describe('levels without a row of everybody', () => {
  it('do not leave one that follows from a number of everybody that is asked for afterwards', async () => {
    const levels = ['a', 'b', 'c', 'd'].map((code) => ({ code, label: code }));
    const districts = (wholeKnown: boolean): CandidateTable => ({
      ...withMargins([flat('place', ['a'])], [PERSONS], []),
      id: 'districts',
      dimensions: [
        { id: 'place', label: 'place', partition: true, levels, ...(wholeKnown ? { wholeKnown } : {}) },
      ],
      rows: [5, 40, 60, 80].map((persons, i) => ({ at: [levels[i]!.code], values: [persons] })),
    });
    const hidden = async (table: CandidateTable) => {
      const { statistic } = await releaseTable(table, policy, emptyLedger(SOURCE));
      return statistic.rows.filter(({ cells }) => cells[0]!.state === 'hidden').length;
    };
    expect(await hidden(districts(false))).toBe(1);
    expect(await hidden(districts(true))).toBe(2);
  });
});
