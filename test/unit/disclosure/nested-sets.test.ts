import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  type LedgerView,
  publishedTable,
  releaseStudy,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { context } from './study-parts.ts';
import { EXAMINED, PERSONS } from './town-table.ts';

const policy = disclosurePolicy({ population: 60_000 });
const nothing = emptyLedger('f'.repeat(64));
const EVERYBODY = 'a1'.padStart(32, '0');
const INSURED = 'b2'.padStart(32, '0');

/** One number of people, of a set, in larger sets that other tables count. */
function counted(id: string, persons: number, key: string, inside: readonly string[] = []): CandidateTable {
  return {
    id,
    parameters: {},
    context,
    dimensions: [{ id: 'programme', label: '事業', partition: false, levels: [{ code: 'p', label: 'p' }] }],
    columns: [PERSONS],
    rows: [
      {
        at: ['p'],
        values: [persons],
        people: { n: key },
        ...(inside.length > 0 ? { inside: { n: inside } } : {}),
      },
    ],
  };
}

async function ask(ledger: LedgerView, table: CandidateTable) {
  const released = await releaseTable(table, policy, ledger);
  const cell = released.statistic.rows[0]!.cells[0]!;
  return {
    shown: cell.state === 'shown',
    ledger: { ...ledger, tables: [...ledger.tables, publishedTable(released, table)] },
  };
}

describe('a set of people and a part of it in two tables', () => {
  it.each([
    [97, 92, false],
    [97, 87, true],
    [97, 97, true],
  ])('everybody %i, insured %i: both shown %s, in either order', async (all, some, both) => {
    const tables = [
      counted('costs', all, EVERYBODY),
      counted('reach', some, all === some ? EVERYBODY : INSURED, [EVERYBODY]),
    ];
    for (const [first, second] of [tables, tables.toReversed()]) {
      const one = await ask(nothing, first!);
      expect(one.shown).toBe(true);
      const two = await ask(one.ledger, second!);
      expect(two.shown).toBe(both);
      // The same question again, and that about the other set: nothing more comes out.
      expect((await ask(two.ledger, second!)).shown).toBe(both);
    }
  });

  it('a flow that leaves few participants out does not say how many', async () => {
    const steps = (treated: number) => [
      {
        id: 'eligible:t',
        label: '条件',
        arm: '参加',
        persons: treated,
        people: INSURED,
        inside: [EVERYBODY],
      },
      { id: 'eligible:c', label: '条件', arm: '非参加', persons: 400, people: 'c3'.padStart(32, '0') },
    ];
    const study = (treated: number) => ({
      parameters: { study: 's', hash: 'h', part: 'diagnosis' },
      context,
      arms: { treated: '参加', control: '非参加' },
      flow: { context, steps: steps(treated) },
      effects: [],
    });
    const { ledger } = await ask(nothing, counted('costs', 150, EVERYBODY));
    const shownOf = async (treated: number, past: LedgerView) => {
      const { flow, sizes } = await releaseStudy(study(treated), policy, past);
      const table = publishedTable(sizes.released, sizes.candidate);
      return {
        shown: flow!.statistic.steps[0]!.persons.state === 'shown',
        ledger: { ...past, tables: [...past.tables, table] },
      };
    };
    expect((await shownOf(143, ledger)).shown).toBe(false);
    expect((await shownOf(120, ledger)).shown).toBe(true);
    const before = await shownOf(143, nothing);
    expect(before.shown).toBe(true);
    expect((await ask(before.ledger, counted('costs', 150, EVERYBODY))).shown).toBe(false);
  });
});

/** Courses of guidance of several years together, of which nothing says who they are. */
function pooled(from: number, to: number, started: number, completed: number): CandidateTable {
  return {
    id: 'pooled',
    parameters: { from, to },
    context,
    dimensions: [{ id: 'whole', label: '対象', partition: true, levels: [{ code: 'all', label: '全体' }] }],
    columns: [PERSONS, EXAMINED],
    rows: [{ at: ['all'], values: [started, completed] }],
  };
}

describe('two spans of years, each counted together', () => {
  it.each([
    ['44 more began and 41 more completed, so three more did not', [137, 120], [93, 79], false],
    ['44 more began and 33 more completed', [137, 115], [93, 82], true],
  ])('%s', async (_, long, short, both) => {
    const tables = [pooled(2020, 2023, long[0]!, long[1]!), pooled(2021, 2023, short[0]!, short[1]!)];
    for (const order of [tables, tables.toReversed()]) {
      let ledger: LedgerView = nothing;
      const shown: boolean[] = [];
      for (const table of order) {
        const released = await releaseTable(table, policy, ledger);
        ledger = { ...ledger, tables: [...ledger.tables, publishedTable(released, table)] };
        shown.push(...released.statistic.rows[0]!.cells.map(({ state }) => state === 'shown'));
      }
      expect(shown.slice(0, 2)).toEqual([true, true]);
      expect(shown.every(Boolean)).toBe(both);
    }
  });
});
