import type { ScaledEffect } from '../statistics/contrast.ts';
import type { EvidenceLevel, StudyCheck } from './checks.ts';
import type { StudyDefinition, StudyOutcome } from './definition.ts';
import type { OutcomeEstimate } from './estimate.ts';

const signed = (value: number, decimals: number) => {
  const rounded = grouped(Math.abs(value), decimals);
  return value > 0 ? `＋${rounded}` : value < 0 ? `−${rounded}` : rounded;
};

function grouped(value: number, decimals: number): string {
  return value.toLocaleString('ja-JP', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Sizes in prose are rounded to ten, so that no sentence can be subtracted from another. */
function about(persons: number): string {
  return `約${(Math.round(persons / 10) * 10).toLocaleString('ja-JP')}人`;
}

/** e.g. −3.0mmHg（95％信頼区間 −4.6〜−1.4） */
export function effectInWords(effect: ScaledEffect, outcome: StudyOutcome): string {
  const { decimals, unit } = outcome;
  return `${signed(effect.estimate, decimals)}${unit}（95％信頼区間 ${signed(effect.ci[0], decimals)}〜${signed(effect.ci[1], decimals)}）`;
}

/**
 * A paragraph a council can follow. The verbs follow the evidence level: below 2a nothing is called an effect
 * that was shown; the natural fall of people selected for high values is named as such.
 */
export function studyReading(
  study: StudyDefinition,
  estimates: readonly OutcomeEstimate[],
  level: EvidenceLevel,
  checks: readonly StudyCheck[],
): string[] {
  const sentences = estimates
    .filter((estimate) => !estimate.outcome.negativeControl)
    .map((estimate) => outcomeSentence(study, estimate, level));
  const primary = estimates.find((estimate) => estimate.outcome.primary) ?? estimates[0]!;
  return [
    ...sentences,
    ...beforeAfterSentence(primary),
    ...doubtSentence(checks),
    '調べたのは記録に残る背景だけです。記録にない違い（意欲・家庭の事情など）の影響は残り得ます。',
  ];
}

function outcomeSentence(study: StudyDefinition, estimate: OutcomeEstimate, level: EvidenceLevel): string {
  const { outcome, sizes, effect } = estimate;
  const who = `${study.programmeLabel}の参加者${about(sizes.treated)}を、背景をそろえた非参加者${about(sizes.control)}と比べると、`;
  const size = `${outcome.label}の差は${effectInWords(effect, outcome)}でした。`;
  return who + size + conclusion(estimate, level);
}

function conclusion(estimate: OutcomeEstimate, level: EvidenceLevel): string {
  const { effect, outcome } = estimate;
  const covers = effect.ci[0] <= 0 && effect.ci[1] >= 0;
  if (covers) return '偶然の範囲を超える差は確認できませんでした（差がないことの証明ではありません）。';
  const better = effect.estimate < 0 === (outcome.better === 'lower');
  const direction = better ? '望ましい方向' : '望ましくない方向';
  if (level === '1' || level === '2a') return `${direction}の効果があったと考えられます。`;
  if (level === '2b')
    return `${direction}の差がみられたと推定されます（背景をそろえた比較によるもので、効果と断定はできません）。`;
  return `${direction}の差がみられましたが、検査に不可があるため、効果とは言えません。`;
}

function beforeAfterSentence(estimate: OutcomeEstimate): string[] {
  if (!estimate.beforeAfter) return [];
  const { outcome, beforeAfter } = estimate;
  const change = (effect: ScaledEffect) => `${signed(effect.estimate, outcome.decimals)}${outcome.unit}`;
  return [
    `参加者だけの前後の変化は${change(beforeAfter.treated)}ですが、同じ条件の非参加者も${change(beforeAfter.control)}変化しており、前後の変化をそのまま効果とみなすことはできません。`,
  ];
}

function doubtSentence(checks: readonly StudyCheck[]): string[] {
  const doubts = checks.filter((check) => check.verdict !== 'good');
  if (doubts.length === 0) return ['診断の項目はすべて良でした。'];
  return [`注意が必要な診断：${doubts.map((check) => check.label).join('、')}。`];
}
