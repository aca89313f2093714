import { describe, expect, it } from 'vitest';
import { seal } from '../../../analysis/disclosure/released.ts';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import type { ReportDocument } from '../../../analysis/reporting/model.ts';
import { gridOf, sourceNotes } from '../../../analysis/reporting/select.ts';
import { contextNotes } from '../../../analysis/reporting/templates/common.ts';
import { reportTemplates } from '../../../analysis/reporting/templates/index.ts';
import { plain } from '../../../analysis/reporting/text.ts';
import { paperNotes } from '../../../analysis/reporting/writers/notes.ts';
import { syntheticInputs } from './synthetic-inputs.ts';
import { context, record, sexes } from './synthetic-tables.ts';

/** What a reader finds from the chapter's heading down to each table or figure, its own lines included. */
function readings(document: ReportDocument): readonly { own: readonly string[]; all: string; id: string }[] {
  const notes = paperNotes(document);
  let lines: string[] = [];
  return document.blocks.flatMap((block) => {
    if (block.kind === 'slide' || (block.kind === 'heading' && block.level <= 2)) lines = [];
    if (block.kind === 'footnote') lines.push(plain(block.text));
    if (block.kind !== 'table' && block.kind !== 'figure') return [];
    const own = notes.get(block) ?? [];
    lines.push(...own);
    return [{ own, all: lines.join('\n'), id: block.id }];
  });
}

describe.each(reportTemplates.map(({ id }) => id))('notes on paper: %s', (template) => {
  const document = composeReport(template, syntheticInputs());

  it('leave no table or figure without period, release, population and source', () => {
    for (const { own, all, id } of readings(document)) {
      expect(own.join('\n'), id).toMatch(/期間：\S+.*公開番号：R-TEST-/);
      expect(all, id).toContain('対象：');
      expect(all, id).toContain('出典：');
    }
  });
});

describe('notes of the annual report', () => {
  const document = composeReport('annual', syntheticInputs());

  it('say population, source, method and caveat once per indicator', () => {
    const notes = paperNotes(document);
    const start = document.blocks.findIndex((block) => block.kind === 'heading' && block.level === 2);
    const end = document.blocks.findIndex(
      (block, index) => index > start && block.kind === 'heading' && block.level <= 2,
    );
    const chapter = document.blocks.slice(start, end);
    const said = chapter.flatMap((block) =>
      block.kind === 'footnote' ? [plain(block.text)] : [...(notes.get(block) ?? [])],
    );
    expect(chapter.filter(({ kind }) => kind === 'table' || kind === 'figure').length).toBeGreaterThan(4);
    for (const label of ['対象：', '出典：', '注意：'])
      expect(said.filter((line) => line.startsWith(label)).length, label).toBe(1);
    expect(said.join('\n')).toContain('特定健診を受けた人');
    expect(said.join('\n')).toContain('年度を通じて加入していた40〜74歳の人');
  });

  it('explain ＊ under exactly the tables that hold one', () => {
    const notes = paperNotes(document);
    let marked = 0;
    for (const block of document.blocks) {
      if (block.kind !== 'table') continue;
      const hidden = gridOf(block.table, block.view).hidden > 0;
      expect(
        notes.get(block)?.some((line) => line.startsWith('＊：')),
        block.caption,
      ).toBe(hidden);
      if (hidden) marked += 1;
    }
    expect(marked).toBeGreaterThan(1);
  });

  it('say how many persons stand behind a figure', () => {
    const notes = paperNotes(document);
    const trend = document.blocks.find((block) => block.kind === 'figure');
    expect(trend === undefined ? '' : notes.get(trend)?.join('\n')).toMatch(/：[\d,]+(〜[\d,]+)?人/);
  });
});

describe('titles of slides', () => {
  it('are findings in plain words; intervals stand in the body', () => {
    const document = composeReport('council', syntheticInputs());
    for (const block of document.blocks) {
      if (block.kind !== 'slide') continue;
      const title = plain(block.title);
      expect(title).not.toMatch(/信頼区間|％信頼|〜/);
      expect(title.length, title).toBeLessThanOrEqual(54);
    }
  });
});

describe('the slide on what changed', () => {
  const titleAndBody = (change: number, lower: number, upper: number): { title: string; body: string } => {
    const inputs = syntheticInputs();
    const [approach] = inputs.approaches;
    if (approach === undefined) throw new Error('fixture without an approach');
    const column = (id: string) =>
      ({ id, label: id, kind: 'derived', from: [], unit: 'mmHg', decimals: 1 }) as const;
    const mean = seal(
      {
        id: 'approaches.mean',
        parameters: {},
        context: context('平均の変化'),
        dimensions: [sexes],
        columns: [column('change'), column('change_lower'), column('change_upper')],
        rows: [{ at: ['all'], cells: [change, lower, upper].map((value) => ({ state: 'shown', value })) }],
      } as ReleasedTable,
      record('mean', 1),
    );
    const population = { ...approach.population, tables: [...approach.population.tables, mean] };
    const document = composeReport('council', { ...inputs, approaches: [{ ...approach, population }] });
    const at = document.blocks.findIndex(
      (block) => block.kind === 'slide' && block.kicker === '変わったこと',
    );
    const [head, body] = document.blocks.slice(at, at + 2);
    return {
      title: head?.kind === 'slide' ? plain(head.title) : '',
      body: body?.kind === 'paragraph' ? plain(body.text) : '',
    };
  };

  it('claims no movement when the interval holds zero, and prints the interval below', () => {
    const said = titleAndBody(0.9, -0.9, 2.8);
    expect(said.title).toBe('収縮期血圧の平均に、明らかな動きはみられません');
    expect(said.body).toContain('平均の差 0.9 mmHg（95％信頼区間 −0.9〜2.8');
  });

  it('names the direction when the interval leaves zero out', () => {
    expect(titleAndBody(-3, -4, -2).title).toContain('下がりました');
    expect(titleAndBody(3, 2, 4).title).toContain('上がりました');
  });
});

it('what has no number says why, once, on paper and in the workbook', () => {
  const missing = '歯科のレセプトが取り込まれていない';
  const table: ReleasedTable = {
    id: 'factors',
    parameters: {},
    context: { ...context('三要素'), missing: [missing], caveats: [missing, '人数の少ない区分では動く'] },
    dimensions: [sexes],
    columns: [{ id: 'n', label: '人数', kind: 'count', unit: '人', decimals: 0 }],
    rows: [],
  };
  const sealed = seal(table, record('factors'));
  for (const text of [
    sourceNotes(sealed).join('\n'),
    contextNotes([sealed])
      .map((block) => (block.kind === 'footnote' ? plain(block.text) : ''))
      .join('\n'),
  ])
    expect(text.split(missing)).toHaveLength(2);
});
