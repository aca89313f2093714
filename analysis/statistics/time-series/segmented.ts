/**
 * Interrupted time series: segmented regression with level and slope change and harmonic seasonality
 * (Bernal et al. 2017, Int J Epidemiol 46:348), and the counterfactual without the intervention.
 */
import { type Conditioned, conditionDesign, originalCoefficients, workingVector } from '../design.ts';
import { normalCritical } from '../distributions.ts';
import type { GlmFit } from '../glm/fit.ts';

export interface SegmentedInput {
  /** Time index in order, e.g. 1…n. */
  readonly time: Float64Array;
  /** 1 once the intervention is in force. */
  readonly after: Float64Array;
  /** Add (time - last time before) × after. */
  readonly slope: boolean;
  /** Number of sine/cosine pairs and the period in units of time. */
  readonly harmonics: number;
  readonly period: number;
  readonly levelTerm: string;
  readonly timeTerm: string;
}

export interface SegmentedDesign {
  readonly design: Conditioned;
  /** Source columns that vanish without the intervention. */
  readonly interventionColumns: readonly number[];
  readonly columns: readonly Float64Array[];
  readonly lastBefore: number;
}

/** Level, time, harmonics (s1 s2 … c1 c2 …) and slope columns. */
export function segmentedDesign(input: SegmentedInput): SegmentedDesign {
  const { time, after } = input;
  const lastBefore = time.reduce((m, t, i) => (after[i] === 0 ? Math.max(m, t) : m), -Infinity);
  const terms = [input.levelTerm, input.timeTerm];
  const columns = [after, time];
  for (const [name, fn] of [
    ['s', Math.sin],
    ['c', Math.cos],
  ] as const) {
    for (let h = 1; h <= input.harmonics; h++) {
      terms.push(`${name}${h}`);
      columns.push(time.map((t) => fn((2 * Math.PI * h * t) / input.period)));
    }
  }
  const interventionColumns = [0];
  if (input.slope) {
    interventionColumns.push(columns.length);
    terms.push('slope');
    columns.push(time.map((t, i) => (t - lastBefore) * after[i]!));
  }
  const design = conditionDesign({ rows: time.length, terms, columns });
  return { design, interventionColumns, columns, lastBefore };
}

export interface Counterfactual {
  /** Totals over the rows with the intervention. */
  readonly observed: number;
  readonly fitted: number;
  readonly expected: number;
  /** Expected without minus observed. */
  readonly averted: number;
  /** Delta-method standard error of `expected` under the given covariance of the coefficients. */
  readonly se: number;
  readonly expectedByRow: Float64Array;
}

/** What the model expects after the intervention had it not taken place; covariance in the working basis. */
export function counterfactual(
  fit: GlmFit,
  segmented: SegmentedDesign,
  after: Float64Array,
  covariance: Float64Array,
): Counterfactual {
  const { design } = segmented;
  const eta = predictorWithout(fit, segmented);
  const expectedByRow = eta.map((v) => fit.family.mean(v));
  const gradient = new Float64Array(design.terms.length);
  let [observed, expected, fitted] = [0, 0, 0];
  for (let i = 0; i < eta.length; i++) {
    if (after[i] !== 1) continue;
    observed += fit.y[i]!;
    fitted += fit.mu[i]!;
    expected += expectedByRow[i]!;
    const slope = fit.family.slope(expectedByRow[i]!);
    gradient[0]! += slope;
    design.kept.forEach((column, j) => {
      if (!segmented.interventionColumns.includes(column))
        gradient[j + 1]! += slope * segmented.columns[column]![i]!;
    });
  }
  const variance = varianceOf(workingVector(design, gradient), covariance);
  return {
    observed,
    fitted,
    expected,
    averted: expected - observed,
    se: Math.sqrt(variance),
    expectedByRow,
  };
}

/** The linear predictor had the intervention never taken place. */
function predictorWithout(
  fit: GlmFit,
  { design, columns, interventionColumns }: SegmentedDesign,
): Float64Array {
  const beta = originalCoefficients(design, fit.coefficients);
  const eta = Float64Array.from(fit.eta);
  for (const column of interventionColumns) {
    const at = design.kept.indexOf(column) + 1;
    if (at === 0) continue;
    for (let i = 0; i < eta.length; i++) eta[i]! -= beta[at]! * columns[column]![i]!;
  }
  return eta;
}

function varianceOf(g: Float64Array, covariance: Float64Array): number {
  let variance = 0;
  const k = g.length;
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) variance += g[a]! * covariance[a * k + b]! * g[b]!;
  return Math.max(0, variance);
}

/**
 * 95 % limits of the mean expected without the intervention, by row: Wald limits of the linear predictor under the
 * given covariance (working basis), carried to the scale of `expectedByRow`. Chance of a single month is not in them.
 */
export function counterfactualLimits(
  fit: GlmFit,
  segmented: SegmentedDesign,
  covariance: Float64Array,
): (readonly [lower: number, upper: number])[] {
  const { design, columns, interventionColumns } = segmented;
  return Array.from(predictorWithout(fit, segmented), (eta, i) => {
    const gradient = new Float64Array(design.terms.length);
    gradient[0] = 1;
    design.kept.forEach((column, j) => {
      if (!interventionColumns.includes(column)) gradient[j + 1] = columns[column]![i]!;
    });
    const half = normalCritical() * Math.sqrt(varianceOf(workingVector(design, gradient), covariance));
    return [fit.family.mean(eta - half), fit.family.mean(eta + half)];
  });
}
