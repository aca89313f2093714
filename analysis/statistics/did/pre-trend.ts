/** Joint Wald test that every effect before the start is zero (as R's did::att_gt prints it). */
import { chiSquareUpper } from '../distributions.ts';
import { choleskySolve, factor, SingularMatrix } from '../linear-algebra.ts';
import type { GroupTime } from './staggered.ts';

export interface PreTrendTest {
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
}

/**
 * Undefined without cells before the start or where their covariance is singular. A large p does not show that the
 * trends are parallel: the test is weak (Roth 2022, AER: Insights 4:305).
 */
export function preTrendTest(cells: readonly GroupTime[], anticipation = 0): PreTrendTest | undefined {
  const before = cells.filter((c) => c.period < c.group - anticipation);
  const k = before.length;
  if (k === 0) return undefined;
  const covariance = new Float64Array(k * k);
  before.forEach((a, i) => {
    before.forEach((b, j) => {
      covariance[i * k + j] = a.influence.reduce((s, v, u) => s + v * b.influence[u]!, 0);
    });
  });
  const effects = Float64Array.from(before, (c) => c.estimate);
  try {
    const solved = choleskySolve(factor(covariance, k), effects);
    const chiSquare = solved.reduce((s, v, i) => s + v * effects[i]!, 0);
    return Number.isFinite(chiSquare) ? { chiSquare, df: k, p: chiSquareUpper(chiSquare, k) } : undefined;
  } catch (error) {
    if (error instanceof SingularMatrix) return undefined;
    throw error;
  }
}
