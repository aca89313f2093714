/** Multiples of 6 plus 3: 0→0, 1–6→3, 7–12→9 … (OpenSAFELY's midpoint rounding). */
export function midpoint6(count: number): number {
  return count === 0 ? 0 : Math.ceil(count / 6) * 6 - 3;
}

/** Whole numbers that conventional rounding to a base turns into `printed`, above a hiding limit. */
export function roundedFrom(printed: number, base: number, hiddenUpTo = -1): number[] {
  const found: number[] = [];
  for (let value = Math.max(0, printed - base); value <= printed + base; value += 1) {
    if (value > hiddenUpTo && Math.floor(value / base + 0.5) * base === printed) found.push(value);
  }
  return found;
}

/** What an exact total beside rounded cells gives back: number of tables and candidates per cell. */
export function unpick(
  rounded: readonly number[],
  base: number,
  exactTotal: number,
): { solutions: number; cellCandidates: number[][] } {
  const ranges = rounded.map((printed) => roundedFrom(printed, base));
  const ways = (lists: readonly (readonly number[])[]): Map<number, number> => {
    let sums = new Map([[0, 1]]);
    for (const list of lists) {
      const next = new Map<number, number>();
      for (const [sum, count] of sums) {
        for (const value of list) next.set(sum + value, (next.get(sum + value) ?? 0) + count);
      }
      sums = next;
    }
    return sums;
  };
  const cellCandidates = ranges.map((range, at) => {
    const rest = ways(ranges.filter((_, other) => other !== at));
    return range.filter((value) => rest.has(exactTotal - value));
  });
  return { solutions: ways(ranges).get(exactTotal) ?? 0, cellCandidates };
}

/**
 * Counts that exact means beside perturbed counts give back: mean_last·Σn = Σ mean·n (last = all together).
 *
 * @returns all groups of counts (without the last) that fit the printed means
 */
export function countsFromMeans(
  means: readonly number[],
  perturbed: readonly number[],
  maxDeviation: number,
  tolerance = 1e-5,
): number[][] {
  const parts = means.length - 1;
  const solutions: number[][] = [];
  const extend = (chosen: readonly number[]) => {
    if (chosen.length < parts) {
      const centre = perturbed[chosen.length]!;
      for (let n = Math.max(1, centre - maxDeviation); n <= centre + maxDeviation; n += 1)
        extend([...chosen, n]);
      return;
    }
    const total = chosen.reduce((sum, n) => sum + n, 0);
    const sum = chosen.reduce((all, n, at) => all + n * means[at]!, 0);
    if (Math.abs(total - perturbed[parts]!) > maxDeviation) return;
    if (Math.abs(sum - total * means[parts]!) <= tolerance * total) solutions.push([...chosen]);
  };
  extend([]);
  return solutions;
}
