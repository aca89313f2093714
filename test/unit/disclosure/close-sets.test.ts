import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  type LedgerView,
  publishedTable,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import { CloseSets, placeIn } from '../../../analysis/disclosure/ledger/close.ts';
import { KeyIndex, triplesOf } from '../../../analysis/disclosure/ledger/triples.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { keyOf, keyText, range } from './people-keys.ts';
import { context } from './study-parts.ts';
import { EXAMINED, PERSONS } from './town-table.ts';

const MOST = 9;
const ANYWHERE = new Map<string, readonly string[]>();
const people = fc.uniqueArray(fc.nat(5_000), { minLength: 10, maxLength: 300 });
const sized = (list: readonly number[], place = ANYWHERE) => ({
  key: keyOf(list),
  persons: list.length,
  place,
});
const hidden = (list: readonly number[]) => ({ ...sized(list), persons: Number.NaN });

describe('sets of people that few people are between', () => {
  it('are found whenever one is a part of the other', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: MOST }), (all, between) => {
        const part = all.slice(between);
        const sets = new CloseSets();
        sets.add(sized(part));
        expect(sets.printedNear(sized(all), MOST).map(({ key }) => key)).toEqual([keyOf(part)]);
        const wider = new CloseSets();
        wider.add(sized(all));
        expect(wider.printedNear(sized(part), MOST)).toHaveLength(part.length === 0 ? 0 : 1);
      }),
    );
  });

  it('are mostly found where the part is few people and was hidden, so that the whole tells their number', () => {
    const cases = range(0, 60).flatMap((town) =>
      [10, 11, 12, 14].flatMap((whole) => [2, 4, 6, 8].map((part) => [100 * town, whole, part] as const)),
    );
    const telling = cases.filter(([, whole, part]) => whole - part < MOST);
    const isFound = ([from, whole, part]: (typeof cases)[number]) => {
      const sets = new CloseSets();
      sets.add(hidden(range(from, from + part)));
      return sets.hiddenIn(sized(range(from, from + whole)), MOST).length === 1;
    };
    expect(telling.length).toBeGreaterThan(500);
    expect(telling.filter(isFound).length / telling.length).toBeGreaterThan(0.8);
    expect(cases.filter(([, whole, part]) => whole - part > MOST + 2).some(isFound)).toBe(false);
  });

  it('are not found among sets that have nothing to do with one another', () => {
    const sets = new CloseSets();
    for (const from of range(0, 400)) {
      sets.add(sized(range(1000 * from, 1000 * from + 60)));
      sets.add(hidden(range(1000 * from, 1000 * from + 60)));
    }
    for (const from of range(0, 400)) {
      const own = sized(range(1000 * from + 500, 1000 * from + 563));
      expect(sets.printedNear(own, MOST)).toEqual([]);
      expect(sets.hiddenIn(own, MOST)).toEqual([]);
    }
  });

  it('are none where nobody can be in both', () => {
    const table = {
      dimensions: [
        {
          id: 'district',
          partition: true,
          levels: [{ code: 'all' }, { code: 'a', parent: 'all' }, { code: 'b', parent: 'all' }],
        },
      ],
    };
    const all = range(0, 20);
    const near = (at: string, other: string) => {
      const sets = new CloseSets();
      sets.add({ ...sized(all.slice(5)), place: placeIn(table, [other]) });
      return sets.printedNear({ ...sized(all), place: placeIn(table, [at]) }, MOST).length;
    };
    expect([near('a', 'b'), near('a', 'a'), near('all', 'b')]).toEqual([0, 1, 1]);
  });

  it('have no meaning for keys without lanes', () => {
    const sets = new CloseSets();
    sets.add({ key: 5n, persons: 12, place: ANYWHERE });
    expect(sets.printedNear({ key: 4n, persons: 13, place: ANYWHERE }, MOST)).toEqual([]);
  });
});

describe('three sets of which two make the third', () => {
  const [all, some, others] = [keyOf(range(0, 90)), keyOf(range(0, 60)), keyOf(range(60, 90))];

  it('are found over tables, whichever of them is new', () => {
    const sizes = new Map([
      [all, 90],
      [some, 60],
      [others, 30],
    ]);
    for (const own of sizes.keys()) {
      const past = new KeyIndex();
      for (const [key, persons] of sizes) if (key !== own) past.add(key, persons);
      const [triple, ...more] = triplesOf(new Map([[own, sizes.get(own)!]]), past);
      expect(more).toEqual([]);
      expect(triple!.whole).toBe(all);
      expect(new Set(triple!.parts)).toEqual(new Set([some, others]));
    }
  });

  it('of which one was hidden are taken as what their lanes say', () => {
    const past = new KeyIndex();
    past.add(others, Number.NaN);
    past.add(some, 60);
    expect(triplesOf(new Map([[all, 90]]), past)).toEqual([{ whole: all, parts: [some, others] }]);
    const little = new KeyIndex();
    const [one, two] = [keyOf(range(0, 12)), keyOf(range(12, 26))];
    little.add(one ^ two, Number.NaN);
    little.add(one, 12);
    expect(triplesOf(new Map([[two, 14]]), little)).toEqual([{ whole: one ^ two, parts: [two, one] }]);
  });

  it('are none where the hidden one is so many people that its lanes say neither sum nor difference', () => {
    // 200 people but one were hidden; 199 of the others and that one make them, 201 would not.
    for (const from of range(0, 50)) {
      const [most, one] = [range(1_000 * from + 1, 1_000 * from + 200), [1_000 * from]];
      const past = new KeyIndex();
      past.add(keyOf([...most, ...one]), Number.NaN);
      past.add(keyOf(one), 1);
      expect(triplesOf(new Map([[keyOf(most), most.length]]), past)).toEqual([]);
    }
  });

  it('are none where the sizes do not fit', () => {
    const past = new KeyIndex();
    const [a, b] = [keyOf(range(0, 50)), keyOf(range(20, 80))];
    past.add(a, 50);
    past.add(b, 60);
    expect(triplesOf(new Map([[a ^ b, 50]]), past)).toEqual([]);
  });
});

/** Those with a trait among a hundred, under a name that says nothing of other tables. */
function counted(id: string, persons: number): CandidateTable {
  return {
    id,
    parameters: {},
    context,
    dimensions: [{ id: 'year', label: '年度', partition: false, levels: [{ code: '2023', label: '2023' }] }],
    columns: [PERSONS, EXAMINED],
    rows: [{ at: ['2023'], values: [100, persons], people: { n: keyText(0, 100), k: keyText(0, persons) } }],
  };
}

async function ask(ledger: LedgerView, table: CandidateTable) {
  const released = await releaseTable(table, disclosurePolicy({ population: 60_000 }), ledger);
  const cells = released.statistic.rows[0]!.cells.map((cell) =>
    cell.state === 'hidden' ? cell.reason : cell.state,
  );
  return { cells, ledger: { ...ledger, tables: [...ledger.tables, publishedTable(released, table)] } };
}

describe('a step and the next one, asked as two measures that nothing links', () => {
  it.each([
    [29, 24, 'ledger'],
    [29, 19, 'shown'],
    [29, 29, 'shown'],
  ])(
    '%i had the first interview, %i completed: the second is %s, in either order',
    async (first, last, second) => {
      const tables = [counted('first_interview', first), counted('completed', last)];
      for (const [one, other] of [tables, tables.toReversed()]) {
        const before = await ask(emptyLedger('b'.repeat(64)), one!);
        expect(before.cells).toEqual(['shown', 'shown']);
        const after = await ask(before.ledger, other!);
        expect(after.cells[1]).toBe(second);
      }
    },
  );

  // Of the second one it is known that it is between the others: 48 to 60 is wide enough, 51 to 60 is not.
  it.each([
    [54, 48, 'shown'],
    [55, 51, 'ledger'],
  ])('60, then %i that is hidden, then %i: the third is %s', async (second, third, state) => {
    let ledger = emptyLedger('b'.repeat(64));
    const seen: string[] = [];
    for (const table of [counted('a', 60), counted('b', second), counted('c', third)]) {
      const answer = await ask(ledger, table);
      ledger = answer.ledger;
      seen.push(answer.cells[1]!);
    }
    expect(seen).toEqual(['shown', 'ledger', state]);
  });
});
