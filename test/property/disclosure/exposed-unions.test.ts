import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSolver } from '../../../analysis/disclosure/engine/solver.ts';
import { protect } from '../../../analysis/disclosure/index.ts';
import type { AtomOutput } from '../../../analysis/disclosure/ledger/atoms.ts';
import { findExposedUnion, isUnionExposed } from '../../../analysis/disclosure/ledger/exposed-unions.ts';

/** Sizes of atoms a0, a1, …, and the atoms of each output by bits. */
interface Town {
  readonly sizes: readonly number[];
  readonly masks: readonly number[];
  readonly threshold: number;
}

const towns: fc.Arbitrary<Town> = fc.integer({ min: 1, max: 5 }).chain((atoms) =>
  fc.record({
    sizes: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: atoms, maxLength: atoms }),
    masks: fc.array(fc.integer({ min: 1, max: 2 ** atoms - 1 }), { minLength: 1, maxLength: 5 }),
    threshold: fc.integer({ min: 2, max: 6 }),
  }),
);

const bitsOf = (mask: number) => [0, 1, 2, 3, 4].filter((bit) => (mask >> bit) & 1);
const sumOf = (values: readonly number[], mask: number) =>
  bitsOf(mask).reduce((sum, at) => sum + values[at]!, 0);
const nameOf = (at: number) => `a${at}`;
const atomsOf = ({ sizes }: Town) => new Map(sizes.map((size, at) => [nameOf(at), size]));
const outputsOf = ({ sizes, masks }: Town): AtomOutput[] =>
  masks.map((mask, at) => ({ id: `o${at}`, atoms: bitsOf(mask).map(nameOf), value: sumOf(sizes, mask) }));

/** Every whole, non-negative table that fits: one atom after the other. Atoms of no output stay at nothing. */
function* tables({ sizes, masks }: Town, at = 0, chosen: number[] = []): Generator<readonly number[]> {
  if (at === sizes.length) {
    if (masks.every((mask) => sumOf(chosen, mask) === sumOf(sizes, mask))) yield chosen;
    return;
  }
  const own = masks.filter((mask) => (mask >> at) & 1);
  const most = own.length === 0 ? 0 : Math.min(...own.map((mask) => sumOf(sizes, mask)));
  for (let value = 0; value <= most; value += 1)
    yield* tables({ sizes, masks, threshold: 0 }, at + 1, [...chosen, value]);
}

/** Unions that are exposed, by their bits: every table, every union. */
function exposedUnions(town: Town): number[] {
  const { sizes, masks, threshold } = town;
  const all = [...tables(town)];
  const covered = masks.reduce((sum, mask) => sum | mask, 0);
  return Array.from({ length: 2 ** sizes.length - 1 }, (_, at) => at + 1).filter((union) => {
    const size = sumOf(sizes, union);
    if (size < 1 || size >= threshold || (union & ~covered) !== 0) return false;
    const counts = all.map((table) => sumOf(table, union));
    return Math.max(...counts) - Math.min(...counts) < threshold - 1;
  });
}

const maskOf = (ids: readonly string[]) => ids.reduce((sum, id) => sum | (1 << Number(id.slice(1))), 0);
const deadline = () => performance.now() + 60_000;

describe('exposed unions of atoms', () => {
  it('are found exactly where a search through every table finds one', async () => {
    const highs = await loadSolver();
    fc.assert(
      fc.property(towns, (town) => {
        const expected = exposedUnions(town);
        const found = findExposedUnion(highs, atomsOf(town), outputsOf(town), {
          threshold: town.threshold,
          deadline: deadline(),
        });
        expect(found.found).toBe(expected.length > 0 ? 'exposed' : 'none');
        if (found.found === 'exposed') expect(expected).toContain(maskOf(found.union));
      }),
      { numRuns: 400 },
    );
  });

  it('are told for each union as that search tells them', async () => {
    const highs = await loadSolver();
    fc.assert(
      fc.property(towns, fc.nat(), (town, pick) => {
        const union = 1 + (pick % (2 ** town.sizes.length - 1));
        const size = sumOf(town.sizes, union);
        fc.pre(size >= 1 && size < town.threshold);
        const asked = { union: bitsOf(union).map(nameOf), threshold: town.threshold, deadline: deadline() };
        const told = isUnionExposed(highs, atomsOf(town), outputsOf(town), asked);
        expect(told).toBe(exposedUnions(town).includes(union));
      }),
      { numRuns: 200 },
    );
  });

  it('nothing is said where there is no time', async () => {
    const highs = await loadSolver();
    const town = { sizes: [4, 5, 40, 60], masks: [0b0101, 0b1010, 0b1100], threshold: 10 };
    const late = { threshold: 10, deadline: performance.now() - 1 };
    expect(findExposedUnion(highs, atomsOf(town), outputsOf(town), late)).not.toEqual({ found: 'none' });
    const result = await protect(documentOf(town, 12), { seconds: 0 });
    expect(result.status).toBe('refused');
    expect(result.releasable).toEqual([]);
  });
});

/** A ledger document of a town, with more outputs: some of new people, some of new people and an old output. */
function documentOf(town: Town, padding = 0, withOld = false) {
  const outputs = Object.fromEntries(outputsOf(town).map(({ id, atoms }) => [id, { atoms }]));
  const atoms: Record<string, number> = Object.fromEntries(atomsOf(town));
  for (let at = 0; at < padding; at += 1) {
    atoms[`z${at}`] = 50 + at;
    const old = withOld && at % 2 === 0 ? bitsOf(town.masks[0]!).map(nameOf) : [];
    outputs[`p${at}`] = { atoms: [`z${at}`, ...old] };
  }
  return { kind: 'ledger', threshold: town.threshold, atoms, outputs };
}

describe('a ledger document', () => {
  it('of three outputs whose combination counts nine people is refused, with whatever is put beside them', async () => {
    const town = { sizes: [4, 5, 40, 60], masks: [0b0101, 0b1010, 0b1100], threshold: 10 };
    for (const [padding, withOld] of [
      [0, false],
      [8, false],
      [12, true],
      [60, true],
    ] as const) {
      const result = await protect(documentOf(town, padding, withOld));
      expect(result).toMatchObject({ status: 'refused', verdict: 'unsafe' });
      expect(result.derived).toMatchObject({ 'a0+a1': [9, 9] });
      expect(result.unsafe).toContainEqual(['o0', 'o1', 'o2']);
    }
  });

  it('is never released for what is put beside a refused one, nor refused for people apart', async () => {
    await fc.assert(
      fc.asyncProperty(towns, fc.boolean(), async (town, withOld) => {
        const alone = await protect(documentOf(town));
        const padded = await protect(documentOf(town, 10, withOld));
        expect(alone.status).toBe(exposedUnions(town).length > 0 ? 'refused' : 'released');
        if (alone.status === 'refused') expect(padded.status).toBe('refused');
        if (!withOld) expect(padded.status).toBe(alone.status);
      }),
      { numRuns: 40 },
    );
  });

  it('names outputs that may go out together, also where there are many', async () => {
    await fc.assert(
      fc.asyncProperty(towns, async (town) => {
        // The same outputs again and again: more than the groups of which are all asked about.
        const masks = Array.from({ length: 12 }, (_, at) => town.masks[at % town.masks.length]!);
        const many = { ...town, masks };
        const result = await protect(documentOf(many));
        const releasable = result.releasable as string[];
        const rest = { ...town, masks: masks.filter((_, at) => releasable.includes(`o${at}`)) };
        if (rest.masks.length > 0) expect(exposedUnions(rest)).toEqual([]);
        if (result.status === 'released') expect(releasable).toHaveLength(12);
        for (const group of result.unsafe as string[][]) {
          const told = { ...town, masks: masks.filter((_, at) => group.includes(`o${at}`)) };
          expect(exposedUnions(told)).not.toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
