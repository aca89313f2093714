import { UserIssue } from '../domain/issue.ts';
import { augmentedMeans } from '../statistics/aipw.ts';
import { type BalanceRow, balanceTable, largestImbalance } from '../statistics/balance.ts';
import { type ArmMeans, contrasts, influenceCovariance, type ScaledEffect } from '../statistics/contrast.ts';
import { conditionDesign } from '../statistics/design.ts';
import { familyOf } from '../statistics/glm/families.ts';
import { fitGlm, type GlmFit } from '../statistics/glm/fit.ts';
import { weightedMeans, weightedMeansEstimatedPropensity } from '../statistics/iptw.ts';
import { counterfactualMeans } from '../statistics/outcome-model.ts';
import { fitPropensity, SeparationError } from '../statistics/propensity.ts';
import {
  type Estimand,
  equipoise,
  type PropensityWeights,
  preferenceScore,
  propensityWeights,
  truncate,
} from '../statistics/weights.ts';
import { type Cohort, clusters, pick } from './cohort.ts';
import { balanceVariables, type CovariateTerm, covariateTerms, designOf } from './covariates.ts';

/** Smallest arm for which an effect is estimated at all. */
export const SMALLEST_ARM = 30;

export interface ArmSizes {
  readonly treated: number;
  readonly control: number;
}

/** Two groups made comparable, before any outcome is looked at. */
export interface Adjustment {
  readonly rows: Uint32Array;
  readonly z: Float64Array;
  readonly cluster: Int32Array;
  readonly estimand: Estimand;
  readonly sizes: ArmSizes;
  readonly terms: readonly CovariateTerm[];
  readonly propensity: GlmFit;
  readonly weights: PropensityWeights;
  readonly truncated: number;
  readonly balance: readonly BalanceRow[];
  readonly imbalance: number;
  readonly equipoise: number;
  readonly preference: Float64Array;
  readonly ess: ArmSizes;
  /** Largest weight as a multiple of the mean weight of its arm. */
  readonly largestWeight: number;
}

export interface AdjustmentSettings {
  readonly estimand: 'ATE' | 'ATT' | 'ATC' | 'ATO' | 'ATM';
  readonly truncate: number;
  /** Leaves these columns out of the propensity model. */
  readonly without?: readonly string[];
}

/**
 * Weights that make the groups comparable on the cohort rows given, with balance, overlap and effective sizes.
 * Throws `study.too_few` when an arm is too small and `study.separation` when covariates decide who takes part.
 */
export function adjust(cohort: Cohort, rows: Uint32Array, settings: AdjustmentSettings): Adjustment {
  const z = pick(cohort.exposed, rows);
  const sizes = requireArms(z);
  const terms = covariateTerms(cohort, rows).filter(
    (term) => !settings.without?.some((id) => term.term === id || term.source === id),
  );
  const estimand = settings.estimand.toLowerCase() as Estimand;
  const propensity = propensityOf(terms, z);
  const { truncated, ...weights } = weightsOf(propensity, z, { estimand, truncate: settings.truncate });
  const balance = balanceTable({
    variables: balanceVariables(terms),
    z,
    weights: weights.weights,
    estimand,
    ks: true,
  });
  const preference = preferenceScore(propensity.mu, sizes.treated / rows.length);
  return {
    rows,
    z,
    cluster: clusters(cohort.person, rows),
    estimand,
    sizes,
    terms,
    propensity,
    weights,
    truncated,
    balance,
    imbalance: largestImbalance(balance),
    equipoise: equipoise(preference, z).all,
    preference,
    ...weightSpread(weights.weights, z),
  };
}

/** Undefined where an analysis has too few people or no overlap left: then there is nothing to show. */
export function whereFeasible<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof UserIssue && error.kind === 'refused') return undefined;
    throw error;
  }
}

/** Throws `study.too_few` when an arm is too small for an estimate. */
export function requireArms(z: Float64Array): ArmSizes {
  const treated = z.reduce((sum, value) => sum + value, 0);
  const sizes = { treated, control: z.length - treated };
  if (Math.min(sizes.treated, sizes.control) < SMALLEST_ARM) {
    throw new UserIssue('refused', 'study.too_few', { smallest: SMALLEST_ARM });
  }
  return sizes;
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
  settings: { readonly estimand: Estimand; readonly truncate: number },
): PropensityWeights & { readonly truncated: number } {
  const raw = propensityWeights(propensity.mu, z, settings.estimand);
  if (settings.truncate === 0) return { ...raw, truncated: 0 };
  const { report, ...weights } = truncate(raw, settings.truncate);
  return { ...weights, truncated: report.low + report.high };
}

function weightSpread(weights: Float64Array, z: Float64Array): Pick<Adjustment, 'ess' | 'largestWeight'> {
  const sums = [0, 0];
  const squares = [0, 0];
  const counts = [0, 0];
  const largest = [0, 0];
  weights.forEach((weight, i) => {
    const arm = z[i] === 1 ? 1 : 0;
    sums[arm]! += weight;
    squares[arm]! += weight ** 2;
    counts[arm]! += 1;
    largest[arm] = Math.max(largest[arm]!, weight);
  });
  const ess = (arm: 0 | 1) => sums[arm]! ** 2 / squares[arm]!;
  const ratio = (arm: 0 | 1) => (largest[arm]! * counts[arm]!) / sums[arm]!;
  return { ess: { treated: ess(1), control: ess(0) }, largestWeight: Math.max(ratio(0), ratio(1)) };
}

/** Difference of two means with standard errors clustered by person. */
export function differenceOf(means: ArmMeans, cluster: Int32Array): ScaledEffect {
  return contrasts(means, influenceCovariance(means, cluster))[0]!;
}

/** IPTW with M-estimation standard error (Lunceford & Davidian 2004). */
export function weightedEffect(adjustment: Adjustment, y: Float64Array): ScaledEffect {
  return differenceOf(weightedArmMeans(adjustment, y), adjustment.cluster);
}

export function weightedArmMeans({ z, weights, propensity }: Adjustment, y: Float64Array): ArmMeans {
  return weightedMeansEstimatedPropensity({ y, z, weights: weights.weights }, propensity, weights);
}

/** Without any adjustment. */
export function crudeEffect({ z, cluster }: Adjustment, y: Float64Array): ScaledEffect {
  return differenceOf(weightedMeans({ y, z, weights: new Float64Array(y.length).fill(1) }), cluster);
}

/**
 * Doubly robust means (AIPW: Robins, Rotnitzky & Zhao 1994; ATT form as in Moodie, Saarela & Stephens 2018): the
 * weighted residuals of a linear outcome model with treatment and covariates are added to its predictions.
 * Undefined for estimands that it is not defined for here.
 */
export function doublyRobustMeans(adjustment: Adjustment, y: Float64Array): ArmMeans | undefined {
  const { estimand, terms, z, propensity, weights } = adjustment;
  if (estimand === 'ato' || estimand === 'atm') return undefined;
  const fit = linearModel(adjustment, y);
  const predictions = counterfactualMeans(fit, z, { column: terms.length, interactions: [] });
  return augmentedMeans({ y, z, e: propensity.mu, predictions, estimand, weights: weights.weights });
}

export function doublyRobustEffect(adjustment: Adjustment, y: Float64Array): ScaledEffect | undefined {
  const means = doublyRobustMeans(adjustment, y);
  return means && differenceOf(means, adjustment.cluster);
}

/** Linear model of the outcome on the covariates and, last, the treatment. */
export function linearModel({ terms, z }: Adjustment, y: Float64Array): GlmFit {
  const design = conditionDesign({
    rows: y.length,
    terms: [...terms.map((term) => term.term), 'treatment'],
    columns: [...terms.map((term) => term.values), z],
  });
  return fitGlm({ design, y, family: familyOf('gaussian') });
}
