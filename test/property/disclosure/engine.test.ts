import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../../analysis/disclosure/engine/audit.ts';
import { improve } from '../../../analysis/disclosure/engine/exact.ts';
import { makeSafe, patternCost, primaryPattern } from '../../../analysis/disclosure/engine/incumbent.ts';
import { loadSolver } from '../../../analysis/disclosure/engine/solver.ts';
import { buildSystem, type CellSystem } from '../../../analysis/disclosure/engine/system.ts';
import { verifyWitnesses } from '../../../analysis/disclosure/engine/witnesses.ts';

const RUNS = Number(process.env.DISCLOSURE_RUNS ?? 60);

type Highs = Awaited<ReturnType<typeof loadSolver>>;
let highs: Highs;
beforeAll(async () => {
  highs = await loadSolver();
});

/** A table with both margins; ids r|c with T for totals. */
function matrixSystem(rows: readonly (readonly number[])[], threshold: number): CellSystem {
  const cells = new Map<string, number>();
  const relations: [string, string[]][] = [];
  const sum = (list: readonly number[]) => list.reduce((all, value) => all + value, 0);
  const columns = rows[0]!.map((_, c) => rows.map((row) => row[c]!));
  rows.forEach((row, r) => {
    row.forEach((value, c) => {
      cells.set(`${r}|${c}`, value);
    });
    cells.set(`${r}|T`, sum(row));
    relations.push([`${r}|T`, row.map((_, c) => `${r}|${c}`)]);
  });
  columns.forEach((column, c) => {
    cells.set(`T|${c}`, sum(column));
    relations.push([`T|${c}`, column.map((_, r) => `${r}|${c}`)]);
  });
  cells.set('T|T', sum(rows.map(sum)));
  relations.push(['T|T', rows.map((_, r) => `${r}|T`)], ['T|T', columns.map((_, c) => `T|${c}`)]);
  const need = { width: threshold - 1, up: 0, down: 0 };
  const small = [...cells].filter(([, value]) => value >= 1 && value < threshold);
  return buildSystem({
    cells,
    relations,
    floor: (_, value) => Math.min(1, value),
    needs: new Map(small.map(([id]) => [id, need])),
    integer: true,
    mayHide: (id, value) => id !== 'T|T' && value >= 1,
    weight: (_, value) => 1 + Math.log2(1 + value),
  });
}

/** Intervals by trying every whole-number table (inner cells up to `limit`). */
function bruteForce(system: CellSystem, hidden: Uint8Array, limit: number): Map<number, [number, number]> {
  const intervals = new Map<number, [number, number]>();
  const inner = [...system.ids.keys()].filter((at) => !system.ids[at]!.includes('T'));
  const values = [...system.values];
  const isConsistent = () => {
    for (const at of system.ids.keys()) {
      const id = system.ids[at]!;
      if (!id.includes('T')) continue;
      const [r, c] = id.split('|');
      values[at] = inner.reduce((all, cell) => {
        const [cr, cc] = system.ids[cell]!.split('|');
        return (r === 'T' || r === cr) && (c === 'T' || c === cc) ? all + values[cell]! : all;
      }, 0);
      if (hidden[at] === 0 ? values[at] !== system.values[at] : values[at]! < system.floor[at]!) return false;
    }
    return true;
  };
  const walk = (position: number): void => {
    if (position === inner.length) {
      if (!isConsistent()) return;
      for (const at of system.ids.keys()) {
        if (hidden[at] === 0) continue;
        const [low, high] = intervals.get(at) ?? [values[at]!, values[at]!];
        intervals.set(at, [Math.min(low, values[at]!), Math.max(high, values[at]!)]);
      }
      return;
    }
    const at = inner[position]!;
    const options =
      hidden[at] === 0 ? [system.values[at]!] : Array.from({ length: limit + 1 }, (_, value) => value);
    for (const value of options) {
      if (hidden[at] === 1 && value < system.floor[at]!) continue;
      values[at] = value;
      walk(position + 1);
    }
  };
  walk(0);
  return intervals;
}

const smallTable = fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 3, maxLength: 3 }), {
  minLength: 2,
  maxLength: 2,
});
const table = fc.array(
  fc.array(
    fc.oneof(
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 }) },
      { weight: 3, arbitrary: fc.integer({ min: 10, max: 80 }) },
    ),
    { minLength: 4, maxLength: 4 },
  ),
  { minLength: 3, maxLength: 6 },
);
const mask = (size: number, bits: readonly boolean[], system: CellSystem) =>
  Uint8Array.from({ length: size }, (_, at) =>
    bits[at % bits.length] && system.ids[at] !== 'T|T' && system.values[at]! >= 1 ? 1 : 0,
  );
const options = { seconds: 20, intervals: true };
const width = ([low, high]: readonly [number, number]) => high - low;

describe('the attacker audit', () => {
  it('(a) finds the intervals of exhaustive enumeration', () => {
    fc.assert(
      fc.property(smallTable, fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }), (rows, bits) => {
        const system = matrixSystem(rows, 10);
        // The grand total stays printed: 42 bounds every cell, and enumeration stays finite.
        const hidden = mask(system.ids.length, bits, system);
        const limit = Math.min(14, system.values[system.ids.indexOf('T|T')]!);
        fc.pre(system.values[system.ids.indexOf('T|T')]! <= 14);
        const found = audit(highs, system, hidden, options);
        for (const [at, interval] of bruteForce(system, hidden, limit)) {
          expect(found.intervals.get(at)).toEqual(interval);
        }
      }),
      { numRuns: RUNS, seed: 7 },
    );
  });

  it('(b) never widens an interval when a number is printed, (f) never fails when more is hidden', () => {
    fc.assert(
      fc.property(
        table,
        fc.array(fc.boolean(), { minLength: 7, maxLength: 23 }),
        fc.nat(),
        (rows, bits, pick) => {
          const system = matrixSystem(rows, 10);
          const more = mask(system.ids.length, bits, system);
          const candidates = [...more.keys()].filter((at) => more[at] === 1);
          fc.pre(candidates.length > 1);
          const shown = candidates[pick % candidates.length]!;
          const less = Uint8Array.from(more);
          less[shown] = 0;
          const wide = audit(highs, system, more, options);
          const narrow = audit(highs, system, less, options);
          for (const [at, interval] of narrow.intervals) {
            expect(width(interval)).toBeLessThanOrEqual(width(wide.intervals.get(at)!));
          }
          for (const at of wide.failing) if (more[at] === 1) expect(narrow.failing).toContain(at);
        },
      ),
      { numRuns: RUNS, seed: 11 },
    );
  });
});

describe('suppression', () => {
  it('always ends with witnesses that hold by addition alone', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const system = matrixSystem(rows, 10);
        const safe = makeSafe(highs, system, primaryPattern(system), { seconds: 30 });
        if (safe === undefined) return;
        expect(verifyWitnesses(system, safe.hidden, safe.audit)).toBe(true);
        for (const [cell, [low, high]] of safe.audit.witnesses) {
          expect((high.get(cell) ?? 0) - (low.get(cell) ?? 0)).toBeGreaterThanOrEqual(9);
          // A forged witness is noticed.
          const other = [...high.keys()].find((at) => at !== cell);
          if (other === undefined) continue;
          const forged = new Map(high).set(other, high.get(other)! + 1);
          const witnesses = new Map(safe.audit.witnesses).set(cell, [low, forged]);
          expect(verifyWitnesses(system, safe.hidden, { ...safe.audit, witnesses })).toBe(false);
        }
      }),
      { numRuns: RUNS, seed: 13 },
    );
  });

  it('(c) costs the same when rows and columns are permuted', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const cost = (matrix: readonly (readonly number[])[]) => {
          const system = matrixSystem(matrix, 10);
          const safe = makeSafe(highs, system, primaryPattern(system), { seconds: 30 });
          if (safe === undefined) return undefined;
          const best = improve(highs, system, safe, { seconds: 30, gap: 0 });
          expect(best.pattern.cost - best.bound).toBeLessThan(1e-4);
          return Number(patternCost(system, best.pattern.hidden).toFixed(4));
        };
        const reversed = rows.toReversed().map((row) => row.toReversed());
        expect(cost(reversed)).toBe(cost(rows));
      }),
      { numRuns: Math.min(RUNS, 25), seed: 17 },
    );
  });
});
