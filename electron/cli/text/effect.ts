import { sentenceOf } from '../../../analysis/messages/index.ts';
import type { EffectResult } from '../../../analysis/studies/table/result.ts';
import { numberText } from './statistics.ts';

const PLACES = 4;

/** The estimate in one line, the people behind it, and every caution. */
export function effectText(result: EffectResult): string {
  const { n, ci, estimate, se, p, ess } = result;
  const number = (value: number) => numberText(value, PLACES);
  return [
    `推定値 ${number(estimate)}（95%信頼区間 ${number(ci[0])} ～ ${number(ci[1])}、標準誤差 ${number(se)}、p = ${pText(p)}）`,
    `方法 ${result.method}、推定対象 ${result.estimand.toUpperCase()}、分布 ${result.family}、尺度 ${result.scale}`,
    `人数 介入 ${numberText(n.treated, 0)}、対照 ${numberText(n.control, 0)}、除外 ${numberText(n.dropped, 0)}`,
    ...(ess ? [`実効人数 介入 ${numberText(ess.treated, 1)}、対照 ${numberText(ess.control, 1)}`] : []),
    ...result.warnings.map((warning) => `注意: ${sentenceOf(warning)}`),
  ].join('\n');
}

function pText(p: number): string {
  return p < 0.001 ? '<0.001' : numberText(p, 3);
}
