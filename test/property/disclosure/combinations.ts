import type { Mask } from './questions.ts';

/** Sums and differences of two sets, at most: a session prints far fewer than its square. */
const MOST = 20_000;

/**
 * What somebody with a pencil finds out: sums of separate printed groups and differences of a group and its part, and
 * what is left between two of these (the town without a district, less those of one age there). Which group is a part
 * of which follows from what was asked, not from the numbers.
 *
 * @param printed exact counts by set
 * @returns sets of 1 to `most` people whose number follows, with that number
 */
export function fewByCombination(
  printed: ReadonlyMap<Mask, number>,
  most: number,
): ReadonlyMap<Mask, number> {
  const known = new Map(printed);
  for (const [a, persons] of printed) {
    for (const [b, others] of printed) {
      if (known.size > MOST) break;
      if (a === b) continue;
      if ((b & ~a) === 0n) known.set(a & ~b, persons - others);
      else if ((a & b) === 0n) known.set(a | b, persons + others);
    }
  }
  const few = new Map([...known].filter(([, persons]) => persons >= 1 && persons <= most));
  const bySize = [...known].toSorted(([, a], [, b]) => a - b);
  bySize.forEach(([large, persons], at) => {
    for (let before = at - 1; before >= 0; before -= 1) {
      const [little, others] = bySize[before]!;
      const left = persons - others;
      if (left > most) break;
      if (left > 0 && (little & ~large) === 0n) few.set(large & ~little, left);
    }
  });
  return few;
}
