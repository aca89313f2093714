/** Coefficients of an outcome model with every standard error R users look for. */
import { UserIssue } from '../../domain/issue.ts';
import { originalCoefficients, originalCovariance } from '../../statistics/design.ts';
import { normalTwoSided, tTwoSided } from '../../statistics/distributions.ts';
import { clusterCovariance, modelCovariance, robustCovariance } from '../../statistics/glm/covariance.ts';
import { fitGlm, type GlmFit, type GlmInput } from '../../statistics/glm/fit.ts';
import { gammaShape } from '../../statistics/glm/gamma-shape.ts';
import {
  fitNegativeBinomial,
  type NegativeBinomialFit,
  NoOverdispersion,
} from '../../statistics/glm/negative-binomial.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { looksSeparated } from '../../statistics/propensity.ts';

export interface ModelCoefficient {
  readonly term: string;
  readonly estimate: number;
  /** Model-based, as R's summary(). */
  readonly se: number;
  readonly p: number;
  readonly seHC0: number;
  readonly seHC1: number;
  readonly seHC2?: number;
  readonly seHC3?: number;
  readonly seClusterCR0?: number;
  /** G/(G-1) only: R's vcovCL default outside least squares. */
  readonly seClusterGroups?: number;
  readonly seClusterHC1?: number;
}

export interface ModelReport {
  readonly coefficients: readonly ModelCoefficient[];
  readonly deviance: number;
  readonly dispersion: number;
  readonly residualDf: number;
  /** Maximum-likelihood shape of a gamma model. */
  readonly shape?: number;
  readonly theta?: number;
  readonly seTheta?: number;
  readonly twiceLogLikelihood?: number;
}

/** Fits an outcome model (estimating theta for the negative binomial); faults become sentences. */
export function fitOutcome(input: GlmInput, outcome: string): GlmFit {
  let fit: GlmFit;
  try {
    fit = input.family.name === 'negbin' ? fitNegativeBinomial(input) : fitGlm(input);
  } catch (error) {
    if (error instanceof NoOverdispersion)
      throw new UserIssue('input', 'effect.no-overdispersion', { column: outcome });
    if (error instanceof SingularMatrix)
      throw new UserIssue('input', 'effect.outcome-model-singular', { column: outcome });
    throw error;
  }
  if (input.family.link === 'logit' && looksSeparated(fit)) {
    throw new UserIssue('input', 'effect.outcome-separation', { column: outcome });
  }
  if (!fit.converged) throw new UserIssue('input', 'effect.no-convergence', { column: outcome });
  return fit;
}

const isNegativeBinomial = (fit: GlmFit): fit is NegativeBinomialFit => 'theta' in fit;

const standardErrors = (fit: GlmFit, covariance: Float64Array): number[] => {
  const v = originalCovariance(fit.design, covariance);
  const k = fit.design.terms.length;
  return Array.from({ length: k }, (_, j) => Math.sqrt(Math.max(0, v[j * k + j]!)));
};

/** Report of a fitted model; HC2/HC3 need leverages and are given up to 200,000 rows. */
export function modelReport(fit: GlmFit, cluster?: Int32Array): ModelReport {
  const estimates = originalCoefficients(fit.design, fit.coefficients);
  const model = standardErrors(fit, modelCovariance(fit));
  const robust = (['HC0', 'HC1'] as const).map((t) => standardErrors(fit, robustCovariance(fit, t)));
  const small = fit.y.length <= 200_000;
  const leverage = small
    ? (['HC2', 'HC3'] as const).map((t) => standardErrors(fit, robustCovariance(fit, t)))
    : [];
  const clustered =
    cluster === undefined
      ? []
      : (['CR0', 'groups', 'HC1'] as const).map((t) =>
          standardErrors(fit, clusterCovariance(fit, cluster, t)),
        );
  const coefficients = fit.design.terms.map((term, j) => {
    const statistic = estimates[j]! / model[j]!;
    return {
      term,
      estimate: estimates[j]!,
      se: model[j]!,
      p: fit.family.dispersed ? tTwoSided(statistic, fit.residualDf) : normalTwoSided(statistic),
      seHC0: robust[0]![j]!,
      seHC1: robust[1]![j]!,
      ...(small ? { seHC2: leverage[0]![j]!, seHC3: leverage[1]![j]! } : {}),
      ...(cluster === undefined
        ? {}
        : {
            seClusterCR0: clustered[0]![j]!,
            seClusterGroups: clustered[1]![j]!,
            seClusterHC1: clustered[2]![j]!,
          }),
    };
  });
  return {
    coefficients: coefficients.map(dropNonFinite),
    deviance: fit.deviance,
    dispersion: fit.dispersion,
    residualDf: fit.residualDf,
    ...(fit.family.name === 'gamma' ? { shape: gammaShape(fit) } : {}),
    ...(isNegativeBinomial(fit)
      ? { theta: fit.theta, seTheta: fit.seTheta, twiceLogLikelihood: fit.twiceLogLikelihood }
      : {}),
  };
}

/** Leaves out standard errors that do not exist (leverage 1), so that no NaN reaches the document. */
function dropNonFinite(row: ModelCoefficient): ModelCoefficient {
  const kept = Object.entries(row).filter(([, v]) => typeof v !== 'number' || Number.isFinite(v));
  return Object.fromEntries(kept) as unknown as ModelCoefficient;
}
