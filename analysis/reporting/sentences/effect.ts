import type { EffectEstimate, ReleasedEffect } from '../../domain/statistic.ts';
import type { EvidenceLevel } from '../inputs.ts';
import type { Text } from '../model.ts';
import type { Released } from '../released.ts';
import { effectRef, live } from '../text.ts';
import { evidenceWordings } from './evidence.ts';

export interface EffectSentences {
  /** Direction, size in natural units, comparison: fits a slide's title. */
  readonly headline: Text;
  /** Size, interval, comparison, numbers of persons. */
  readonly detail: Text;
  /** What the evidence level allows one to conclude. */
  readonly conclusion: Text;
}

const differenceScales = new Set(['difference', 'rmst_difference']);

/** Whether the interval leaves out "no difference". */
export function isClear(effect: EffectEstimate): boolean {
  const none = differenceScales.has(effect.scale) ? 0 : 1;
  return effect.interval[0] > none || effect.interval[1] < none;
}

/** Sentences about one effect that say no more than its evidence level allows. */
export function effectSentences(
  effect: Released<ReleasedEffect>,
  level: EvidenceLevel,
  programme: string,
): EffectSentences {
  const { effect: numbers } = effect.statistic;
  return {
    headline: headline(effect, level, programme),
    detail: detail(effect, level),
    conclusion: conclusion(numbers, level),
  };
}

function comparisonWords(level: EvidenceLevel): string {
  if (level === '1') return 'くじ引きで分けた対照群';
  if (level === '2a') return '比較対照';
  if (level === '2b') return '背景をそろえた不参加者';
  return '不参加者（背景はそろえていません）';
}

function headline(effect: Released<ReleasedEffect>, level: EvidenceLevel, programme: string): Text {
  const { effect: numbers } = effect.statistic;
  const label = numbers.outcomeLabel;
  if (!isClear(numbers)) return [`${programme}：${label}に、明らかな差はみられませんでした`];
  const size = effectRef(effect, differenceScales.has(numbers.scale) ? 'size' : 'estimate');
  if (!differenceScales.has(numbers.scale)) {
    const tail = evidenceWordings[level].causal ? 'になったと考えられます' : ifEstimated(level);
    return live`${programme}：参加者の${label}は${size}倍${tail}`;
  }
  const lower = numbers.estimate < 0;
  if (evidenceWordings[level].causal) {
    return live`${programme}により、${label}が${size}${lower ? '下がった' : '上がった'}と考えられます`;
  }
  return live`${programme}：参加者の${label}は${size}${lower ? '低い' : '高い'}${level === '2b' ? 'と推定されます' : '差がありました（効果とは言えません）'}`;
}

function ifEstimated(level: EvidenceLevel): string {
  return level === '2b' ? 'と推定されます' : 'でした（効果とは言えません）';
}

function detail(effect: Released<ReleasedEffect>, level: EvidenceLevel): Text {
  const { effect: numbers } = effect.statistic;
  const persons = live`参加${effectRef(effect, 'treated')}、比較${effectRef(effect, 'control')}`;
  const interval = live`95％信頼区間 ${effectRef(effect, 'interval')}`;
  const against = `${comparisonWords(level)}と比べて`;
  if (!differenceScales.has(numbers.scale)) {
    return live`${against}、${numbers.outcomeLabel}は${effectRef(effect, 'estimate')}倍でした（${interval}、${persons}）。`;
  }
  const word = numbers.estimate < 0 ? '低い' : '高い';
  const unclear = isClear(numbers) ? '' : '明らかな差ではありません。';
  return live`${against}、${numbers.outcomeLabel}は平均${effectRef(effect, 'size')}${word}値でした（差 ${effectRef(effect, 'estimate')}、${interval}、${persons}）。${unclear}`;
}

function conclusion(effect: EffectEstimate, level: EvidenceLevel): Text {
  if (!isClear(effect)) {
    return [
      '信頼区間が「差なし」を含むため、差があるとも、ないとも言い切れません。「効果がない」ことを示すものではありません。',
    ];
  }
  if (evidenceWordings[level].causal)
    return ['効果があったと考えられます。', evidenceWordings[level].meaning];
  if (level === '2b') return ['差がみられたと推定されます。', evidenceWordings[level].meaning];
  return ['差がみられました（効果とは言えません）。', evidenceWordings[level].meaning];
}
