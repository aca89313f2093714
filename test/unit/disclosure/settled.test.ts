import { beforeAll, describe, expect, it } from 'vitest';
import { keepSettled } from '../../../analysis/disclosure/engine/settled.ts';
import { loadSolver } from '../../../analysis/disclosure/engine/solver.ts';
import { suppress } from '../../../analysis/disclosure/engine/suppress.ts';
import { buildSystem, type CellSystem } from '../../../analysis/disclosure/engine/system.ts';

const NEED = { width: 9, up: 0, down: 0 };

/**
 * Two ages by two districts with totals. Of `old`, 6 people, everybody knows that it is 4 to 8: too little for the rule,
 * and nothing that a new table can mend.
 */
function town(): CellSystem {
  const cells = { all: 100, a: 46, b: 54, a1: 6, a2: 40, b1: 24, b2: 30, d1: 30, d2: 70, old: 6, most: 4 };
  return buildSystem({
    cells: { ...cells, few: 4, some: 2 },
    relations: [
      ['all', ['a', 'b']],
      ['all', ['d1', 'd2']],
      ['a', ['a1', 'a2']],
      ['b', ['b1', 'b2']],
      ['d1', ['a1', 'b1']],
      ['d2', ['a2', 'b2']],
      ['a1', ['old']],
      ['old', ['few', 'some']],
    ],
    floor: 0,
    ceiling: (id) => (id === 'some' ? 4 : Number.POSITIVE_INFINITY),
    mayHide: (id) => !['few', 'most', 'old', 'some'].includes(id),
    needs: new Map([['a1', NEED]]),
    forced: ['old', 'some'],
    integer: true,
  });
}

describe('what was too certain before a table', () => {
  let highs: Awaited<ReturnType<typeof loadSolver>>;
  beforeAll(async () => {
    highs = await loadSolver();
  });

  it('keeps the interval that it had, and everything else need not be hidden for it', async () => {
    const system = town();
    const at = (id: string) => system.ids.indexOf(id);
    expect(await suppress(system, { seconds: 5 })).toBeUndefined();
    const kept = keepSettled(highs, system, { seconds: 5 });
    expect(kept.settled).toHaveLength(1);
    expect(kept.system.needs.get(at('a1'))).toEqual({ width: 4, up: 2, down: 2 });
    const pattern = await suppress(kept.system, { seconds: 5 });
    const shown = system.ids.filter((_, cell) => pattern!.hidden[cell] !== 1);
    expect(shown).toEqual(expect.arrayContaining(['all', 'a', 'b', 'd1', 'd2']));
    expect(shown).not.toContain('a1');
    // Two tables that realise the interval: nothing was learned.
    const [low, high] = pattern!.audit.witnesses.get(at('a1'))!;
    expect([low.get(at('a1')), high.get(at('a1'))]).toEqual([-2, 2]);
  });

  it('stays hidden where it is known exactly', () => {
    const system = town();
    const at = system.ids.indexOf('a1');
    const known = {
      ...system,
      ceiling: system.ceiling.map((_, cell) => (system.ids[cell] === 'some' ? 2 : 1e9)),
    };
    const exact = {
      ...known,
      floor: known.floor.map((low, cell) => (system.ids[cell] === 'some' ? 2 : low)),
    };
    const { system: kept, settled } = keepSettled(highs, exact, { seconds: 5 });
    expect(settled).toHaveLength(1);
    expect(kept.needs.size).toBe(0);
    expect(kept.forced.has(at)).toBe(true);
  });

  it('is closed with all that is tied to it where it is many', () => {
    // Each part of 21 groups of five people can be 1 to 4: too certain, in real numbers even.
    const groups = Array.from({ length: 21 }, (_, at) => at);
    const system = buildSystem({
      cells: new Map(
        groups.flatMap((at) => [[`all${at}`, 5] as const, [`a${at}`, 2] as const, [`b${at}`, 3] as const]),
      ),
      relations: groups.map((at) => [`all${at}`, [`a${at}`, `b${at}`]]),
      floor: 1,
      needs: new Map(groups.map((at) => [`a${at}`, NEED])),
      forced: groups.map((at) => `b${at}`),
      mayHide: () => false,
      integer: true,
    });
    for (const thorough of [true, false]) {
      const { system: kept, settled } = keepSettled(highs, system, { seconds: 5, thorough });
      expect(settled).toHaveLength(groups.length);
      expect(kept.needs.size).toBe(0);
      for (const at of groups) {
        expect(kept.forced.has(kept.ids.indexOf(`a${at}`))).toBe(true);
        expect(kept.forced.has(kept.ids.indexOf(`b${at}`))).toBe(true);
      }
    }
  });

  it('is nothing where every need can be met', () => {
    const system = town();
    const free = { ...system, ceiling: system.ceiling.map(() => Number.POSITIVE_INFINITY) };
    expect(keepSettled(highs, free, { seconds: 5 })).toEqual({ system: free, settled: [] });
  });
});
