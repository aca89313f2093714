import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  type LedgerView,
  publishedTable,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { CandidateTable, Dimension } from '../../../analysis/domain/statistic.ts';
import { keyOf, range } from './people-keys.ts';
import { context } from './study-parts.ts';
import { flat, PERSONS } from './town-table.ts';

const AGES = ['a0', 'a1', 'a2', 'a3'];
const THRESHOLD = 10;
const policy = disclosurePolicy({ population: 60_000 });
const DISTRICT: Dimension = { ...flat('district', []), levels: [{ code: 'd1', label: '第1地区' }] };

type ByAge = readonly (readonly number[])[];

/** People by age with the total, of the town or of one district. */
function pyramid(people: ByAge, district?: Dimension): CandidateTable {
  const place = district === undefined ? [] : ['d1'];
  const rows = [['T', people.flat()] as const, ...AGES.map((age, at) => [age, people[at]!] as const)];
  return {
    id: 'town.pyramid',
    parameters: { year: 2023 },
    context,
    dimensions: [flat('age', AGES), ...(district === undefined ? [] : [district])],
    columns: [PERSONS],
    rows: rows.map(([age, persons]) => ({
      at: [age, ...place],
      values: [persons.length],
      people: { n: keyOf(persons).toString(16).padStart(32, '0') },
    })),
  };
}

/** Which ages (and the total) of each pyramid are shown after both were asked for, in the given order. */
async function shownIn(candidates: readonly CandidateTable[]): Promise<ReadonlySet<string>[]> {
  let ledger: LedgerView = emptyLedger('a'.repeat(64));
  const shown: ReadonlySet<string>[] = [];
  for (const candidate of candidates) {
    const released = await releaseTable(candidate, policy, ledger);
    const rows = released.statistic.rows.filter(({ cells }) => cells[0]!.state === 'shown');
    shown.push(new Set(rows.map(({ at }) => at[0]!)));
    ledger = { ...ledger, tables: [...ledger.tables, publishedTable(released, candidate)] };
  }
  return shown;
}

/** Whether a table says how many people of some ages there are, alone or as what the others leave over. */
function isTold(shown: ReadonlySet<string>, ages: readonly string[]): boolean {
  const others = AGES.filter((age) => !ages.includes(age));
  return ages.every((age) => shown.has(age)) || ['T', ...others].every((age) => shown.has(age));
}

const SETS_OF_AGES = range(1, 2 ** AGES.length).map((bits) => AGES.filter((_, at) => (bits >> at) & 1));

/** Sets of ages of which both pyramids tell the number, though few of them live outside the district. */
async function fewTold(inside: readonly number[], outside: readonly number[], districtFirst: boolean) {
  const people = AGES.map((_, at) => range(1000 * at, 1000 * at + inside[at]! + outside[at]!));
  const town = pyramid(people);
  const district = pyramid(
    people.map((all, at) => all.slice(0, inside[at])),
    DISTRICT,
  );
  const shown = await shownIn(districtFirst ? [district, town] : [town, district]);
  return SETS_OF_AGES.filter((ages) => {
    const persons = ages.reduce((sum, age) => sum + outside[AGES.indexOf(age)]!, 0);
    return persons >= 1 && persons < THRESHOLD && shown.every((each) => isTold(each, ages));
  });
}

describe('those outside the one level of a table, beside everybody', () => {
  // Women by age: 8 of three ages live outside the district, and each of the three is hidden in either table.
  const inside = [4, 9, 1, 14];
  const outside = [2, 6, 0, 15];

  it.each([true, false])(
    'are not told, few as they are in several rows together (district first: %s)',
    async (first) => {
      expect(await fewTold(inside, outside, first)).toEqual([]);
    },
  );

  it('are not told in any rows together, in whatever town', async () => {
    const counts = (max: number) => fc.array(fc.integer({ min: 0, max }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(counts(40), counts(25), fc.boolean(), async (some, others, first) => {
        expect(await fewTold(some, others, first)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('are told where they are many in each row', async () => {
    const people = (counts: readonly number[]) => counts.map((n, at) => range(1000 * at, 1000 * at + n));
    const candidates = [pyramid(people([60, 70, 80, 90])), pyramid(people([30, 30, 30, 30]), DISTRICT)];
    for (const shown of await shownIn(candidates)) expect(shown).toEqual(new Set(['T', ...AGES]));
  });
});
