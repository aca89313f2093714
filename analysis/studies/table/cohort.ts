/** `effect` for a cohort with a comparison group: reads the table, estimates, reports. */
import { UserIssue } from '../../domain/issue.ts';
import type { GlmFit } from '../../statistics/glm/fit.ts';
import { benjaminiHochberg, holm } from '../../statistics/multiplicity.ts';
import { type BeforeAfter, beforeAfter } from './before-after.ts';
import { largestSmd, overlapWarnings, sampleWarnings } from './cautions.ts';
import { runBootstrap } from './cohort-bootstrap.ts';
import { type Estimated, propensityOf } from './cohort-estimate.ts';
import { type CohortFrame, cohortFrame } from './cohort-frame.ts';
import { estimate } from './cohort-methods.ts';
import { type CohortPlan, cohortPlan } from './cohort-options.ts';
import { subgroupRows, subgroupWarnings } from './cohort-subgroups.ts';
import { balanceReport, crudeReport, essReport, propensityReport, weightReport } from './report.ts';
import type { EffectResult, Warning } from './result.ts';

const CONVENTION: Readonly<Record<string, string>> = {
  ate: 'pooled',
  att: 'treated',
  atc: 'control',
  ato: 'weighted',
  atm: 'weighted',
};

/** Kolmogorov–Smirnov distances are computed unasked up to this many rows. */
const KS_ROWS = 100_000;

/**
 * The propensity model of the estimate, or one fitted only to show overlap where the estimator needs none; there
 * separation is a caution and not a refusal.
 */
function diagnosticPropensity(
  plan: CohortPlan,
  found: Estimated,
): { model: GlmFit | undefined; warnings: Warning[] } {
  if (found.propensity !== undefined || plan.covariates.length === 0)
    return { model: found.propensity, warnings: [] };
  try {
    return { model: propensityOf(found.frame), warnings: [] };
  } catch (error) {
    if (!(error instanceof UserIssue)) throw error;
    return { model: undefined, warnings: [{ code: 'effect.overlap-unknown', params: error.params }] };
  }
}

/** The unadjusted comparison among those whose outcome is known. */
function crudeOf(frame: CohortFrame): Record<string, number> {
  const { y, z, observed } = frame;
  if (observed === undefined) return crudeReport(y, z);
  const known = (v: Float64Array): Float64Array => v.filter((_, i) => observed[i] === 1);
  return crudeReport(known(y), known(z));
}

/** A before–after comparison of participants is never evidence of an effect. */
function changeWarnings(change: BeforeAfter | undefined): Warning[] {
  if (change === undefined) return [];
  const round = (v: number): number => Number(v.toPrecision(3));
  const params = { change: round(change.treated.estimate), expected: round(change.expectedWithoutProgramme) };
  return [{ code: 'effect.before-after', params }];
}

function assemble(plan: CohortPlan, frame: CohortFrame): EffectResult {
  const found = estimate(plan, frame);
  const { z } = found.frame;
  const treated = z.reduce((s, v) => s + v, 0);
  const balance = balanceReport(found.frame, found.weights, {
    estimand: plan.estimand,
    ...(found.balanceDenominator === undefined ? {} : { denominator: found.balanceDenominator }),
    ks: plan.ks || z.length <= KS_ROWS,
  });
  const { model: propensityModel, warnings: propensityWarnings } = diagnosticPropensity(plan, found);
  const propensity = propensityModel === undefined ? null : propensityReport(propensityModel, z);
  const ess = found.weights === undefined ? null : essReport(found.weights, z);
  const n = { treated, control: z.length - treated, used: z.length, dropped: frame.dropped, ...found.counts };
  const main = found.effects[0]!;
  const change = beforeAfter(found.frame);
  const subgroups = subgroupRows(plan, frame);
  return {
    design: 'cohort',
    method: plan.method,
    estimand: plan.estimand,
    family: plan.family,
    treatment: frame.treatmentTerm,
    outcome: plan.outcome,
    n,
    estimate: found.estimate,
    se: found.se,
    ci: found.ci,
    p: found.p,
    scale: found.scale ?? main.scale,
    seRobust: found.seRobust ?? null,
    ciRobust: found.ciRobust ?? null,
    seAlternatives: found.seAlternatives ?? {},
    means: found.means ?? null,
    effects: found.effects,
    crude: frame.exposure === undefined ? crudeOf(found.frame) : null,
    ...(change === undefined ? {} : { beforeAfter: change }),
    ...(subgroups.length === 0 ? {} : { subgroups }),
    ess,
    propensity,
    weights:
      found.weights === undefined
        ? null
        : weightReport(found.weights, z, {
            stabilised: plan.stabilised,
            ...(found.truncated === undefined ? {} : { truncated: found.truncated }),
          }),
    balance,
    balanceConvention: found.balanceDenominator ?? CONVENTION[plan.estimand] ?? 'pooled',
    ...(found.model === undefined ? {} : { model: found.model }),
    ...(found.details === undefined ? {} : { details: found.details }),
    warnings: [
      ...frame.warnings,
      ...(found.warnings ?? []),
      ...propensityWarnings,
      ...changeWarnings(change),
      ...subgroupWarnings(subgroups),
      ...sampleWarnings({ y: found.frame.y, z, family: plan.family, terms: frame.design.terms.length }),
      ...overlapWarnings({ propensity, ess, n, imbalance: largestSmd(balance), method: plan.method }),
    ],
  };
}

/** The same estimate for further outcomes, with p values that allow for their number. */
async function withMoreOutcomes(
  plan: CohortPlan,
  first: EffectResult,
  signal: AbortSignal | undefined,
): Promise<EffectResult> {
  if (plan.moreOutcomes.length === 0) return first;
  const results = [first];
  for (const outcome of plan.moreOutcomes) {
    const other = { ...plan, outcome, before: undefined, subgroups: [] };
    results.push(assemble(other, await cohortFrame(other, signal)));
  }
  const p = results.map((r) => r.p);
  const [stepDown, discovery] = [holm(p), benjaminiHochberg(p)];
  const outcomes = results.map((r, i) => ({
    outcome: r.outcome,
    used: r.n.used,
    estimate: r.estimate,
    se: r.se,
    ci: r.ci,
    p: r.p,
    pHolm: stepDown[i]!,
    pBenjaminiHochberg: discovery[i]!,
  }));
  return { ...first, outcomes };
}

/**
 * Estimates the effect of a treatment in a person-level table.
 *
 * `args` are the options after `effect`. Throws `UserIssue`; aborts with the signal's reason.
 */
export async function cohortEffect(args: readonly string[], signal?: AbortSignal): Promise<EffectResult> {
  const plan = cohortPlan(args);
  const frame = await cohortFrame(plan, signal);
  const result = await withMoreOutcomes(plan, assemble(plan, frame), signal);
  if (plan.bootstrap === 0) return result;
  const bootstrap = await runBootstrap(plan, frame, result.estimate, signal);
  return { ...result, bootstrap };
}
