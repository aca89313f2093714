import type { StatisticContext } from '../domain/statistic.ts';
import { entropyBalance } from '../statistics/calibration.ts';
import { normalEffect, type ScaledEffect } from '../statistics/contrast.ts';
import { conditionDesign, originalCoefficients } from '../statistics/design.ts';
import { seAt } from '../statistics/did/two-by-two.ts';
import { clusterCovariance } from '../statistics/glm/covariance.ts';
import { familyOf } from '../statistics/glm/families.ts';
import { fitGlm, type GlmFit } from '../statistics/glm/fit.ts';
import { censoredMeans } from '../statistics/ipcw.ts';
import { SingularMatrix } from '../statistics/linear-algebra.ts';
import { nearestNeighbours } from '../statistics/matching.ts';
import { SeparationError } from '../statistics/propensity.ts';
import { eValue, riskRatioOfDifference } from '../statistics/sensitivity.ts';
import { mean, variance } from '../statistics/summary.ts';
import { crumpRows } from '../statistics/weights.ts';
import {
  type Adjustment,
  adjust,
  differenceOf,
  doublyRobustEffect,
  linearModel,
  weightedEffect,
  whereFeasible,
} from './adjustment.ts';
import { type Cohort, knownRows, pick } from './cohort.ts';
import { type CovariateTerm, covariateTerms, designOf } from './covariates.ts';
import type { CohortStudy, StudyOutcome } from './definition.ts';
import {
  type EffectCandidate,
  type EffectSet,
  type EffectWords,
  effectCandidate,
  eventCounts,
  tooClose,
} from './parts.ts';
import type { SubgroupBase } from './subgroups.ts';
import { studyVariable } from './variables.ts';

/** The settings of a weighted comparison that its sensitivity analyses vary. */
export type WeightedSettings = Pick<
  CohortStudy,
  'estimand' | 'truncate' | 'method' | 'covariates' | 'sensitivity'
>;

/** What every sensitivity analysis of one outcome starts from. */
export interface SensitivityBase {
  readonly study: WeightedSettings;
  readonly cohort: Cohort;
  readonly outcome: Pick<StudyOutcome, 'id' | 'label' | 'unit' | 'decimals'>;
  /** The outcome of every row of the cohort, NaN where it was not observed. */
  readonly after: Float64Array;
  /** People with and without the event, for outcomes that are events. */
  readonly events: (adjustment: Adjustment) => Pick<EffectWords, 'events'>;
  readonly adjustment: Adjustment;
  readonly y: Float64Array;
  readonly context: StatisticContext;
  readonly threshold: number;
}

/** The main effect again by the study's method, on other rows or settings. */
export function mainEffect(study: WeightedSettings, adjustment: Adjustment, y: Float64Array): ScaledEffect {
  const robust = study.method === 'aipw' ? doublyRobustEffect(adjustment, y) : undefined;
  return robust ?? weightedEffect(adjustment, y);
}

/** Grid of cut weights and of people left out, other estimators, one covariate less, missing data. */
export function sensitivitySets(base: SensitivityBase): EffectSet[] {
  const { sensitivity } = base.study;
  return [
    {
      id: 'weights',
      kind: 'sensitivity' as const,
      title: '重みの打ち切りと、参加がほぼ決まっている人の除外',
      reading: '水準を変えても推定が大きく動かなければ、少数の人の重みに左右されていません。',
      effects: [
        ...sensitivity.truncation.flatMap((share) => truncatedEffect(base, share)),
        ...sensitivity.trimming.flatMap((low) => trimmedEffect(base, low)),
      ],
    },
    {
      id: 'estimators',
      kind: 'sensitivity' as const,
      title: '別の推定方法',
      reading: '方法によって前提が違います。向きと大きさがそろえば、方法の選び方による結果ではありません。',
      effects: sensitivity.estimators ? otherEstimators(base) : [],
    },
    {
      id: 'leave_one_out',
      kind: 'sensitivity' as const,
      title: '調整項目を1つずつ外す',
      reading: '1つ外しただけで大きく変わる項目があれば、それに似た記録にない違いも結果を変え得ます。',
      effects: sensitivity.leaveOneOut ? leaveOneOut(base).map(({ candidate }) => candidate) : [],
    },
    ...missingSet(base),
  ].filter((set) => set.effects.length > 0);
}

/** Complete cases, and weights for people whose outcome was not observed. */
export function missingSet(base: SensitivityBase): EffectSet[] {
  const { sensitivity } = base.study;
  return [
    {
      id: 'missing',
      kind: 'sensitivity' as const,
      title: '欠測と追跡できなかった人',
      reading: '欠測の扱いを変えた結果、追跡できた確率の逆数で重みづけた結果（IPCW）と比べます。',
      effects: [
        ...(sensitivity.completeCase ? completeCase(base) : []),
        ...(sensitivity.censoringWeights ? censoringWeighted(base) : []),
      ],
    },
  ].filter((set) => set.effects.length > 0);
}

function candidate(
  base: SensitivityBase,
  used: { readonly effect: ScaledEffect; readonly adjustment: Adjustment },
  words: { readonly method: string; readonly caveat: string },
): EffectCandidate[] {
  if (!Number.isFinite(used.effect.estimate) || !Number.isFinite(used.effect.se)) return [];
  if (tooClose(used.adjustment.sizes, base.adjustment.sizes, base.threshold)) return [];
  return [
    effectCandidate(used.effect, {
      context: base.context,
      outcome: base.outcome,
      estimand: base.study.estimand,
      ...words,
      sizes: used.adjustment.sizes,
      parameters: used.adjustment.terms.length + 3,
      ...base.events(used.adjustment),
    }),
  ];
}

/** The main effect weighted anew on some rows of the cohort, for a subgroup. */
export function subgroupEffect(base: SensitivityBase): SubgroupBase['estimate'] {
  return (rows, words) => {
    const { study, cohort, outcome, context } = base;
    const part = whereFeasible(() => adjust(cohort, rows, study));
    if (!part) return undefined;
    return effectCandidate(mainEffect(study, part, pick(base.after, rows)), {
      context,
      outcome,
      estimand: study.estimand,
      ...words,
      sizes: part.sizes,
      parameters: part.terms.length + 3,
      ...base.events(part),
    });
  };
}

export function eventsOf(outcome: StudyOutcome, y: Float64Array, z: Float64Array) {
  return studyVariable(outcome.variable).kind === 'binary' ? { events: eventCounts(y, z) } : {};
}

function truncatedEffect(base: SensitivityBase, share: number): EffectCandidate[] {
  const { study, cohort, adjustment, y } = base;
  const cut = whereFeasible(() => adjust(cohort, adjustment.rows, { ...study, truncate: share }));
  if (!cut) return [];
  return candidate(
    base,
    { effect: mainEffect(study, cut, y), adjustment: cut },
    { method: `重みを上下${percentWords(share)}で打ち切り`, caveat: '推定対象が少し変わる' },
  );
}

function trimmedEffect(base: SensitivityBase, low: number): EffectCandidate[] {
  const { study, cohort, adjustment, y } = base;
  const kept = crumpRows(adjustment.propensity.mu, low);
  const rows = Uint32Array.from(kept, (i) => adjustment.rows[i]!);
  const trimmed = whereFeasible(() => adjust(cohort, rows, study));
  if (!trimmed) return [];
  const left = pick(y, kept);
  return candidate(
    base,
    { effect: mainEffect(study, trimmed, left), adjustment: trimmed },
    {
      method: `傾向スコアが${low}〜${(1 - low).toFixed(2)}の人だけ`,
      caveat: '対象がどちらにもなり得た人に狭まる',
    },
  );
}

const percentWords = (share: number) => `${Number((share * 100).toFixed(1))}％`;

function otherEstimators(base: SensitivityBase): EffectCandidate[] {
  const { study, cohort, adjustment, y } = base;
  const overlap =
    study.estimand === 'ATO'
      ? undefined
      : whereFeasible(() => adjust(cohort, adjustment.rows, { estimand: 'ATO', truncate: 0 }));
  const entries: (readonly [string, ScaledEffect | undefined, string])[] = [
    ['重なりの重み（ATO）', overlap && weightedEffect(overlap, y), 'どちらにもなり得た人での差'],
    ['1対1マッチング（傾向スコア、較差0.2SD）', matchedEffect(adjustment, y), '対にできた参加者での差'],
    ['エントロピーバランシング', entropyEffect(adjustment, y), '平均が完全にそろう重み'],
    ['重回帰', regressionEffect(adjustment, y), '効果がどの人も同じと仮定する'],
  ];
  return entries.flatMap(([method, effect, caveat]) =>
    effect ? candidate(base, { effect, adjustment }, { method, caveat }) : [],
  );
}

/** 1:1 without replacement on the logit of the propensity, caliper 0.2 SD (Austin 2011); paired error. */
function matchedEffect({ propensity, z }: Adjustment, y: Float64Array): ScaledEffect | undefined {
  const score = propensity.mu.map((e) => Math.log(e / (1 - e)));
  const matches = nearestNeighbours({
    score,
    focal: z,
    ratio: 1,
    caliper: 0.2 * Math.sqrt(variance(score)),
    replace: false,
    order: 'largest',
  });
  if (matches.focal.length < 30) return undefined;
  const gaps = Float64Array.from(matches.focal, (row, i) => y[row]! - y[matches.pool[i]!]!);
  return normalEffect('difference', mean(gaps), Math.sqrt(variance(gaps) / gaps.length));
}

function entropyEffect(
  { terms, z, estimand, cluster }: Adjustment,
  y: Float64Array,
): ScaledEffect | undefined {
  if (estimand === 'ato' || estimand === 'atm') return undefined;
  try {
    const design = conditionDesign(designOf(terms, z.length));
    return differenceOf(entropyBalance({ design, y, z, estimand }).means, cluster);
  } catch (error) {
    // No weights can balance the means exactly: the row is left out, the others are shown.
    if (error instanceof Error && ['InfeasibleBalance', 'SingularMatrix'].includes(error.name))
      return undefined;
    throw error;
  }
}

function regressionEffect(adjustment: Adjustment, y: Float64Array): ScaledEffect {
  const fit = linearModel(adjustment, y);
  const at = fit.design.kept.indexOf(adjustment.terms.length) + 1;
  const estimate = originalCoefficients(fit.design, fit.coefficients)[at]!;
  return normalEffect(
    'difference',
    estimate,
    seAt(fit, clusterCovariance(fit, adjustment.cluster, 'HC1'), at),
  );
}

interface LeftOut {
  readonly label: string;
  readonly estimate: number;
  readonly candidate: EffectCandidate;
}

function leaveOneOut(base: SensitivityBase): LeftOut[] {
  const { study, cohort, adjustment, y } = base;
  if (study.covariates.length < 2) return [];
  return study.covariates.flatMap((id) => {
    const less = whereFeasible(() => adjust(cohort, adjustment.rows, { ...study, without: [id] }));
    if (!less) return [];
    const { label } = studyVariable(id);
    const effect = mainEffect(study, less, y);
    const [made] = candidate(
      base,
      { effect, adjustment: less },
      { method: `${label}を外す`, caveat: '外した項目の違いを含む' },
    );
    return made ? [{ label, estimate: effect.estimate, candidate: made }] : [];
  });
}

function completeCase(base: SensitivityBase): EffectCandidate[] {
  const { study, cohort, adjustment, y } = base;
  const complete = Array.from(adjustment.rows.keys()).filter((i) =>
    cohort.covariates.every(({ numbers }) => !numbers || !Number.isNaN(numbers[adjustment.rows[i]!])),
  );
  if (complete.length === adjustment.rows.length) return [];
  const kept = Uint32Array.from(complete);
  const rows = Uint32Array.from(kept, (i) => adjustment.rows[i]!);
  const whole = whereFeasible(() => adjust(cohort, rows, study));
  if (!whole) return [];
  const left = pick(y, kept);
  return candidate(
    base,
    { effect: mainEffect(study, whole, left), adjustment: whole },
    { method: '欠測のない人だけ（完全ケース）', caveat: '欠測のある人を除いた集団の差' },
  );
}

/** Weights by the inverse probability of being observed, given covariates and arm (Robins & Finkelstein 2000). */
function censoringWeighted(base: SensitivityBase): EffectCandidate[] {
  const { study, cohort, after } = base;
  const everybody = Uint32Array.from({ length: cohort.size }, (_, i) => i);
  if (knownRows(after).length === cohort.size) return [];
  const all = whereFeasible(() => adjust(cohort, everybody, study));
  if (!all) return [];
  const observed = after.map((value) => (Number.isNaN(value) ? 0 : 1));
  const followUp = followUpModel(covariateTerms(cohort, everybody), all.z, observed);
  if (!followUp) return [];
  const y = after.map((value) => (Number.isNaN(value) ? 0 : value));
  const { means } = censoredMeans({
    y,
    z: all.z,
    observed,
    propensity: all.propensity,
    followUp,
    weights: all.weights,
  });
  return candidate(
    base,
    { effect: differenceOf(means, all.cluster), adjustment: base.adjustment },
    { method: '追跡できた確率で重みづけ（IPCW）', caveat: '追跡できなかった人も代表させた差' },
  );
}

/**
 * Probability of being observed by covariates and arm, covariates counting differently in each arm where the data
 * bear it. Undefined where the columns decide it without exception, e.g. nobody of one arm was lost.
 */
function followUpModel(
  terms: readonly CovariateTerm[],
  z: Float64Array,
  observed: Float64Array,
): GlmFit | undefined {
  const crossed = terms.map(({ term, values }) => ({
    term: `${term}×exposed`,
    values: values.map((value, i) => value * z[i]!),
  }));
  const main = [...terms, { term: 'exposed', values: z }];
  for (const columns of [[...main, ...crossed], main]) {
    try {
      const design = conditionDesign({
        rows: z.length,
        terms: columns.map(({ term }) => term),
        columns: columns.map(({ values }) => values),
      });
      return fitGlm({ design, y: observed, family: familyOf('binomial') });
    } catch (error) {
      if (!(error instanceof SingularMatrix || error instanceof SeparationError)) throw error;
    }
  }
  return undefined;
}

/** E-value, and how strong something unrecorded would have to be beside the strongest recorded trait. */
export function bounds(base: SensitivityBase, effect: ScaledEffect): { label: string; text: string }[] {
  const sd = Math.sqrt(variance(base.y));
  const rr = riskRatioOfDifference(effect.estimate / sd, effect.se / sd);
  const value = eValue(rr.rr, rr.low, rr.high);
  const covers = effect.ci[0] <= 0 && effect.ci[1] >= 0;
  return [
    {
      label: 'E値（VanderWeele & Ding 2017）',
      text: covers
        ? `区間が差なしを含むため、区間のE値は1です（推定値のE値 ${value.point.toFixed(2)}）。`
        : `記録にない要因が、参加と結果の両方に、いまの調整に加えて ${value.limit.toFixed(2)}倍（リスク比）以上かかわっていれば、区間は差なしを含みます（推定値をなくすには ${value.point.toFixed(2)}倍）。`,
    },
    ...strongestCovariate(base, effect),
  ];
}

/** How much the recorded trait that matters most moves the estimate: something unrecorded is measured against it. */
export function strongestCovariate(
  base: SensitivityBase,
  effect: ScaledEffect,
): { label: string; text: string }[] {
  const { outcome } = base;
  const strongest = leaveOneOut(base)
    .map(({ label, estimate }) => ({ label, shift: Math.abs(estimate - effect.estimate) }))
    .toSorted((a, b) => b.shift - a.shift)[0];
  if (!strongest || strongest.shift === 0) return [];
  const near = Math.min(Math.abs(effect.ci[0]), Math.abs(effect.ci[1]));
  const shift = `${strongest.shift.toFixed(outcome.decimals + 1)}${outcome.unit}`;
  const covers = effect.ci[0] <= 0 && effect.ci[1] >= 0;
  return [
    {
      label: '記録にある項目との比べ方',
      text: covers
        ? `最も効いている調整項目は${strongest.label}で、外すと推定が ${shift} 動きます。`
        : `最も効いている調整項目は${strongest.label}で、外すと推定が ${shift} 動きます。記録にない要因の影響がその約${(near / strongest.shift).toFixed(1)}倍あると、区間は差なしを含みます。`,
    },
  ];
}
