import { UserIssue } from '../../domain/issue.ts';
import { PLAIN_COMPARISONS } from '../../domain/plain-comparisons.ts';
import type { StatisticContext } from '../../domain/statistic.ts';
import { normalEffect, type ScaledEffect } from '../../statistics/contrast.ts';
import { detectableHazardRatio } from '../../statistics/power.ts';
import { eValue, riskRatioOfCommonHazard } from '../../statistics/sensitivity.ts';
import { type CoxFit, coxRobustCovariance, fitCox } from '../../statistics/survival/cox.ts';
import { proportionalityTests } from '../../statistics/survival/cox-checks.ts';
import { stabilise } from '../../statistics/weights.ts';
import { type Adjustment, adjust, crudeEffect, doublyRobustEffect, weightedEffect } from '../adjustment.ts';
import {
  adjustmentChecks,
  healthyVolunteerCheck,
  missingDataCheck,
  repeatedPersonsCheck,
  type StudyCheck,
} from '../checks.ts';
import { type AttritionStep, buildCohort, type Cohort } from '../cohort.ts';
import type { StudyOf } from '../definition.ts';
import { balanceSet, flowSteps, overlapBins } from '../diagnosis.ts';
import {
  type DesignEngine,
  type EffectCandidate,
  type EffectSet,
  effectCandidate,
  eventCounts,
  type Findings,
} from '../parts.ts';
import { cohortPlan } from '../plan.ts';
import { type SensitivityBase, sensitivitySets, strongestCovariate, subgroupEffect } from '../sensitivity.ts';
import { subgroupSets } from '../subgroups.ts';
import { balanceConvention, ESTIMAND_WORDS, trialHead } from '../words.ts';
import { lifeSteps } from './life-steps.ts';
import {
  expandCohort,
  type FollowUp,
  followUpColumns,
  immortalFollowUp,
  matchedFollowUp,
} from './matched-start.ts';
import { pseudoValues } from './pseudo-values.ts';

type EventStudy = StudyOf<'time_to_event'>;

/** Time from an index date to an event, death competing. */
export const survivalEngine: DesignEngine<'time_to_event'> = {
  method: (study) =>
    `傾向スコアによる重みづけ（${study.estimand}）。比較する人のうち後から始めた人は、始めた日で追跡を終える（打ち切り）。累積発生率と失われた期間は群ごとの疑似値（Andersen ほか 2003、Andersen & Pohar Perme 2010、死亡を競合とする）、ハザード比は重みつきCox回帰の頑健標準誤差（人ごとにまとめる）。`,
  targetTrial: (study) => [
    ...trialHead(study).map((entry) =>
      entry.item === '開始日'
        ? {
            item: '開始日',
            text: '参加者は始めた日。比較する人には、参加者の始めた日の分布から1つずつ日を割り当て、その日から数える（不死時間への備え）',
          }
        : entry,
    ),
    { item: '参加群', text: `${study.exposure.graceMonths}か月以内に${study.programmeLabel}を始めた人` },
    { item: '比較群', text: '割り当てた日までに始めていない人（その後に始めた人は、始める日までを数える）' },
    {
      item: '結果',
      text: `${study.eventLabel}（開始日から${study.horizonMonths}か月まで。死亡は競合、転出・データの終わり・比較する人の後からの開始は打ち切り）`,
    },
    { item: '推定対象', text: ESTIMAND_WORDS[study.estimand] },
  ],
  prepare: async (warehouse, study, options) => {
    options.onStep?.('対象者を選んでいます', 0, 3);
    const plan = cohortPlan(study, {
      exposure: { kind: 'start', ...study.exposure },
      outcomes: [],
      extras: followUpColumns(study),
    });
    const source = await buildCohort(warehouse, plan, options);
    options.onStep?.('背景をそろえています', 1, 3);
    const follow = matchedFollowUp(study, source);
    const cohort = expandCohort(source, follow);
    const rows = Uint32Array.from({ length: cohort.size }, (_, row) => row);
    const work: Work = {
      study,
      source,
      cohort,
      follow,
      adjustment: adjust(cohort, rows, study),
      context: options.context,
      threshold: options.threshold,
    };
    requireEvents(follow);
    return { diagnosis: diagnosisOf(work, options.threshold), findings: () => findingsOf(work) };
  },
};

const CURVE_LIMITS =
  '曲線の95％信頼区間は、表示している割合と10人単位の人数から求めています（Greenwood の分散、対数−対数変換）。';

interface Work {
  readonly study: EventStudy;
  readonly source: Cohort;
  readonly cohort: Cohort;
  readonly follow: FollowUp;
  readonly adjustment: Adjustment;
  readonly context: StatisticContext;
  readonly threshold: number;
}

const eventCount = ({ cause }: FollowUp): number => cause.filter((value) => value === 1).length;

function requireEvents(follow: FollowUp): void {
  if (eventCount(follow) < 10) throw new UserIssue('refused', 'study.few_events', { minimum: 10 });
}

function diagnosisOf(work: Work, threshold: number) {
  const { study, cohort, adjustment, follow, source } = work;
  const shareTreated = adjustment.sizes.treated / cohort.size;
  const hazard = detectableHazardRatio(eventCount(follow), shareTreated);
  const step: AttritionStep = {
    id: 'observed_incidence',
    label: '開始日に、まだ起きておらず資格がある',
    ...adjustment.sizes,
    total: cohort.size,
  };
  // Drawn dates make the comparison group anew, so only its last size is printed.
  const attrition = [...source.attrition.filter(({ id }) => id === 'eligible'), step];
  return {
    flow: flowSteps(attrition.slice(-1)),
    balance: balanceSet(adjustment, balanceConvention(study.estimand)),
    overlap: overlapBins(adjustment),
    checks: [
      ...adjustmentChecks(adjustment),
      immortalCheck(follow, threshold),
      eventCheck(follow),
      {
        id: 'precision',
        label: '意味のある差を見つけられる件数か（検出力、結果を見る前の計算）',
        verdict: hazard <= 1.5 ? ('good' as const) : hazard <= 2.5 ? ('caution' as const) : ('bad' as const),
        explanation: `両群あわせた件数から、80％の確率で見つけられるハザード比は ${(1 / hazard).toFixed(2)} 以下または ${hazard.toFixed(2)} 以上。`,
        action:
          hazard <= 1.5
            ? ''
            : '追跡を長くするか、対象を広げてください。差がみられなくても「差がない」とは言えません。',
      },
      missingDataCheck(cohort, adjustment.rows),
      healthyVolunteerCheck(study.covariates),
      repeatedPersonsCheck(adjustment),
      competingCheck(work),
    ],
    power: [],
  };
}

function immortalCheck({ before }: FollowUp, threshold: number): StudyCheck {
  const words =
    before.control < threshold ? `${threshold}人未満` : `約${Math.round(before.control / 10) * 10}人`;
  return {
    id: 'immortal_time',
    label: '観察の始まりは両群で同じか（不死時間の偏り）',
    verdict: 'good',
    explanation: `比較する人にも開始日を割り当て、その日より前に起きた・いなくなった人（${words}）を除いてから数えています。`,
    action: '',
  };
}

function eventCheck(follow: FollowUp): StudyCheck {
  const events = eventCount(follow);
  return {
    id: 'events',
    label: '起きた件数は推定に足りるか',
    verdict: events >= 50 ? 'good' : events >= 20 ? 'caution' : 'bad',
    explanation: events >= 50 ? '両群あわせて50件以上あります。' : '両群あわせて50件に届きません。',
    action: events >= 50 ? '' : '追跡を長くするか、調整項目を減らしてください。',
  };
}

function competingCheck({ follow, study }: Work): StudyCheck {
  const deaths = follow.cause.filter((value) => value === 2).length / follow.cause.length;
  return {
    id: 'competing_death',
    label: '先に亡くなった人の扱い',
    verdict: 'good',
    explanation:
      study.event === 'death'
        ? '死亡そのものを結果にしています。'
        : `先に亡くなると${study.eventLabel}は起きません。死亡を打ち切りとせず、競合する出来事として数えています（追跡中の死亡 約${Math.round(deaths * 100)}％）。`,
    action: '',
  };
}

function findingsOf(work: Work): Findings {
  const { study, follow, adjustment } = work;
  const pseudo = pseudoValues(follow, study.horizonMonths);
  const percent = pseudo.incidence.map((value) => 100 * value);
  const cox = weightedCox(follow, adjustment);
  const hazard = hazardEffect(cox, adjustment);
  const robust = doublyRobustEffect(adjustment, percent);
  const naive = naiveEffect(work);
  const main = weightedEffect(adjustment, percent);
  const base = sensitivityBase(work, percent);
  return {
    effects: [
      incidence(work, [main, '重みづけ（IPTW、疑似値）']),
      hazardCandidate(work, [hazard, '重みつきCox回帰（頑健標準誤差）']),
      candidateOf(work, [weightedEffect(adjustment, pseudo.lost), '重みづけ（IPTW、疑似値）'], {
        id: 'time_lost',
        label: `${study.eventLabel}により失われた期間`,
        unit: 'か月',
        scale: 'difference',
      }),
    ],
    alternatives: [
      ...(robust ? [incidence(work, [robust, '二重頑健推定（AIPW、疑似値）', '別の方法での確かめ'])] : []),
      incidence(work, [crudeEffect(adjustment, percent), PLAIN_COMPARISONS.crude, '背景の違いを含む']),
      ...(naive ? [naive] : []),
    ],
    sets: [
      ...sensitivitySets(base),
      laterStarts(work),
      ...subgroupSets({
        study,
        cohort: work.cohort,
        rows: adjustment.rows,
        threshold: work.threshold,
        estimate: subgroupEffect(base),
      }),
    ],
    figures: [
      {
        kind: 'survival',
        title: `${study.eventLabel}がない人の割合`,
        id: 'study.survival',
        parameters: { study: study.id },
        context: {
          ...work.context,
          title: `${study.eventLabel}がない人の割合（調整なし、死亡と後からの開始は打ち切り）`,
          caveats: [...work.context.caveats, CURVE_LIMITS],
        },
        unit: 'か月',
        arms: ([1, 0] as const).map((arm) =>
          lifeSteps(follow, { arm, months: study.horizonMonths, keys: work.source.keys }),
        ),
      },
    ],
    checks: [hazardsCheck(cox, work)],
    remarks: [],
    bounds: [...hazardBounds(hazard), ...strongestCovariate(base, main)],
  };
}

/** Counted as not taking part to the end, who starts later dilutes the comparison, but nobody's leaving it is chosen. */
function laterStarts(work: Work): EffectSet {
  const follow = matchedFollowUp(work.study, work.source, { toTheEnd: true });
  const { incidence: values } = pseudoValues(follow, work.study.horizonMonths);
  const method = '後から始めた人も、最後まで比較群として数える';
  const part = { ...work, follow };
  const percent = values.map((value) => 100 * value);
  return {
    id: 'later_starts',
    kind: 'sensitivity',
    title: '後から始めた人の扱い',
    reading:
      '主な結果は、後から始めた人を始めた日までしか数えません。始める人と始めない人の、記録にない違い（体調など）の影響を受け得ます。最後まで比較群に数えると、その影響はない代わりに、参加した期間が混じって差が小さめに出ます。向きがそろえば、この扱いによる結果ではありません。',
    effects: [
      incidence(part, [weightedEffect(work.adjustment, percent), method]),
      hazardCandidate(part, [hazardEffect(weightedCox(follow, work.adjustment), work.adjustment), method]),
    ],
  };
}

const hazardCandidate = (work: Work, made: readonly [ScaledEffect, string, string?]): EffectCandidate =>
  candidateOf(work, made, {
    id: 'hazard',
    label: `${work.study.eventLabel}のハザード比`,
    unit: '倍',
    scale: 'hazard_ratio',
  });

/** Pseudo-values are outcomes like any other: everything that is varied for a cohort is varied here. */
function sensitivityBase(work: Work, percent: Float64Array): SensitivityBase {
  const { study, cohort, adjustment, follow, context, threshold } = work;
  return {
    study: { ...study, method: 'iptw' },
    cohort,
    outcome: { ...incidenceWords(study), decimals: 1 },
    after: percent,
    events: ({ rows, z }) => ({
      events: eventCounts(
        Float64Array.from(rows, (row) => (follow.cause[row] === 1 ? 1 : 0)),
        z,
      ),
    }),
    adjustment,
    y: percent,
    context,
    threshold,
  };
}

const incidenceWords = ({ horizonMonths, eventLabel }: EventStudy) => ({
  id: 'incidence',
  label: `${horizonMonths}か月以内の${eventLabel}の割合`,
  unit: 'ポイント',
});

function incidence(work: Work, made: readonly [ScaledEffect, string, string?]): EffectCandidate {
  return candidateOf(work, made, { ...incidenceWords(work.study), scale: 'difference' });
}

function candidateOf(
  { study, adjustment, follow, context }: Work,
  [effect, method, caveat]: readonly [ScaledEffect, string, string?],
  { scale, ...outcome }: { id: string; label: string; unit: string; scale: 'difference' | 'hazard_ratio' },
): EffectCandidate {
  const events = (arm: 0 | 1): readonly [number, number] => {
    const happened = follow.cause.filter((cause, i) => cause === 1 && adjustment.z[i] === arm).length;
    return [happened, (arm === 1 ? adjustment.sizes.treated : adjustment.sizes.control) - happened];
  };
  return effectCandidate(effect, {
    context,
    outcome,
    estimand: study.estimand,
    method,
    sizes: adjustment.sizes,
    parameters: adjustment.terms.length + 3,
    scale,
    events: { treated: events(1), control: events(0) },
    ...(caveat === undefined ? {} : { caveat }),
  });
}

/** Cox model of the arm alone under the weights (Austin 2013); stabilised for ATE. */
function weightedCox(follow: FollowUp, { weights, z, estimand }: Adjustment): CoxFit {
  const used = estimand === 'ate' ? stabilise(weights, z).weights : weights.weights;
  const event = follow.cause.map((cause) => (cause === 1 ? 1 : 0));
  return fitCox({
    data: { time: follow.time, event, weights: used },
    design: { rows: z.length, terms: ['treated'], columns: [z] },
    ties: 'efron',
  });
}

function hazardEffect(cox: CoxFit, { cluster }: Adjustment): ScaledEffect {
  const robust = coxRobustCovariance(cox, cluster);
  return normalEffect('hazard-ratio', cox.coefficients[0]!, Math.sqrt(robust[0]!), { log: true });
}

function hazardsCheck(cox: CoxFit, { follow }: Work): StudyCheck {
  const event = follow.cause.map((cause) => (cause === 1 ? 1 : 0));
  const p = proportionalityTests(cox, { time: follow.time, event })[0]?.p ?? 1;
  return {
    id: 'hazards',
    label: '時期によってハザード比が違わないか（比例ハザード性）',
    verdict: p >= 0.05 ? 'good' : 'caution',
    explanation: `検定 p＝${p < 0.001 ? '0.001未満' : p.toFixed(3)}。`,
    action: p >= 0.05 ? '' : 'ハザード比ではなく、割合の差と失われた期間の差を読んでください。',
  };
}

/** What a comparison from time zero would have said, immortal time included. */
function naiveEffect(work: Work): EffectCandidate | undefined {
  const { study, source } = work;
  const follow = immortalFollowUp(study, source);
  const cohort = expandCohort(source, follow);
  const rows = Uint32Array.from({ length: cohort.size }, (_, row) => row);
  const adjustment = adjust(cohort, rows, study);
  const { incidence: values } = pseudoValues(follow, study.horizonMonths);
  const effect = weightedEffect(
    adjustment,
    values.map((value) => 100 * value),
  );
  return incidence({ ...work, follow, adjustment }, [
    effect,
    '年度はじめから数えた場合（不死時間を含む）',
    '効果ではない（始めるまで無事だった期間を参加のおかげと数えている）',
  ]);
}

function hazardBounds(hazard: ScaledEffect): { label: string; text: string }[] {
  const [rr, low, high] = [hazard.estimate, ...hazard.ci].map(riskRatioOfCommonHazard) as [
    number,
    number,
    number,
  ];
  const value = eValue(rr, low, high);
  return [
    {
      label: 'E値（VanderWeele & Ding 2017）',
      text:
        value.limit === 1
          ? `ハザード比の区間が差なしを含むため、区間のE値は1です（推定値のE値 ${value.point.toFixed(2)}）。`
          : `記録にない要因が、参加と結果の両方に、いまの調整に加えて ${value.limit.toFixed(2)}倍以上かかわっていれば、ハザード比の区間は差なしを含みます。`,
    },
  ];
}
