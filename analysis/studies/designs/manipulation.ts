import { studentEffect } from '../../statistics/contrast.ts';
import { conditionDesign, originalCoefficients } from '../../statistics/design.ts';
import { seAt } from '../../statistics/did/two-by-two.ts';
import { modelCovariance } from '../../statistics/glm/covariance.ts';
import { familyOf } from '../../statistics/glm/families.ts';
import { fitGlm } from '../../statistics/glm/fit.ts';
import { densityTest } from '../../statistics/rdd/density.ts';

/** Distinct values on either side that the test of rounded values looks at. */
const POINTS = 8;
/** People per distinct value from which a running variable counts as rounded. */
const ROUNDED = 10;

/**
 * p value for a jump in the number of people at the cut-off; `x` is the distance from it. Continuous values:
 * McCrary (2008). Values read off in steps (HbA1c 0.1, blood pressure 1) would look like jumps everywhere: there
 * the counts at the eight values on either side are modelled as a smooth curve with a step (quasi-Poisson).
 */
export function manipulationP(x: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of x) {
    const key = Math.round(value * 1e6) / 1e6;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (x.length / counts.size < ROUNDED) return densityTest(x)?.p ?? 1;
  const step = commonStep([...counts.keys()]);
  const places = Array.from({ length: 2 * POINTS }, (_, i) => i - POINTS);
  const y = Float64Array.from(places, (place) => countAt(counts, place * step, step));
  if (y.filter((count) => count > 0).length < 2 * POINTS - 2) return densityTest(x)?.p ?? 1;
  const middle = Float64Array.from(places, (place) => place + 0.5);
  const design = conditionDesign({
    rows: y.length,
    terms: ['step', 'x', 'x2'],
    columns: [middle.map((place) => (place > 0 ? 1 : 0)), middle, middle.map((place) => place * place)],
  });
  const fit = fitGlm({ design, y, family: familyOf('quasipoisson') });
  const at = fit.design.kept.indexOf(0) + 1;
  const jump = originalCoefficients(fit.design, fit.coefficients)[at]!;
  // Fewer people than Poisson would scatter is chance: the spread is never taken as smaller.
  const spread = Math.max(1, 1 / Math.sqrt(fit.dispersion));
  return studentEffect('coefficient', jump, spread * seAt(fit, modelCovariance(fit), at), fit.residualDf).p;
}

/** The gap between neighbouring values that occurs most often. */
function commonStep(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const gaps = new Map<number, number>();
  for (let i = 1; i < sorted.length; i++) {
    const gap = Math.round((sorted[i]! - sorted[i - 1]!) * 1e6) / 1e6;
    gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
  }
  return [...gaps].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 1;
}

function countAt(counts: ReadonlyMap<number, number>, place: number, step: number): number {
  let sum = 0;
  for (const [value, count] of counts) if (Math.abs(value - place) < step / 2) sum += count;
  return sum;
}
