import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seal } from '../../../analysis/disclosure/released.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import type { EvidenceLevel } from '../../../analysis/reporting/inputs.ts';
import { changeSentence } from '../../../analysis/reporting/sentences/change.ts';
import { effectSentences, isClear } from '../../../analysis/reporting/sentences/effect.ts';
import {
  causalPattern,
  evidenceLevels,
  evidenceWordings,
} from '../../../analysis/reporting/sentences/evidence.ts';
import { cell, plain } from '../../../analysis/reporting/text.ts';
import { study, syntheticInputs } from './synthetic-inputs.ts';
import { effect, hidden, shareTable, years } from './synthetic-tables.ts';

const all = (given: Parameters<typeof effect>[0], level: EvidenceLevel): string => {
  const said = effectSentences(effect(given), level, '歩こう事業');
  return [said.headline, said.detail, said.conclusion].map(plain).join('\n');
};

describe('sentences about effects', () => {
  it('uses a causal verb only where the design earns it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...evidenceLevels),
        fc.constantFrom('difference', 'ratio', 'odds_ratio', 'hazard_ratio', 'rmst_difference', 'rate_ratio'),
        fc.double({ min: -9, max: 9, noNaN: true }),
        fc.double({ min: 0.01, max: 4, noNaN: true }),
        (level, scale, shift, error) => {
          const centre = scale.endsWith('difference') ? shift : Math.exp(shift / 9);
          const given = {
            scale: scale as 'difference',
            estimate: centre,
            standardError: error,
            interval: [centre - 2 * error, centre + 2 * error] as const,
          };
          const said = all(given, level);
          const clear = isClear(effect(given).statistic.effect);
          const causal = causalPattern.test(said.replaceAll('効果とは言えません', ''));
          expect(causal, said).toBe(clear && evidenceWordings[level].causal);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('says 効果があった at 1 and 2a, 推定される at 2b, 効果とは言えない below', () => {
    expect(all({}, '1')).toContain('効果があったと考えられます');
    expect(all({}, '2a')).toContain('により、収縮期血圧が3.2 mmHg下がったと考えられます');
    expect(all({}, '2b')).toContain('差がみられたと推定されます');
    expect(all({}, '3')).toContain('差がみられました（効果とは言えません）');
    expect(all({}, '4')).toContain('効果とは言えません');
  });

  it('gives direction, size, interval, persons and what it is compared with', () => {
    const said = all({}, '2b');
    expect(said).toContain('背景をそろえた不参加者と比べて');
    expect(said).toContain('平均3.2 mmHg低い');
    expect(said).toContain('95％信頼区間 −4.2 〜 −2.2 mmHg');
    expect(said).toContain('参加1,204人、比較4,876人');
  });

  it('does not call an interval over zero "no effect"', () => {
    const said = all({ estimate: -0.4, interval: [-1.4, 0.6] }, '1');
    expect(said).toContain('明らかな差はみられませんでした');
    expect(said).toContain('「効果がない」ことを示すものではありません');
    expect(said).not.toMatch(/効果がありません/);
  });

  it('keeps whole reports below 2a free of causal claims', () => {
    for (const level of ['2b', '3', '4'] as const) {
      for (const template of ['annual', 'council', 'study', 'summary']) {
        const document = composeReport(
          template,
          syntheticInputs({ studies: [study({ evidenceLevel: level })] }),
        );
        const words = document.blocks.flatMap((block) => {
          if (block.kind === 'callout' || block.kind === 'paragraph') return [plain(block.text)];
          if (block.kind === 'slide') return [plain(block.title), ...block.notes.map(plain)];
          return block.kind === 'bullets' ? block.items.map(plain) : [];
        });
        for (const text of words) {
          expect(text.replaceAll('効果とは言えません', ''), `${template} ${level}`).not.toMatch(
            causalPattern,
          );
        }
      }
    }
  });
});

describe('sentences about change', () => {
  const trend = shareTable({ id: 't', name: '受診率', base: 40, dimensions: [years] });
  const at = (code: string) => cell(trend, [code], 'value');

  it('says from, to and size in points, and never why', () => {
    const said = plain(
      changeSentence('受診率', {
        from: at('2021'),
        to: at('2023'),
        fromLabel: '令和3年度',
        toLabel: '令和5年度',
      }).text,
    );
    expect(said).toMatch(
      /^受診率は令和3年度の[\d.]+%から令和5年度の[\d.]+%へ、[\d.]+ポイント(上がり|下がり)ました。$/,
    );
  });

  it('warns when the intervals overlap', () => {
    const limits = (code: string) =>
      [cell(trend, [code], 'value_lower'), cell(trend, [code], 'value_upper')] as const;
    const same = changeSentence('受診率', {
      from: at('2022'),
      to: at('2022'),
      fromLabel: 'a',
      toLabel: 'b',
      intervals: { from: limits('2022'), to: limits('2022') },
    });
    expect(same.direction).toBe('same');
    expect(same.clear).toBe(false);
  });

  it('does not compare with a hidden number', () => {
    const row = trend.statistic.rows[0]!;
    const masked = seal(
      {
        ...trend.statistic,
        rows: [{ at: row.at, cells: row.cells.map(() => hidden) }, ...trend.statistic.rows.slice(1)],
      },
      trend.release,
    );
    const said = changeSentence('受診率', {
      from: cell(masked, ['2021'], 'value'),
      to: cell(masked, ['2023'], 'value'),
      fromLabel: '令和3年度',
      toLabel: '令和5年度',
    });
    expect(said.direction).toBe('unknown');
    expect(plain(said.text)).toContain('比較は示していません');
  });
});

describe('how well a result holds', () => {
  it('stands in the report of the study: every further estimate with its interval, and what would overturn it', () => {
    const { blocks } = composeReport('study', syntheticInputs());
    const from = blocks.findIndex((block) => block.kind === 'heading' && block.text.includes('感度分析'));
    expect(from).toBeGreaterThan(0);
    const after = blocks.slice(from);
    const table = after.find(
      (block) => block.kind === 'textTable' && block.id === 'walking-truncation-table',
    );
    expect(table?.kind === 'textTable' && table.rows.map((row) => plain(row[1] ?? []))).toEqual([
      '切り詰めなし',
      '上下5％で切り詰め',
    ]);
    expect(after.some((block) => block.kind === 'figure' && block.chart.kind === 'forest')).toBe(true);
    expect(JSON.stringify(after)).toContain('1.6倍以上');
  });
});
