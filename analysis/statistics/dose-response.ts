/**
 * Dose–response for points or steps: restricted cubic splines (Harrell 2015) for the shape, a test of
 * non-linearity, and the expected outcome at chosen doses against a reference dose.
 */

import { type ScaledEffect, studentEffect } from './contrast.ts';
import { type Conditioned, conditionDesign, originalCoefficients, originalCovariance } from './design.ts';
import { chiSquareUpper, fUpper } from './distributions.ts';
import { robustCovariance } from './glm/covariance.ts';
import type { Family } from './glm/families.ts';
import { fitGlm, type GlmFit } from './glm/fit.ts';
import { choleskySolve, factor } from './linear-algebra.ts';
import { quantiles } from './summary.ts';

/** Default knots: quantiles .10 .50 .90 (3), .05 .35 .65 .95 (4) or .05 .275 .5 .725 .95 (5). */
export function defaultKnots(dose: Float64Array, count: 3 | 4 | 5): number[] {
  const at = { 3: [0.1, 0.5, 0.9], 4: [0.05, 0.35, 0.65, 0.95], 5: [0.05, 0.275, 0.5, 0.725, 0.95] }[count];
  return [...new Set(quantiles(dose, at))];
}

/** Spline columns beyond the linear one (knots - 2 of them), scaled by the squared range of the knots. */
export function restrictedCubicSpline(dose: Float64Array, knots: readonly number[]): Float64Array[] {
  const k = knots.length;
  const last = knots[k - 1]!;
  const before = knots[k - 2]!;
  const scale = (last - knots[0]!) ** 2;
  const cube = (v: number): number => (v > 0 ? v * v * v : 0);
  return Array.from({ length: k - 2 }, (_, j) =>
    dose.map((x) => {
      const t = knots[j]!;
      const tail = (cube(x - before) * (last - t) - cube(x - last) * (before - t)) / (last - before);
      return (cube(x - t) - tail) / scale;
    }),
  );
}

export interface DoseInput {
  readonly y: Float64Array;
  readonly dose: Float64Array;
  readonly terms: readonly string[];
  readonly covariates: readonly Float64Array[];
  readonly family: Family;
  readonly knots: readonly number[];
  readonly offset?: Float64Array | undefined;
  /** HC2 errors with Student's t instead of HC0 with the normal: holds its level with a hundred people as well. */
  readonly few?: boolean;
}

export interface DosePoint {
  readonly dose: number;
  /** Difference of the linear predictor from the reference dose (log ratio under a log link). */
  readonly effect: ScaledEffect;
}

export interface DoseResponse {
  readonly fit: GlmFit;
  /** Linear trend per unit of dose in a model without the spline. */
  readonly trend: ScaledEffect;
  /** Wald test that all spline columns are 0. */
  readonly nonLinearity: { readonly chiSquare: number; readonly df: number; readonly p: number };
  readonly at: (doses: readonly number[], reference: number) => DosePoint[];
}

function fitWith(input: DoseInput, columns: readonly Float64Array[]): { fit: GlmFit; design: Conditioned } {
  const splineNames = columns.map((_, j) => (j === 0 ? 'dose' : `spline${j}`));
  const design = conditionDesign({
    rows: input.y.length,
    terms: [...splineNames, ...input.terms],
    columns: [...columns, ...input.covariates],
  });
  return { design, fit: fitGlm({ design, y: input.y, family: input.family, offset: input.offset }) };
}

/**
 * Fits the curve; needs at least three distinct knots. Errors are HC0 (White 1980), or for `few` HC2 with intervals
 * from t of n − k degrees of freedom (MacKinnon & White 1985; Long & Ervin 2000).
 */
export function doseResponse(input: DoseInput): DoseResponse {
  const errors = input.few === true ? 'HC2' : 'HC0';
  const freedom = (terms: number) => (input.few === true ? input.y.length - terms : Infinity);
  const linear = fitWith(input, [input.dose]);
  const v1 = originalCovariance(linear.design, robustCovariance(linear.fit, errors));
  const k1 = linear.design.terms.length;
  const b1 = originalCoefficients(linear.design, linear.fit.coefficients);
  const trend = studentEffect('coefficient', b1[1]!, Math.sqrt(v1[k1 + 1]!), freedom(k1));
  const basis = [input.dose, ...restrictedCubicSpline(input.dose, input.knots)];
  const { design, fit } = fitWith(input, basis);
  const beta = originalCoefficients(design, fit.coefficients);
  const v = originalCovariance(design, robustCovariance(fit, errors));
  const k = design.terms.length;
  const positions = basis.map((_, j) => design.kept.indexOf(j) + 1);
  const extra = positions.slice(1).filter((p) => p > 0);
  const block = Float64Array.from(extra.flatMap((a) => extra.map((b) => v[a * k + b]!)));
  const part = Float64Array.from(extra, (p) => beta[p]!);
  const chiSquare =
    extra.length === 0
      ? 0
      : choleskySolve(factor(block, extra.length), part).reduce((s, x, i) => s + x * part[i]!, 0);
  const at = (doses: readonly number[], reference: number): DosePoint[] =>
    doses.map((dose) => {
      const pair = Float64Array.of(dose, reference);
      const columns = [pair, ...restrictedCubicSpline(pair, input.knots)];
      const g = new Float64Array(k);
      positions.forEach((p, j) => {
        if (p > 0) g[p] = columns[j]![0]! - columns[j]![1]!;
      });
      let [estimate, variance] = [0, 0];
      for (let a = 0; a < k; a++) {
        estimate += g[a]! * beta[a]!;
        for (let b = 0; b < k; b++) variance += g[a]! * v[a * k + b]! * g[b]!;
      }
      const se = Math.sqrt(Math.max(0, variance));
      return { dose, effect: studentEffect('coefficient', estimate, se, freedom(k)) };
    });
  return {
    fit,
    trend,
    at,
    nonLinearity: {
      chiSquare,
      df: extra.length,
      p: waldP(chiSquare, extra.length, freedom(k)),
    },
  };
}

/** P-value of a Wald statistic: chi-square, or F where the degrees of freedom are finite. */
function waldP(chiSquare: number, df: number, freedom: number): number {
  if (df === 0) return 1;
  return Number.isFinite(freedom) ? fUpper(chiSquare / df, df, freedom) : chiSquareUpper(chiSquare, df);
}
