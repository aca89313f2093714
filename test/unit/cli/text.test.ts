import { describe, expect, test } from 'vitest';
import type { ReleasedTable, ReleasedWire } from '../../../analysis/domain/statistic.ts';
import { columnsText } from '../../../electron/cli/text/columns.ts';
import { cellText, effectLine, tableText } from '../../../electron/cli/text/statistics.ts';
import { displayWidth } from '../../../electron/cli/text/width.ts';

const context = {
  title: '特定健診受診率',
  population: '国保被保険者 40〜74歳',
  period: '令和5年度',
  source: '資格・特定健診',
  method: '受診者数÷対象者数',
  caveats: ['年度途中の加入者を除く'],
};
const release = {
  releaseId: 'r',
  ruleVersion: '1',
  threshold: 10,
  hidden: { primary: 1, secondary: 1, other: 0 },
  shown: 2,
  proof: 'proved' as const,
  sourceHash: 'h',
};

describe('text for terminals', () => {
  test('wide letters take two columns', () => {
    expect(displayWidth('abc')).toBe(3);
    expect(displayWidth('健診ｱ')).toBe(5);
    expect(displayWidth('か\u3099')).toBe(2);
    expect(displayWidth('＊')).toBe(2);
  });

  test('columns stand under their headings', () => {
    const text = columnsText(
      [{ heading: '名前' }, { heading: 'n', align: 'right' }],
      [
        ['東', '1'],
        ['北部地区', '1,234'],
      ],
    );
    const [heading, , first, second] = text.split('\n').map((line) => displayWidth(line));
    expect(new Set([heading, first, second])).toEqual(new Set([15]));
  });

  test('a hidden cell is ＊, an undefined one －, never 0 or blank', () => {
    expect(cellText({ state: 'hidden', reason: 'primary' }, 1)).toBe('＊');
    expect(cellText({ state: 'none' }, 1)).toBe('－');
    expect(cellText({ state: 'shown', value: 1234.56 }, 1)).toBe('1,234.6');
    expect(cellText({ state: 'shown', value: 0 }, 0)).toBe('0');
  });

  test('a table carries its labels, context and the note on hidden cells', () => {
    const table: ReleasedWire<ReleasedTable> = {
      statistic: {
        id: 't',
        parameters: {},
        context,
        dimensions: [
          {
            id: 'sex',
            label: '性別',
            partition: true,
            levels: [
              { code: '1', label: '男性' },
              { code: '2', label: '女性' },
            ],
          },
        ],
        columns: [{ id: 'n', label: '受診者', kind: 'count', unit: '人', decimals: 0 }],
        rows: [
          { at: ['1'], cells: [{ state: 'shown', value: 1200 }] },
          { at: ['2'], cells: [{ state: 'hidden', reason: 'primary' }] },
        ],
      },
      release,
    };
    const text = tableText(table);
    for (const part of ['■ 特定健診受診率', '男性', '1,200', '女性', '＊', '期間: 令和5年度', '10人未満']) {
      expect(text).toContain(part);
    }
    expect(
      tableText({ ...table, release: { ...release, hidden: { primary: 0, secondary: 0, other: 0 } } }),
    ).not.toContain('10人未満');
    const missing = '歯科のレセプトが取り込まれていない';
    const told = { ...context, missing: [missing], caveats: [missing, ...context.caveats] };
    const unknown = tableText({ ...table, statistic: { ...table.statistic, context: told } });
    // Why there is no number, once, before what is always so.
    expect(unknown).toContain(`－ の理由: ${missing}\n注意: 年度途中の加入者を除く`);
    expect(unknown.split(missing)).toHaveLength(2);
  });

  test('an effect shows as many decimals as its standard error bears', () => {
    const effect = {
      outcome: 'sbp',
      outcomeLabel: '収縮期血圧',
      unit: 'mmHg',
      scale: 'difference' as const,
      estimand: 'ATT' as const,
      method: 'IPTW',
      estimate: -2.34567,
      standardError: 0.123,
      interval: [-2.6, -2.1] as const,
      p: 0.0001,
      treated: 1234,
      control: 5678,
    };
    const line = effectLine({ statistic: { context, effect }, release });
    expect(line).toContain('収縮期血圧: -2.35mmHg（95%信頼区間 -2.60 ～ -2.10');
    expect(line).toContain('参加 1,234人・対照 5,678人');
  });
});
