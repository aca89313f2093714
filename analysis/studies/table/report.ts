/** Turns fits, weights and balance into the parts of the JSON document; nothing about a single person. */
import { type BalanceRow, balanceTable, type Denominator } from '../../statistics/balance.ts';
import { tInverse, tTwoSided } from '../../statistics/distributions.ts';
import { robustCovariance } from '../../statistics/glm/covariance.ts';
import type { GlmFit } from '../../statistics/glm/fit.ts';
import { coefficientTable, concordance, nullDeviance } from '../../statistics/propensity.ts';
import { describe, weightSummary } from '../../statistics/summary.ts';
import { type Estimand, equipoise, preferenceScore } from '../../statistics/weights.ts';
import type { CohortFrame } from './cohort-frame.ts';
import type { BalanceEntry, PropensityReport, Spread, WeightReport } from './result.ts';

/** People that must lie beyond a percentile for it to be shown. */
const BEYOND = 10;

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** Mean, SD and supported percentiles; no extremes. */
export function spread(values: Float64Array): Spread {
  const d = describe(values);
  const percentiles: Record<string, number | null> = {};
  for (const [percent, value] of Object.entries(d.percentiles)) {
    const beyond = (Math.min(Number(percent), 100 - Number(percent)) / 100) * values.length;
    percentiles[`${percent}%`] = beyond >= BEYOND ? value : null;
  }
  return { mean: d.mean, sd: d.sd, percentiles };
}

/** Values of one arm. */
const armValues = (values: Float64Array, z: Float64Array, arm: 0 | 1): Float64Array =>
  values.filter((_, i) => z[i] === arm);

const spreads = (
  values: Float64Array,
  z: Float64Array,
): { all: Spread; treated: Spread; control: Spread } => ({
  all: spread(values),
  treated: spread(armValues(values, z, 1)),
  control: spread(armValues(values, z, 0)),
});

/** Coefficients, fit and overlap of the propensity model. */
export function propensityReport(fit: GlmFit, z: Float64Array): PropensityReport {
  const model = coefficientTable(fit.design, fit.coefficients, fit.bread);
  const robust = coefficientTable(fit.design, fit.coefficients, robustCovariance(fit, 'HC0'));
  const share = z.reduce((s, v) => s + v, 0) / z.length;
  const preference = preferenceScore(fit.mu, share);
  return {
    coefficients: model.map((row, j) => ({ ...row, seRobust: robust[j]!.se })),
    deviance: fit.deviance,
    nullDeviance: nullDeviance(z, fit.weights),
    cStatistic: concordance(fit.mu, z),
    equipoise: equipoise(preference, z),
    distribution: spreads(fit.mu, z),
    preference: spread(preference),
  };
}

/** Sums, spread and truncation of weights by arm. */
export function weightReport(
  weights: Float64Array,
  z: Float64Array,
  options: { stabilised: boolean; truncated?: WeightReport['truncated'] },
): WeightReport {
  const t = weightSummary(weights, (i) => z[i] === 1);
  const c = weightSummary(weights, (i) => z[i] !== 1);
  return {
    sum: { treated: t.sum, control: c.sum },
    cv: { treated: t.cv, control: c.cv },
    distribution: spreads(weights, z),
    ...(options.truncated === undefined ? {} : { truncated: options.truncated }),
    stabilised: options.stabilised,
  };
}

/** Kish effective sample sizes by arm and together. */
export function essReport(
  weights: Float64Array,
  z: Float64Array,
): { treated: number; control: number; total: number } {
  return {
    treated: weightSummary(weights, (i) => z[i] === 1).ess,
    control: weightSummary(weights, (i) => z[i] !== 1).ess,
    total: weightSummary(weights).ess,
  };
}

const entry = (row: BalanceRow, adjusted: boolean): BalanceEntry => ({
  term: row.term,
  before: finite(row.before),
  after: adjusted ? finite(row.after) : null,
  meanTreated: row.unadjusted.meanTreated,
  meanControl: row.unadjusted.meanControl,
  meanTreatedAfter: adjusted ? row.adjusted.meanTreated : null,
  meanControlAfter: adjusted ? row.adjusted.meanControl : null,
  afterAustin: adjusted ? finite(row.austin) : null,
  ...(row.varianceRatio === undefined
    ? {}
    : {
        varianceRatioBefore: finite(row.varianceRatio[0]),
        varianceRatioAfter: adjusted ? finite(row.varianceRatio[1]) : null,
      }),
  ...(row.ks === undefined ? {} : { ksBefore: row.ks[0], ...(adjusted ? { ksAfter: row.ks[1] } : {}) }),
});

/** Balance entries; `weights` undefined means there is no "after" (regression, g-computation). */
export function balanceReport(
  frame: Pick<CohortFrame, 'balance' | 'z' | 'priorWeights'>,
  weights: Float64Array | undefined,
  options: { estimand: Estimand; denominator?: Denominator; ks: boolean },
): BalanceEntry[] {
  const rows = balanceTable({
    variables: frame.balance,
    z: frame.z,
    weights: weights ?? new Float64Array(frame.z.length).fill(1),
    sampling: frame.priorWeights,
    estimand: options.estimand,
    ...(options.denominator === undefined ? {} : { denominator: options.denominator }),
    ks: options.ks,
  });
  return rows.map((row) => entry(row, weights !== undefined));
}

/** Unadjusted comparison of means: Welch, Student and HC standard errors. */
export function crudeReport(y: Float64Array, z: Float64Array): Record<string, number> {
  const arms = [describe(armValues(y, z, 0)), describe(armValues(y, z, 1))] as const;
  const [c, t] = arms;
  const v1 = t.sd ** 2 / t.n;
  const v0 = c.sd ** 2 / c.n;
  const diff = t.mean - c.mean;
  const seWelch = Math.sqrt(v1 + v0);
  const dfWelch = (v1 + v0) ** 2 / (v1 ** 2 / (t.n - 1) + v0 ** 2 / (c.n - 1));
  const n = t.n + c.n;
  const pooled = ((t.n - 1) * t.sd ** 2 + (c.n - 1) * c.sd ** 2) / (n - 2);
  const seStudent = Math.sqrt(pooled * (1 / t.n + 1 / c.n));
  const half = tInverse(0.975, dfWelch) * seWelch;
  const halfStudent = tInverse(0.975, n - 2) * seStudent;
  const hc0 = (v1 * (t.n - 1)) / t.n + (v0 * (c.n - 1)) / c.n;
  const hc3 = (v1 * t.n) / (t.n - 1) + (v0 * c.n) / (c.n - 1);
  const p = seWelch > 0 ? tTwoSided(diff / seWelch, dfWelch) : 1;
  const out: Record<string, number> = {
    meanTreated: t.mean,
    meanControl: c.mean,
    difference: diff,
    seWelch,
    dfWelch,
    ciWelchLow: diff - half,
    ciWelchHigh: diff + half,
    pWelch: p,
    seStudent,
    ciStudentLow: diff - halfStudent,
    ciStudentHigh: diff + halfStudent,
    seHC0: Math.sqrt(hc0),
    seHC1: Math.sqrt((hc0 * n) / (n - 2)),
    seHC3: Math.sqrt(hc3),
  };
  return Object.fromEntries(Object.entries(out).filter(([, v]) => Number.isFinite(v)));
}
