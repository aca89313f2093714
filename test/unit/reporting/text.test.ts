import { describe, expect, it } from 'vitest';
import { seal } from '../../../analysis/disclosure/released.ts';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { requireReleasedThroughout } from '../../../analysis/reporting/gatecheck.ts';
import { limitsOf, positionOf, rolesOf, totalOf } from '../../../analysis/reporting/roles.ts';
import { gridOf, hiddenNote, paperGrid } from '../../../analysis/reporting/select.ts';
import { reportTemplates } from '../../../analysis/reporting/templates/index.ts';
import { cell, difference, live, plain } from '../../../analysis/reporting/text.ts';
import { writeReport } from '../../../analysis/reporting/write.ts';
import { printTable } from '../../../analysis/reporting/writers/print.ts';
import { syntheticInputs } from './synthetic-inputs.ts';
import { ages, districts, effect, record, sexes, shareTable, years } from './synthetic-tables.ts';

const trend = shareTable({ id: 't', name: '受診率', base: 40, dimensions: [years] });
const byDistrict = shareTable({
  id: 'd',
  name: '受診率',
  base: 40,
  dimensions: [years, districts],
  hide: ['2023/5'],
});

describe('live numbers', () => {
  it('prints the table’s own number, so that text and table cannot disagree', () => {
    const grid = gridOf(trend, { columns: ['value'] });
    const last = grid.rows.at(-1)?.cells[0];
    const said = plain(live`受診率は${cell(trend, ['2023'], 'value')}でした`);
    expect(last?.state).toBe('shown');
    expect(said).toBe(
      `受診率は${last?.state === 'shown' ? (Math.round(last.value * 10) / 10).toFixed(1) : ''}%でした`,
    );
  });

  it('subtracts what is printed: a reader with a pencil gets the same difference', () => {
    const number = (text: string): number => Number(text.replace(/[^\d.+-]/g, ''));
    const from = cell(trend, ['2021'], 'value');
    const to = cell(trend, ['2023'], 'value');
    const change = number(plain([difference(from, to)]));
    expect(change).toBeCloseTo(number(plain([to])) - number(plain([from])), 9);
    expect(plain([difference(from, to)])).toContain('ポイント');
  });

  it('says ＊ for a hidden number and for a difference with one', () => {
    const hiddenCell = cell(byDistrict, ['2023', '5'], 'value');
    expect(plain([hiddenCell])).toBe('＊');
    expect(plain([difference(cell(byDistrict, ['2023', '1'], 'value'), hiddenCell)])).toBe('＊');
  });

  it('throws on references to nowhere', () => {
    expect(() => cell(trend, ['1999'], 'value')).toThrow('no cell');
    expect(() => cell(trend, ['2023'], 'nothing')).toThrow();
  });

  it('prints effects with the digits that their interval supports', () => {
    const one = effect({ estimate: -3.2149, standardError: 0.52 });
    expect(plain([{ ref: 'effect', effect: one, field: 'estimate' }])).toBe('−3.2 mmHg');
    const ratio = effect({ scale: 'rate_ratio', estimate: 0.8123, standardError: 0.05 });
    expect(plain([{ ref: 'effect', effect: ratio, field: 'estimate' }])).toBe('0.81');
  });
});

describe('tables', () => {
  it('spreads a dimension across the columns without losing a cell', () => {
    const long = gridOf(byDistrict, { columns: ['value'] });
    const wide = gridOf(byDistrict, { columns: ['value'], across: 'year' });
    expect(wide.rows.length * wide.columns.length).toBe(long.rows.length);
    expect(wide.hidden).toBe(long.hidden);
    expect(wide.headers).toHaveLength(1);
  });

  it('counts hidden cells and names threshold and rule in the footnote', () => {
    expect(gridOf(byDistrict).hidden).toBe(4);
    expect(hiddenNote(byDistrict)).toContain('10人未満');
    expect(hiddenNote(byDistrict)).toContain('sdc-2026.1');
    expect(hiddenNote(byDistrict)).toContain('0ではありません');
  });

  it('on paper a row and a column of hidden numbers alone are named, in the files of numbers they stand', () => {
    const hide = ['2022/all', ...['all', '1', '2', '3', '4', '5', '6'].map((code) => `2023/${code}`)];
    const table = shareTable({ id: 's', name: '受診率', base: 40, dimensions: [years, districts], hide });
    const view = { columns: ['numerator', 'value', 'value_lower', 'value_upper'] };
    const { grid, leftOut } = paperGrid(table, view);
    expect(gridOf(table, view).rows).toHaveLength(21);
    expect(grid.rows).toHaveLength(13);
    expect(leftOut).toEqual([
      `すべて＊のため省いた行：令和4年度・市町村全体、${districts.levels.map(({ label }) => `令和5年度・${label}`).join('、')}`,
    ]);
    // What the marks mean is said for what is left out, too.
    expect(grid.hidden).toBe(gridOf(table, view).hidden);
    const year = { ...view, levels: { year: ['2023'] } };
    expect(paperGrid(table, { ...year, columns: ['denominator', ...view.columns] })).toMatchObject({
      grid: { columns: [{ id: 'denominator' }], headers: [[{ text: '地区' }, { text: '分母（人）' }]] },
      leftOut: ['すべて＊のため省いた列：分子、受診率'],
    });
    // Nothing would be left.
    expect(paperGrid(table, year)).toMatchObject({ leftOut: [], grid: gridOf(table, year) });
  });

  it('prints the parts of a district below it, a step to the right', () => {
    const nested = {
      ...districts,
      levels: [
        { code: 'all', label: '市町村全体' },
        { code: '1', label: '東小', parent: 'B' },
        { code: '2', label: '中央小', parent: 'A' },
        { code: 'A', label: '中部', parent: 'all' },
        { code: 'B', label: '東部', parent: 'all' },
      ],
    };
    const table = shareTable({ id: 'n', name: '受診率', base: 40, dimensions: [nested] });
    const block = { kind: 'table', id: 'n', caption: '地区別', table, view: { columns: ['value'] } } as const;
    expect(printTable(block).rows.map(([name]) => name)).toEqual([
      '市町村全体',
      '中部',
      '　中央小',
      '東部',
      '　東小',
    ]);
  });

  it('reads what columns are for', () => {
    expect(rolesOf(trend.statistic)).toMatchObject({
      value: 'value',
      lower: 'value_lower',
      upper: 'value_upper',
      denominator: 'denominator',
      numerator: 'numerator',
    });
    expect(limitsOf(trend.statistic, trend.statistic.columns[2]!)).toEqual(['value_lower', 'value_upper']);
    expect(totalOf(sexes)?.code).toBe('all');
    expect(totalOf(years)).toBeUndefined();
    const three = shareTable({ id: 'x', name: 'x', base: 10, dimensions: [years, ages, sexes] });
    expect(positionOf(three.statistic, { year: '2022' })).toEqual(['2022', 'all', 'all']);
  });
});

describe('what may be reported', () => {
  it('refuses a statistic that was copied past the gate', async () => {
    const inputs = syntheticInputs();
    const forged = structuredClone(
      inputs.measures[0]!.tables[0]!,
    ) as (typeof inputs.measures)[0]['tables'][0];
    const document = composeReport('annual', {
      ...inputs,
      measures: [{ ...inputs.measures[0]!, tables: [forged] }],
    });
    expect(() => requireReleasedThroughout(document)).toThrow(
      expect.objectContaining({ code: 'report.not_released' }),
    );
    await expect(writeReport(document, 'csv')).rejects.toMatchObject({
      code: 'report.not_released',
      kind: 'refused',
    });
  });

  it('refuses unknown templates and formats, and empty bags', async () => {
    const inputs = syntheticInputs();
    expect(() => composeReport('toString', inputs)).toThrow(
      expect.objectContaining({ code: 'report.unknown_template' }),
    );
    const empty = { ...inputs, measures: [], approaches: [], studies: [] };
    expect(() => composeReport('annual', empty)).toThrow(
      expect.objectContaining({ code: 'report.nothing_to_report' }),
    );
    expect(() => composeReport('study', { ...inputs, studies: [] })).toThrow(
      expect.objectContaining({ code: 'report.study_required' }),
    );
    await expect(writeReport(composeReport('kpi', inputs), 'exe')).rejects.toMatchObject({
      code: 'report.unknown_format',
    });
  });

  it('keeps every template whole when parts of the bag are missing', () => {
    const inputs = syntheticInputs();
    const bags = [
      { ...inputs, approaches: [], studies: [], programmes: [] },
      { ...inputs, measures: inputs.measures.slice(0, 1), studies: [] },
      { ...inputs, approaches: [] },
    ];
    for (const bag of bags) {
      for (const template of reportTemplates.map(({ id }) => id).filter((id) => id !== 'study')) {
        expect(composeReport(template, bag).blocks.length, template).toBeGreaterThan(2);
      }
    }
  });

  it('collects release ids, hashes and the highest threshold of what it prints', () => {
    const strict = seal({ ...trend.statistic, id: 'strict' }, { ...record('strict'), threshold: 20 });
    const inputs = syntheticInputs();
    const measures = [{ ...inputs.measures[0]!, tables: [...inputs.measures[0]!.tables, strict] }];
    const { provenance } = composeReport('annual', { ...inputs, measures });
    expect(provenance.threshold).toBe(20);
    expect(provenance.releaseIds).toContain('R-TEST-strict');
    expect(new Set(provenance.releaseIds).size).toBe(provenance.releaseIds.length);
  });
});

describe('council deck', () => {
  it('has 10 to 14 slides, each with notes, and a source under every figure', () => {
    const document = composeReport('council', syntheticInputs());
    const slides = document.blocks.filter((block) => block.kind === 'slide');
    expect(slides.length).toBeGreaterThanOrEqual(10);
    expect(slides.length).toBeLessThanOrEqual(14);
    for (const slide of slides) expect(slide.notes.length, plain(slide.title)).toBeGreaterThan(0);
    document.blocks.forEach((block, index) => {
      if (block.kind !== 'figure') return;
      const slide = document.blocks.slice(0, index).findLast((before) => before.kind === 'slide');
      expect(slide?.kind === 'slide' ? plain(slide.source) : '').toMatch(/対象：.*期間：.*出典：/);
    });
  });
});
