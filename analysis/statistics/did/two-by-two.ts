/** Two groups, two periods: difference in differences, first differences and ANCOVA. */
import { conditionDesign, originalCoefficients, originalCovariance } from '../design.ts';
import { robustCovariance } from '../glm/covariance.ts';
import { familyOf } from '../glm/families.ts';
import { fitGlm, type GlmFit } from '../glm/fit.ts';

/** Ordinary least squares of y on columns (intercept added). */
export function leastSquares(
  y: Float64Array,
  terms: readonly string[],
  columns: readonly Float64Array[],
): GlmFit {
  const design = conditionDesign({ rows: y.length, terms, columns });
  return fitGlm({ design, y, family: familyOf('gaussian') });
}

/** Standard error of the coefficient at position `at` under a working covariance. */
export function seAt(fit: GlmFit, covariance: Float64Array, at: number): number {
  const v = originalCovariance(fit.design, covariance);
  return Math.sqrt(Math.max(0, v[at * fit.design.terms.length + at]!));
}

export interface PairedInput {
  /** Outcome before and after by unit, both present. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly treated: Float64Array;
}

export interface PairedResult {
  readonly units: number;
  readonly firstDifference: { readonly estimate: number; readonly seOls: number; readonly seHC1: number };
  /** Two-way fixed effects with standard error clustered on the unit; nested fixed effects not counted. */
  readonly fixedEffects: { readonly estimate: number; readonly se: number };
  /** After on treatment and before. */
  readonly ancova: { readonly estimate: number; readonly seHC1: number; readonly slope: number };
}

/** The estimators for a balanced panel of two periods. */
export function pairedDifferences(input: PairedInput): PairedResult {
  const { before, after, treated } = input;
  const change = after.map((v, i) => v - before[i]!);
  const fd = leastSquares(change, ['treated'], [treated]);
  const estimate = originalCoefficients(fd.design, fd.coefficients)[1]!;
  const n = change.length;
  const hc0 = seAt(fd, robustCovariance(fd, 'HC0'), 1);
  const ancova = leastSquares(after, ['treated', 'before'], [treated, before]);
  const coefficients = originalCoefficients(ancova.design, ancova.coefficients);
  // Clusters are the units (G = n), rows 2n, regressors counted: the interaction and the period effects.
  const small = Math.sqrt((n / (n - 1)) * ((2 * n - 1) / (2 * n - 3)));
  return {
    units: n,
    firstDifference: {
      estimate,
      seOls: seAt(
        fd,
        fd.bread.map((v) => v * fd.dispersion),
        1,
      ),
      seHC1: seAt(fd, robustCovariance(fd, 'HC1'), 1),
    },
    fixedEffects: { estimate, se: hc0 * small },
    ancova: {
      estimate: coefficients[1]!,
      seHC1: seAt(ancova, robustCovariance(ancova, 'HC1'), 1),
      slope: coefficients[2]!,
    },
  };
}
