/** A printed point of a curve: share still without the event in per cent, persons at risk rounded to tens. */
export interface PrintedPoint {
  readonly survival: number;
  readonly atRisk: number;
}

/** 97.5 % point of the standard normal distribution. */
const CRITICAL = 1.959963984540054;

/**
 * Pointwise 95 % limits of a printed curve in per cent: Greenwood's variance on the log(−log) scale (Kalbfleisch &
 * Prentice 1980; R's `survfit(conf.type = "log-log")`), with persons censored within a step counted for half of it
 * (Cutler & Ederer 1958). Only printed numbers go in, so that the limits tell nothing that the curve does not: an
 * exact variance would give the persons at risk to the person. Of a number rounded to tens the least that it can
 * stand for is taken, but never less than `atLeast`.
 *
 * Persons at risk of a point are those at the start of the step that ends there; the first point is the start.
 */
export function curveLimits(
  points: readonly PrintedPoint[],
  atLeast: number,
): (readonly [lower: number, upper: number])[] {
  const people = points.map(({ atRisk }) => Math.max(atLeast, atRisk - 5));
  let variance = 0;
  return points.map(({ survival }, at) => {
    const before = points[at - 1]?.survival;
    if (before === undefined || survival <= 0) return [survival, survival];
    const ratio = survival / before;
    const left = people[at]! * ratio;
    const next = people[at + 1];
    const after = next === undefined ? left : (left + Math.min(left, next)) / 2;
    variance += (1 - ratio) / after;
    return logLogLimits(survival / 100, variance).map((limit) => 100 * limit) as [number, number];
  });
}

function logLogLimits(survival: number, variance: number): [number, number] {
  if (survival >= 1) return [survival, survival];
  const half = (CRITICAL * Math.sqrt(variance)) / -Math.log(survival);
  return [survival ** Math.exp(half), survival ** Math.exp(-half)];
}
