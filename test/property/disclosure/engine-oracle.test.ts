import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protect } from '../../../analysis/disclosure/index.ts';
import { type RandomTable, randomTable } from './engine-documents.ts';
import { cheapestPattern, type OracleTable, oracleInterval, widthOf } from './engine-oracle.ts';

/** Cases per property; a long run is asked for by hand. */
const RUNS = Number(process.env.DISCLOSURE_RUNS ?? 60);
const seeds = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 }));

type Interval = readonly [number | null, number | null];

interface Answer {
  readonly status: string;
  readonly reason?: string;
  readonly published: Readonly<Record<string, number>>;
  readonly suppressed: readonly {
    readonly id: string;
    readonly reason: string;
    readonly interval: Interval;
  }[];
  readonly optimal: boolean;
  readonly proof: { readonly minPrimaryWidth: number | null; readonly intervalsExact: boolean };
}

async function answerTo(document: RandomTable, seconds: number): Promise<Answer> {
  return (await protect(JSON.stringify(document), { seconds })) as unknown as Answer;
}

function worldOf(document: RandomTable) {
  const { cells, relations, attacker, threshold } = document;
  const table: OracleTable = {
    cells,
    relations,
    floor: (value) => Math.min(attacker.suppressedMin, value),
    integer: attacker.integer,
  };
  const primary = Object.keys(cells).filter((id) => cells[id]! >= 1 && cells[id]! < threshold);
  const children = new Set(relations.flatMap(([, list]) => list));
  const roots = new Set(relations.map(([parent]) => parent).filter((parent) => !children.has(parent)));
  const candidates = (shown: ReadonlySet<string>) =>
    Object.keys(cells).filter(
      (id) => !primary.includes(id) && !shown.has(id) && cells[id]! >= attacker.suppressedMin,
    );
  return { table, primary, roots, candidates };
}

function sameEnd(a: number | null, b: number | null): boolean {
  return a === b || (a !== null && b !== null && Math.abs(a - b) < 1e-5 * (1 + Math.abs(a)));
}

/** Everything the answer says holds for the second attacker as well. */
async function checkReleased(document: RandomTable, answer: Answer): Promise<void> {
  const { table, primary } = worldOf(document);
  const hidden = new Set(answer.suppressed.map((cell) => cell.id));
  for (const [id, value] of Object.entries(document.cells)) {
    if (hidden.has(id)) expect(answer.published).not.toHaveProperty([id]);
    else expect(answer.published[id]).toBe(value);
  }
  for (const id of primary) expect(hidden).toContain(id);
  for (const id of document.frozen ?? []) expect(hidden).not.toContain(id);
  let narrowest = Number.POSITIVE_INFINITY;
  for (const { id, reason, interval } of answer.suppressed) {
    const wanted = await oracleInterval(table, hidden, id);
    expect(answer.proof.intervalsExact).toBe(true);
    expect(
      interval.every((end, at) => sameEnd(end, wanted[at]!)),
      `${id} ${interval.join('–')} / ${wanted.join('–')}`,
    ).toBe(true);
    const [low, high] = wanted;
    expect(document.cells[id]!).toBeGreaterThanOrEqual((low ?? -1) - 1e-6);
    expect(document.cells[id]!).toBeLessThanOrEqual((high ?? document.cells[id]!) + 1e-6);
    expect(reason).toBe(primary.includes(id) ? 'primary' : 'secondary');
    const width = widthOf(wanted);
    if (reason === 'primary') narrowest = Math.min(narrowest, width);
    expect(width).toBeGreaterThan(reason === 'primary' ? document.requiredWidth - 1e-6 : 1e-9);
  }
  const stated = answer.proof.minPrimaryWidth ?? Number.POSITIVE_INFINITY;
  if (primary.length > 0) expect(sameEnd(stated, narrowest)).toBe(true);
}

/** A refusal is right only where hiding all that may be hidden does not help. */
async function checkRefused(document: RandomTable): Promise<void> {
  const { table, primary, candidates } = worldOf(document);
  const shown = new Set(document.frozen ?? []);
  if (primary.some((id) => shown.has(id))) return;
  const hidden = new Set([...primary, ...candidates(shown)]);
  const widths = await Promise.all(primary.map((id) => oracleInterval(table, hidden, id)));
  expect(widths.some((interval) => widthOf(interval) < document.requiredWidth - 1e-6)).toBe(true);
}

async function leastCost(document: RandomTable): Promise<number | undefined> {
  const { table, primary, roots, candidates } = worldOf(document);
  const cost = (id: string) => document.weights?.[id] ?? 1;
  const attempts = document.frozen === undefined ? [roots, new Set<string>()] : [new Set(document.frozen)];
  for (const shown of attempts) {
    const open = candidates(shown);
    if (open.length > 12) return undefined;
    const least = await cheapestPattern(table, {
      primary,
      candidates: open,
      width: document.requiredWidth,
      cost,
    });
    if (least !== undefined) return least;
  }
  return undefined;
}

describe('protect against a second attacker', () => {
  it('states the exact intervals and hides the least, over small tables of every shape', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const document = randomTable(seed, true);
        const answer = await answerTo(document, 6);
        if (answer.status === 'refused') return checkRefused(document);
        await checkReleased(document, answer);
        const least = await leastCost(document);
        if (least === undefined) return;
        const cost = answer.suppressed
          .filter((cell) => cell.reason === 'secondary')
          .reduce((sum, { id }) => sum + (document.weights?.[id] ?? 1), 0);
        expect(cost).toBeCloseTo(least, 6);
        expect(answer.optimal).toBe(true);
      }),
      { numRuns: 2 * RUNS },
    );
  });

  it('states the exact intervals over tables of one to four dimensions', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const document = randomTable(seed, false);
        const answer = await answerTo(document, 0.5);
        if (answer.status === 'refused') return checkRefused(document);
        await checkReleased(document, answer);
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });
});
