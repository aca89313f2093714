import { detectableDifference } from '../statistics/power.ts';
import { variance } from '../statistics/summary.ts';
import type { Adjustment, ArmSizes } from './adjustment.ts';
import type { AttritionStep, Cohort, CohortOutcome } from './cohort.ts';
import { knownRows } from './cohort.ts';
import type { PersonStudy, StudyDesign, StudyOutcome } from './definition.ts';
import { isExamined } from './variables.ts';

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

/** What each design can reach when no check fails; the series has no comparison group to lean on. */
const BEST_LEVEL: Readonly<Record<StudyDesign, EvidenceLevel>> = {
  randomised: '1',
  regression_discontinuity: '2a',
  before_after_with_comparison: '2a',
  interrupted_time_series: '2a',
  cohort_with_comparison: '2b',
  time_to_event: '2b',
  dose_response: '2b',
};

/**
 * The level of a design with its checks. A failed check takes every design to 3. A doubt about what makes the
 * design stronger than adjustment (allocation, the rule at the cut-off, the trend) takes it one step down.
 */
export function evidenceLevel(design: StudyDesign, checks: readonly StudyCheck[]): EvidenceLevel {
  if (checks.some((check) => check.verdict === 'bad' && !NOT_BIAS.has(check.id))) return '3';
  const doubts = checks.filter((check) => check.verdict === 'caution');
  const core = doubts.some((check) => CORE_CHECKS.has(check.id));
  if (!core) return BEST_LEVEL[design];
  if (design === 'interrupted_time_series') return '3';
  return design === 'randomised' ? '2a' : '2b';
}

/** Too few people make a wide interval, not a wrong one. */
const NOT_BIAS: ReadonlySet<string> = new Set(['precision', 'events']);

/** Checks of the assumption that a stronger design rests on. */
const CORE_CHECKS: ReadonlySet<string> = new Set([
  'pre_trend',
  'manipulation',
  'continuity',
  'first_stage',
  'allocation',
  'follow_up',
  'series_length',
  'autocorrelation',
  'few_clusters',
  'locked',
]);

export function grade(value: number, good: number, caution: number): Verdict {
  if (value <= good) return 'good';
  return value <= caution ? 'caution' : 'bad';
}

export const percent = (share: number): string => `${Math.round(share * 100)}％`;

/** Balance, overlap and weights of an adjustment. Thresholds: Stuart 2010 (SMD), Walker 2013 and OHDSI (equipoise). */
export function adjustmentChecks(adjustment: Adjustment): StudyCheck[] {
  return [
    balanceCheck(adjustment.imbalance),
    overlapCheck(adjustment.equipoise),
    effectiveSizeCheck(adjustment),
    weightCheck(adjustment),
  ];
}

function balanceCheck(worst: number): StudyCheck {
  return {
    id: 'balance',
    label: '2つの群の背景はそろったか（標準化差）',
    verdict: grade(worst, 0.1, 0.25),
    explanation: `調整後の標準化差の最大は ${worst.toFixed(3)}（目安 0.1 以下）。`,
    action: worst <= 0.1 ? '' : '差の残る項目を調整に加えるか、対象の条件を見直してください。',
  };
}

function overlapCheck(share: number): StudyCheck {
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

function effectiveSizeCheck({ ess, sizes, truncated }: Adjustment): StudyCheck {
  const share = Math.min(ess.treated / sizes.treated, ess.control / sizes.control);
  return {
    id: 'effective_size',
    label: '重みづけで情報が減りすぎていないか（有効標本サイズ）',
    verdict: share >= 0.5 ? 'good' : share >= 0.2 ? 'caution' : 'bad',
    explanation: `有効標本サイズは元の人数の ${percent(share)}（小さいほうの群）。打ち切った重みは ${percent(truncated / (sizes.treated + sizes.control))}。`,
    action: share >= 0.5 ? '' : '一部の人の重みが大きすぎます。打ち切りの水準や推定対象を見直してください。',
  };
}

function weightCheck({ largestWeight }: Adjustment): StudyCheck {
  const words = largestWeight < 10 ? '10倍未満' : largestWeight < 20 ? '10倍以上20倍未満' : '20倍以上';
  return {
    id: 'weights',
    label: '少数の人の重みに結果が左右されないか（重みの分布）',
    verdict: grade(largestWeight, 10, 20),
    explanation: `最も大きい重みは、その群の平均の${words}（目安 10倍未満）。`,
    action:
      largestWeight < 10 ? '' : '感度分析の打ち切り・除外の表で、結果が変わらないことを確かめてください。',
  };
}

/** A loss of fewer people than the threshold is given in words: its share would tell the count. */
export function followUpCheck(
  outcomes: readonly StudyOutcome[],
  attrition: readonly AttritionStep[],
  threshold: number,
): StudyCheck {
  const base = attrition.find((step) => step.id === 'new_start');
  const primary = outcomes.find((outcome) => outcome.primary) ?? outcomes[0];
  const kept = attrition.find((step) => step.id === `observed_${primary?.id ?? ''}`);
  const lost = (arm: 'treated' | 'control') => (base?.[arm] ?? 0) - (kept?.[arm] ?? 0);
  const loss = (arm: 'treated' | 'control') => lost(arm) / Math.max(1, base?.[arm] ?? 1);
  const words = (arm: 'treated' | 'control') =>
    lost(arm) < threshold ? `${threshold}人未満` : percent(loss(arm));
  const gap = Math.abs(loss('treated') - loss('control'));
  return {
    id: 'follow_up',
    label: '追跡できなかった人（転出・死亡・未受診）の割合は両群で同じか',
    verdict: grade(gap, 0.05, 0.15),
    explanation: `結果が測られなかった割合は、参加 ${words('treated')}・非参加 ${words('control')}。`,
    action:
      gap <= 0.05
        ? ''
        : '健診を受けなかった人の分だけ偏る恐れがあります。感度分析の打ち切りの重み（IPCW）と、レセプトなど受診によらない結果もあわせて見てください。',
  };
}

/** Smallest detectable difference from the spread before time zero: outcomes are not looked at. */
export function detectableBefore(
  measured: CohortOutcome,
  rows: Uint32Array,
  ess: ArmSizes,
): number | undefined {
  const before = Float64Array.from(rows, (row) => measured.before[row]!);
  const known = knownRows(before);
  if (known.length < 30) return undefined;
  const sd = Math.sqrt(variance(Float64Array.from(known, (i) => before[i]!)));
  return sd > 0 ? detectableDifference(sd, ess.treated, ess.control) : undefined;
}

type Precise = Pick<StudyOutcome, 'label' | 'minimalImportantDifference' | 'unit' | 'decimals'>;

/**
 * Minimal detectable difference at 80 % power against the difference that matters. The verdict is that of the main
 * outcome; another one for which there are too few people is a caution, and is named.
 */
export function precisionCheck(
  detectable: number | undefined,
  outcome: Precise,
  others: readonly { readonly outcome: Precise; readonly value: number | undefined }[] = [],
): StudyCheck {
  const main = mainPrecision(detectable, outcome);
  const few = others.flatMap(({ outcome: other, value }) =>
    value !== undefined && value > other.minimalImportantDifference
      ? [
          `${other.label}は、見つけられる差 ${amount(value, other)} が、意味のある差 ${wantedOf(other)} より大きい。`,
        ]
      : [],
  );
  if (few.length === 0) return main;
  return {
    ...main,
    verdict: main.verdict === 'good' ? 'caution' : main.verdict,
    explanation: `${main.explanation}${few.join('')}`,
    action: main.action === '' ? `${TOO_FEW}主な結果には足りています。` : main.action,
  };
}

const TOO_FEW = '差がないのか、人数が足りないのかを区別できません。年度をまとめるか、対象を広げてください。';

const amount = (value: number, { unit, decimals }: Precise): string =>
  `${value.toLocaleString('ja-JP', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}${unit}`;

const wantedOf = ({ minimalImportantDifference, unit }: Precise): string =>
  `${minimalImportantDifference.toLocaleString('ja-JP')}${unit}`;

function mainPrecision(detectable: number | undefined, outcome: Precise): StudyCheck {
  const { minimalImportantDifference: wanted } = outcome;
  const label = '意味のある差を見つけられる人数か（検出力、結果を見る前の計算）';
  if (detectable === undefined) {
    return {
      id: 'precision',
      label,
      verdict: 'caution',
      explanation: '同じ項目の基準時の値がないため、見つけられる差を前もって計算できません。',
      action: '区間の幅を見て、意味のある差より狭いことを確かめてください。',
    };
  }
  return {
    id: 'precision',
    label,
    verdict: grade(detectable / wanted, 1, 2),
    explanation: `80％の確率で見つけられる差は ${amount(detectable, outcome)}、意味のある差は ${wantedOf(outcome)}。`,
    action: detectable <= wanted ? '' : TOO_FEW,
  };
}

export function healthyVolunteerCheck(covariates: readonly string[]): StudyCheck {
  const ok = covariates.includes('checkups_before') && covariates.some((id) => id.includes('annual_cost'));
  return {
    id: 'healthy_volunteer',
    label: '健康意識の高い人が集まる偏りへの備え',
    verdict: ok ? 'good' : 'caution',
    explanation: ok
      ? '前の年度までの健診の受け方と医療費を調整に入れています。'
      : '前の年度までの健診の受け方または医療費が調整に入っていません。',
    action: ok
      ? ''
      : '健診受診回数（checkups_before）と年間医療費（annual_cost）を調整項目に加えてください。',
  };
}

/** People selected for a high value fall by themselves: the value itself must be adjusted for. */
export function regressionToMeanCheck(study: PersonStudy): StudyCheck {
  const selected = study.eligibility.conditions.length > 0 || study.eligibility.guidanceTarget;
  const outcomes = 'outcomes' in study ? study.outcomes : [];
  const adjusted = outcomes.every(
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

export function immortalTimeCheck(
  outcomes: readonly StudyOutcome[],
  exposure: { readonly graceMonths: number },
): StudyCheck {
  const after = outcomes.every((outcome) => outcome.year * 12 >= exposure.graceMonths);
  const examined = outcomes.some(({ variable }) => isExamined(variable));
  const started = examined ? '結果を測る健診より後に始めた人は、参加に数えていません。' : '';
  return {
    id: 'immortal_time',
    label: '観察の始まりは両群で同じか（不死時間の偏り）',
    verdict: after ? 'good' : 'caution',
    explanation: after
      ? `両群とも同じ日から数え、${started === '' ? '参加を判定する期間が終わってから結果を測っています。' : started}`
      : '参加を判定する期間が終わる前に結果を測っています。',
    action: after ? '' : '結果を測る年度を遅らせるか、参加を判定する期間を短くしてください。',
  };
}

/** Covariates that many people lack. */
export function missingDataCheck(cohort: Cohort, rows: Uint32Array): StudyCheck {
  const shares = cohort.covariates.map(({ variable, numbers }) => {
    let missing = 0;
    if (numbers) for (const row of rows) if (Number.isNaN(numbers[row])) missing++;
    return { label: variable.label, share: missing / Math.max(1, rows.length) };
  });
  const worst = shares.toSorted((a, b) => b.share - a.share)[0];
  const share = worst?.share ?? 0;
  return {
    id: 'missing_data',
    label: '調整に使う項目の欠測',
    verdict: grade(share, 0.1, 0.4),
    explanation:
      share < 0.005
        ? '調整に使う項目に欠測はほとんどありません。'
        : `最も多いのは${worst?.label ?? ''}で ${percent(share)}。平均で埋め、「未測定」を別の項目として調整しています（欠測指標法）。`,
    action:
      share <= 0.1
        ? ''
        : '感度分析の「欠測のない人だけ」の結果と比べ、大きく違うときは項目を見直してください。',
  };
}

/** The same person in several years: counted once in every standard error. */
export function repeatedPersonsCheck(adjustment: Adjustment): StudyCheck {
  const persons = adjustment.cluster.reduce((most, id) => Math.max(most, id + 1), 0);
  const repeated = persons < adjustment.rows.length;
  return {
    id: 'repeated_persons',
    label: '同じ人の複数年度を別の人として数えていないか',
    verdict: 'good',
    explanation: repeated
      ? '複数の年度に入る人がいるため、標準誤差は人ごとにまとめて計算しています。'
      : '1人は1回だけ入っています。',
    action: '',
  };
}

/** A part year of receipts looks like a saving: people not insured all year are left out of cost outcomes. */
export function partYearCheck(shareWhole: number | undefined): StudyCheck[] {
  if (shareWhole === undefined) return [];
  return [
    {
      id: 'part_years',
      label: '年度の途中で資格が切れた人の医療費を「減った」と数えていないか',
      verdict: shareWhole >= 0.9 ? 'good' : shareWhole >= 0.7 ? 'caution' : 'bad',
      explanation: `医療費・受診は、1年を通して資格がある人だけで比べます（該当 ${percent(shareWhole)}）。`,
      action:
        shareWhole >= 0.9
          ? ''
          : '転出・死亡・75歳到達が多い年です。年齢の上限や観察する年度を見直してください。',
    },
  ];
}
