import { effectDecimals } from '../../../analysis/domain/effect-decimals.ts';
import type { EffectEstimate, ReleasedEffect, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { formatNumber, personsText } from '../../format/number.ts';

/** Estimate, unit and interval in words. */
export function effectText(effect: EffectEstimate): string {
  const decimals = effectDecimals(effect);
  const [low, high] = effect.interval;
  const sign = effect.estimate > 0 && effect.scale === 'difference' ? '+' : '';
  return `${sign}${formatNumber(effect.estimate, decimals)}${effect.unit}（95%信頼区間 ${formatNumber(low, decimals)}〜${formatNumber(high, decimals)}）`;
}

/** How many people were compared; of a monthly series, how many were insured before and after. */
export function armsText(wire: ReleasedWire<ReleasedEffect> | undefined): readonly string[] {
  if (wire === undefined) return [];
  const { outcome, treated, control } = wire.statistic.effect;
  const [one, other] = outcome === 'series' ? ['開始後の月平均', '開始前の月平均'] : ['参加者', '比較群'];
  return [`${one} ${personsText(treated)}`, `${other} ${personsText(control)}`];
}

/** Between which estimates several ways of calculating lie. */
export function estimatesText(effects: readonly EffectEstimate[]): string {
  const [first] = effects;
  if (first === undefined) return '';
  const decimals = effectDecimals(first);
  const values = effects.map(({ estimate }) => estimate);
  const text = (value: number): string => `${formatNumber(value, decimals)}${first.unit}`;
  return `${values.length}通りの推定は ${text(Math.min(...values))}から ${text(Math.max(...values))}`;
}
