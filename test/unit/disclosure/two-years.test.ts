import { describe, expect, it } from 'vitest';
import { linkClasses } from '../../../analysis/disclosure/ledger/classes.ts';
import { OwnAtoms } from '../../../analysis/disclosure/ledger/cross.ts';
import type { JointTable, Linking } from '../../../analysis/disclosure/ledger/joint.ts';
import { emptySystem } from '../../../analysis/disclosure/release/table-system.ts';
import type { PersonAtom } from '../../../analysis/domain/statistic.ts';

/** 13 people of one district who are there in two years, divided by other ages in each; 10 of them were examined in 2023. */
const YEARS: Readonly<
  Record<string, readonly (readonly [key: bigint, persons: number, examined: boolean])[]>
> = {
  '2023': [
    [0x11n, 6, true],
    [0x22n, 4, true],
    [0x44n, 3, false],
  ],
  '2024': [
    [0x11n, 6, false],
    [0x23n, 3, false],
    [0x45n, 4, false],
  ],
};
const EVERYBODY = 0x11n ^ 0x22n ^ 0x44n;
const EXAMINED = 0x11n ^ 0x22n;

const atoms = (): Promise<readonly PersonAtom[]> =>
  Promise.resolve(
    Object.entries(YEARS).flatMap(([period, classes]) =>
      classes.map(([key, persons, examined], order) => ({
        key: key.toString(16),
        persons,
        period,
        levels: [['m'], [`age${order}`], ['east']],
        columns: examined ? ['n', 'examined'] : ['n'],
      })),
    ),
  );

const people = {
  n: EVERYBODY.toString(16).padStart(32, '0'),
  examined: EXAMINED.toString(16).padStart(32, '0'),
};

function districts(parameters: JointTable['parameters']): JointTable {
  const column = { label: '', unit: '人', decimals: 0 };
  return {
    id: 'districts',
    parameters,
    dimensions: [{ id: 'district', partition: true, levels: [{ code: 'east' }] }],
    columns: [
      { ...column, id: 'n', kind: 'count' },
      { ...column, id: 'examined', kind: 'count_subset', of: 'n' },
    ],
    rows: [{ at: ['east'], people }],
    names: new Map([
      ['n@east', 'n'],
      ['examined@east', 'examined'],
    ]),
  };
}

async function linked(table: JointTable) {
  const counts = emptySystem();
  counts.cells.set('n', 13);
  counts.cells.set('examined', 10);
  const sets = () => new Set<string>();
  const work = {
    counts,
    kind: { needOf: (value: number) => ({ value }) },
    needs: new Map(),
    foreign: sets(),
    forced: sets(),
    mayBeZero: sets(),
    unknown: sets(),
  } as unknown as Linking;
  const own = new OwnAtoms({ atoms });
  expect(linkClasses(work, [table], { threshold: 10, sets: await own.sets() })).toBe(true);
  return { counts, needs: work.needs };
}

const sumsHold = ({ counts }: Awaited<ReturnType<typeof linked>>): boolean =>
  counts.relations.every(
    ([parent, children]) =>
      children.reduce((sum, id) => sum + counts.cells.get(id)!, 0) === counts.cells.get(parent),
  );

describe('the same people in two years', () => {
  it('are divided as in the year that the table counts', async () => {
    const result = await linked(districts({ year: 2023 }));
    expect(sumsHold(result)).toBe(true);
    const divided = result.counts.relations.find(([parent]) => parent === 'n')![1];
    expect(new Set(divided.map((id) => result.counts.cells.get(id)))).toEqual(new Set([10, 3]));
    // Three who were not examined are a class of their own, and few.
    expect([...result.needs.keys()].map((id) => result.counts.cells.get(id))).toContain(3);
  });

  it('give no sum that does not hold where a table does not say its year', async () => {
    expect(sumsHold(await linked(districts({})))).toBe(true);
    expect(sumsHold(await linked(districts({ year: 2024 })))).toBe(true);
  });
});
