/** Propensity score by maximum-likelihood logistic regression, with separation found and explained. */
import { type Conditioned, originalCoefficients, originalCovariance } from './design.ts';
import { familyOf } from './glm/families.ts';
import { fitGlm, type GlmFit } from './glm/fit.ts';
import { SingularMatrix } from './linear-algebra.ts';

/** Some combination of covariates (or one, when named) decides the binary outcome without exception. */
export class SeparationError extends Error {
  /** Index of the source column that separates alone. */
  readonly column: number | undefined;
  constructor(column: number | undefined) {
    super('separation');
    this.name = 'SeparationError';
    this.column = column;
  }
}

/** Index of a column that alone decides `z`: a level on one side only, or ranges that do not overlap. */
function separatingColumn(columns: readonly Float64Array[], z: Float64Array): number | undefined {
  const index = columns.findIndex((x) => {
    const low = [Infinity, Infinity];
    const high = [-Infinity, -Infinity];
    for (let i = 0; i < x.length; i++) {
      const arm = z[i] === 1 ? 1 : 0;
      if (x[i]! < low[arm]!) low[arm] = x[i]!;
      if (x[i]! > high[arm]!) high[arm] = x[i]!;
    }
    const apart = low[1]! >= high[0]! || low[0]! >= high[1]!;
    return apart && Math.max(high[0]!, high[1]!) > Math.min(low[0]!, low[1]!);
  });
  return index < 0 ? undefined : index;
}

/** Standard error in the working basis (columns of unit variance) beyond which the likelihood is flat. */
const FLAT = 30;

/** Whether the information matrix of a converged binary fit is nearly flat in some direction. */
export function looksSeparated(fit: GlmFit): boolean {
  const k = fit.design.basis.cols;
  if (!fit.converged) return true;
  for (let j = 0; j < k; j++) if (!(fit.bread[j * k + j]! < FLAT * FLAT)) return true;
  return false;
}

export interface PropensityInput {
  readonly design: Conditioned;
  /** The source columns, only read to explain separation. */
  readonly columns: readonly Float64Array[];
  readonly z: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/** Fits P(z = 1 | x); throws {@link SeparationError}. */
export function fitPropensity(input: PropensityInput): GlmFit {
  const { design, z, weights } = input;
  try {
    const fit = fitGlm({ design, y: z, family: familyOf('binomial'), weights });
    if (!looksSeparated(fit)) return fit;
  } catch (error) {
    if (!(error instanceof SingularMatrix)) throw error;
  }
  throw new SeparationError(separatingColumn(input.columns, z));
}

export interface CoefficientRow {
  readonly term: string;
  readonly estimate: number;
  readonly se: number;
}

/** Coefficients on the source scale with the standard errors of a working covariance. */
export function coefficientTable(
  design: Conditioned,
  working: Float64Array,
  covariance: Float64Array,
): CoefficientRow[] {
  const estimates = originalCoefficients(design, working);
  const v = originalCovariance(design, covariance);
  const k = estimates.length;
  return design.terms.map((term, j) => ({
    term,
    estimate: estimates[j]!,
    se: Math.sqrt(Math.max(0, v[j * k + j]!)),
  }));
}

/** Area under the ROC curve: P(score of a treated > score of a control) + ½ P(equal). */
export function concordance(score: Float64Array, z: Float64Array): number {
  const treated = score.filter((_, i) => z[i] === 1).sort();
  const control = score.filter((_, i) => z[i] !== 1).sort();
  let below = 0;
  let upTo = 0;
  let sum = 0;
  for (let i = 0; i < treated.length; i++) {
    const v = treated[i]!;
    while (below < control.length && control[below]! < v) below++;
    while (upTo < control.length && control[upTo]! <= v) upTo++;
    sum += (below + upTo) / 2;
  }
  return sum / (treated.length * control.length);
}

/** Deviance of the intercept-only model. */
export function nullDeviance(z: Float64Array, weights?: Float64Array): number {
  let treated = 0;
  let total = 0;
  for (let i = 0; i < z.length; i++) {
    const w = weights === undefined ? 1 : weights[i]!;
    treated += w * z[i]!;
    total += w;
  }
  const p = treated / total;
  return -2 * (treated * Math.log(p) + (total - treated) * Math.log(1 - p));
}
