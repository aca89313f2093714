import { sentenceOf } from '../../../analysis/messages/index.ts';
import type { DesignResult, EffectResult } from '../../../analysis/studies/table/result.ts';
import { columnsText } from './columns.ts';
import { numberText } from './statistics.ts';

const PLACES = 4;
/** Four decimals; small values (per yen, per step) with three digits that count. */
const number = (value: number) =>
  value !== 0 && Math.abs(value) < 0.01 ? String(Number(value.toPrecision(3))) : numberText(value, PLACES);

/** The estimate in one line, the people behind it, and every caution. */
export function effectText(result: EffectResult | DesignResult): string {
  const { n, ci, estimate, se, p } = result;
  const persons = Object.entries(n).map(
    ([label, count]) => `${LABELS[label] ?? label} ${numberText(count, 0)}`,
  );
  return [
    `推定値 ${number(estimate)}（95%信頼区間 ${number(ci[0])} ～ ${number(ci[1])}、標準誤差 ${number(se)}、p = ${pText(p)}）`,
    `設計 ${result.design}、方法 ${result.method}、尺度 ${result.scale}`,
    `件数 ${persons.join('、')}`,
    ...(result.design === 'cohort' ? cohortLines(result as EffectResult) : []),
    ...result.warnings.map((warning) => `注意: ${sentenceOf(warning)}`),
  ].join('\n');
}

const LABELS: Readonly<Record<string, string>> = {
  treated: '介入',
  control: '対照',
  used: '使用',
  dropped: '除外',
};

function cohortLines({
  estimand,
  family,
  ess,
  balance,
  outcomes = [],
  subgroups = [],
}: EffectResult): string[] {
  const lines = [`推定対象 ${estimand.toUpperCase()}、分布 ${family}`];
  for (const o of outcomes) {
    const interval = `95%信頼区間 ${number(o.ci[0])} ～ ${number(o.ci[1])}`;
    lines.push(
      `${o.outcome} ${number(o.estimate)}（${interval}、p = ${pText(o.p)}、Holm調整後 ${pText(o.pHolm)}）`,
    );
  }
  for (const { column, levels, interaction } of subgroups) {
    if (interaction)
      lines.push(`${column}による違い p = ${pText(interaction.p)}（Holm調整後 ${pText(interaction.pHolm)}）`);
    for (const { level, estimate, ci } of levels)
      lines.push(
        estimate === undefined || ci === undefined
          ? `  ${level} 示せません`
          : `  ${level} ${number(estimate)}（95%信頼区間 ${number(ci[0])} ～ ${number(ci[1])}）`,
      );
  }
  if (ess) lines.push(`実効人数 介入 ${numberText(ess.treated, 1)}、対照 ${numberText(ess.control, 1)}`);
  if (balance.length === 0) return lines;
  const smd = (value: number | null) => (value === null ? '－' : numberText(value, 3));
  const right = 'right' as const;
  const headings = [
    { heading: '共変量' },
    { heading: '標準化平均差（前）', align: right },
    { heading: '（後）', align: right },
  ];
  const rows = balance.map(({ term, before, after }) => [term, smd(before), smd(after)]);
  return [...lines, columnsText(headings, rows)];
}

function pText(p: number): string {
  return p < 0.001 ? '<0.001' : numberText(p, 3);
}
