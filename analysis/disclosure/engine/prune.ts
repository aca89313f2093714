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
  const { exact } = hiddenStructure(system, hidden);
  if (exact.some((other) => system.needs.has(other))) return undefined;
  for (const other of exact) if (system.candidate[other]) hidden[other] = 0;
  const gone = new Set([cell, ...exact]);
  const avoids = (witness: Witness) => [...gone].every((at) => !witness.has(at));
  const known = new Map(
    [...pattern.audit.witnesses].filter(([, [low, high]]) => avoids(low) && avoids(high)),
  );
  const result = audit(highs, system, hidden, { seconds, intervals: false, stop: 'first', known });
  return result.safe ? { hidden, audit: result, cost: patternCost(system, hidden) } : undefined;
}
