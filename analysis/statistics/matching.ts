/**
 * Nearest-neighbour matching on a score (usually the logit of the propensity), k:1, with or without replacement,
 * in the conventions of R's MatchIt: focal units by descending score, ties by row order (units sorted by score,
 * then row; the lower neighbour wins a tie), the caliper in units of the score, k:1 in rounds (everybody's first
 * match before anybody's second).
 */

export interface MatchInput {
  readonly score: Float64Array;
  /** 1 for focal units (the treated for the ATT), 0 for the pool. */
  readonly focal: Float64Array;
  readonly ratio: number;
  /** Largest allowed |difference|; Infinity for none. */
  readonly caliper: number;
  readonly replace: boolean;
  /** Focal units in this order of the score. */
  readonly order: 'largest' | 'smallest';
}

/** One row per match: focal row, pool row. */
export interface Matches {
  readonly focal: Int32Array;
  readonly pool: Int32Array;
  /** Focal units without any match. */
  readonly unmatched: number;
}

/** Pool units sorted by score, with "nearest still free to the left/right" links. */
class Pool {
  readonly rows: Uint32Array;
  readonly score: Float64Array;
  private readonly left: Int32Array;
  private readonly right: Int32Array;

  constructor(score: Float64Array, focal: Float64Array) {
    const rows: number[] = [];
    for (let i = 0; i < score.length; i++) if (focal[i] === 0) rows.push(i);
    this.rows = Uint32Array.from(rows).sort((a, b) => score[a]! - score[b]! || a - b);
    this.score = Float64Array.from(this.rows, (r) => score[r]!);
    this.left = Int32Array.from({ length: rows.length + 2 }, (_, i) => i);
    this.right = Int32Array.from({ length: rows.length + 2 }, (_, i) => i);
  }

  private static find(links: Int32Array, at: number): number {
    let root = at;
    while (links[root] !== root) root = links[root]!;
    let walk = at;
    while (links[walk] !== root) {
      const next = links[walk]!;
      links[walk] = root;
      walk = next;
    }
    return root;
  }

  /** Position that a unit with this score and row would take in the order by score, then row. */
  positionOf(value: number, row: number): number {
    let low = 0;
    let high = this.score.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      const s = this.score[mid]!;
      if (s < value || (s === value && this.rows[mid]! < row)) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  /** Nearest free position at or right of `at`, or -1. */
  freeRight(at: number): number {
    const p = Pool.find(this.right, at);
    return p >= this.score.length ? -1 : p;
  }

  /** Nearest free position left of `at`, or -1. */
  freeLeft(at: number): number {
    return Pool.find(this.left, at) - 1;
  }

  take(position: number): void {
    this.right[position] = position + 1;
    this.left[position + 1] = position;
  }
}

/** The nearest free unit; the lower one when both sides are equally far. */
function nearest(pool: Pool, value: number, row: number): number {
  const at = pool.positionOf(value, row);
  const r = pool.freeRight(at);
  const l = pool.freeLeft(at);
  if (l < 0) return r;
  if (r < 0) return l;
  return value - pool.score[l]! <= pool.score[r]! - value ? l : r;
}

/** Matches focal units to the pool. */
export function nearestNeighbours(input: MatchInput): Matches {
  const { score, focal, caliper, ratio, replace } = input;
  const pool = new Pool(score, focal);
  const rows: number[] = [];
  for (let i = 0; i < score.length; i++) if (focal[i] === 1) rows.push(i);
  const sign = input.order === 'largest' ? -1 : 1;
  rows.sort((a, b) => sign * (score[a]! - score[b]!) || a - b);
  const outFocal: number[] = [];
  const outPool: number[] = [];
  const matched = new Uint8Array(score.length);
  if (replace) matchWithReplacement(pool, rows, input, (f, p) => record(f, p));
  else {
    for (let round = 0; round < ratio; round++) {
      for (const row of rows) {
        if (round > 0 && matched[row] !== round) continue;
        const p = nearest(pool, score[row]!, row);
        if (p < 0 || Math.abs(pool.score[p]! - score[row]!) > caliper) continue;
        pool.take(p);
        record(row, pool.rows[p]!);
      }
    }
  }
  function record(f: number, p: number): void {
    outFocal.push(f);
    outPool.push(p);
    matched[f]!++;
  }
  const unmatched = rows.filter((r) => matched[r] === 0).length;
  return { focal: Int32Array.from(outFocal), pool: Int32Array.from(outPool), unmatched };
}

/** Every focal unit gets its `ratio` nearest pool units within the caliper. */
function matchWithReplacement(
  pool: Pool,
  rows: readonly number[],
  input: MatchInput,
  record: (focal: number, pool: number) => void,
): void {
  for (const row of rows) {
    const value = input.score[row]!;
    let r = pool.positionOf(value, row);
    let l = r - 1;
    for (let k = 0; k < input.ratio; k++) {
      const dl = l < 0 ? Infinity : value - pool.score[l]!;
      const dr = r >= pool.score.length ? Infinity : pool.score[r]! - value;
      if (Math.min(dl, dr) > input.caliper || (dl === Infinity && dr === Infinity)) break;
      record(row, pool.rows[dl <= dr ? l-- : r++]!);
    }
  }
}

/** Analysis weights: focal 1; a pool unit gets Σ 1/(matches of the focal unit). */
export function matchWeights(matches: Matches, n: number): Float64Array {
  const count = new Int32Array(n);
  for (const f of matches.focal) count[f]!++;
  const weights = new Float64Array(n);
  matches.focal.forEach((f, m) => {
    weights[f] = 1;
    weights[matches.pool[m]!]! += 1 / count[f]!;
  });
  return weights;
}
