/** `--bootstrap N`: standard error and percentile interval by refitting everything on resampled persons. */
import { UserIssue } from '../../domain/issue.ts';
import type { BootstrapTask, RefitModel, Replicate } from '../../statistics/bootstrap.ts';
import { runReplicates } from '../../statistics/bootstrap-threads.ts';
import type { GlmFit } from '../../statistics/glm/fit.ts';
import { factor } from '../../statistics/linear-algebra.ts';
import { quantiles, variance } from '../../statistics/summary.ts';
import { propensityOf } from './cohort-estimate.ts';
import type { CohortFrame } from './cohort-frame.ts';
import type { CohortPlan } from './cohort-options.ts';
import { outcomeDesign } from './cohort-outcome.ts';
import { resampledReplicates } from './cohort-resample.ts';
import { fitOutcome } from './model-report.ts';

export interface BootstrapReport {
  readonly replicates: number;
  readonly failed: number;
  readonly seed: number;
  readonly se: number;
  /** Percentile interval (R type 7 quantiles of the replicates). */
  readonly ci: readonly [number, number];
  readonly ciPercentile: readonly [number, number];
  readonly ciNormal: readonly [number, number];
  /** Relative Monte-Carlo error of the standard error, 1/sqrt(2B). */
  readonly monteCarloError: number;
  readonly ratio?: { readonly ciPercentile: readonly [number, number]; readonly seLog: number };
}

function refitModel(fit: GlmFit): RefitModel {
  return {
    design: fit.design,
    family: fit.family.name,
    theta: fit.family.theta ?? 1,
    start: fit.coefficients,
    startFactor: factor(fit.information, fit.design.basis.cols),
  };
}

function armModels(plan: CohortPlan, frame: CohortFrame): [RefitModel, RefitModel] {
  const one = (arm: 0 | 1): RefitModel => {
    const weights = frame.z.map((v) => (v === arm ? 1 : 0));
    const input = { design: frame.design, y: frame.y, family: frame.family, weights, offset: frame.offset };
    return refitModel(fitOutcome(input, plan.outcome));
  };
  return [one(0), one(1)];
}

/** Undefined for analyses that have no fast refit. */
function buildTask(plan: CohortPlan, frame: CohortFrame): BootstrapTask | undefined {
  const method = plan.method;
  const slow =
    plan.trim > 0 ||
    plan.folds > 0 ||
    frame.observed !== undefined ||
    (method === 'aipw' && (plan.estimand === 'ato' || plan.estimand === 'atm')) ||
    plan.correlation === 'exchangeable' ||
    (method === 'aipw' && plan.outcomeModel === 'single');
  if (slow || (method !== 'iptw' && method !== 'aipw' && method !== 'gcomp' && method !== 'regression')) {
    return undefined;
  }
  const weighted = method === 'iptw' || method === 'aipw';
  const outcome = weighted ? undefined : outcomeDesign(frame, plan.interaction);
  const outcomeFit =
    outcome === undefined
      ? undefined
      : fitOutcome(
          {
            design: outcome.design,
            y: frame.y,
            family: frame.family,
            weights: frame.priorWeights,
            offset: frame.offset,
          },
          plan.outcome,
        );
  return {
    method,
    estimand: plan.estimand,
    y: frame.y,
    z: frame.z,
    offset: frame.offset,
    exposure: frame.exposure,
    priorWeights: frame.priorWeights,
    cluster: frame.cluster,
    propensity: weighted ? refitModel(propensityOf(frame)) : undefined,
    outcome: outcomeFit === undefined ? undefined : refitModel(outcomeFit),
    arms: method === 'aipw' ? armModels(plan, frame) : undefined,
    place: outcome?.place,
    truncate: plan.truncate,
    truncateRule: plan.truncateRule,
    stabilised: plan.stabilised,
    seed: plan.seed,
  };
}

function interval(values: Float64Array): [number, number] {
  const [low, high] = quantiles(values, [0.025, 0.975]);
  return [low!, high!];
}

function summarise(replicates: readonly Replicate[], plan: CohortPlan, estimate: number): BootstrapReport {
  const ok = replicates.filter(([t, c]) => Number.isFinite(t) && Number.isFinite(c));
  const failed = replicates.length - ok.length;
  if (ok.length < 20)
    throw new UserIssue('input', 'effect.bootstrap-failed', { failed, replicates: replicates.length });
  const differences = Float64Array.from(ok, ([t, c]) => t - c);
  const se = Math.sqrt(variance(differences));
  const positive = plan.method !== 'regression' && ok.every(([t, c]) => t > 0 && c > 0);
  const logs = Float64Array.from(ok, ([t, c]) => Math.log(t / c));
  const ratioInterval = positive ? interval(logs) : undefined;
  return {
    replicates: ok.length,
    failed,
    seed: plan.seed,
    se,
    ci: interval(differences),
    ciPercentile: interval(differences),
    ciNormal: [estimate - 1.959963984540054 * se, estimate + 1.959963984540054 * se],
    monteCarloError: 1 / Math.sqrt(2 * ok.length),
    ...(ratioInterval === undefined
      ? {}
      : {
          ratio: {
            ciPercentile: [Math.exp(ratioInterval[0]), Math.exp(ratioInterval[1])],
            seLog: Math.sqrt(variance(logs)),
          },
        }),
  };
}

/** Runs the bootstrap of a plan; cancellable, and the same for any number of threads. */
export async function runBootstrap(
  plan: CohortPlan,
  frame: CohortFrame,
  estimate: number,
  signal?: AbortSignal,
): Promise<BootstrapReport> {
  if (plan.method === 'match' && (plan.matching.replace || frame.cluster !== undefined))
    throw new UserIssue('usage', 'effect.bootstrap-unavailable', { method: plan.method });
  const task = buildTask(plan, frame);
  const replicates =
    task === undefined
      ? await resampledReplicates(plan, frame, signal)
      : await runReplicates(task, { replicates: plan.bootstrap, threads: plan.threads, signal });
  return summarise(replicates, plan, estimate);
}
