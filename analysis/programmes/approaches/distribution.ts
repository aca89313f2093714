import type { Factor, YearValues } from './cohort.ts';

/** One bin [lower, upper); a null edge is open. */
export interface Bin {
  readonly code: string;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The fixed grid of a factor with its two open ends. */
export function gridOf(factor: Factor): readonly Bin[] {
  const [start, width, count] = factor.grid;
  const edges = Array.from({ length: count + 1 }, (_, i) => Number((start + i * width).toFixed(6)));
  return [
    binOf(null, edges[0] ?? start),
    ...edges.slice(0, -1).map((edge, i) => binOf(edge, edges[i + 1] ?? null)),
    binOf(edges.at(-1) ?? start, null),
  ];
}

function binOf(lower: number | null, upper: number | null): Bin {
  return { code: `${lower ?? ''}~${upper ?? ''}`, lower, upper };
}

/** 「130以上135未満」, 「90未満」, 「210以上」. */
export function binLabel({ lower, upper }: Bin): string {
  return `${lower === null ? '' : `${lower}以上`}${upper === null ? '' : `${upper}未満`}`;
}

/** Rows of the values in each bin; the bins lie one above the other, open at both ends. */
export function membersOf(values: YearValues, bins: readonly Bin[]): readonly (readonly number[])[] {
  const members: number[][] = bins.map(() => []);
  const uppers = Float64Array.from(bins, ({ upper }) => upper ?? Number.POSITIVE_INFINITY);
  for (const [row, value] of values.value.entries()) {
    let [low, high] = [0, uppers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value < uppers[middle]!) high = middle;
      else low = middle + 1;
    }
    members[low]?.push(row);
  }
  return members;
}

/** Number of values in each bin. */
export function countBins(values: YearValues, bins: readonly Bin[]): readonly number[] {
  return membersOf(values, bins).map(({ length }) => length);
}

/**
 * Joins the thin ends of the grid until every year has at least `least` persons in both open bins, so that few
 * cells need hiding. All years share the joined bins.
 */
export function joinThinEnds(
  bins: readonly Bin[],
  years: readonly (readonly number[])[],
  least: number,
): { readonly bins: readonly Bin[]; readonly years: readonly (readonly number[])[] } {
  const enough = (from: number, to: number) =>
    years.every((counts) => counts.slice(from, to).reduce((sum, n) => sum + n, 0) >= least);
  let first = 1;
  while (first < bins.length - 1 && !enough(0, first)) first++;
  let last = bins.length - 1;
  while (last > first && !enough(last, bins.length)) last--;
  if (first > last) return { bins, years };
  const low = binOf(null, bins[first - 1]?.upper ?? null);
  const high = binOf(bins[last]?.lower ?? null, null);
  const total = (counts: readonly number[]) => counts.reduce((sum, n) => sum + n, 0);
  return {
    bins: [low, ...bins.slice(first, last), high],
    years: years.map((counts) => [
      total(counts.slice(0, first)),
      ...counts.slice(first, last),
      total(counts.slice(last)),
    ]),
  };
}
