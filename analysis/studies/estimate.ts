import { UserIssue } from '../domain/issue.ts';
import { type BalanceRow, balanceTable, largestImbalance } from '../statistics/balance.ts';
import { contrasts, influenceCovariance, normalEffect, type ScaledEffect } from '../statistics/contrast.ts';
import { conditionDesign } from '../statistics/design.ts';
import { familyOf } from '../statistics/glm/families.ts';
import { fitGlm, type GlmFit } from '../statistics/glm/fit.ts';
import { weightedMeans, weightedMeansEstimatedPropensity } from '../statistics/iptw.ts';
import { mean, variance } from '../statistics/summary.ts';
import {
  type Estimand,
  equipoise,
  preferenceScore,
  propensityWeights,
  truncate,
} from '../statistics/weights.ts';
import type { Cohort } from './cohort.ts';
import { balanceVariables, type CovariateTerm, covariateTerms, designOf } from './covariates.ts';
import type { StudyDefinition, StudyOutcome } from './definition.ts';

/** Smallest arm for which an effect is estimated at all. */
const SMALLEST_ARM = 30;

export interface ArmSizes {
  readonly treated: number;
  readonly control: number;
}

/** Everything that is estimated for one outcome; exact numbers, still inside the analysis process. */
export interface OutcomeEstimate {
  readonly outcome: StudyOutcome;
  readonly sizes: ArmSizes;
  readonly effect: ScaledEffect;
  /** The same estimand by regression adjustment within the weighted sample (doubly robust). */
  readonly secondOpinion: ScaledEffect;
  /** Without any adjustment. */
  readonly crude: ScaledEffect;
  /** Change from before to after among participants alone: not an effect. */
  readonly beforeAfter: { readonly treated: ScaledEffect; readonly control: ScaledEffect } | undefined;
  readonly balance: readonly BalanceRow[];
  readonly terms: readonly CovariateTerm[];
  readonly imbalance: number;
  readonly equipoise: number;
  readonly ess: ArmSizes;
  readonly truncated: number;
  readonly preference: { readonly scores: Float64Array; readonly exposed: Float64Array };
}

/**
 * Inverse-probability-of-treatment weighting for one outcome, with M-estimation standard errors that account for
 * the estimated propensity (Lunceford & Davidian 2004) and are clustered by person where one person has several
 * trials. Throws `study.too_few` when an arm is too small.
 */
export function estimateOutcome(cohort: Cohort, study: StudyDefinition, index: number): OutcomeEstimate {
  const measured = cohort.outcomes[index]!;
  const rows = observedRows(cohort, measured.after);
  const z = pick(cohort.exposed, rows);
  const y = pick(measured.after, rows);
  const sizes = armSizes(z);
  if (Math.min(sizes.treated, sizes.control) < SMALLEST_ARM) {
    throw new UserIssue('refused', 'study.too_few', {
      outcome: measured.outcome.label,
      smallest: SMALLEST_ARM,
    });
  }
  const terms = covariateTerms(cohort, rows);
  const design = conditionDesign(designOf(terms, rows.length));
  const propensity = fitGlm({ design, y: z, family: familyOf('binomial') });
  const estimand = study.estimand.toLowerCase() as Estimand;
  const raw = propensityWeights(propensity.mu, z, estimand);
  const trimmed =
    study.truncate > 0
      ? truncate(raw, study.truncate)
      : { ...raw, report: { limits: [0, 0] as const, low: 0, high: 0 } };
  const input = { y, z, weights: trimmed.weights };
  const cluster = clusters(cohort.person, rows);
  const means = weightedMeansEstimatedPropensity(input, propensity, trimmed);
  const balance = balanceTable({
    variables: balanceVariables(terms),
    z,
    weights: trimmed.weights,
    estimand,
    ks: true,
  });
  const preference = preferenceScore(propensity.mu, sizes.treated / rows.length);
  return {
    outcome: measured.outcome,
    sizes,
    effect: contrasts(means, influenceCovariance(means, cluster))[0]!,
    secondOpinion: augmented(input, terms, cluster),
    crude: crudeDifference(y, z, cluster),
    beforeAfter: beforeAfterChange(measured.before, measured.after, rows, z),
    balance,
    terms,
    imbalance: largestImbalance(balance),
    equipoise: equipoise(preference, z).all,
    ess: effectiveSizes(trimmed.weights, z),
    truncated: trimmed.report.low + trimmed.report.high,
    preference: { scores: preference, exposed: z },
  };
}

function observedRows(cohort: Cohort, after: Float64Array): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < cohort.size; row++) if (!Number.isNaN(after[row])) rows.push(row);
  return Uint32Array.from(rows);
}

function pick(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

function armSizes(z: Float64Array): ArmSizes {
  let treated = 0;
  for (const value of z) treated += value;
  return { treated, control: z.length - treated };
}

function clusters(person: Float64Array, rows: Uint32Array): Int32Array {
  const index = new Map<number, number>();
  return Int32Array.from(rows, (row) => {
    const id = person[row]!;
    const known = index.get(id);
    if (known !== undefined) return known;
    index.set(id, index.size);
    return index.size - 1;
  });
}

function crudeDifference(y: Float64Array, z: Float64Array, cluster: Int32Array): ScaledEffect {
  const means = weightedMeans({ y, z, weights: new Float64Array(y.length).fill(1) });
  return contrasts(means, influenceCovariance(means, cluster))[0]!;
}

/**
 * Weighted least squares of the outcome on treatment and covariates with the propensity weights (doubly robust
 * under a linear outcome model; Robins, Sued, Lei-Gomez & Rotnitzky 2007), sandwich variance by person.
 */
function augmented(
  input: { readonly y: Float64Array; readonly z: Float64Array; readonly weights: Float64Array },
  terms: readonly CovariateTerm[],
  cluster: Int32Array,
): ScaledEffect {
  const n = input.y.length;
  const design = conditionDesign({
    rows: n,
    terms: [...terms.map((term) => term.term), 'treatment'],
    columns: [...terms.map((term) => term.values), input.z],
  });
  const fit = fitGlm({ design, y: input.y, family: familyOf('gaussian'), weights: input.weights });
  const at = design.kept.indexOf(terms.length) + 1;
  return treatmentCoefficient(fit, at, cluster);
}

function treatmentCoefficient(fit: GlmFit, at: number, cluster: Int32Array): ScaledEffect {
  const k = fit.design.basis.cols;
  const n = fit.y.length;
  const { toOriginal } = fit.design;
  const direction = new Float64Array(k);
  let estimate = 0;
  for (let j = 0; j < k; j++) {
    estimate += toOriginal[at * k + j]! * fit.coefficients[j]!;
    for (let i = 0; i < k; i++) direction[i]! += toOriginal[at * k + j]! * fit.bread[j * k + i]!;
  }
  const sums = new Map<number, number>();
  for (let row = 0; row < n; row++) {
    let along = 0;
    for (let j = 0; j < k; j++) along += fit.design.basis.values[j * n + row]! * direction[j]!;
    const influence = along * (fit.weights?.[row] ?? 1) * (fit.y[row]! - fit.mu[row]!);
    sums.set(cluster[row]!, (sums.get(cluster[row]!) ?? 0) + influence);
  }
  let meat = 0;
  for (const value of sums.values()) meat += value * value;
  return normalEffect('difference', estimate, Math.sqrt(meat));
}

function beforeAfterChange(
  before: Float64Array,
  after: Float64Array,
  rows: Uint32Array,
  z: Float64Array,
): OutcomeEstimate['beforeAfter'] {
  const changes: [number[], number[]] = [[], []];
  rows.forEach((row, i) => {
    const change = after[row]! - before[row]!;
    if (!Number.isNaN(change)) changes[z[i] === 1 ? 1 : 0].push(change);
  });
  if (Math.min(changes[0].length, changes[1].length) < SMALLEST_ARM) return undefined;
  const effect = (values: readonly number[]) =>
    normalEffect('difference', mean(values), Math.sqrt(variance(values) / values.length));
  return { treated: effect(changes[1]), control: effect(changes[0]) };
}

function effectiveSizes(weights: Float64Array, z: Float64Array): ArmSizes {
  const sums = [0, 0];
  const squares = [0, 0];
  for (let i = 0; i < z.length; i++) {
    const arm = z[i] === 1 ? 1 : 0;
    sums[arm]! += weights[i]!;
    squares[arm]! += weights[i]! ** 2;
  }
  return { treated: sums[1]! ** 2 / squares[1]!, control: sums[0]! ** 2 / squares[0]! };
}
