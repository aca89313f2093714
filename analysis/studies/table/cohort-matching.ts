/** Estimators that restrict or reweight by design: matching, stratification, entropy balancing, CBPS. */
import { UserIssue } from '../../domain/issue.ts';
import {
  type CalibrationResult,
  covariateBalancingPropensity,
  entropyBalance,
  InfeasibleBalance,
} from '../../statistics/calibration.ts';
import {
  type ArmMeans,
  combineCovariances,
  contrasts,
  differenceSe,
  influenceCovariance,
  type MeanCovariance,
  normalEffect,
} from '../../statistics/contrast.ts';
import type { GlmFit } from '../../statistics/glm/fit.ts';
import { type Matches, matchWeights, nearestNeighbours } from '../../statistics/matching.ts';
import { stratify as stratifyBy } from '../../statistics/stratification.ts';
import { variance } from '../../statistics/summary.ts';
import { type Estimated, fromMeans, propensityOf } from './cohort-estimate.ts';
import type { CohortFrame } from './cohort-frame.ts';
import type { CohortPlan } from './cohort-options.ts';
import { spread } from './report.ts';

/** Influence values of the matched rows, one entry per (match set, person) appearance. */
interface Appearances {
  readonly means: ArmMeans;
  readonly set: Int32Array;
  readonly person: Int32Array;
  readonly rows: number;
}

function appearances(frame: CohortFrame, matches: Matches, focalIsTreated: boolean): Appearances {
  const setOf = new Map<number, number>();
  const perSet = new Map<number, number>();
  for (const f of matches.focal) perSet.set(f, (perSet.get(f) ?? 0) + 1);
  const rows: { row: number; set: number; weight: number; focal: boolean }[] = [];
  matches.focal.forEach((f, m) => {
    let set = setOf.get(f);
    if (set === undefined) {
      set = setOf.size;
      setOf.set(f, set);
      rows.push({ row: f, set, weight: 1, focal: true });
    }
    rows.push({ row: matches.pool[m]!, set, weight: 1 / perSet.get(f)!, focal: false });
  });
  const mass = setOf.size;
  const mean = (focal: boolean): number =>
    rows.reduce((s, r) => (r.focal === focal ? s + r.weight * frame.y[r.row]! : s), 0) / mass;
  const [focalMean, poolMean] = [mean(true), mean(false)];
  const part = (focal: boolean): Float64Array =>
    Float64Array.from(rows, (r) =>
      r.focal === focal ? (r.weight * (frame.y[r.row]! - (focal ? focalMean : poolMean))) / mass : 0,
    );
  return {
    means: {
      treated: focalIsTreated ? focalMean : poolMean,
      control: focalIsTreated ? poolMean : focalMean,
      influenceTreated: part(focalIsTreated),
      influenceControl: part(!focalIsTreated),
    },
    set: Int32Array.from(rows, (r) => r.set),
    person: Int32Array.from(rows, (r) => r.row),
    rows: rows.length,
  };
}

interface MatchVariance {
  readonly covariance: MeanCovariance;
  readonly alternatives: Record<string, number>;
}

/** Numbers 0…N-1 for pairs of numbers. */
function crossed(a: Int32Array, b: Int32Array): Int32Array {
  const number = new Map<string, number>();
  return Int32Array.from(a, (v, i) => {
    const key = `${v}/${b[i]!}`;
    const known = number.get(key) ?? number.size;
    number.set(key, known);
    return known;
  });
}

/** Consecutive numbers 0…N-1 in order of first appearance. */
const renumbered = (a: Int32Array): Int32Array => crossed(a, new Int32Array(a.length));

/**
 * Clustered on the match set, and also on whatever else groups the rows: the reused person (with replacement) or
 * the clusters of the plan. Two-way clustering as sandwich::vcovCL (Cameron, Gelbach & Miller 2011), type HC1.
 */
function matchVariance(
  a: Appearances,
  matches: Matches,
  frame: CohortFrame,
  plan: CohortPlan,
): MatchVariance {
  const n = a.rows;
  const hc1 = (n - 1) / (n - 2);
  const cluster = frame.cluster;
  const other =
    cluster !== undefined
      ? renumbered(a.person.map((row) => cluster[row]!))
      : plan.matching.replace
        ? renumbered(a.person)
        : undefined;
  const set = influenceCovariance(a.means, a.set);
  const sets = new Set(a.set).size;
  const covariance =
    other === undefined
      ? combineCovariances([[hc1, set]])
      : combineCovariances([
          [hc1, set],
          [hc1, influenceCovariance(a.means, other)],
          [-hc1, influenceCovariance(a.means, crossed(a.set, other))],
        ]);
  const hc0 = influenceCovariance(a.means);
  const alternatives: Record<string, number> = {
    clusterPairHC1: differenceSe(set) * Math.sqrt(hc1),
    clusterPairCR0: differenceSe(set) * Math.sqrt((sets - 1) / sets),
    unpairedHC1: differenceSe(hc0) * Math.sqrt(n / (n - 2)),
  };
  if (plan.matching.ratio === 1 && !plan.matching.replace) {
    const d = Float64Array.from(matches.focal, (f, m) => frame.y[f]! - frame.y[matches.pool[m]!]!);
    alternatives.paired = Math.sqrt(variance(d) / d.length);
  }
  return { covariance, alternatives };
}

interface Matched {
  readonly propensity: GlmFit;
  readonly matches: Matches;
  readonly sd: number;
  readonly caliper: number;
}

function matched(plan: CohortPlan, frame: CohortFrame): Matched {
  const propensity = propensityOf(frame);
  const score = plan.matching.on === 'ps' ? propensity.mu : propensity.eta;
  const treatedFocal = plan.estimand === 'att';
  const sd = Math.sqrt(variance(score));
  const caliper = plan.matching.caliper === 0 ? Infinity : plan.matching.caliper * sd;
  const matches = nearestNeighbours({
    score,
    focal: treatedFocal ? frame.z : frame.z.map((v) => 1 - v),
    ratio: plan.matching.ratio,
    replace: plan.matching.replace,
    caliper,
    order: treatedFocal ? 'largest' : 'smallest',
  });
  return { propensity, matches, sd, caliper };
}

/** Outcome of the treated and mean outcome of the controls (or the reverse for ATC) in every matched set. */
export function matchedSets(
  plan: CohortPlan,
  frame: CohortFrame,
): { treated: Float64Array; control: Float64Array } {
  const { matches } = matched(plan, frame);
  const pools = new Map<number, number[]>();
  matches.focal.forEach((f, m) => {
    pools.set(f, [...(pools.get(f) ?? []), frame.y[matches.pool[m]!]!]);
  });
  const focal = Float64Array.from(pools.keys(), (f) => frame.y[f]!);
  const pool = Float64Array.from(pools.values(), (v) => v.reduce((s, x) => s + x, 0) / v.length);
  return plan.estimand === 'att' ? { treated: focal, control: pool } : { treated: pool, control: focal };
}

/** Nearest-neighbour matching on the propensity or its logit. */
export function match(plan: CohortPlan, frame: CohortFrame): Estimated {
  const { propensity, matches, sd, caliper } = matched(plan, frame);
  const treatedFocal = plan.estimand === 'att';
  const found = appearances(frame, matches, treatedFocal);
  if (new Set(found.set).size < 5) throw new UserIssue('input', 'effect.few-matches', { minimum: 5 });
  const { covariance: v, alternatives } = matchVariance(found, matches, frame, plan);
  const effects = contrasts(found.means, v, { proportion: frame.family.link === 'logit' });
  const main = effects[0]!;
  const sets = new Set(found.set).size;
  const robust = alternatives.unpairedHC1!;
  return {
    frame,
    estimate: main.estimate,
    se: main.se,
    ci: main.ci,
    p: main.p,
    scale: main.scale,
    effects,
    seRobust: robust,
    ciRobust: normalEffect('difference', main.estimate, robust).ci,
    seAlternatives: alternatives,
    means: {
      treated: { estimate: found.means.treated, se: Math.sqrt(v.treated) },
      control: { estimate: found.means.control, se: Math.sqrt(v.control) },
      covariance: v.covariance,
    },
    propensity,
    weights: matchWeights(matches, frame.rows),
    counts: { matchedSets: sets, matches: matches.focal.length, unmatchedFocal: matches.unmatched },
    details: {
      [plan.matching.on === 'ps' ? 'sdOfScore' : 'sdOfLogit']: sd,
      caliper: Number.isFinite(caliper) ? caliper : null,
    },
    warnings:
      matches.unmatched > 0
        ? [{ code: 'effect.unmatched', params: { unmatched: matches.unmatched, matched: sets } }]
        : [],
  };
}

/** Propensity-score strata. */
export function stratify(plan: CohortPlan, frame: CohortFrame): Estimated {
  const propensity = propensityOf(frame);
  const { count, of } = plan.strata;
  const result = stratifyBy({ y: frame.y, z: frame.z, e: propensity.mu, count, of, estimand: plan.estimand });
  const thin = result.strata.filter((s) => Math.min(s.treated, s.control) < 2).length;
  if (thin > 0) throw new UserIssue('input', 'effect.stratum-too-small', { strata: thin, of: count });
  const main = normalEffect('difference', result.estimate, result.se);
  const total = (s: { treated: number; control: number }): number =>
    plan.estimand === 'att' ? s.treated : plan.estimand === 'atc' ? s.control : s.treated + s.control;
  const weights = Float64Array.from(frame.z, (z, i) => {
    const s = result.strata[result.stratumOf[i]!]!;
    return total(s) / (z === 1 ? s.treated : s.control);
  });
  return {
    frame,
    estimate: main.estimate,
    se: main.se,
    ci: main.ci,
    p: main.p,
    effects: [main],
    propensity,
    weights,
    details: {
      cuts: result.cuts,
      strata: result.strata.map((s, i) => ({ stratum: i + 1, ...s })),
    },
  };
}

function calibrated(frame: CohortFrame, result: CalibrationResult): Estimated {
  const fixedTarget = differenceSe(influenceCovariance(result.fixedTarget, frame.cluster));
  const base = fromMeans(frame, result.means, result.known);
  return {
    frame,
    ...base,
    seAlternatives: { ...base.seAlternatives, targetFixed: fixedTarget },
    weights: result.weights,
    details: { iterations: result.iterations, maxGradient: result.maxGradient },
  };
}

function infeasible<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InfeasibleBalance) throw new UserIssue('input', 'effect.balance-infeasible', {});
    throw error;
  }
}

/** Entropy balancing of every model term. */
export function ebal(plan: CohortPlan, frame: CohortFrame): Estimated {
  const estimand = plan.estimand as 'ate' | 'att' | 'atc';
  return calibrated(
    frame,
    infeasible(() => entropyBalance({ design: frame.design, y: frame.y, z: frame.z, estimand })),
  );
}

/** Just-identified covariate-balancing propensity score. */
export function cbps(plan: CohortPlan, frame: CohortFrame): Estimated {
  const estimand = plan.estimand as 'ate' | 'att' | 'atc';
  const start = propensityOf(frame).coefficients;
  const result = infeasible(() =>
    covariateBalancingPropensity({ design: frame.design, y: frame.y, z: frame.z, estimand, start }),
  );
  const base = calibrated(frame, result);
  return { ...base, details: { ...base.details, propensity: spread(result.e) } };
}
