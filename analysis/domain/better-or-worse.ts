/** Which way a number went, as far as its 95 % interval allows to say. */
export type Way = 'better' | 'worse' | 'unclear';

/** In one word each, for screen, paper and command line. */
export const WAY_WORDS: Readonly<Record<Way, string>> = {
  better: '改善',
  worse: '悪化',
  unclear: '差があるとはいえない',
};

/** Against what would have come about anyway, as the end of a sentence. */
export const AGAINST_EXPECTED: Readonly<Record<Way, string>> = {
  better: '見込みより改善しています',
  worse: '見込みより悪化しています',
  unclear: '見込みとの差があるとはいえません',
};

/**
 * Which way a change or difference went: clear only where its interval leaves 0 out.
 *
 * @param higherIsBetter whether more of the measure is wanted
 */
export function wayOf(
  { lower, upper }: { readonly lower: number; readonly upper: number },
  higherIsBetter: boolean,
): Way {
  if (lower <= 0 && upper >= 0) return 'unclear';
  return lower > 0 === higherIsBetter ? 'better' : 'worse';
}
