import { describe, expect, it } from 'vitest';
import {
  disclosurePolicy,
  emptyLedger,
  publishedTable,
  releaseTable,
} from '../../../analysis/disclosure/index.ts';
import type { Linking } from '../../../analysis/disclosure/ledger/joint.ts';
import {
  pastOf,
  publishedSets,
  relatedTables,
  tiedTables,
} from '../../../analysis/disclosure/ledger/related.ts';
import { keepTouched } from '../../../analysis/disclosure/ledger/touched.ts';
import type { PublishedTable } from '../../../analysis/disclosure/ledger/view.ts';
import type { CandidateTable } from '../../../analysis/domain/statistic.ts';
import { keyText } from './people-keys.ts';
import { context } from './study-parts.ts';
import { flat, PERSONS } from './town-table.ts';

const NEED = { width: 9, up: 0, down: 0 };
const policy = disclosurePolicy({ population: 60_000 });

/** A new table `own:*` beside earlier cells; those named in `printed` are known. */
function joint(
  relations: [string, string[]][],
  { printed, needs }: { readonly printed: readonly string[]; readonly needs: readonly string[] },
): Linking {
  const ids = [...new Set(relations.flatMap(([parent, children]) => [parent, ...children]))];
  const foreign = ids.filter((id) => !id.startsWith('own:'));
  return {
    counts: {
      cells: new Map(ids.map((id) => [id, 1])),
      relations,
      virtual: new Set(),
      assumed: new Set(),
      known: new Set(),
    },
    frozen: new Set(printed),
    forced: new Set(foreign.filter((id) => !printed.includes(id))),
    needs: new Map(needs.map((id) => [id, NEED])),
    foreign: new Set(foreign),
    unknown: new Set(foreign.filter((id) => !printed.includes(id))),
    mayBeZero: new Set(),
    positive: new Set(),
  } as unknown as Linking;
}

describe('what a new table touches of earlier releases', () => {
  it('is tied to its cells by sums over hidden ones, and nothing else is left', () => {
    const work = joint(
      [
        ['own:all', ['own:a', 'own:b']],
        // What it may hide, another table hid a part of, and so on.
        ['own:a', ['early:1', 'early:2']],
        ['early:3', ['early:2', 'early:4']],
        // Tied only by a number that was printed.
        ['own:printed', ['far:1', 'far:2']],
        ['early:printed', ['far:3', 'far:4']],
      ],
      {
        printed: ['own:printed', 'early:printed', 'early:3'],
        needs: ['early:1', 'early:4', 'far:1', 'far:3'],
      },
    );
    const touched = keepTouched(work);
    expect([...touched].toSorted()).toEqual(['early:1', 'early:2', 'early:4', 'own:a', 'own:all', 'own:b']);
    expect(work.counts.relations.map(([parent]) => parent)).toEqual(['own:all', 'own:a', 'early:3']);
    expect([...work.counts.cells.keys()].filter((id) => id.startsWith('far:'))).toEqual([]);
    // Printed numbers stay as constants of the sums that are left, those of the table itself in any case.
    expect(work.counts.cells.has('early:3') && work.counts.cells.has('own:printed')).toBe(true);
    expect([...work.needs.keys()]).toEqual(['early:1', 'early:4']);
    expect([...work.unknown].toSorted()).toEqual(['early:1', 'early:2', 'early:4']);
  });
});

type Ranges = readonly (readonly [from: number, to: number])[];

function byArea(id: string, areas: Ranges, parameters: CandidateTable['parameters'] = {}): CandidateTable {
  const codes = areas.map((_, at) => `d${at}`);
  const all: readonly [number, number] = [areas[0]![0], areas.at(-1)![1]];
  return {
    id,
    parameters,
    context,
    dimensions: [flat('district', codes)],
    columns: [PERSONS],
    rows: [['T', all] as const, ...areas.map((range, at) => [codes[at]!, range] as const)].map(
      ([code, [from, to]]) => ({ at: [code], values: [to - from], people: { n: keyText(from, to) } }),
    ),
  };
}

async function published(table: CandidateTable): Promise<PublishedTable> {
  return publishedTable(await releaseTable(table, policy, emptyLedger('a'.repeat(64))), table);
}

describe('earlier tables that take part', () => {
  it('are those of the same, then those that hid the same people as one that is touched', async () => {
    const own = await published(
      byArea('own', [
        [0, 4],
        [4, 60],
        [60, 130],
      ]),
    );
    // Hid the same four people; and one that hid others whom this one hid.
    const next = await published(
      byArea('next', [
        [0, 4],
        [4, 10],
        [10, 90],
      ]),
    );
    const third = await published(
      byArea('third', [
        [4, 10],
        [10, 17],
        [17, 110],
      ]),
    );
    const apart = await published(
      byArea('apart', [
        [500, 504],
        [504, 560],
        [560, 630],
      ]),
    );
    const past = pastOf([own, next, third, apart]);
    const concern = {
      concepts: new Set(['own/n']),
      years: undefined,
      near: [],
      nested: [],
      shares: undefined,
    };
    const first = relatedTables(past, { ...concern, keys: new Set() });
    expect([...first]).toEqual([own]);
    expect([...tiedTables(past, [[own, () => false]])]).toEqual([]);
    const tied = tiedTables(past, [[own, (cell) => cell === 'n@d0']]);
    expect([...tied]).toEqual([next, third]);
    // Numbers that were printed tie nothing, and all of a table's hidden numbers are in one tie with its sums.
    expect(publishedSets(own).ties.flatMap(({ cells }) => [...cells])).not.toContain('n@T');
  });

  it('are those that asked the same of more or fewer, as well', async () => {
    const own = await published(
      byArea(
        'own',
        [
          [0, 4],
          [4, 60],
          [60, 130],
        ],
        { cut: 100 },
      ),
    );
    const wider = await published(
      byArea(
        'own',
        [
          [0, 30],
          [30, 60],
          [60, 140],
        ],
        { cut: 90 },
      ),
    );
    const past = pastOf([own, wider]);
    expect([...tiedTables(past, [[own, (cell) => cell === 'n@d0']])]).toEqual([wider]);
    expect([...tiedTables(past, [[own, () => false]])]).toEqual([]);
  });
});
