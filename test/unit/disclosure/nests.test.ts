import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  publishedTable,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import { nestsOf } from '../../../analysis/disclosure/ledger/nests.ts';
import { cellId, indexTable } from '../../../analysis/disclosure/release/table-system.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { keyOf, range } from './people-keys.ts';
import { context } from './study-parts.ts';
import { EXAMINED, flat, PERSONS } from './town-table.ts';

const AGES = ['a0', 'a1', 'a2', 'a3'];
const THRESHOLD = 10;
const policy = disclosurePolicy({ population: 60_000 });

const text = (people: readonly number[]) => keyOf(people).toString(16).padStart(32, '0');

type ByAge = readonly (readonly number[])[];

/** People of four ages and those of them who did something, with the total. */
function table(id: string, all: ByAge, some: ByAge): CandidateTable {
  const lines = [...AGES.map((code, at) => [code, all[at]!, some[at]!] as const)];
  const rows = [['T', all.flat(), some.flat()] as const, ...lines];
  return {
    id,
    parameters: {},
    context,
    dimensions: [flat('age', AGES)],
    columns: [PERSONS, EXAMINED],
    rows: rows.map(([code, n, k]) => ({
      at: [code],
      values: [n.length, k.length],
      people: { n: text(n), k: text(k) },
    })),
  };
}

async function published(candidate: CandidateTable) {
  return publishedTable(await releaseTable(candidate, policy, emptyLedger('a'.repeat(64))), candidate);
}

function sizes(candidate: CandidateTable) {
  const cells = candidate.rows.flatMap(({ at, values }) => {
    const [n, k] = [values[0]!, values[1]!];
    return [
      [cellId('n', at), n] as const,
      [cellId('k', at), k] as const,
      [`${cellId('k', at)}~rest`, n - k] as const,
    ];
  });
  return { cells: new Map(cells) };
}

/** Persons of four ages; numbers from `from` on. */
function town(from: number, counts: readonly number[]): ByAge {
  return counts.map((persons, age) => range(from + 2_000 * age, from + 2_000 * age + persons));
}

describe('a column that holds the people of another in every place', () => {
  it('is recognised, whatever the tables are called and which comes first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1_000_000),
        fc.array(fc.integer({ min: 25, max: 60 }), { minLength: 4, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 4, maxLength: 4 }),
        async (from, counts, fewer) => {
          const all = town(from, [150, 160, 170, 180]);
          const users = town(from, counts);
          const early = users.map((people, age) => people.slice(fewer[age]!));
          const [large, little] = [table('users', all, users), table('early', all, early)];
          for (const [own, earlier, ownIsLarge] of [
            [large, little, true],
            [little, large, false],
          ] as const) {
            const found = nestsOf(indexTable(own), sizes(own), [await published(earlier)], THRESHOLD).pairs;
            const parts = found.filter((pair) => !pair.own.endsWith('~rest'));
            expect(parts.map((pair) => pair.own)).toEqual(
              expect.arrayContaining(AGES.map((age) => cellId('k', [age]))),
            );
            expect(parts.every((pair) => pair.ownIsLarge === ownIsLarge)).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is not seen in one that has nothing to do with it', async () => {
    for (const from of range(0, 150)) {
      const all = town(100_000 * from, [150, 160, 170, 180]);
      const users = town(100_000 * from, [30, 35, 40, 45]);
      const others = all.map((people, age) => people.slice(70, 70 + 18 + 5 * age));
      const own = table('others', all, others);
      const past = [await published(table('users', all, users))];
      const wrong = nestsOf(indexTable(own), sizes(own), past, THRESHOLD).pairs.filter(
        ({ own: id }) => !id.endsWith('~rest'),
      );
      expect(wrong).toEqual([]);
    }
  });

  it('is not told from places where it is everybody, or nearly', async () => {
    const oldest = AGES.at(-1)!;
    for (const from of range(0, 60)) {
      const all = town(100_000 * from, [40, 45, 50, 180]);
      const ill = all.map((people, age) => people.slice(0, age === 3 ? 40 : 1 + age));
      const rare = all.map((people, age) => (age === 3 ? people.slice(35, 46) : []));
      const own = table('ill', all, ill);
      const past = [await published(table('rare', all, rare))];
      const { pairs, few } = nestsOf(indexTable(own), sizes(own), past, THRESHOLD);
      // What the others of an age would be, if it held, is looked at all the same.
      const careful = new Set(few.flatMap(({ of, without }) => [...of, ...without]));
      const wrong = pairs.filter((pair) => pair.own.includes(oldest) && !careful.has(pair));
      expect(wrong).toEqual([]);
    }
  });

  it('of another year is left alone', async () => {
    const all = town(0, [150, 160, 170, 180]);
    const users = town(0, [30, 35, 40, 45]);
    const inYear = (year: string, candidate: CandidateTable): CandidateTable => ({
      ...candidate,
      dimensions: [
        { id: 'year', label: '年度', partition: false, levels: [{ code: year, label: year }] },
        ...candidate.dimensions,
      ],
      rows: candidate.rows.map((row) => ({ ...row, at: [year, ...row.at] })),
    });
    const own = inYear(
      '2023',
      table(
        'early',
        all,
        users.map((people) => people.slice(5)),
      ),
    );
    const found = async (year: string) => {
      const past = [await published(inYear(year, table('users', all, users)))];
      return nestsOf(indexTable(own), sizes(own), past, THRESHOLD).pairs.length;
    };
    expect(await found('2022')).toBe(0);
    expect(await found('2023')).toBeGreaterThan(0);
  });
});

describe('what was shown of users and of early users', () => {
  async function shownOf(asked: readonly CandidateTable[]): Promise<ReadonlyMap<string, number>[]> {
    let ledger = emptyLedger('a'.repeat(64));
    const shown: Map<string, number>[] = [];
    for (const candidate of asked) {
      const released = await releaseTable(candidate, policy, ledger);
      ledger = { ...ledger, tables: [...ledger.tables, publishedTable(released, candidate)] };
      shown.push(
        new Map(
          released.statistic.rows.flatMap(({ at, cells: [, cell] }): [string, number][] =>
            cell?.state === 'shown' ? [[at[0]!, cell.value]] : [],
          ),
        ),
      );
    }
    return shown;
  }

  /** How many came later outside an age, where the totals and that age were shown of both. */
  function laterOutside(shown: readonly ReadonlyMap<string, number>[], age: string): number {
    const [users, early] = shown.map((counts) => counts.get('T')! - counts.get(age)!);
    return users! - early!;
  }

  it('does not tell how few came later outside one age, though each group is large or hidden', async () => {
    const all = town(0, [26, 95, 24, 80]);
    const users = town(0, [8, 34, 5, 25]);
    const early = [users[0]!.slice(2), users[1]!.slice(11), users[2]!, users[3]!.slice(3)];
    const shown = await shownOf([table('users', all, users), table('early', all, early)]);
    // Users 72 and 34, so 38 outside a1; early users 56 and 23, so 33: 5 came later.
    expect(laterOutside(shown, 'a1')).not.toBe(5);
    expect(shown[0]!.get('T')).toBe(72);
  });

  it('does not tell how few came later in two ages together, of which an earlier answer hid both', async () => {
    const all = town(0, [360, 319, 66, 32]);
    const users = town(0, [84, 99, 15, 5]);
    const early = town(0, [15, 49, 10, 2]);
    const shown = await shownOf([table('early', all, early), table('users', all, users)]);
    expect([...shown[0]!.keys()]).toEqual(['T', 'a0', 'a1']);
    // 20 and 12 in the other two, each enough, so that 8 came later: where the rest of both was shown.
    const others = shown.map((counts) => counts.get('T')! - counts.get('a0')! - counts.get('a1')!);
    expect(others[0]).toBe(12);
    expect(others[1]).not.toBe(20);
    expect(shown[1]!.size).toBe(3);
  });

  it('never tells how few came later outside an age', async () => {
    const all = town(0, [150, 160, 170, 180]);
    // Enough people to see in the keys whose part they are.
    const counts = fc.array(fc.integer({ min: 25, max: 60 }), { minLength: 4, maxLength: 4 });
    const later = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 10, max: 20 })), {
      minLength: 4,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), counts, later, fc.boolean(), async (from, sizes, gone, turned) => {
        const people = all.map((ids) => ids.map((id) => id + 10_000 * from));
        const users = people.map((ids, age) => ids.slice(0, sizes[age]));
        const early = users.map((ids, age) => ids.slice(gone[age]));
        const asked = [table('users', people, users), table('early', people, early)];
        const shown = await shownOf(turned ? asked.toReversed() : asked);
        for (const age of AGES) {
          const persons = Math.abs(laterOutside(shown, age));
          expect(persons >= 1 && persons < THRESHOLD).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });
});
