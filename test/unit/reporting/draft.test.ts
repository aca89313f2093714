import { describe, expect, it } from 'vitest';
import { composeDraft, type DraftInput } from '../../../analysis/reporting/compose-draft.ts';
import type { Block } from '../../../analysis/reporting/model.ts';
import { plain } from '../../../analysis/reporting/text.ts';
import { reportFormats, writeReport } from '../../../analysis/reporting/write.ts';
import { syntheticInputs } from './synthetic-inputs.ts';

/** Reports that an author composed of pinned figures, headings and notes. */

const inputs = syntheticInputs();
const [trend] = inputs.measures[0]?.tables ?? [];
const [study] = inputs.studies;
if (trend === undefined || study?.effects[0] === undefined || study.balance === undefined)
  throw new Error('the synthetic inputs hold both');

const draft: DraftInput = {
  title: '部内説明',
  blocks: [
    { kind: 'note', text: 'はじめに一言' },
    { kind: 'heading', text: '現状' },
    { kind: 'figure', caption: '受診率は上がっています', comment: '目標は60%', released: trend },
    { kind: 'note', text: '補足して話すこと' },
    { kind: 'figure', caption: '差の大きさ', comment: '', released: study.effects[0] },
    { kind: 'figure', caption: '背景のそろい方', comment: '', released: study.balance },
    { kind: 'figure', caption: '対象者の流れ', comment: '', released: study.flow },
    { kind: 'heading', text: '次にすること' },
    { kind: 'note', text: '届ける' },
  ],
};

const words = (blocks: readonly Block[]): string => JSON.stringify(blocks);
const slidesOf = (blocks: readonly Block[]) => blocks.filter((block) => block.kind === 'slide');

describe('as a deck', () => {
  const document = composeDraft(draft, 'deck', inputs);
  const slides = slidesOf(document.blocks);

  it('has a slide for each figure with its finding as title, and says under which heading it stands', () => {
    expect(slides.map(({ title }) => plain(title))).toEqual([
      '部内説明',
      '部内説明',
      '受診率は上がっています',
      '差の大きさ',
      '背景のそろい方',
      '対象者の流れ',
      '次にすること',
    ]);
    expect(slides[2]?.kicker).toBe('現状');
    expect(slides[2]?.source.length).toBeGreaterThan(0);
  });

  it('speaks comments and notes, and loses no word of the author', () => {
    expect(slides[2]?.notes.map(plain)).toEqual(['目標は60%', '補足して話すこと']);
    for (const block of draft.blocks) {
      if (block.kind !== 'figure') expect(words(document.blocks)).toContain(block.text);
    }
  });
});

describe('as pages', () => {
  const document = composeDraft(draft, 'paper', inputs);

  it('prints every figure, the table of those that are tables, and how numbers were released', () => {
    const kinds = document.blocks.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'figure')).toHaveLength(4);
    expect(kinds.filter((kind) => kind === 'table')).toHaveLength(1);
    expect(kinds).toContain('method');
    expect(document.provenance.releaseIds.length).toBeGreaterThan(0);
  });

  it('prints what the measures of its figures count, where they are known', () => {
    const definition = {
      term: 'この町の指標',
      numerator: 'BMIが25以上の人',
      denominator: '健診を受けた人',
      method: '年度',
      source: '町の計画',
      caveat: '',
    };
    const known = composeDraft(draft, 'paper', {
      ...inputs,
      provenance: { ...inputs.provenance, definitions: [definition] },
    });
    const table = known.blocks.find((block) => block.kind === 'textTable' && block.id === 'definitions');
    expect(words(table === undefined ? [] : [table])).toContain('BMIが25以上の人');
    expect(known.provenance.definitions).toContainEqual(definition);
  });

  it('a trend is drawn over its years, by sex as a line each; more groups than lines can show are bars', () => {
    const statistic = trend.statistic;
    const split = (count: number): typeof trend => ({
      ...trend,
      statistic: {
        ...statistic,
        dimensions: [
          ...statistic.dimensions,
          {
            id: 'group',
            label: '区分',
            partition: true,
            levels: Array.from({ length: count }, (_, i) => ({ code: `g${i}`, label: `区分${i}` })),
          },
        ],
        rows: statistic.rows.flatMap((row) =>
          Array.from({ length: count }, (_, i) => ({ ...row, at: [...row.at, `g${i}`] })),
        ),
      },
    });
    const chartOf = (released: typeof trend) =>
      composeDraft(
        { title: 't', blocks: [{ kind: 'figure', caption: 'c', comment: '', released }] },
        'paper',
        inputs,
      )
        .blocks.flatMap((block) => (block.kind === 'figure' ? [block.chart] : []))
        .map((chart) => ('category' in chart ? [chart.kind, chart.category, chart.series] : []));
    const years = statistic.dimensions.find(({ id }) => id === 'year')?.levels.length ?? 0;
    expect(years).toBeGreaterThan(1);
    expect(chartOf(split(2))).toEqual([['line', 'year', 'group']]);
    expect(chartOf(split(9))).toEqual([['bar', 'group', undefined]]);
  });

  it.each(reportFormats)('is written as %s', async (format) => {
    expect((await writeReport(document, format)).byteLength).toBeGreaterThan(200);
  });
});

it('an empty draft is refused', () => {
  expect(() => composeDraft({ title: 'x', blocks: [] }, 'deck', inputs)).toThrow(
    expect.objectContaining({ code: 'report.draft_empty' }) as Error,
  );
});
