import type { ReleaseRecord } from './statistic.ts';

/** What may be said of hidden numbers and 0: one that is hidden for the sake of earlier releases may be nobody. */
export function aboutZero({ other }: ReleaseRecord['hidden']): string {
  return other > 0 ? '0とは限りません' : '0ではありません';
}
