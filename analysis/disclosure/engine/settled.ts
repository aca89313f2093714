import type { Highs } from 'highs';
import { audit } from './audit.ts';
import type { Witnesses } from './ranges.ts';
import type { CellSystem } from './system.ts';
import { type Ties, tiedTo, tiesWithin } from './ties.ts';

/** Every cell that is not printed yet. */
export function everythingHidden(system: CellSystem): Uint8Array {
  return Uint8Array.from(system.candidate, (may, at) =>
    may || system.needs.has(at) || system.forced.has(at) ? 1 : 0,
  );
}

/** Of more cells the exact intervals take too long to prove. */
const MOST_SETTLED = 20;

/** A system in which nothing is asked for that no pattern can give. */
export interface SettledSystem {
  readonly system: CellSystem;
  /** Sensitive cells that were too certain beforehand. */
  readonly settled: readonly number[];
}

/**
 * Sensitive cells that are too certain even when nothing new is printed were settled before this table: they stay
 * hidden and need to keep the interval that they have, so that the attacker learns nothing about them. The needs of
 * all other cells hold as before.
 *
 * Where they are many, or their intervals are not proved in time, such cells and every cell tied to them by hidden sums
 * are closed, that is, stay hidden, which only hides more.
 *
 * @param wide alternative tables that are known to hold
 * @param thorough whether it must be told of each cell, though many are too certain; else those that only a search in
 * whole numbers would tell are closed with them
 */
export function keepSettled(
  highs: Highs,
  system: CellSystem,
  {
    seconds,
    wide = new Map(),
    thorough = true,
  }: { readonly seconds: number; readonly wide?: Witnesses; readonly thorough?: boolean },
): SettledSystem {
  const hidden = everythingHidden(system);
  const ask = { seconds, intervals: false };
  const first = audit(highs, system, hidden, { ...ask, stop: 'linear', known: wide });
  const isEnough = first.narrow.size === 0 || (first.narrow.size > MOST_SETTLED && !thorough);
  const { failing, witnesses: known } = isEnough
    ? first
    : audit(highs, system, hidden, { ...ask, known: first.witnesses });
  if (failing.length === 0) return { system, settled: failing };
  const exact =
    failing.length > MOST_SETTLED
      ? undefined
      : audit(highs, system, hidden, { seconds, intervals: 'failing', known });
  const kept =
    exact?.complete === true
      ? keepIntervals(system, failing, exact.intervals)
      : close(system, tiedTo(failing, hiddenTies(system, hidden)));
  return { system: kept, settled: failing };
}

function keepIntervals(
  system: CellSystem,
  failing: readonly number[],
  intervals: ReadonlyMap<number, readonly [number, number]>,
): CellSystem {
  const needs = new Map(system.needs);
  const known: number[] = [];
  for (const cell of failing) {
    const [low, high] = intervals.get(cell)!;
    const value = system.values[cell]!;
    if (high > low) needs.set(cell, { width: high - low, up: high - value, down: value - low });
    else {
      needs.delete(cell);
      known.push(cell);
    }
  }
  return { ...system, needs, forced: new Set([...system.forced, ...known]) };
}

function close(system: CellSystem, closed: ReadonlySet<number>): CellSystem {
  return {
    ...system,
    needs: new Map([...system.needs].filter(([cell]) => !closed.has(cell))),
    forced: new Set([...system.forced, ...closed]),
    candidate: system.candidate.map((may, cell) => may && !closed.has(cell)),
  };
}

/** Hidden cells that sums tie to one another. */
function hiddenTies({ relations }: CellSystem, hidden: Uint8Array): Ties<number> {
  return tiesWithin(
    relations.map(({ parent, children }) => [parent, ...children].filter((cell) => hidden[cell] === 1)),
  );
}
