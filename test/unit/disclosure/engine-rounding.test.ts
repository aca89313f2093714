import { describe, expect, it } from 'vitest';
import { deterministicRandom } from '../../../analysis/disclosure/engine/random.ts';
import { protect } from '../../../analysis/disclosure/index.ts';
import { randomCells } from '../../property/disclosure/engine-documents.ts';

interface Rounded {
  readonly status: string;
  readonly reason?: string;
  readonly published: Readonly<Record<string, number>>;
  readonly proof: { readonly minPrimaryWidth: number | null };
}

type Table = ReturnType<typeof randomCells>;

async function rounded(table: Table, base: number, threshold: number): Promise<Rounded> {
  const document = { kind: 'table', threshold, ...table, rounding: { base } };
  return (await protect(JSON.stringify(document))) as unknown as Rounded;
}

/** Values of one leaf over every table of whole numbers that rounds to what is printed. */
function everyTruth({ cells, relations }: Table, printed: Rounded['published'], base: number) {
  const parents = new Set(relations.map(([parent]) => parent));
  const leaves = Object.keys(cells).filter((id) => !parents.has(id));
  const ranges = new Map<string, [number, number]>();
  const values: Record<string, number> = {};
  const fits = (id: string) => Math.abs(values[id]! - printed[id]!) < base;
  const walk = (at: number): void => {
    const id = leaves[at];
    if (id === undefined) {
      const total = leaves.reduce((sum, leaf) => sum + values[leaf]!, 0);
      if (Math.abs(total - printed.T!) >= base) return;
      for (const leaf of leaves) {
        const [low, high] = ranges.get(leaf) ?? [values[leaf]!, values[leaf]!];
        ranges.set(leaf, [Math.min(low, values[leaf]!), Math.max(high, values[leaf]!)]);
      }
      return;
    }
    for (values[id] = Math.max(0, printed[id]! - base); values[id] <= printed[id]! + base; values[id] += 1) {
      if (fits(id)) walk(at + 1);
    }
  };
  walk(0);
  return ranges;
}

describe('a table rounded instead of hidden', () => {
  it('adds up, stays within the base, and keeps the width it states', async () => {
    let released = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const table = randomCells(deterministicRandom(seed), [2, 3]);
      const answer = await rounded(table, 10, 10);
      if (answer.status === 'refused') continue;
      released += 1;
      for (const [id, value] of Object.entries(table.cells)) {
        expect(answer.published[id]! % 10).toBe(0);
        expect(Math.abs(answer.published[id]! - value)).toBeLessThan(10);
      }
      for (const [parent, children] of table.relations) {
        expect(answer.published[parent]).toBe(children.reduce((sum, id) => sum + answer.published[id]!, 0));
      }
      expect(answer.proof.minPrimaryWidth ?? 9).toBeGreaterThanOrEqual(9);
    }
    expect(released).toBeGreaterThan(25);
  });

  it('states no more width than trying every table gives', async () => {
    for (const a of [1, 4, 9]) {
      const cells = { T: a + 33, a, b: 12, c: 21 };
      const table: Table = { cells, relations: [['T', ['a', 'b', 'c']]] };
      const answer = await rounded(table, 10, 10);
      expect(answer.status).toBe('released');
      const [low, high] = everyTruth(table, answer.published, 10).get('a')!;
      expect(answer.proof.minPrimaryWidth).toBeLessThanOrEqual(high - low);
      expect(high - low).toBeGreaterThanOrEqual(9);
    }
  });

  it('is refused where the base leaves too little room', async () => {
    const table: Table = { cells: { T: 40, a: 4, b: 36 }, relations: [['T', ['a', 'b']]] };
    expect(await rounded(table, 5, 10)).toMatchObject({
      status: 'refused',
      reason: 'disclosure.rounding_too_fine',
      published: {},
    });
    expect(await rounded(table, 5, 5)).toMatchObject({ status: 'released' });
    await expect(rounded(table, 1, 10)).rejects.toMatchObject({ params: { field: 'rounding.base' } });
  });
});

describe('a rounded version beside one with hidden cells', () => {
  const document = {
    kind: 'table',
    cells: { T: 100, a: 4, b: 25, c: 31, d: 40 },
    relations: [['T', ['a', 'b', 'c', 'd']]],
  };

  it('is refused, because whoever has both finds the hidden cell; alone each may go out', async () => {
    const hiding = await protect(JSON.stringify(document));
    const exact = Object.keys(hiding.published as object);
    expect(exact.toSorted()).toEqual(['T', 'c', 'd']);
    const alone = await protect(JSON.stringify({ ...document, rounding: { base: 10 } }));
    expect(alone.status).toBe('released');
    const both = await protect(JSON.stringify({ ...document, rounding: { base: 10, beside: exact } }));
    expect(both).toMatchObject({
      status: 'refused',
      reason: 'disclosure.rounding_beside_exact',
      published: {},
    });
    // The attacker with both: 4 + 25 is known from what is exact, and either lies near what is rounded.
    const rounded = alone.published as Record<string, number>;
    const left = 100 - 31 - 40;
    const fits = (value: number, id: string) => value >= 1 && Math.abs(value - rounded[id]!) < 10;
    const possible = Array.from({ length: left }, (_, value) => value).filter(
      (value) => fits(value, 'a') && fits(left - value, 'b'),
    );
    expect(Math.max(...possible) - Math.min(...possible)).toBeLessThan(9);
  });

  it('names cells of the table only', async () => {
    const faulty = protect(JSON.stringify({ ...document, rounding: { base: 10, beside: ['nobody'] } }));
    await expect(faulty).rejects.toMatchObject({ kind: 'input', params: { field: 'rounding.beside' } });
  });
});
