import { PLAIN_COMPARISONS } from '../../domain/plain-comparisons.ts';
import type { StatisticContext } from '../../domain/statistic.ts';
import { normalEffect, type ScaledEffect } from '../../statistics/contrast.ts';
import { mean, variance } from '../../statistics/summary.ts';
import {
  type Adjustment,
  adjust,
  crudeEffect,
  doublyRobustEffect,
  SMALLEST_ARM,
  weightedEffect,
} from '../adjustment.ts';
import {
  adjustmentChecks,
  detectableBefore,
  followUpCheck,
  healthyVolunteerCheck,
  immortalTimeCheck,
  missingDataCheck,
  partYearCheck,
  precisionCheck,
  regressionToMeanCheck,
  repeatedPersonsCheck,
} from '../checks.ts';
import { buildCohort, type Cohort, knownRows, pick, requireVariation } from '../cohort.ts';
import { type EstimatedOutcome, futureStart, futureStartSet } from '../controls.ts';
import type { CohortStudy, StudyOutcome } from '../definition.ts';
import { balanceSet, flowSteps, overlapBins } from '../diagnosis.ts';
import { type NaturalFall, naturalFall } from '../natural-fall.ts';
import { acrossOutcomes } from '../outcome-checks.ts';
import {
  type DesignEngine,
  type Diagnosis,
  type EffectCandidate,
  effectCandidate,
  type Findings,
} from '../parts.ts';
import { cohortPlan } from '../plan.ts';
import {
  bounds,
  eventsOf,
  mainEffect,
  type SensitivityBase,
  sensitivitySets,
  subgroupEffect,
} from '../sensitivity.ts';
import { subgroupSets } from '../subgroups.ts';
import { isExamined, studyVariable } from '../variables.ts';
import { balanceConvention, ESTIMAND_WORDS, trialHead } from '../words.ts';

const METHODS = {
  iptw: 'IPTW（傾向スコアの推定を含む標準誤差）',
  aipw: '二重頑健推定（IPTW＋回帰、AIPW）',
} as const;

/** Participants against people of the same eligibility, made comparable by weights. */
export const cohortEngine: DesignEngine<'cohort_with_comparison'> = {
  method: (study) =>
    `${METHODS[study.method]}、推定対象 ${study.estimand}。標準誤差は影響関数により、同じ人の複数年度をまとめて計算。`,
  targetTrial: (study) => [
    ...trialHead(study),
    {
      item: '参加群',
      text: `開始日から${study.exposure.graceMonths}か月以内に${study.programmeLabel}を始めた人${study.outcomes.some(({ variable }) => isExamined(variable)) ? '（結果を測る健診より前に限る）' : ''}`,
    },
    { item: '比較群', text: '同じ条件で、その間に始めなかった人' },
    { item: '結果', text: study.outcomes.map((outcome) => outcome.label).join('、') },
    { item: '推定対象', text: ESTIMAND_WORDS[study.estimand] },
  ],
  prepare: async (warehouse, study, options) => {
    const plan = cohortPlan(study, {
      exposure: { kind: 'start', ...study.exposure },
      extras: [futureStart(study)],
    });
    options.onStep?.('対象者を選んでいます', 0, 3);
    const cohort = await buildCohort(warehouse, plan, options);
    requireVariation(cohort);
    options.onStep?.('背景をそろえています', 1, 3);
    const adjustments = cohort.outcomes.map(({ after }) => adjust(cohort, knownRows(after), study));
    const fall = await naturalFall(warehouse, study, primaryOf(study.outcomes));
    const work = { study, cohort, adjustments, context: options.context, threshold: options.threshold };
    return { diagnosis: diagnosisOf(work), findings: () => findingsOf(work, fall, options.signal) };
  },
};

interface Work {
  readonly study: CohortStudy;
  readonly cohort: Cohort;
  /** One for each outcome: those whose outcome was observed. */
  readonly adjustments: readonly Adjustment[];
  readonly context: StatisticContext;
  readonly threshold: number;
}

const primaryOf = (outcomes: readonly StudyOutcome[]): StudyOutcome =>
  outcomes.find((outcome) => outcome.primary) ?? outcomes[0]!;

const primaryIndex = (study: CohortStudy): number => study.outcomes.indexOf(primaryOf(study.outcomes));

function diagnosisOf({ study, cohort, adjustments, threshold }: Work): Diagnosis {
  const primary = adjustments[primaryIndex(study)]!;
  const detectable = study.outcomes.map((outcome, i) => ({
    outcome,
    value: detectableBefore(cohort.outcomes[i]!, adjustments[i]!.rows, adjustments[i]!.ess),
  }));
  return {
    flow: flowSteps(cohort.attrition),
    balance: balanceSet(primary, balanceConvention(study.estimand)),
    overlap: overlapBins(primary),
    checks: [
      ...adjustmentChecks(primary),
      followUpCheck(study.outcomes, cohort.attrition, threshold),
      precisionCheck(
        detectable[primaryIndex(study)]?.value,
        primaryOf(study.outcomes),
        detectable.filter(({ outcome }) => outcome !== primaryOf(study.outcomes) && !outcome.negativeControl),
      ),
      missingDataCheck(cohort, primary.rows),
      healthyVolunteerCheck(study.covariates),
      regressionToMeanCheck(study),
      immortalTimeCheck(study.outcomes, study.exposure),
      repeatedPersonsCheck(primary),
      ...partYearCheck(wholeYearShare({ study, cohort })),
    ],
    power: detectable.flatMap(({ outcome, value }) =>
      value === undefined
        ? []
        : [
            {
              outcome: outcome.id,
              label: outcome.label,
              unit: outcome.unit,
              decimals: outcome.decimals,
              detectable: value,
              important: outcome.minimalImportantDifference,
            },
          ],
    ),
  };
}

/** Share of the cohort that is insured through the year of a receipt outcome. */
function wholeYearShare({ study, cohort }: Pick<Work, 'study' | 'cohort'>): number | undefined {
  const index = study.outcomes.findIndex(({ variable }) => studyVariable(variable).needs === 'claims');
  const after = cohort.outcomes[index]?.after;
  return after && knownRows(after).length / cohort.size;
}

function findingsOf(work: Work, fall: NaturalFall | undefined, signal: AbortSignal | undefined): Findings {
  const { study, cohort, adjustments } = work;
  const values = adjustments.map((adjustment, i) => pick(cohort.outcomes[i]!.after, adjustment.rows));
  const estimated = study.outcomes.map((outcome, i): EstimatedOutcome => {
    signal?.throwIfAborted();
    return {
      outcome,
      effect: mainEffect(study, adjustments[i]!, values[i]!),
      sd: Math.sqrt(variance(values[i]!)),
    };
  });
  const index = primaryIndex(study);
  const base = sensitivityBase(work, values[index]!);
  const across = acrossOutcomes(study.multiplicity, estimated);
  return {
    effects: estimated.map(({ effect }, i) =>
      candidateOf(work, i, values[i]!, [METHODS[study.method], effect]),
    ),
    alternatives: study.outcomes.flatMap((_, i) => alternativesOf(work, i, values[i]!)),
    sets: [
      ...sensitivitySets(base),
      ...subgroupSets({
        study,
        cohort,
        rows: base.adjustment.rows,
        threshold: work.threshold,
        estimate: subgroupEffect(base),
      }),
      ...futureStartSet(cohort, study, { index, context: work.context }),
    ],
    figures: [],
    checks: across.checks,
    remarks: [...beforeAfterRemark(work, index, fall)],
    bounds: [...bounds(base, estimated[index]!.effect), ...across.bounds],
  };
}

function sensitivityBase({ study, cohort, adjustments, context, threshold }: Work, y: Float64Array) {
  const index = primaryIndex(study);
  const { outcome, after } = cohort.outcomes[index]!;
  const base: SensitivityBase = {
    study,
    cohort,
    outcome,
    after,
    events: ({ rows, z }) => eventsOf(outcome, pick(after, rows), z),
    adjustment: adjustments[index]!,
    y,
    context,
    threshold,
  };
  return base;
}

function candidateOf(
  { study, adjustments, context }: Work,
  index: number,
  y: Float64Array,
  [method, effect, caveat]: readonly [method: string, effect: ScaledEffect, caveat?: string],
): EffectCandidate {
  const outcome = study.outcomes[index]!;
  const adjustment = adjustments[index]!;
  return effectCandidate(effect, {
    context,
    outcome,
    estimand: study.estimand,
    method,
    sizes: adjustment.sizes,
    // Propensity and outcome parameters together: covariates, intercepts, two means.
    parameters: adjustment.terms.length + 3,
    ...(caveat === undefined ? {} : { caveat }),
    ...eventsOf(outcome, y, adjustment.z),
  });
}

/** Other estimators, and the comparisons that people make by themselves, named as what they are. */
function alternativesOf(work: Work, index: number, y: Float64Array): EffectCandidate[] {
  const adjustment = work.adjustments[index]!;
  const other =
    work.study.method === 'aipw'
      ? ([METHODS.iptw, weightedEffect(adjustment, y)] as const)
      : ([METHODS.aipw, doublyRobustEffect(adjustment, y)] as const);
  const changes = beforeAfter(work, index);
  const entries: (readonly [string, ScaledEffect, string])[] = [
    ...(other[1] ? [[other[0], other[1], '別の方法での確かめ'] as const] : []),
    [PLAIN_COMPARISONS.crude, crudeEffect(adjustment, y), '背景の違いを含む'],
    ...(changes
      ? ([
          [
            PLAIN_COMPARISONS.participantsChange,
            changes.treated,
            '効果ではない（平均への回帰と自然な変化を含む）',
          ],
          [PLAIN_COMPARISONS.othersChange, changes.control, '参加しなくても起きる変化'],
        ] as const)
      : []),
  ];
  return entries.map((entry) => candidateOf(work, index, y, entry));
}

/** Change from before to after in each arm alone: not an effect. */
function beforeAfter(
  { cohort, adjustments }: Work,
  index: number,
): { readonly treated: ScaledEffect; readonly control: ScaledEffect } | undefined {
  const { before, after } = cohort.outcomes[index]!;
  const { rows, z } = adjustments[index]!;
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

function beforeAfterRemark(work: Work, index: number, fall: NaturalFall | undefined): string[] {
  const changes = beforeAfter(work, index);
  if (!changes) return [];
  const { decimals, unit } = work.study.outcomes[index]!;
  const words = (value: number) =>
    `${value > 0 ? '＋' : value < 0 ? '−' : ''}${Math.abs(value).toLocaleString('ja-JP', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}${unit}`;
  const expected = fall
    ? `${fall.condition}は、何もしなくても${words(fall.expected)}変わると見込まれます（平均への回帰）。`
    : '';
  return [
    `参加者だけの前後の変化は${words(changes.treated.estimate)}ですが、同じ条件の非参加者も${words(changes.control.estimate)}変化しており、前後の変化をそのまま効果とみなすことはできません。${expected}`,
  ];
}
