import { normalCritical } from '../statistics/distributions.ts';
import type { AttritionStep } from './cohort.ts';
import type { StudyDefinition } from './definition.ts';
import type { OutcomeEstimate } from './estimate.ts';

export type Verdict = 'good' | 'caution' | 'bad';

/** One diagnostic with its reading and what to do; shown before any effect is. */
export interface StudyCheck {
  readonly id: string;
  readonly label: string;
  readonly verdict: Verdict;
  readonly explanation: string;
  readonly action: string;
}

/** 1 randomised … 4 descriptive; follows from design and checks and cannot be set by hand. */
export type EvidenceLevel = '1' | '2a' | '2b' | '3' | '4';

function verdict(value: number, good: number, caution: number): Verdict {
  if (value <= good) return 'good';
  return value <= caution ? 'caution' : 'bad';
}

const percent = (share: number) => `${Math.round(share * 100)}％`;

/** Diagnostics of the primary outcome. Thresholds: Stuart 2010 (SMD), Walker 2013 and OHDSI (equipoise). */
export function studyChecks(
  study: StudyDefinition,
  estimate: OutcomeEstimate,
  attrition: readonly AttritionStep[],
  threshold: number,
): StudyCheck[] {
  return [
    balanceCheck(estimate),
    overlapCheck(estimate),
    effectiveSizeCheck(estimate),
    followUpCheck(estimate, attrition, threshold),
    precisionCheck(estimate),
    healthyVolunteerCheck(study),
    regressionToMeanCheck(study),
    immortalTimeCheck(study),
  ];
}

function balanceCheck(estimate: OutcomeEstimate): StudyCheck {
  const worst = estimate.imbalance;
  return {
    id: 'balance',
    label: '2つの群の背景はそろったか（標準化差）',
    verdict: verdict(worst, 0.1, 0.25),
    explanation: `調整後の標準化差の最大は ${worst.toFixed(3)}（目安 0.1 以下）。`,
    action: worst <= 0.1 ? '' : '差の残る項目を調整に加えるか、対象の条件を見直してください。',
  };
}

function overlapCheck(estimate: OutcomeEstimate): StudyCheck {
  const share = estimate.equipoise;
  return {
    id: 'overlap',
    label: '比べられる人どうしか（選好スコアの重なり）',
    verdict: share >= 0.5 ? 'good' : share >= 0.2 ? 'caution' : 'bad',
    explanation: `どちらの群にもなり得た人（選好スコア 0.3〜0.7）の割合は ${percent(share)}（目安 50％以上）。`,
    action:
      share >= 0.5
        ? ''
        : '参加がほぼ決まっている人を対象から除くか、推定対象を重なりのある集団（ATO）にしてください。',
  };
}

function effectiveSizeCheck(estimate: OutcomeEstimate): StudyCheck {
  const share = Math.min(
    estimate.ess.treated / estimate.sizes.treated,
    estimate.ess.control / estimate.sizes.control,
  );
  return {
    id: 'effective_size',
    label: '重みづけで情報が減りすぎていないか（有効標本サイズ）',
    verdict: share >= 0.5 ? 'good' : share >= 0.2 ? 'caution' : 'bad',
    explanation: `有効標本サイズは元の人数の ${percent(share)}（小さいほうの群）。打ち切った重みは ${percent(estimate.truncated / (estimate.sizes.treated + estimate.sizes.control))}。`,
    action: share >= 0.5 ? '' : '一部の人の重みが大きすぎます。打ち切りの水準や推定対象を見直してください。',
  };
}

/** A loss of fewer people than the threshold is given in words: its share would tell the count. */
function followUpCheck(
  estimate: OutcomeEstimate,
  attrition: readonly AttritionStep[],
  threshold: number,
): StudyCheck {
  const base = attrition.find((step) => step.id === 'new_start');
  const kept = attrition.find((step) => step.id === `observed_${estimate.outcome.id}`);
  const lost = (arm: 'treated' | 'control') => (base?.[arm] ?? 0) - (kept?.[arm] ?? 0);
  const loss = (arm: 'treated' | 'control') => lost(arm) / Math.max(1, base?.[arm] ?? 1);
  const words = (arm: 'treated' | 'control') =>
    lost(arm) < threshold ? `${threshold}人未満` : percent(loss(arm));
  const gap = Math.abs(loss('treated') - loss('control'));
  return {
    id: 'follow_up',
    label: '追跡できなかった人の割合は両群で同じか',
    verdict: verdict(gap, 0.05, 0.15),
    explanation: `結果が測られなかった割合は、参加 ${words('treated')}・非参加 ${words('control')}。`,
    action:
      gap <= 0.05
        ? ''
        : '健診を受けなかった人の分だけ偏る恐れがあります。レセプトなど受診によらない結果もあわせて見てください。',
  };
}

/** Minimal detectable difference at 80 % power against the difference that matters. */
function precisionCheck(estimate: OutcomeEstimate): StudyCheck {
  const detectable = (normalCritical(0.95) + 0.8416212) * estimate.effect.se;
  const { minimalImportantDifference: wanted, unit, decimals } = estimate.outcome;
  return {
    id: 'precision',
    label: '意味のある差を見つけられる人数か（検出力）',
    verdict: verdict(detectable / wanted, 1, 2),
    explanation: `80％の確率で見つけられる差は ${detectable.toFixed(decimals)}${unit}、意味のある差は ${wanted}${unit}。`,
    action:
      detectable <= wanted
        ? ''
        : '差がないのか、人数が足りないのかを区別できません。年度をまとめるか、対象を広げてください。',
  };
}

function healthyVolunteerCheck(study: StudyDefinition): StudyCheck {
  const behaviour = study.covariates.includes('checkups_before');
  const cost = study.covariates.some((id) => id.includes('annual_cost'));
  const ok = behaviour && cost;
  return {
    id: 'healthy_volunteer',
    label: '健康意識の高い人が集まる偏りへの備え',
    verdict: ok ? 'good' : 'caution',
    explanation: ok
      ? '前の年度までの健診の受け方と医療費を調整に入れています。'
      : '前の年度までの健診の受け方または医療費が調整に入っていません。',
    action: ok ? '' : '健診受診回数と年間医療費を調整項目に加えてください。',
  };
}

function regressionToMeanCheck(study: StudyDefinition): StudyCheck {
  const selected = study.eligibility.conditions.length > 0 || study.eligibility.guidanceTarget;
  const adjusted = study.outcomes.every(
    (outcome) => outcome.negativeControl || study.covariates.some((id) => id.endsWith(outcome.variable)),
  );
  return {
    id: 'regression_to_mean',
    label: '平均への回帰（高い値の人は放っておいても下がる）への備え',
    verdict: adjusted ? 'good' : selected ? 'bad' : 'caution',
    explanation: adjusted
      ? '同じ条件で選ばれた参加していない人と比べ、前の値もそろえています。前後の変化だけを効果とはみなしません。'
      : '結果と同じ項目の前の値が調整に入っていません。',
    action: adjusted ? '' : '結果と同じ項目の前の値を調整に加えてください。',
  };
}

function immortalTimeCheck(study: StudyDefinition): StudyCheck {
  const after = study.outcomes.every((outcome) => outcome.year * 12 >= study.exposure.graceMonths);
  return {
    id: 'immortal_time',
    label: '観察の始まりは両群で同じか（不死時間の偏り）',
    verdict: after ? 'good' : 'caution',
    explanation: after
      ? '両群とも同じ日から数え、参加を判定する期間が終わってから結果を測っています。'
      : '参加を判定する期間が終わる前に結果を測っています。',
    action: after ? '' : '結果を測る年度を遅らせるか、参加を判定する期間を短くしてください。',
  };
}

/** A comparison-group design is level 2b; any failed check takes it to 3. */
export function evidenceLevel(checks: readonly StudyCheck[]): EvidenceLevel {
  return checks.some((check) => check.verdict === 'bad') ? '3' : '2b';
}
