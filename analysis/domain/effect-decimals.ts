import type { EffectEstimate } from './statistic.ts';

/**
 * Decimals that an estimate and its interval are printed with, the same on the screen, in reports and on the command
 * line: two significant digits of the interval's width, at least one decimal below a width of 200, at most six.
 * Ratios have two.
 */
export function effectDecimals({ interval, scale }: Pick<EffectEstimate, 'interval' | 'scale'>): number {
  if (scale !== 'difference' && scale !== 'rmst_difference') return 2;
  const width = Math.abs(interval[1] - interval[0]);
  if (!(width > 0)) return 1;
  return width >= 200 ? 0 : Math.min(6, Math.max(1, 1 - Math.floor(Math.log10(width))));
}
