import type { EffectEstimate, FlowStep, StatisticContext } from '../domain/statistic.ts';
import type { BalanceRow } from '../statistics/balance.ts';
import type { ScaledEffect } from '../statistics/contrast.ts';
import type { Warehouse } from '../warehouse/session.ts';
import { type EvidenceLevel, evidenceLevel, type StudyCheck, studyChecks } from './checks.ts';
import { type AttritionStep, buildCohort, type Cohort } from './cohort.ts';
import { formatStudy, type StudyDefinition, studyHash } from './definition.ts';
import { estimateOutcome, type OutcomeEstimate } from './estimate.ts';
import { studyReading } from './reading.ts';
import { studyVariable } from './variables.ts';

/** A covariate before and after, with the arm sizes that its disclosure check needs. */
export interface BalanceCandidate {
  readonly term: string;
  readonly label: string;
  readonly binary: boolean;
  /** Levels of one categorical covariate share a factor. */
  readonly factor?: string;
  readonly row: BalanceRow;
  /** Binary traits: people with it, by arm. */
  readonly positives: { readonly treated: number; readonly control: number };
}

export interface EffectCandidate {
  readonly context: StatisticContext;
  readonly effect: EffectEstimate;
  /** What stands behind the estimate: persons used and parameters estimated. */
  readonly support: { readonly persons: number; readonly parameters: number };
}

/** A finished study with exact numbers: stays in the analysis process until the gate has passed each part. */
export interface StudyCandidate {
  readonly study: StudyDefinition;
  readonly hash: string;
  readonly settings: string;
  readonly targetTrial: readonly { readonly item: string; readonly text: string }[];
  readonly context: StatisticContext;
  readonly flow: readonly FlowStep[];
  readonly balance: {
    readonly convention: string;
    readonly rows: readonly BalanceCandidate[];
    readonly sizes: { readonly treated: number; readonly control: number };
  };
  /** Persons by arm and preference-score bin of width 0.1. */
  readonly overlap: { readonly treated: readonly number[]; readonly control: readonly number[] };
  readonly checks: readonly StudyCheck[];
  readonly evidenceLevel: EvidenceLevel;
  readonly effects: readonly EffectCandidate[];
  readonly alternatives: readonly EffectCandidate[];
  readonly reading: readonly string[];
}

export interface StudyRunOptions {
  /** Smallest publishable count; smaller losses are put into words. */
  readonly threshold: number;
  readonly source: string;
  readonly signal?: AbortSignal;
  readonly onStep?: (phase: string, done: number, total: number) => void;
}

/**
 * Runs a study in the order of its workflow: cohort, diagnostics, then outcomes. Throws `study.no_cohort` when
 * nobody is left, `study.too_few` when an arm is too small for an estimate.
 */
export async function runStudy(
  warehouse: Warehouse,
  study: StudyDefinition,
  options: StudyRunOptions,
): Promise<StudyCandidate> {
  const total = study.outcomes.length + 2;
  options.onStep?.('対象者を選んでいます', 0, total);
  const cohort = await buildCohort(warehouse, study, options.signal);
  const estimates = study.outcomes.map((outcome, index) => {
    options.signal?.throwIfAborted();
    options.onStep?.(`${outcome.label}を推定しています`, index + 1, total);
    return estimateOutcome(cohort, study, index);
  });
  const primary = estimates.find((estimate) => estimate.outcome.primary) ?? estimates[0]!;
  const checks = studyChecks(study, primary, cohort.attrition, options.threshold);
  const level = evidenceLevel(checks);
  const context = studyContext(study, options.source);
  options.onStep?.('結果をまとめています', total - 1, total);
  return {
    study,
    hash: studyHash(study),
    settings: formatStudy(study),
    targetTrial: targetTrial(study),
    context,
    flow: flowSteps(cohort),
    balance: {
      convention: balanceConvention(study),
      rows: balanceCandidates(primary),
      sizes: primary.sizes,
    },
    overlap: overlapBins(primary),
    checks,
    evidenceLevel: level,
    effects: estimates.map((estimate) => ({
      context: withTitle(context, `${estimate.outcome.label}の差`),
      effect: effectOf(study, estimate, estimate.effect, METHODS[study.method]),
      support: supportOf(estimate),
    })),
    alternatives: estimates.flatMap((estimate) => alternatives(study, estimate, context)),
    reading: studyReading(study, estimates, level, checks),
  };
}

function studyContext(study: StudyDefinition, source: string): StatisticContext {
  const years = study.trialYears;
  const [from, to] = study.eligibility.age;
  const period = years.length === 1 ? `${years[0]}年度開始` : `${years[0]}〜${years.at(-1)}年度開始`;
  return {
    title: study.title,
    population: `年度末年齢${from}〜${to}歳で基準年度に健診を受けた人`,
    period: `${period}、結果は${Math.max(...study.outcomes.map((outcome) => outcome.year))}年後まで`,
    source,
    method: `${METHODS[study.method]}、推定対象 ${study.estimand}。標準誤差は影響関数により、同じ人の複数年度をまとめて計算。`,
    caveats: ['記録にない背景の違いの影響は残り得る。'],
  };
}

function withTitle(context: StatisticContext, title: string): StatisticContext {
  return { ...context, title };
}

function targetTrial(study: StudyDefinition): { item: string; text: string }[] {
  const { eligibility, exposure } = study;
  const conditions = [
    `年度末年齢${eligibility.age[0]}〜${eligibility.age[1]}歳`,
    '基準年度に健診を受けている',
    ...(eligibility.guidanceTarget ? ['特定保健指導の対象（積極的・動機付け）'] : []),
    ...eligibility.conditions.map(conditionWords),
  ];
  return [
    { item: '問い', text: study.question },
    { item: '対象者', text: conditions.join('、') },
    {
      item: '開始日',
      text:
        study.timeZero === 'fiscal_year_start'
          ? '年度はじめ（4月1日）。両群とも同じ日'
          : '健診を受けた日。両群とも同じ',
    },
    { item: '参加群', text: `開始日から${exposure.graceMonths}か月以内に${study.programmeLabel}を始めた人` },
    { item: '比較群', text: '同じ条件で、その間に始めなかった人' },
    { item: '結果', text: study.outcomes.map((outcome) => outcome.label).join('、') },
    { item: '推定対象', text: estimandWords(study.estimand) },
  ];
}

const COMPARISONS = { '>=': '以上', '>': 'を超える', '<=': '以下', '<': '未満', '=': 'に等しい' } as const;

function conditionWords({ value, op, than }: StudyDefinition['eligibility']['conditions'][number]): string {
  const { label, unit } = studyVariable(value);
  return `${label}が${than}${unit}${COMPARISONS[op]}`;
}

function estimandWords(estimand: StudyDefinition['estimand']): string {
  const words = {
    ATE: '対象者全員が参加した場合と誰も参加しなかった場合の差（ATE）',
    ATT: '実際に参加した人が、参加しなかった場合との差（ATT）',
    ATC: '参加しなかった人が、参加した場合との差（ATC）',
    ATO: 'どちらにもなり得た人での差（ATO）',
    ATM: '対にできる人での差（ATM）',
  };
  return words[estimand];
}

function balanceConvention(study: StudyDefinition): string {
  const denominator = {
    ATE: '両群の標準偏差',
    ATT: '参加群の標準偏差',
    ATC: '非参加群の標準偏差',
    ATO: '重みづけ後の標準偏差',
    ATM: '重みづけ後の標準偏差',
  };
  return `標準化差＝（参加−非参加）÷${denominator[study.estimand]}（調整前後で同じ分母）`;
}

function flowSteps(cohort: Cohort): FlowStep[] {
  return cohort.attrition.flatMap((step: AttritionStep) => [
    { id: `${step.id}:treated`, label: step.label, arm: '参加', persons: step.treated },
    { id: `${step.id}:control`, label: step.label, arm: '非参加', persons: step.control },
  ]);
}

function balanceCandidates(estimate: OutcomeEstimate): BalanceCandidate[] {
  const z = estimate.preference.exposed;
  return estimate.terms.flatMap((term, i) => {
    const row = estimate.balance[i];
    if (!row || !term.reported) return [];
    let treated = 0;
    let control = 0;
    term.values.forEach((value, person) => {
      if (value !== 1) return;
      if (z[person] === 1) treated++;
      else control++;
    });
    return [
      { term: term.term, label: term.label, binary: term.binary, row, positives: { treated, control } },
    ];
  });
}

function overlapBins(estimate: OutcomeEstimate): StudyCandidate['overlap'] {
  const treated = new Array<number>(10).fill(0);
  const control = new Array<number>(10).fill(0);
  estimate.preference.scores.forEach((score, i) => {
    const bin = Math.min(9, Math.floor(score * 10));
    const arm = estimate.preference.exposed[i] === 1 ? treated : control;
    arm[bin]! += 1;
  });
  return { treated, control };
}

const METHODS = {
  iptw: 'IPTW（傾向スコアの推定を含む標準誤差）',
  aipw: '二重頑健推定（IPTW＋回帰、AIPW）',
} as const;

function effectOf(
  study: StudyDefinition,
  estimate: OutcomeEstimate,
  effect: ScaledEffect,
  method: string,
): EffectEstimate {
  return {
    outcome: estimate.outcome.id,
    outcomeLabel: estimate.outcome.label,
    unit: estimate.outcome.unit,
    scale: 'difference',
    estimand: study.estimand,
    method,
    estimate: effect.estimate,
    standardError: effect.se,
    interval: effect.ci,
    p: effect.p,
    treated: estimate.sizes.treated,
    control: estimate.sizes.control,
  };
}

/** Other estimators, and the comparisons that people make by themselves, named as what they are. */
function alternatives(
  study: StudyDefinition,
  estimate: OutcomeEstimate,
  context: StatisticContext,
): EffectCandidate[] {
  const other: readonly [string, ScaledEffect | undefined] =
    study.method === 'aipw' ? [METHODS.iptw, estimate.weighted] : [METHODS.aipw, estimate.doublyRobust];
  const entries: (readonly [string, ScaledEffect, string])[] = [
    ...(other[1] ? [[other[0], other[1], '別の方法での確かめ'] as const] : []),
    ['調整なしの群間差', estimate.crude, '背景の違いを含む'],
  ];
  if (estimate.beforeAfter) {
    entries.push(
      ['参加者の前後差', estimate.beforeAfter.treated, '効果ではない（平均への回帰と自然な変化を含む）'],
      ['非参加者の前後差', estimate.beforeAfter.control, '参加しなくても起きる変化'],
    );
  }
  return entries.map(([method, effect, caveat]) => ({
    context: { ...withTitle(context, `${estimate.outcome.label}：${method}`), caveats: [caveat] },
    effect: effectOf(study, estimate, effect, method),
    support: supportOf(estimate),
  }));
}

/** Propensity and outcome parameters together: covariates, intercepts, two means. */
function supportOf(estimate: OutcomeEstimate): EffectCandidate['support'] {
  return {
    persons: estimate.sizes.treated + estimate.sizes.control,
    parameters: estimate.terms.length + 3,
  };
}
