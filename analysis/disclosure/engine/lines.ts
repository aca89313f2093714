import type { CellSystem } from './system.ts';

/**
 * Fast first pattern: adds cells until no printed sum contains exactly one hidden cell.
 *
 * A sum with a lone hidden cell gives it away, so a partner is chosen, preferring one that also closes
 * another open sum, then large capacity and low weight. Necessary, not sufficient: an audit must follow.
 */
export function closeLines(system: CellSystem, hidden: Uint8Array): void {
  const counts = system.relations.map((relation) => {
    let count = hidden[relation.parent]!;
    for (const child of relation.children) count += hidden[child]!;
    return count;
  });
  const queue = counts.flatMap((count, at) => (count === 1 ? [at] : []));
  for (let head = 0; head < queue.length; head += 1) {
    const at = queue[head]!;
    if (counts[at] !== 1) continue;
    const partner = bestPartner(system, hidden, counts, at);
    if (partner === undefined) continue;
    hidden[partner] = 1;
    for (const other of system.relationsOf[partner]!) {
      counts[other]! += 1;
      if (counts[other] === 1) queue.push(other);
    }
  }
}

/** Weight with a preference for small cells among equals: large ones sit on margins many sums share. */
export function heuristicWeight(system: CellSystem, cell: number): number {
  return system.weights[cell]! * (1 + 0.2 * Math.log2(1 + Math.abs(system.values[cell]!)));
}

function bestPartner(
  system: CellSystem,
  hidden: Uint8Array,
  counts: readonly number[],
  relationAt: number,
): number | undefined {
  const relation = system.relations[relationAt]!;
  let best: number | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const cell of [...relation.children, relation.parent]) {
    if (hidden[cell] === 1 || !system.candidate[cell]) continue;
    const score = partnerScore(system, counts, relationAt, cell);
    if (score < bestScore) {
      bestScore = score;
      best = cell;
    }
  }
  return best;
}

function partnerScore(
  system: CellSystem,
  counts: readonly number[],
  relationAt: number,
  cell: number,
): number {
  const weight = heuristicWeight(system, cell);
  const room = system.values[cell]! - system.floor[cell]!;
  let score = weight + 2 / (1 + room);
  for (const other of system.relationsOf[cell]!) {
    if (other === relationAt) continue;
    if (counts[other] === 0) score += weight + 1;
    else if (counts[other] === 1) score -= 0.6 * weight;
  }
  return score;
}
