import type { Highs } from 'highs';
import { audit } from './audit.ts';
import { hiddenStructure } from './hidden.ts';
import { patternCost, type SafePattern } from './incumbent.ts';
import type { Witness } from './ranges.ts';
import type { CellSystem } from './system.ts';

/**
 * Shows again, dearest first, every complementary cell the pattern is safe without.
 * Each removal is audited; witnesses that do not touch the cell are kept. With `trials` the work does not
 * depend on the speed of the machine.
 */
export function prune(
  highs: Highs,
  system: CellSystem,
  pattern: SafePattern,
  limit: { readonly seconds: number; readonly trials?: number },
): SafePattern {
  const deadline = performance.now() + limit.seconds * 1000;
  let best = pattern;
  const secondaries = [...pattern.hidden.keys()]
    .filter((at) => pattern.hidden[at] === 1 && system.candidate[at])
    .toSorted((a, b) => system.weights[b]! - system.weights[a]! || a - b);
  for (const cell of secondaries.slice(0, limit.trials ?? secondaries.length)) {
    if (best.hidden[cell] === 0) continue;
    const left = (deadline - performance.now()) / 1000;
    if (left <= 0) break;
    best = without(highs, system, best, cell, left) ?? best;
  }
  return best;
}

function without(
  highs: Highs,
  system: CellSystem,
  pattern: SafePattern,
  cell: number,
  seconds: number,
): SafePattern | undefined {
  const hidden = Uint8Array.from(pattern.hidden);
  hidden[cell] = 0;
  const structure = hiddenStructure(system, hidden);
  const { exact } = structure;
  if (exact.some((other) => system.needs.has(other))) return undefined;
  for (const other of exact) if (system.candidate[other]) hidden[other] = 0;
  const gone = [cell, ...exact];
  const avoids = (witness: Witness) => gone.every((at) => !witness.has(at));
  // Nothing else of the pattern changes: what moves without these cells does so still.
  const kept = [...pattern.audit.witnesses].filter(([, [low, high]]) => avoids(low) && avoids(high));
  const known = new Map(kept);
  const needs = new Map([...system.needs].filter(([each]) => !known.has(each)));
  const result = audit(highs, { ...system, needs }, hidden, {
    seconds,
    structure,
    intervals: false,
    stop: 'first',
  });
  if (!result.safe) return undefined;
  const witnesses = new Map([...known, ...result.witnesses]);
  return { hidden, audit: { ...result, witnesses }, cost: patternCost(system, hidden) };
}
