import { describe, expect, test } from 'vitest';
import { leaves, levelsAtDepth, rowsInOrder } from '../../../analysis/domain/levels.ts';
import type { Column } from '../../../analysis/domain/statistic.ts';
import { automaticChart } from '../../../renderer/charts/automatic.ts';
import { shareEnd } from '../../../renderer/charts/axis.ts';
import { barOption } from '../../../renderer/charts/bars.ts';
import { forestOption, niceRange } from '../../../renderer/charts/forest.ts';
import { trendOption } from '../../../renderer/charts/lines.ts';
import { loveOption } from '../../../renderer/charts/love.ts';
import { mirrorOption } from '../../../renderer/charts/mirror.ts';
import { type ChartModel, chartModel, NO_POINT } from '../../../renderer/charts/model.ts';
import { chartPalette } from '../../../renderer/charts/palette.ts';
import { breakLines, composePicture } from '../../../renderer/charts/picture.ts';
import { rankOption } from '../../../renderer/charts/ranks.ts';
import { pickColumns, rowAt, standardisedColumn } from '../../../renderer/charts/shape.ts';
import { footnotes, shortSource } from '../../../renderer/components/figure.tsx';
import { ageModel } from '../../../renderer/features/overview/age-figure.tsx';
import { districtModel } from '../../../renderer/features/overview/district-figure.tsx';
import { overlapModel } from '../../../renderer/features/studies/overlap-figure.tsx';
import { figureModel } from '../../../renderer/features/studies/study-figures.tsx';
import { fakeApproaches } from '../../support/fake-approaches.ts';
import { fakeStudies, fakeStudyResult } from '../../support/fake-study.ts';
import {
  ages,
  districts,
  fakeContext,
  fakeRelease,
  hiddenCell,
  sexes,
  shareTable,
  years,
} from '../../support/fake-tables.ts';

const palette = chartPalette('light');
const study = fakeStudyResult(fakeStudies[0]!);

function table(dimensions: Parameters<typeof shareTable>[0]['dimensions'], standardise = false) {
  return shareTable({ id: 'rate', name: '受診率', unit: '%', dimensions, standardise }).statistic;
}

const shown = (value: number) => ({ state: 'shown', value }) as const;

interface Drawn {
  readonly type: string;
  readonly data: readonly unknown[];
  readonly name: string;
}

function seriesOf(option: { series?: unknown }): readonly Drawn[] {
  return option.series as readonly Drawn[];
}

test('of several percentiles the median is drawn unasked', () => {
  const percentile = (id: string, label: string): Column => ({
    id,
    label,
    kind: 'derived',
    formula: 'quantile',
    unit: '日',
    decimals: 0,
  });
  const columns = [
    percentile('p25', '25パーセンタイル'),
    percentile('p50', '中央値'),
    percentile('p75', '75'),
  ];
  const table = { id: 't', parameters: {}, context: fakeContext('日数'), dimensions: [], columns, rows: [] };
  expect(pickColumns(table)?.value.label).toBe('中央値');
  expect(pickColumns(table, 'p75')?.value.label).toBe('75');
});

describe('reading a released table', () => {
  test('rows stand in the order of reading: every area is followed by its districts', () => {
    const read = table([years([2023]), districts, sexes]);
    const order = rowsInOrder(read).map(({ at }) => at.join(' '));
    expect(new Set(order)).toEqual(new Set(read.rows.map(({ at }) => at.join(' '))));
    const places = [...new Set(order.map((at) => at.split(' ')[1]))];
    expect(places).toEqual(['all', 'a0', 's0', 's2', 's4', 's6', 'a1', 's1', 's3', 's5', 's7']);
    // Sexes and ages have one level below their total: nothing moves.
    const plain = table([years([2023]), ages, sexes]);
    expect(rowsInOrder(plain)).toEqual(plain.rows);
  });

  test('a value keeps the limits behind it and its denominator', () => {
    const rate = table([years([2023]), districts], true);
    expect(pickColumns(rate)).toMatchObject({
      value: { id: 'value' },
      lower: { id: 'value_lower' },
      upper: { id: 'value_upper' },
      denominator: { id: 'denominator' },
    });
    expect(pickColumns(rate, standardisedColumn(rate))).toMatchObject({
      value: { id: 'std' },
      lower: { id: 'std_lower' },
      upper: { id: 'std_upper' },
    });
  });

  test('levels come apart by depth, totals are not drawn', () => {
    expect(levelsAtDepth(districts, 0).map((level) => level.code)).toEqual(['all']);
    expect(levelsAtDepth(districts, 1)).toHaveLength(2);
    expect(levelsAtDepth(districts, 2)).toHaveLength(8);
    expect(leaves(sexes).map((level) => level.label)).toEqual(['男', '女']);
  });

  test('an unnamed dimension stands at its total; an unnamed year finds nothing', () => {
    const rate = table([years([2022, 2023]), sexes]);
    expect(rowAt(rate, { year: '2023' })?.at).toEqual(['2023', 'all']);
    expect(rowAt(rate, {})).toBeUndefined();
  });
});

describe('bars', () => {
  const model = ageModel(table([years([2023]), sexes, ages]), 2023)!;

  test('start at zero and carry an interval for every shown number', () => {
    const option = barOption(model, palette);
    expect(option.yAxis).toMatchObject({ scale: false });
    const series = seriesOf(option);
    const shown = model.series.flatMap((one) => one.points).filter((point) => point.value !== null);
    const whiskers = series.filter((one) => one.name.endsWith('信頼区間')).flatMap((one) => one.data);
    expect(shown.length).toBeGreaterThan(0);
    expect(whiskers).toHaveLength(shown.length);
  });

  test('a hidden number is a mark, never a zero', () => {
    const hidden: ChartModel = {
      ...model,
      series: [
        { name: '男', points: [{ value: null, lower: null, upper: null, hidden: true, denominator: null }] },
      ],
      categories: ['40〜44歳'],
    };
    const series = seriesOf(barOption(hidden, palette));
    expect(series.find((one) => one.type === 'bar')?.data).toEqual([{ value: '-' }]);
    expect(series.find((one) => one.name.endsWith('伏せた数'))?.data).toEqual([[0]]);
    expect(series.find((one) => one.name.endsWith('該当なし'))).toBeUndefined();
    const nobody = { ...hidden, series: [{ name: '男', points: [NO_POINT] }] };
    const marks = seriesOf(barOption(nobody, palette)).filter((one) => one.type === 'custom');
    expect(marks.map(({ name, data }) => [name, data])).toEqual([['男の該当なし', [[0]]]]);
    // A line simply ends where there is nothing.
    expect(seriesOf(trendOption(nobody, palette)).filter((one) => one.name.endsWith('該当なし'))).toEqual([]);
  });

  test('patterns are on, so that series differ without colour', () => {
    expect(barOption(model, palette).aria).toMatchObject({ enabled: true, decal: { show: true } });
  });

  test('a share ends at 100 % where numbers come near it, whiskers included; other units have no end', () => {
    const of = (value: number, upper: number | null, unit = '%'): ChartModel => ({
      ...{ categories: ['全体'], unit, decimals: 1, valueLabel: '' },
      series: [{ name: '計', points: [{ ...NO_POINT, value, upper }] }],
    });
    expect(shareEnd(of(85, 98))).toEqual({ max: 100 });
    expect(shareEnd(of(60, 70))).toEqual({});
    expect(shareEnd(of(95, 104))).toEqual({});
    expect(shareEnd(of(95, null, '人'))).toEqual({});
    expect(barOption(of(85, 98), palette).yAxis).toMatchObject({ max: 100 });
  });

  test('districts leave remainders out and draw the whole as a line', () => {
    const found = districtModel(table([years([2023]), districts]), {
      year: 2023,
      depth: 1,
      valueId: undefined,
    });
    expect(found?.categories).toEqual(['北圏域', '南圏域']);
    expect(found?.reference?.label).toBe('全体');
    expect(JSON.stringify(barOption(found!, palette, { horizontal: true }))).toContain('全体');
  });
});

describe('other figures', () => {
  test('a hidden year breaks the line of a trend', () => {
    const axis = years([2021, 2022, 2023]);
    const model = chartModel(table([axis, sexes]), { categories: { dimension: axis, levels: axis.levels } })!;
    const broken = {
      ...model,
      series: [
        {
          name: '計',
          points: model.series[0]!.points.with(1, {
            value: null,
            lower: null,
            upper: null,
            hidden: true,
            denominator: null,
          }),
        },
      ],
    };
    const line = seriesOf(trendOption(broken, palette)).find((one) => one.type === 'line');
    expect(line).toMatchObject({ connectNulls: false });
    expect(line?.data[1]).toBe('-');
  });

  test('overlap: participants up, comparison down from one line, a hidden class marked', () => {
    const model = overlapModel(study.overlap!.statistic)!;
    const [up, down, hiddenUp, hiddenDown] = seriesOf(mirrorOption(model, palette));
    const numbers = (drawn: Drawn | undefined) => drawn!.data.filter((value) => typeof value === 'number');
    expect([up!.name, down!.name]).toEqual(['参加者', '比較群']);
    expect(Math.min(...numbers(up))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers(down))).toBeLessThanOrEqual(0);
    expect(numbers(down)).toEqual(model.series[1]!.points.map(({ value }) => -value!));
    expect(hiddenUp!.data).toHaveLength(1);
    expect(hiddenDown!.data).toHaveLength(0);
  });

  test('curves of a study carry their limits; months in a row carry them as a band', () => {
    const curve = figureModel(study.figures[0]!)!;
    const last = curve.series[0]!.points.at(-1)!;
    expect(last.lower).toBeLessThan(last.value!);
    expect(last.upper).toBeGreaterThan(last.value!);
    const whiskers = seriesOf(trendOption(curve, palette)).filter(({ type }) => type === 'custom');
    expect(whiskers.map(({ data }) => data.length)).toEqual([5, 5]);
    const point = { value: 5, lower: 4, upper: 7, hidden: false, denominator: null };
    const months = Array.from({ length: 36 }, (_, i) => `${i}`);
    const unsaid = { ...point, lower: null, upper: null };
    const dense: ChartModel = {
      ...curve,
      categories: months,
      series: [
        { name: '実際', points: months.map(() => unsaid) },
        { name: '見込み', points: months.map((_, i) => (i === 3 ? unsaid : point)) },
      ],
    };
    const drawn = seriesOf(trendOption(dense, palette));
    const band = drawn.filter(({ name }) => name === '見込みの信頼区間');
    expect(band.map(({ data }) => [data[0], data[3]])).toEqual([
      [4, '-'],
      [3, '-'],
    ]);
    expect(drawn.some(({ name }) => name === '実際の信頼区間')).toBe(false);
  });

  test('classes on either side of a cut-off are two lines that do not meet', () => {
    const { table: curve } = study.figures[0]!;
    const levels = [-2, -1, 0, 1].map((bin) => ({ code: String(bin), label: `${bin}` }));
    const statistic = {
      ...curve.statistic,
      dimensions: [{ id: 'running', label: '腹囲', partition: true, levels }],
      columns: [{ id: 'mean', label: '平均', kind: 'derived' as const, unit: 'kg', decimals: 1 }],
      rows: levels.map(({ code }) => ({
        at: [code],
        cells: [
          code === '1' ? { state: 'hidden' as const, reason: 'primary' as const } : shown(Number(code)),
        ],
      })),
    };
    const model = figureModel({ kind: 'discontinuity', title: '', table: { ...curve, statistic } })!;
    expect(
      model.series.map(({ points }) => points.map(({ value, hidden }) => (hidden ? '＊' : value))),
    ).toEqual([
      [-2, -1, null, null],
      [null, null, 0, '＊'],
    ]);
  });

  test('a love plot shows sizes, the limit of 0.1 and a mark for what is hidden', () => {
    const option = loveOption(study.balance!.statistic, palette);
    const [before, after, marks] = seriesOf(option) as readonly [Drawn, Drawn, Drawn];
    for (const series of [before, after]) {
      for (const item of series.data as readonly (readonly [number | '-', number])[]) {
        if (item[0] !== '-') expect(item[0]).toBeGreaterThanOrEqual(0);
      }
    }
    expect(marks.data).toEqual([[0, 5]]);
    expect(JSON.stringify(option)).toContain('0.1');
  });

  test('a forest plot holds every interval and the line of no effect', () => {
    const rows = [...study.effects, ...study.alternatives].map(({ statistic }, index) => ({
      label: String(index),
      effect: statistic.effect,
      main: index === 0,
    }));
    const { min, max, interval } = niceRange(rows, 0);
    for (const { effect } of rows) {
      expect(min).toBeLessThanOrEqual(effect.interval[0]);
      expect(max).toBeGreaterThanOrEqual(effect.interval[1]);
    }
    expect(max).toBeGreaterThan(0);
    // The ends are marks like the others: none stands beside the end.
    for (const end of [min, max])
      expect(Math.abs(Math.round(end / interval) - end / interval)).toBeLessThan(1e-9);
    expect((max - min) / interval).toBeLessThanOrEqual(12);
    expect(forestOption(rows, palette).xAxis).toMatchObject({ min, max, interval });
  });

  test('an unknown table gets the figure that fits it', () => {
    const { population, highRisk } = fakeApproaches('sbp');
    const distribution = automaticChart(population.tables[0]!.statistic, palette);
    expect(distribution?.model.series.map((series) => series.name)).toEqual(['令和3年度', '令和5年度']);
    const funnel = automaticChart(highRisk.tables[0]!.statistic, palette);
    expect(funnel?.model.series[0]?.points.map((point) => point.value)).toEqual([620, 604, 212, 171, 64]);
    const trend = automaticChart(table([years([2021, 2022, 2023]), sexes]), palette);
    expect(trend?.model.series.map((series) => series.name)).toEqual(['男', '女']);
    expect(trend?.model.categories).toHaveLength(3);
    // Of two lines the title tells both by name: one of them is not the whole.
    expect(trend?.finding('受診率')).toMatch(/^受診率：男は 令和3年度 .+、女は 令和3年度 .+$/u);
    const whole = automaticChart(table([years([2021, 2022, 2023])]), palette);
    expect(whole?.finding('受診率')).toMatch(/^受診率は 令和3年度 /u);
  });

  test('a single number beside hidden ones is said, not drawn', () => {
    const whole = table([sexes]);
    const hide = (codes: readonly string[]) => ({
      ...whole,
      rows: whole.rows.map((row) =>
        codes.includes(row.at[0]!) ? { ...row, cells: row.cells.map(() => hiddenCell) } : row,
      ),
    });
    expect(automaticChart(whole, palette)?.isWorth).toBe(true);
    const one = automaticChart(hide(['2']), palette)!;
    expect(one.isWorth).toBe(false);
    expect(one.finding('受診率')).toMatch(/^受診率は .*%（男）（ほかの1区分は伏せています）$/u);
    expect(automaticChart(hide(['1', '2']), palette)).toBeUndefined();
    // Bars of nobody beside hidden ones would look as if there were nobody at all.
    const ofAges = table([ages]);
    const nobody = ofAges.rows.map((row, at) => ({
      ...row,
      cells: row.cells.map(() => (at < 3 ? { state: 'shown' as const, value: 0 } : hiddenCell)),
    }));
    expect(automaticChart({ ...ofAges, rows: nobody }, palette)?.isWorth).toBe(false);
  });

  test('years that do not fit stand at the newest, sexes at their total', () => {
    const found = automaticChart(table([years([2022, 2023]), sexes, ages, districts]), palette);
    expect(found).toBeUndefined();
    const newest = automaticChart(table([years([2022, 2023]), sexes, ages]), palette);
    expect(newest?.year?.code).toBe('2023');
    expect(newest?.model.series.map((series) => series.name)).toEqual(['男', '女']);
  });

  test('a year of which only a beginning is there is not the one that is drawn', () => {
    const whole = table([years([2022, 2023, 2024]), sexes, ages]);
    const begun = whole.rows.filter(({ at }) => at[0] !== '2024' || at.slice(1).join() === 'all,all');
    expect(automaticChart(whole, palette)?.year?.code).toBe('2024');
    expect(automaticChart({ ...whole, rows: begun }, palette)?.year?.code).toBe('2023');
  });

  test('months are drawn in their order, however many, and one without a row is a gap', () => {
    const levels = Array.from({ length: 30 }, (_, at) => ({ code: `m${at}`, label: `${at}か月目` }));
    const months = {
      id: 'quality.coverage.outpatient',
      parameters: {},
      context: fakeContext('月ごとの人数'),
      dimensions: [{ id: 'month', label: '月', partition: false, levels }],
      columns: [{ id: 'persons', label: '人数', kind: 'count' as const, unit: '人', decimals: 0 }],
      rows: levels
        .filter(({ code }) => code !== 'm7')
        .map(({ code }, at) => ({ at: [code], cells: [shown(100 + ((at * 7) % 30))] })),
    };
    const chart = automaticChart(months, palette)!;
    expect(chart.model.categories).toEqual(levels.map(({ label }) => label));
    expect(seriesOf(chart.option)[0]).toMatchObject({ type: 'line', connectNulls: false });
    expect(seriesOf(chart.option)[0]!.data[7]).toBe('-');
    expect(chart.option.yAxis).toMatchObject({ scale: false });
    expect(chart.finding('人数')).toMatch(/^人数：最も多いのは .+、最も少ないのは /u);
  });
});

describe('ranks', () => {
  test('are points in their order with the first at the top, and no bar is longest for the last', () => {
    const point = (value: number, lower: number, upper: number) => ({ ...NO_POINT, value, lower, upper });
    const option = rankOption(
      {
        categories: ['第一小', '東小', '北小'],
        series: [{ name: '順位', points: [point(1, 1, 2), point(2, 1, 3), point(3, 2, 3)] }],
        ...{ unit: '位', decimals: 0, valueLabel: '順位' },
      },
      palette,
    ) as {
      readonly yAxis: { readonly inverse: boolean };
      readonly xAxis: {
        readonly min: number;
        readonly max: number;
        readonly axisLabel: { readonly formatter: (value: number) => string };
      };
      readonly series: readonly { readonly type: string; readonly data: readonly unknown[] }[];
    };
    expect(option.series.map(({ type }) => type)).toEqual(['scatter', 'custom']);
    expect(option.series[0]?.data).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    expect(option.yAxis.inverse).toBe(true);
    const { min, max, axisLabel } = option.xAxis;
    expect([min, 1, 2, 3, max].map(axisLabel.formatter)).toEqual(['', '1', '2', '3', '']);
  });
});

describe('where the numbers come from', () => {
  const imported = '取り込んだデータ（被保険者台帳、健診結果、レセプト、介護認定ほか）。定義：';
  test('is cut between definitions, never within brackets', () => {
    expect(shortSource(`${imported}短い定義`)).toBe(`${imported}短い定義`);
    const long = '後発医薬品の使用割合（金額ベース、医療費適正化計画の副次目標の考え方）';
    expect(shortSource(`${imported}${long}`)).toBe(`${imported}${long}`);
    expect(
      shortSource(`${imported}特定健診 実施状況報告（法定報告）、そのほかの長い長い長い出典の名前`),
    ).toBe(`${imported}特定健診 実施状況報告（法定報告）ほか（すべては「出し方」に）`);
  });
});

describe('notes below a figure', () => {
  test('say what earlier releases hide, where they hide anything of it', () => {
    const earlier = [{ releaseId: 'R-1', title: '受診率', releasedAt: '2026-11-20T06:00:00.000Z' }];
    const of = (other: number) =>
      footnotes(fakeContext('到達率'), {
        ...fakeRelease(other, 10),
        hidden: { primary: 0, secondary: 0, other },
        earlier,
      }).filter((note) => note.includes('2026-11-20の「受診率」'));
    expect(of(2)).toHaveLength(1);
    // Statistics that are released together carry the same record.
    expect(of(0)).toEqual([]);
  });
});

describe('pictures', () => {
  test('carry title, details and notes, and break long lines', () => {
    const drawing = { markup: '<svg/>', width: 300, height: 100 };
    const text = { title: '題<名>', details: ['単位 %'], notes: ['出典：台帳'.repeat(20)] };
    const picture = composePicture(drawing, text, palette);
    expect(picture.markup).toContain('題&#60;名&#62;');
    expect(picture.markup).toContain('単位 %');
    expect(picture.height).toBeGreaterThan(drawing.height + 60);
    expect(breakLines('あ'.repeat(30), 120, 12)).toHaveLength(3);
    expect(breakLines('', 100, 12)).toEqual([]);
  });
});
