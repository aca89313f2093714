import { normalLower } from '../../statistics/distributions.ts';

interface Edges {
  readonly lower: number | null;
  readonly upper: number | null;
}

const ROUNDS = 200;
const NEAR = 1e-9;

/**
 * Fills hidden bins with what the shown ones leave of the total (`rest`, persons), in the proportions of the normal curve
 * that fits all bins best: expectation–maximisation (Dempster, Laird & Rubin 1977) on the middles of the bins. Shared
 * equally where the shown bins give no curve. Hidden bins are mostly the last ones of a tail: shared equally, the farthest
 * would hold as many people as the nearest.
 *
 * @param counts persons of each bin, from low to high; undefined where hidden
 */
export function filledBins(
  bins: readonly Edges[],
  counts: readonly (number | undefined)[],
  rest: number,
): readonly number[] {
  const hidden = counts.filter((n) => n === undefined).length;
  const filled = counts.map((n) => n ?? rest / hidden);
  if (hidden === 0 || !(rest > 0)) return filled;
  const middles = bins.map((_, i) => middleOf(bins, i));
  for (let round = 0; round < ROUNDS; round++) {
    const curve = curveOf(middles, filled);
    const masses = bins.map((bin) => (curve === undefined ? 0 : massOf(bin, curve)));
    const all = masses.reduce((sum, mass, i) => sum + (counts[i] === undefined ? mass : 0), 0);
    if (!(all > 0)) break;
    let moved = 0;
    for (const [i, mass] of masses.entries()) {
      if (counts[i] !== undefined) continue;
      const share = (rest * mass) / all;
      moved = Math.max(moved, Math.abs(share - (filled[i] ?? 0)));
      filled[i] = share;
    }
    if (moved < NEAR) break;
  }
  return filled;
}

/** An open end is as wide as its neighbour. */
function middleOf(bins: readonly Edges[], i: number): number {
  const { lower, upper } = bins[i] ?? { lower: 0, upper: 0 };
  if (lower !== null && upper !== null) return (lower + upper) / 2;
  const beside = lower === null ? bins[i + 1] : bins[i - 1];
  const width = (beside?.upper ?? 0) - (beside?.lower ?? 0);
  return lower === null ? (upper ?? 0) - width / 2 : lower + width / 2;
}

interface Curve {
  readonly mean: number;
  readonly sd: number;
}

function curveOf(middles: readonly number[], counts: readonly number[]): Curve | undefined {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const mean = counts.reduce((sum, n, i) => sum + n * (middles[i] ?? 0), 0) / total;
  const variance = counts.reduce((sum, n, i) => sum + n * ((middles[i] ?? 0) - mean) ** 2, 0) / total;
  return variance > 0 ? { mean, sd: Math.sqrt(variance) } : undefined;
}

function massOf({ lower, upper }: Edges, { mean, sd }: Curve): number {
  const below = (edge: number | null, open: number) =>
    edge === null ? open : normalLower((edge - mean) / sd);
  // In the upper half by the other tail: differences of numbers near 1 would lose what is far out.
  if (lower !== null && lower > mean)
    return massOf({ lower: upper === null ? null : 2 * mean - upper, upper: 2 * mean - lower }, { mean, sd });
  return Math.max(0, below(upper, 1) - below(lower, 0));
}
