import type { StatisticContext } from '../../domain/statistic.ts';
import { type ScaledEffect, studentEffect } from '../../statistics/contrast.ts';
import { originalCoefficients } from '../../statistics/design.ts';
import { leastSquares, seAt } from '../../statistics/did/two-by-two.ts';
import { clusterCovariance, robustCovariance } from '../../statistics/glm/covariance.ts';
import { type Cohort, clusters, pick } from '../cohort.ts';
import type { CovariateTerm } from '../covariates.ts';
import type { StudyOf } from '../definition.ts';

export type RandomisedStudy = StudyOf<'randomised'>;
export type Allocation = RandomisedStudy['allocation'];

export interface Work {
  readonly study: RandomisedStudy;
  readonly cohort: Cohort;
  readonly context: StatisticContext;
  readonly threshold: number;
  /** By outcome: those whose outcome is known. */
  readonly rows: readonly Uint32Array[];
}

export const clustered = ({ allocation }: RandomisedStudy): boolean =>
  allocation.unit === 'district' || allocation.unit === 'stepped_wedge';

/** A fitted comparison: columns of interest first. */
interface Comparison {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** Indicators of the factors, or of the one programme. */
export function comparisonOf({ study, cohort }: Work, rows: Uint32Array): Comparison {
  if (study.allocation.unit !== 'factorial') {
    return { names: [study.programmeLabel], columns: [pick(cohort.exposed, rows)] };
  }
  const arm = cohort.texts.get('arm')!;
  const { factors } = study.allocation;
  return {
    names: factors.map(({ label }) => label),
    columns: factors.map(({ arms }) =>
      Float64Array.from(rows, (row) => (arms.includes(arm[row] ?? '') ? 1 : 0)),
    ),
  };
}

interface FitInput {
  readonly rows: Uint32Array;
  readonly y: Float64Array;
  readonly comparison: Comparison;
  readonly terms: readonly CovariateTerm[];
}

/** Least squares with the error of the allocation: HC2 for persons, by district with t(G − 2) otherwise. */
export function fitComparison(
  { study, cohort }: Work,
  { rows, y, comparison, terms }: FitInput,
): ScaledEffect[] {
  const fixed = study.allocation.unit === 'stepped_wedge' ? fixedEffects(cohort, rows) : [];
  const all = [...terms.filter(({ source }) => fixed.length === 0 || source !== 'year'), ...fixed];
  const fit = leastSquares(
    y,
    [...comparison.names, ...all.map(({ term }) => term)],
    [...comparison.columns, ...all.map(({ values }) => values)],
  );
  const beta = originalCoefficients(fit.design, fit.coefficients);
  const cluster = clustered(study) ? homeClusters(cohort, rows) : personClusters(cohort, rows);
  const groups = cluster === undefined ? 0 : new Set(cluster).size;
  const covariance =
    cluster === undefined ? robustCovariance(fit, 'HC2') : clusterCovariance(fit, cluster, 'HC1');
  const df = clustered(study) ? Math.max(1, groups - 2) : Number.POSITIVE_INFINITY;
  return comparison.columns.map((_, i) => {
    const at = fit.design.kept.indexOf(i) + 1;
    return studentEffect('difference', beta[at]!, seAt(fit, covariance, at), df);
  });
}

/** Several years of one person are one cluster; undefined where everybody stands once. */
function personClusters(cohort: Cohort, rows: Uint32Array): Int32Array | undefined {
  const cluster = clusters(cohort.person, rows);
  return new Set(cluster).size < rows.length ? cluster : undefined;
}

export function homeClusters({ home }: Cohort, rows: Uint32Array): Int32Array {
  const index = new Map<string, number>();
  return Int32Array.from(rows, (row) => {
    const district = home[row] ?? '';
    const known = index.get(district) ?? index.size;
    index.set(district, known);
    return known;
  });
}

function fixedEffects(cohort: Cohort, rows: Uint32Array): { term: string; values: Float64Array }[] {
  const dummies = (name: string, of: (row: number) => string) => {
    const levels = [...new Set(Array.from(rows, of))].toSorted();
    return levels.slice(1).map((level) => ({
      term: `${name}:${level}`,
      values: Float64Array.from(rows, (row) => (of(row) === level ? 1 : 0)),
    }));
  };
  return [
    ...dummies('period', (row) => String(cohort.trialYear[row])),
    ...dummies('district', (row) => cohort.home[row] ?? ''),
  ];
}
