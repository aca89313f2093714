import type { OperationOutput } from '../../../analysis/api/contract/operations.ts';
import { columnsText } from './columns.ts';
import { cellText, effectLine, flowText } from './statistics.ts';

const VERDICTS = { good: '良好', caution: '注意', bad: '不可' } as const;

/** A study from question to reading, in the order in which it should be read. */
export function studyText(result: OperationOutput<'studies.run'>): string {
  const { study, checks, flow, balance, effects, alternatives, reading } = result;
  const checkRows = checks.map(({ label, verdict, explanation }) => [label, VERDICTS[verdict], explanation]);
  const balanceRows = balance.statistic.rows.map(({ label, before, after }) => [
    label,
    cellText(before, 3),
    cellText(after, 3),
  ]);
  const right = 'right' as const;
  return [
    `${study.title}\n問い: ${study.question}\n根拠の水準: ${result.evidenceLevel}`,
    flowText(flow),
    `■ 確認\n${columnsText([{ heading: '項目' }, { heading: '判定' }, { heading: '説明' }], checkRows)}`,
    `■ 標準化平均差（${balance.statistic.convention}）\n${columnsText(
      [{ heading: '項目' }, { heading: '調整前', align: right }, { heading: '調整後', align: right }],
      balanceRows,
    )}`,
    `■ 効果\n${effects.map(effectLine).join('\n')}`,
    ...(alternatives.length > 0 ? [`■ ほかの方法（参考）\n${alternatives.map(effectLine).join('\n')}`] : []),
    `■ 読み方\n${reading.join('\n')}`,
  ].join('\n\n');
}
