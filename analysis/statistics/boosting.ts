/**
 * Gradient-boosted trees (Friedman 2001, Ann Stat 29:1189) with second-order leaf values on binned columns: a
 * flexible learner for cross-fitting. No randomness: the same data give the same fit.
 */
import { quantileSorted } from './summary.ts';

export type BoostingLoss = 'squared' | 'logistic' | 'poisson';

export interface BoostingInput {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** Weight of each row in training; rows with 0 are only predicted. */
  readonly weights: Float64Array;
  readonly loss: BoostingLoss;
}

const BINS = 32;
const ROUNDS = 120;
const RATE = 0.1;
const DEPTH = 2;
/** Ridge penalty of leaf values and least second derivative of a leaf (about ten people under squared loss). */
const PENALTY = 1;
const LEAST = 10;

/** Bin numbers of a column by its quantiles. */
function binned(column: Float64Array): Uint8Array {
  const sorted = Float64Array.from(column).sort();
  const cuts = [
    ...new Set(Array.from({ length: BINS - 1 }, (_, b) => quantileSorted(sorted, (b + 1) / BINS))),
  ].filter((c) => c < sorted[sorted.length - 1]!);
  return Uint8Array.from(column, (v) => {
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (v > cuts[middle]!) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

const meanOf = (loss: BoostingLoss, score: number): number => {
  if (loss === 'squared') return score;
  return loss === 'poisson' ? Math.exp(score) : 1 / (1 + Math.exp(-score));
};

const curvature = (loss: BoostingLoss, mean: number): number => {
  if (loss === 'squared') return 1;
  return loss === 'poisson' ? mean : mean * (1 - mean);
};

/** Score of the best constant. */
function constantScore(input: BoostingInput): number {
  let [top, bottom] = [0, 0];
  input.y.forEach((v, i) => {
    top += input.weights[i]! * v;
    bottom += input.weights[i]!;
  });
  const mean = top / bottom;
  if (input.loss === 'squared') return mean;
  return input.loss === 'poisson' ? Math.log(mean) : Math.log(mean / (1 - mean));
}

interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
}

interface Derivatives {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

const fitOf = (g: number, h: number): number => (g * g) / (h + PENALTY);

/** Best cut of every node on one feature, kept where it beats `best`. */
function searchFeature(
  bins: Uint8Array,
  feature: number,
  node: Uint8Array,
  d: Derivatives,
  best: (Split | undefined)[],
): void {
  const nodes = best.length;
  const g = new Float64Array(nodes * BINS);
  const h = new Float64Array(nodes * BINS);
  for (let i = 0; i < bins.length; i++) {
    const at = node[i]! * BINS + bins[i]!;
    g[at]! += d.first[i]!;
    h[at]! += d.second[i]!;
  }
  for (let m = 0; m < nodes; m++) {
    let [totalG, totalH] = [0, 0];
    for (let b = 0; b < BINS; b++) {
      totalG += g[m * BINS + b]!;
      totalH += h[m * BINS + b]!;
    }
    let [leftG, leftH] = [0, 0];
    for (let b = 0; b < BINS - 1; b++) {
      leftG += g[m * BINS + b]!;
      leftH += h[m * BINS + b]!;
      if (leftH < LEAST || totalH - leftH < LEAST) continue;
      const gain = fitOf(leftG, leftH) + fitOf(totalG - leftG, totalH - leftH) - fitOf(totalG, totalH);
      if (gain > (best[m]?.gain ?? 1e-9)) best[m] = { feature, bin: b, gain };
    }
  }
}

/** Leaf number of every row in a tree fitted to the derivatives. */
function growTree(bins: readonly Uint8Array[], d: Derivatives): Uint8Array {
  const node = new Uint8Array(d.first.length);
  for (let level = 0; level < DEPTH; level++) {
    const best = new Array<Split | undefined>(1 << level).fill(undefined);
    for (const [feature, b] of bins.entries()) searchFeature(b, feature, node, d, best);
    for (let i = 0; i < node.length; i++) {
      const split = best[node[i]!];
      const right = split !== undefined && bins[split.feature]![i]! > split.bin;
      node[i] = 2 * node[i]! + (right ? 1 : 0);
    }
  }
  return node;
}

/** Means of all rows after boosting; rows without weight are predicted out of sample. */
export function boostedMeans(input: BoostingInput): Float64Array {
  const { y, weights, loss } = input;
  const n = y.length;
  const bins = input.columns.map(binned);
  const score = new Float64Array(n).fill(constantScore(input));
  const d: Derivatives = { first: new Float64Array(n), second: new Float64Array(n) };
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < n; i++) {
      const mean = meanOf(loss, score[i]!);
      d.first[i] = weights[i]! * (y[i]! - mean);
      d.second[i] = weights[i]! * curvature(loss, mean);
    }
    const leaf = growTree(bins, d);
    const top = new Float64Array(1 << DEPTH);
    const bottom = new Float64Array(1 << DEPTH).fill(PENALTY);
    for (let i = 0; i < n; i++) {
      top[leaf[i]!]! += d.first[i]!;
      bottom[leaf[i]!]! += d.second[i]!;
    }
    for (let i = 0; i < n; i++) score[i]! += (RATE * top[leaf[i]!]!) / bottom[leaf[i]!]!;
  }
  return score.map((v) => meanOf(loss, v));
}
