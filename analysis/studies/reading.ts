import type { EffectEstimate } from '../domain/statistic.ts';
import type { EvidenceLevel, StudyCheck } from './checks.ts';
import type { StudyDefinition } from './definition.ts';
import type { EffectCandidate, Findings } from './parts.ts';

const signed = (value: number, decimals: number) => {
  const rounded = grouped(Math.abs(value), decimals);
  return value > 0 ? `＋${rounded}` : value < 0 ? `−${rounded}` : rounded;
};

function grouped(value: number, decimals: number): string {
  return value.toLocaleString('ja-JP', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Sizes in prose are rounded to ten, so that no sentence can be subtracted from another; a hidden one is left out. */
function about(persons: number | null): string {
  return persons === null ? '' : `約${(Math.round(persons / 10) * 10).toLocaleString('ja-JP')}人`;
}

const RATIOS: readonly EffectEstimate['scale'][] = ['ratio', 'odds_ratio', 'hazard_ratio', 'rate_ratio'];
export const isRatio = (scale: EffectEstimate['scale']): boolean => RATIOS.includes(scale);

/** How the reading of one outcome is printed and which way is wanted. */
export interface ReadingRule {
  readonly decimals: number;
  readonly better: 'lower' | 'higher';
  /** Whether the outcome is a share of people, in per cent. */
  readonly share: boolean;
  /** Amounts that add up over people: yen, days. */
  readonly additive: boolean;
  readonly minimalImportantDifference: number;
}

/** e.g. −3.0mmHg（95％信頼区間 −4.6〜−1.4） */
export function effectInWords(effect: EffectEstimate, decimals: number): string {
  if (isRatio(effect.scale)) {
    return `${grouped(effect.estimate, 2)}倍（95％信頼区間 ${grouped(effect.interval[0], 2)}〜${grouped(effect.interval[1], 2)}倍）`;
  }
  return `${signed(effect.estimate, decimals)}${effect.unit}（95％信頼区間 ${signed(effect.interval[0], decimals)}〜${signed(effect.interval[1], decimals)}）`;
}

/**
 * A paragraph a council can follow. The verbs follow the evidence level: below 2a nothing is called an effect
 * that was shown. It says what would change the conclusion and what the result does not say.
 */
export function studyReading(
  study: StudyDefinition,
  findings: Findings,
  judged: { readonly level: EvidenceLevel; readonly checks: readonly StudyCheck[] },
  ruleOf: (outcome: string) => ReadingRule | undefined,
): string[] {
  const sentences = findings.effects.flatMap((candidate) => {
    const rule = ruleOf(candidate.effect.outcome);
    return rule ? [outcomeSentence(study, candidate, { rule, level: judged.level })] : [];
  });
  return [
    ...sentences,
    ...findings.remarks,
    ...findings.bounds.slice(0, 1).map(({ text }) => `結論が変わる条件：${text}`),
    doubtSentence(judged.checks),
    limitSentence(study),
  ];
}

function outcomeSentence(
  study: StudyDefinition,
  { effect }: EffectCandidate,
  read: { readonly rule: ReadingRule; readonly level: EvidenceLevel },
): string {
  const who = whoWords(study, effect);
  const difference = isRatio(effect.scale) ? 'は' : 'の差は';
  const size = `${effect.outcomeLabel}${difference}${effectInWords(effect, read.rule.decimals)}でした。`;
  return who + size + perThousand(effect, read.rule) + conclusion(effect, read);
}

function whoWords(study: StudyDefinition, { treated, control }: EffectEstimate): string {
  const name = study.programmeLabel;
  switch (study.design) {
    case 'interrupted_time_series':
      return `${name}の開始後の月ごとの推移を、開始前の傾向が続いた場合と比べると、`;
    case 'regression_discontinuity':
      return study.offered === 'below'
        ? `基準値のすぐ下（対象）の人${about(treated)}と、すぐ上の人${about(control)}を比べると、`
        : `基準値のすぐ上（対象）の人${about(treated)}と、すぐ下の人${about(control)}を比べると、`;
    case 'randomised':
      return `無作為に${name}に割り付けた人${about(treated)}を、割り付けなかった人${about(control)}と比べると、`;
    case 'before_after_with_comparison':
      return `${name}を始めた人${about(treated)}の前後の変化を、始めていない人${about(control)}の変化と比べると、`;
    case 'dose_response':
      return `${name}の参加者${about(treated === null || control === null ? null : treated + control)}の中で、${study.dose.label}が多い人と少ない人を比べると、`;
    default:
      return `${name}の参加者${about(treated)}を、背景をそろえた非参加者${about(control)}と比べると、`;
  }
}

/** Shares and amounts as a number for 1,000 people, so that a plan can be made with it. */
function perThousand({ estimate, interval, scale, unit }: EffectEstimate, rule: ReadingRule): string {
  if (isRatio(scale)) return '';
  if (rule.share) {
    const [low, high] = interval.map((limit) => signed(limit * 10, 0));
    return `1,000人あたりでは${signed(estimate * 10, 0)}人（${low}〜${high}人）にあたります。`;
  }
  if (!rule.additive) return '';
  const thousand = unit === '円' ? 1000 / 10_000 : 1000;
  const words = unit === '円' ? '万円' : unit;
  const [low, high] = interval.map((limit) => signed(limit * thousand, 0));
  return `1,000人あたりでは${signed(estimate * thousand, 0)}${words}（${low}〜${high}${words}）にあたります。`;
}

function conclusion(
  effect: EffectEstimate,
  { rule, level }: { readonly rule: ReadingRule; readonly level: EvidenceLevel },
): string {
  const nothing = isRatio(effect.scale) ? 1 : 0;
  const [low, high] = effect.interval;
  if (low <= nothing && high >= nothing) {
    const wide = !isRatio(effect.scale) && (high - low) / 2 > rule.minimalImportantDifference;
    return `偶然の範囲を超える差は確認できませんでした（差がないことの証明ではありません${wide ? '。区間が広く、意味のある差があるともないとも言えません' : ''}）。`;
  }
  const better = effect.estimate < nothing === (rule.better === 'lower');
  const direction = better ? '望ましい方向' : '望ましくない方向';
  const small =
    !isRatio(effect.scale) && Math.abs(effect.estimate) < rule.minimalImportantDifference
      ? 'ただし、前もって決めた意味のある差より小さい値です。'
      : '';
  if (level === '1' || level === '2a') return `${direction}の効果があったと考えられます。${small}`;
  if (level === '2b')
    return `${direction}の差がみられたと推定されます（背景をそろえた比較によるもので、効果と断定はできません）。${small}`;
  return `${direction}の差がみられましたが、効果とは言えません（比べ方または点検に不足があります）。${small}`;
}

function doubtSentence(checks: readonly StudyCheck[]): string {
  const doubts = checks.filter((check) => check.verdict !== 'good');
  if (doubts.length === 0) return '診断の項目はすべて良でした。';
  return `注意が必要な診断：${doubts.map((check) => check.label).join('、')}。`;
}

/** What a result of the design does not say. */
function limitSentence(study: StudyDefinition): string {
  switch (study.design) {
    case 'randomised':
      return 'くじで分けた時点の比較なので背景の違いは偶然だけです。ただし、割り付けた人での差であり、実際に利用した人だけの差や、ほかの市町村での差ではありません。';
    case 'regression_discontinuity':
      return '基準値の近くの人での差です。基準値から遠い人に同じ差があるとは言えません。';
    case 'before_after_with_comparison':
      return '事業がなければ両群が同じように変化した、という前提に立っています。前提は開始前の推移でしか確かめられません。';
    case 'interrupted_time_series':
      return '同じ時期に起きた別の出来事（制度改正、感染症の流行など）の影響と区別できません。';
    case 'dose_response':
      return '多く歩ける人はもともと健康な可能性があります。歩数やポイントを増やせば同じだけ変わる、とは言えません。';
    case 'time_to_event':
      return '比較した人のうち後から始めた人は、始めた日までを数えています。調べたのは記録に残る背景だけで、記録にない違い（意欲・体調など）の影響は残り得ます。';
    default:
      return '調べたのは記録に残る背景だけです。記録にない違い（意欲・家庭の事情など）の影響は残り得ます。';
  }
}
