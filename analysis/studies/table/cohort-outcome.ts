/** Estimators that use an outcome model: regression, g-computation, AIPW. */
import { UserIssue } from '../../domain/issue.ts';
import { augmentedHajekDifference, augmentedMeans } from '../../statistics/aipw.ts';
import { augmentedOverlapMeans } from '../../statistics/aipw-overlap.ts';
import {
  differenceSe,
  influenceCovariance,
  normalEffect,
  type ScaledEffect,
} from '../../statistics/contrast.ts';
import { type Conditioned, conditionDesign } from '../../statistics/design.ts';
import { normalCritical, normalTwoSided, tInverse, tTwoSided } from '../../statistics/distributions.ts';
import { fitExchangeable } from '../../statistics/gee.ts';
import type { GlmFit } from '../../statistics/glm/fit.ts';
import { smallClusterEffect } from '../../statistics/glm/small-clusters.ts';
import {
  counterfactualMeans,
  type Predictions,
  standardise,
  type TreatmentPlace,
} from '../../statistics/outcome-model.ts';
import { coefficientTable } from '../../statistics/propensity.ts';
import { propensityWeights } from '../../statistics/weights.ts';
import { wildClusterBootstrap } from '../../statistics/wild-bootstrap.ts';
import { crossFitted } from './cohort-crossfit.ts';
import { type Estimated, fromMeans, planWeights, trimmed } from './cohort-estimate.ts';
import type { CohortFrame } from './cohort-frame.ts';
import type { CohortPlan } from './cohort-options.ts';
import { designOf, type Term } from './frame.ts';
import { fitOutcome, type ModelReport, modelReport } from './model-report.ts';

export interface OutcomeDesign {
  readonly design: Conditioned;
  readonly place: TreatmentPlace;
}

/** Treatment first, then the covariates, then treatment × modifiers, as R orders `y ~ z + x + z:x`. */
export function outcomeDesign(frame: CohortFrame, interaction: readonly string[]): OutcomeDesign {
  const treatment: Term = { term: frame.treatmentTerm, source: '', values: frame.z };
  const crossed = interaction.flatMap((name) => {
    const modifiers = frame.terms.filter((t) => t.source === name && !t.term.startsWith('I('));
    if (modifiers.length === 0)
      throw new UserIssue('usage', 'effect.interaction-not-covariate', { column: name });
    return modifiers;
  });
  const products: Term[] = crossed.map((m) => ({
    term: `${frame.treatmentTerm}:${m.term}`,
    source: m.source,
    values: m.values.map((v, i) => v * frame.z[i]!),
  }));
  const design = conditionDesign(designOf([treatment, ...frame.terms, ...products], frame.rows));
  if (!design.kept.includes(0)) throw new UserIssue('input', 'effect.treatment-collinear', {});
  const first = 1 + frame.terms.length;
  const interactions = crossed.map((m, i) => ({ column: first + i, modifier: m.values }));
  return { design, place: { column: 0, interactions } };
}

function fitSingle(plan: CohortPlan, frame: CohortFrame, outcome: OutcomeDesign): GlmFit {
  return fitOutcome(
    {
      design: outcome.design,
      y: frame.y,
      family: frame.family,
      weights: frame.priorWeights,
      offset: frame.offset,
    },
    plan.outcome,
  );
}

/** Standardisation over the target population, with the model's coefficients. */
export function gcomp(plan: CohortPlan, frame: CohortFrame): Estimated {
  const outcome = outcomeDesign(frame, plan.interaction);
  const fit = fitSingle(plan, frame, outcome);
  const { population, conditional } = standardise({
    fit,
    z: frame.z,
    place: outcome.place,
    estimand: plan.estimand,
    exposure: frame.exposure,
  });
  const base = fromMeans(frame, population, undefined);
  const conditionalSe = differenceSe(influenceCovariance(conditional, frame.cluster));
  return {
    frame,
    ...base,
    seRobust: conditionalSe,
    ciRobust: normalEffect('difference', base.estimate, conditionalSe).ci,
    seAlternatives: { deltaHC0: conditionalSe },
    model: { ...modelReport(fit, frame.cluster) },
  };
}

interface Headline {
  readonly se: number;
  readonly df: number;
}

/** Model-based like R's summary(); with clusters as vcovCL's default: HC1 for least squares, G/(G-1) otherwise. */
function headline(fit: GlmFit, report: ModelReport, clustered: boolean): Headline {
  const row = report.coefficients[1]!;
  if (clustered) {
    const se = fit.family.name === 'gaussian' ? row.seClusterHC1 : row.seClusterGroups;
    return { se: se ?? row.seHC0, df: Infinity };
  }
  return { se: row.se, df: fit.family.dispersed ? fit.residualDf : Infinity };
}

/** Ratio scale of a coefficient under a log or logit link. */
function exponentiated(fit: GlmFit, estimate: number, se: number): ScaledEffect[] {
  if (fit.family.link === 'identity') return [];
  return [normalEffect(fit.family.link === 'logit' ? 'odds-ratio' : 'ratio', estimate, se, { log: true })];
}

/** Generalised estimating equations with exchangeable correlation within clusters. */
function exchangeable(plan: CohortPlan, frame: CohortFrame, outcome: OutcomeDesign): Estimated {
  if (frame.priorWeights !== undefined) throw new UserIssue('usage', 'effect.correlation-weights', {});
  const cluster = frame.cluster!;
  const single = fitSingle(plan, frame, outcome);
  const family = single.family;
  const gee = fitExchangeable({ design: outcome.design, y: frame.y, family, cluster, offset: frame.offset });
  if (!gee.converged) throw new UserIssue('input', 'effect.no-convergence', { column: plan.outcome });
  const rows = coefficientTable(outcome.design, gee.coefficients, gee.covariance);
  const row = rows[1]!;
  const main = normalEffect('coefficient', row.estimate, row.se);
  return {
    frame,
    ...main,
    scale: linkScale(single),
    seRobust: row.se,
    ciRobust: main.ci,
    effects: [main, ...exponentiated(single, row.estimate, row.se)],
    model: { coefficients: rows.map((r) => ({ ...r, p: normalTwoSided(r.estimate / r.se) })) },
    details: { correlation: 'exchangeable', alpha: gee.alpha, phi: gee.phi },
  };
}

const linkScale = (fit: GlmFit): string =>
  ({ identity: 'difference', logit: 'log-odds-ratio', log: 'log-ratio' })[fit.family.link];

/** The coefficient of treatment on the link scale, as R's lm/glm prints it. */
export function regression(plan: CohortPlan, frame: CohortFrame): Estimated {
  const outcome = outcomeDesign(frame, plan.interaction);
  if (plan.correlation === 'exchangeable') return exchangeable(plan, frame, outcome);
  const fit = fitSingle(plan, frame, outcome);
  const model = modelReport(fit, frame.cluster);
  const row = model.coefficients[1]!;
  const { se, df } = headline(fit, model, frame.cluster !== undefined);
  const critical = Number.isFinite(df) ? tInverse(0.975, df) : normalCritical();
  const ci: [number, number] = [row.estimate - critical * se, row.estimate + critical * se];
  const p = Number.isFinite(df) ? tTwoSided(row.estimate / se, df) : normalTwoSided(row.estimate / se);
  const main: ScaledEffect = { scale: 'coefficient', estimate: row.estimate, se, ci, p };
  const { term: _term, estimate: _estimate, p: _p, ...alternatives } = row;
  return {
    frame,
    estimate: row.estimate,
    se,
    ci,
    p,
    scale: linkScale(fit),
    seRobust: row.seHC0,
    ciRobust: normalEffect('difference', row.estimate, row.seHC0).ci,
    seAlternatives: Object.fromEntries(
      Object.entries(alternatives).filter((e) => typeof e[1] === 'number'),
    ) as Record<string, number>,
    effects: [main, ...exponentiated(fit, row.estimate, se)],
    model: { ...model },
    ...(frame.cluster === undefined ? {} : { details: clusterDetails(plan, fit, frame.cluster) }),
  };
}

/** What else is known about the treatment coefficient when rows come in clusters. */
function clusterDetails(plan: CohortPlan, fit: GlmFit, cluster: Int32Array): Record<string, unknown> {
  const small = smallClusterEffect(fit, cluster, 1);
  const { wild: replicates, seed } = plan;
  return {
    ...(small === undefined ? {} : { clusterCR2: small }),
    ...(replicates === undefined
      ? {}
      : { wildBootstrap: wildClusterBootstrap({ fit, at: 1, cluster, replicates, seed }) }),
  };
}

/** Predictions of separate models for each arm. */
function fitArm(plan: CohortPlan, frame: CohortFrame, arm: 0 | 1): GlmFit {
  const weights = frame.z.map((v) => (v === arm ? 1 : 0));
  const { design, y, family, offset } = frame;
  return fitOutcome({ design, y, family, weights, offset }, plan.outcome);
}

const byArm = (plan: CohortPlan, frame: CohortFrame): Predictions => ({
  treated: fitArm(plan, frame, 1).mu,
  control: fitArm(plan, frame, 0).mu,
});

function singleModel(plan: CohortPlan, frame: CohortFrame): Predictions {
  const outcome = outcomeDesign(frame, plan.interaction);
  return counterfactualMeans(fitSingle(plan, frame, outcome), frame.z, outcome.place);
}

/** Augmented weighting of the overlap and matching populations. */
function overlapAipw(plan: CohortPlan, frame: CohortFrame, propensity: GlmFit): Estimated {
  const weights = propensityWeights(propensity.mu, frame.z, plan.estimand);
  const means = augmentedOverlapMeans({
    y: frame.y,
    z: frame.z,
    propensity,
    weights,
    arms: [fitArm(plan, frame, 0), fitArm(plan, frame, 1)],
    estimand: plan.estimand === 'atm' ? 'atm' : 'ato',
  });
  return {
    frame,
    ...fromMeans(frame, means, undefined),
    propensity,
    weights: weights.weights,
    details: { outcomeModel: 'by-arm', learner: 'glm' },
  };
}

/** Doubly robust estimate. */
export function aipw(plan: CohortPlan, source: CohortFrame): Estimated {
  const { frame, propensity } = trimmed(plan, source);
  if (plan.estimand === 'ato' || plan.estimand === 'atm') return overlapAipw(plan, frame, propensity);
  const nuisance =
    plan.folds >= 2
      ? crossFitted(plan, frame)
      : {
          clipped: 0,
          e: propensity.mu,
          predictions: plan.outcomeModel === 'single' ? singleModel(plan, frame) : byArm(plan, frame),
        };
  const { weights, truncated } = planWeights(plan, nuisance.e, frame.z);
  const estimand = plan.estimand as 'ate' | 'att' | 'atc';
  const input = {
    y: frame.y,
    z: frame.z,
    e: nuisance.e,
    predictions: nuisance.predictions,
    estimand,
    weights: weights.weights,
    exposure: frame.exposure,
  };
  const means = augmentedMeans(input);
  const n = frame.rows;
  const sampleFactor = estimand === 'ate' && frame.cluster === undefined ? Math.sqrt(n / (n - 1)) : 1;
  const scaled = {
    ...means,
    influenceTreated: means.influenceTreated.map((v) => v * sampleFactor),
    influenceControl: means.influenceControl.map((v) => v * sampleFactor),
  };
  const divisorN = differenceSe(influenceCovariance(means, frame.cluster));
  return {
    frame,
    ...fromMeans(frame, scaled, undefined),
    seAlternatives: { divisorN, divisorN1: divisorN * Math.sqrt(n / (n - 1)) },
    propensity,
    weights: weights.weights,
    ...(truncated === undefined ? {} : { truncated }),
    warnings:
      nuisance.clipped > 0
        ? [{ code: 'effect.propensity-clipped', params: { people: nuisance.clipped } }]
        : [],
    details: {
      outcomeModel: plan.folds >= 2 ? 'by-arm, cross-fitted' : plan.outcomeModel,
      learner: plan.learner,
      ...(estimand === 'ate' ? { hajekDifference: augmentedHajekDifference(input) } : {}),
    },
  };
}
