import type { Highs } from 'highs';
import { audit } from './audit.ts';
import type { CellSystem } from './system.ts';

/** Every cell that is not printed yet. */
export function everythingHidden(system: CellSystem): Uint8Array {
  return Uint8Array.from(system.candidate, (may, at) =>
    may || system.needs.has(at) || system.forced.has(at) ? 1 : 0,
  );
}

/**
 * Sets aside what was settled before this table: sensitive cells that stay too certain even when nothing new
 * is printed. They and every cell tied to them by hidden sums are closed, that is, stay hidden, so that the
 * attacker learns nothing about them; the needs of all other cells hold as before.
 *
 * A cell whose proof fails for want of time counts as settled: that only hides more.
 */
export function closeSettled(highs: Highs, system: CellSystem, seconds: number): CellSystem {
  const hidden = everythingHidden(system);
  const { failing } = audit(highs, system, hidden, { seconds, intervals: false });
  if (failing.length === 0) return system;
  const closed = tiedTo(system, hidden, failing);
  return {
    ...system,
    needs: new Map([...system.needs].filter(([cell]) => !closed.has(cell))),
    forced: new Set([...system.forced, ...closed]),
    candidate: system.candidate.map((may, cell) => may && !closed.has(cell)),
  };
}

/** Hidden cells reached from the given ones over sums, one hidden cell to the next. */
function tiedTo(system: CellSystem, hidden: Uint8Array, from: readonly number[]): Set<number> {
  const reached = new Set(from);
  // A set hands out what is added while it is walked.
  for (const cell of reached) {
    for (const at of system.relationsOf[cell]!) {
      const { parent, children } = system.relations[at]!;
      for (const other of [parent, ...children]) if (hidden[other] === 1) reached.add(other);
    }
  }
  return reached;
}
