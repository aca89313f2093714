import type { Highs } from 'highs';
import { attackCuts, type PatternCut } from './cuts.ts';
import { heuristicWeight } from './lines.ts';
import type { CellSystem } from './system.ts';

/**
 * Hides more cells so that every sensitive cell that failed may move: a greedy cover of the attacker's cuts.
 * Needs only programmes over hidden cells, so it stays fast on tables too large for the repair programme.
 *
 * @returns false when no cut was found (whole-number effects only) or time ran out
 */
export function coverCuts(
  highs: Highs,
  system: CellSystem,
  hidden: Uint8Array,
  setting: { readonly failing: readonly number[]; readonly deadline: number },
): boolean {
  const x = Float64Array.from(hidden);
  const cuts = attackCuts(highs, system, x, {
    deadline: setting.deadline,
    limit: 2 * setting.failing.length,
    only: setting.failing,
  });
  const open = cuts.map((cut) => ({ cut, left: residual(cut, hidden) })).filter(({ left }) => left > 1e-6);
  if (open.length === 0) return false;
  while (open.some(({ left }) => left > 1e-6)) {
    const cell = bestCell(system, hidden, open);
    if (cell === undefined) break;
    hidden[cell] = 1;
    for (const entry of open) entry.left -= coefficientOf(entry.cut, cell);
  }
  return true;
}

function residual(cut: PatternCut, hidden: Uint8Array): number {
  return (
    cut.atLeast -
    cut.cells.reduce((sum, cell, at) => sum + (hidden[cell] === 1 ? cut.coefficients[at]! : 0), 0)
  );
}

function coefficientOf(cut: PatternCut, cell: number): number {
  const at = cut.cells.indexOf(cell);
  return at === -1 ? 0 : cut.coefficients[at]!;
}

function bestCell(
  system: CellSystem,
  hidden: Uint8Array,
  open: readonly { readonly cut: PatternCut; readonly left: number }[],
): number | undefined {
  const gain = new Map<number, number>();
  for (const { cut, left } of open) {
    if (left <= 1e-6) continue;
    cut.cells.forEach((cell, at) => {
      if (hidden[cell] === 1) return;
      gain.set(cell, (gain.get(cell) ?? 0) + Math.min(cut.coefficients[at]!, left));
    });
  }
  let best: number | undefined;
  let bestScore = 0;
  for (const [cell, value] of gain) {
    const score = value / (heuristicWeight(system, cell) * (1 + loneSums(system, hidden, cell)));
    if (score > bestScore) {
      bestScore = score;
      best = cell;
    }
  }
  return best;
}

/** Sums in which the cell would be the only hidden one and so need another partner. */
function loneSums(system: CellSystem, hidden: Uint8Array, cell: number): number {
  return system.relationsOf[cell]!.filter((at) => {
    const relation = system.relations[at]!;
    return hidden[relation.parent] === 0 && relation.children.every((child) => hidden[child] === 0);
  }).length;
}
