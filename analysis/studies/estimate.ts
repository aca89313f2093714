import { UserIssue } from '../domain/issue.ts';
import { augmentedMeans } from '../statistics/aipw.ts';
import { type BalanceRow, balanceTable, largestImbalance } from '../statistics/balance.ts';
import {
  type ArmMeans,
  contrasts,
  influenceCovariance,
  normalEffect,
  type ScaledEffect,
} from '../statistics/contrast.ts';
import { conditionDesign } from '../statistics/design.ts';
import { familyOf } from '../statistics/glm/families.ts';
import { fitGlm, type GlmFit } from '../statistics/glm/fit.ts';
import { weightedMeans, weightedMeansEstimatedPropensity } from '../statistics/iptw.ts';
import { counterfactualMeans } from '../statistics/outcome-model.ts';
import { fitPropensity, SeparationError } from '../statistics/propensity.ts';
import { mean, variance } from '../statistics/summary.ts';
import {
  type Estimand,
  equipoise,
  type PropensityWeights,
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
  /** By the method of the study file. */
  readonly effect: ScaledEffect;
  /** IPTW with M-estimation standard error (Lunceford & Davidian 2004). */
  readonly weighted: ScaledEffect;
  /** AIPW; undefined for estimands that it is not defined for here. */
  readonly doublyRobust: ScaledEffect | undefined;
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
 * The effect on one outcome among people whose outcome was observed. Standard errors are clustered by person
 * where one person has several trials. Throws `study.too_few` when an arm is too small and `study.separation`.
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
  const estimand = study.estimand.toLowerCase() as Estimand;
  const propensity = propensityOf(terms, z);
  const weights = weightsOf(propensity, z, study);
  const model: WeightingModel = { y, z, terms, propensity, weights };
  const cluster = clusters(cohort.person, rows);
  const difference = (means: ArmMeans) => contrasts(means, influenceCovariance(means, cluster))[0]!;
  const weighted = difference(
    weightedMeansEstimatedPropensity({ y, z, weights: weights.weights }, propensity, weights),
  );
  const robust =
    estimand === 'ato' || estimand === 'atm' ? undefined : difference(doublyRobust(model, estimand));
  const variables = balanceVariables(terms);
  const balance = balanceTable({ variables, z, weights: weights.weights, estimand, ks: true });
  const preference = preferenceScore(propensity.mu, sizes.treated / rows.length);
  return {
    outcome: measured.outcome,
    sizes,
    effect: study.method === 'aipw' && robust ? robust : weighted,
    weighted,
    doublyRobust: robust,
    crude: difference(weightedMeans({ y, z, weights: new Float64Array(y.length).fill(1) })),
    beforeAfter: beforeAfterChange(measured.before, measured.after, rows, z),
    balance,
    terms,
    imbalance: largestImbalance(balance),
    equipoise: equipoise(preference, z).all,
    ess: effectiveSizes(weights.weights, z),
    truncated: weights.truncated,
    preference: { scores: preference, exposed: z },
  };
}

interface WeightingModel {
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly terms: readonly CovariateTerm[];
  readonly propensity: GlmFit;
  readonly weights: PropensityWeights;
}

/** Throws `study.separation` when covariates decide without exception who takes part. */
function propensityOf(terms: readonly CovariateTerm[], z: Float64Array): GlmFit {
  const design = designOf(terms, z.length);
  try {
    return fitPropensity({ design: conditionDesign(design), columns: design.columns, z });
  } catch (cause) {
    if (!(cause instanceof SeparationError)) throw cause;
    const term = cause.column === undefined ? undefined : terms[cause.column]?.label;
    throw new UserIssue('refused', 'study.separation', { covariate: term ?? '' }, { cause });
  }
}

function weightsOf(
  propensity: GlmFit,
  z: Float64Array,
  study: StudyDefinition,
): PropensityWeights & { readonly truncated: number } {
  const raw = propensityWeights(propensity.mu, z, study.estimand.toLowerCase() as Estimand);
  if (study.truncate === 0) return { ...raw, truncated: 0 };
  const { report, ...weights } = truncate(raw, study.truncate);
  return { ...weights, truncated: report.low + report.high };
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

/**
 * Doubly robust means (AIPW: Robins, Rotnitzky & Zhao 1994; ATT form as in Moodie, Saarela & Stephens 2018): the
 * weighted residuals of a linear outcome model with treatment and covariates are added to its predictions.
 */
function doublyRobust(model: WeightingModel, estimand: 'ate' | 'att' | 'atc'): ArmMeans {
  const { y, z, terms, propensity, weights } = model;
  const design = conditionDesign({
    rows: y.length,
    terms: [...terms.map((term) => term.term), 'treatment'],
    columns: [...terms.map((term) => term.values), z],
  });
  const fit = fitGlm({ design, y, family: familyOf('gaussian') });
  const predictions = counterfactualMeans(fit, z, { column: terms.length, interactions: [] });
  return augmentedMeans({ y, z, e: propensity.mu, predictions, estimand, weights: weights.weights });
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
