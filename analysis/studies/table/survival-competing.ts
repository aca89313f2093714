/** What `effect survival --competing` adds: cumulative incidence, Gray's test and the Fine–Gray model. */
import { normalEffect, type ScaledEffect } from '../../statistics/contrast.ts';
import { SingularMatrix } from '../../statistics/linear-algebra.ts';
import { quantiles } from '../../statistics/summary.ts';
import { cumulativeIncidence } from '../../statistics/survival/competing.ts';
import { type FineGrayFit, fitFineGray } from '../../statistics/survival/fine-gray.ts';
import { grayTest } from '../../statistics/survival/gray.ts';
import { weightedIncidenceErrors } from '../../statistics/survival/weighted-incidence.ts';
import { designOf, type Term } from './frame.ts';
import type { Warning } from './result.ts';

export interface SurvivalCohort {
  readonly time: Float64Array;
  readonly event: Float64Array;
  readonly cause: Float64Array;
  readonly z: Float64Array;
  readonly treatmentTerm: string;
  readonly levels: readonly string[];
  readonly terms: readonly Term[];
  readonly cluster: Int32Array | undefined;
  readonly dropped: number;
}

interface CompetingReport {
  readonly report: Readonly<Record<string, unknown>>;
  /** The subdistribution hazard ratio of the treatment, where it could be fitted. */
  readonly effects: readonly ScaledEffect[];
  readonly warnings: readonly Warning[];
}

function incidence(
  cohort: SurvivalCohort,
  weights: Float64Array | undefined,
  times: readonly number[],
): Record<string, unknown> {
  const one = (arm: number): unknown => {
    const data = { time: cohort.time, cause: cohort.cause, weights };
    const member = (i: number): boolean => cohort.z[i] === arm;
    const steps = cumulativeIncidence(data, member);
    const at = times.length > 0 ? times : quantiles(cohort.time, [0.25, 0.5, 0.75]);
    const weighted = weights === undefined ? undefined : weightedIncidenceErrors(data, member, at);
    return at.map((time, t) => {
      const step = steps.filter((s) => s.time <= time).at(-1);
      const se = weighted === undefined ? (step?.se ?? 0) : weighted[t]!;
      return { time, incidence: step?.incidence ?? 0, se, competing: step?.competing ?? 0 };
    });
  };
  return { treated: one(1), control: one(0) };
}

function fitted(cohort: SurvivalCohort): FineGrayFit | undefined {
  const terms = [{ term: cohort.treatmentTerm, source: '', values: cohort.z }, ...cohort.terms];
  const { time, cause, cluster } = cohort;
  try {
    const fit = fitFineGray({ time, cause, cluster, design: designOf(terms, time.length) });
    return fit.converged ? fit : undefined;
  } catch (error) {
    if (error instanceof SingularMatrix) return undefined;
    throw error;
  }
}

/** One row per coefficient on the log scale, with its ratio. */
function coefficients(fit: FineGrayFit): Record<string, unknown>[] {
  const k = fit.coefficients.length;
  return fit.terms.map((term, j) => {
    const estimate = fit.coefficients[j]!;
    const se = Math.sqrt(fit.covariance[j * k + j]!);
    const { ci, p } = normalEffect('coefficient', estimate, se);
    return { term, estimate, se, ci, p, subdistributionHazardRatio: Math.exp(estimate) };
  });
}

/** Incidence of both arms; with people unweighted also Gray's test and the Fine–Gray model with the covariates. */
export function competingReport(
  cohort: SurvivalCohort,
  weights: Float64Array | undefined,
  times: readonly number[],
): CompetingReport {
  const base = { cumulativeIncidence: incidence(cohort, weights, times) };
  if (weights !== undefined) return { report: base, effects: [], warnings: [] };
  const test = grayTest(cohort, cohort.z);
  const fit = fitted(cohort);
  const report = { ...base, grayTest: test ?? null };
  if (fit === undefined)
    return { report, effects: [], warnings: [{ code: 'effect.subdistribution-failed', params: {} }] };
  const se = Math.sqrt(fit.covariance[0]!);
  return {
    report: { ...report, fineGray: { coefficients: coefficients(fit), logLikelihood: fit.logLikelihood } },
    effects: [normalEffect('subdistribution-hazard-ratio', fit.coefficients[0]!, se, { log: true })],
    warnings: [],
  };
}
