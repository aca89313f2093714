import { QueryClient } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import type { ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { funnelPoints, isOutside } from '../../../renderer/charts/funnel.ts';
import { heatInks } from '../../../renderer/charts/heat.ts';
import { mapFrame } from '../../../renderer/charts/map.tsx';
import type { Point } from '../../../renderer/charts/model.ts';
import { chartPalette } from '../../../renderer/charts/palette.ts';
import { pyramidOption } from '../../../renderer/charts/pyramid.ts';
import { sourceOf } from '../../../renderer/client/answers.ts';
import { ageModel } from '../../../renderer/features/overview/age-figure.tsx';
import { viewsOf } from '../../../renderer/features/overview/detail.tsx';
import { funnelFinding } from '../../../renderer/features/overview/funnel-figure.tsx';
import { orderOf, rankFinding, smallestOf } from '../../../renderer/features/overview/gap-figure.tsx';
import { areaKind, mapAreas } from '../../../renderer/features/overview/map-figure.tsx';
import {
  childrenOf,
  choicesOf,
  type District,
  districtOf,
  pathTo,
} from '../../../renderer/features/overview/place.ts';
import { toneOf } from '../../../renderer/features/overview/profile.tsx';
import { pyramidFinding, pyramidModel } from '../../../renderer/features/overview/pyramid-figure.tsx';
import { isRedefined, yearsOf } from '../../../renderer/features/overview/question.ts';
import { referenceFinding, referenceModel } from '../../../renderer/features/overview/reference.ts';
import { restFinding, restModel } from '../../../renderer/features/overview/rest-figure.tsx';
import { fakeMeasures } from '../../support/fake-analysis.ts';
import { fakeFunnel, fakeGeography, fakePyramid, fakeRest } from '../../support/fake-overview.ts';
import {
  ages,
  districts,
  fakeContext,
  sexes,
  shareTable,
  shownCell,
  years,
} from '../../support/fake-tables.ts';

const TOWN: readonly District[] = [
  { code: 'a', name: '北部', level: 'care_area' },
  { code: 'a1', name: '第一小', level: 'school_district', parent: 'a' },
  { code: 'a2', name: '第二小', level: 'school_district', parent: 'a' },
  { code: 'b', name: '南部', level: 'care_area', parent: 'town' },
  { code: 'town', name: '見本町', level: 'municipality' },
];

describe('the way down', () => {
  test('leads from the whole over care areas to school districts and back', () => {
    expect(childrenOf(TOWN).map(({ code }) => code)).toEqual(['a', 'b']);
    expect(childrenOf(TOWN, 'a').map(({ code }) => code)).toEqual(['a1', 'a2']);
    expect(pathTo(TOWN, 'a2').map(({ name }) => name)).toEqual(['北部', '第二小']);
    expect(choicesOf(TOWN).map(({ district, depth }) => `${depth}${district.code}`)).toEqual([
      '0a',
      '1a1',
      '1a2',
      '0b',
    ]);
  });

  test('knows neither the town itself nor made-up codes as districts', () => {
    expect(districtOf(TOWN, 'town')).toBeUndefined();
    expect(districtOf(TOWN, 'x')).toBeUndefined();
    expect(pathTo(TOWN, 'x')).toEqual([]);
  });

  test('offers the comparison with the rest inside a district only', () => {
    const [measure] = fakeMeasures;
    if (measure === undefined) throw new Error('no measure');
    const ids = (district: District | undefined) => viewsOf(measure, district).map(({ id }) => id);
    expect(ids(undefined)).toEqual(['age', 'district', 'map', 'funnel', 'gap', 'trend']);
    expect(ids(TOWN[0])).toContain('rest');
    const whole = { ...measure, stratifications: ['sex'] as const };
    expect(viewsOf(whole, TOWN[0]).map(({ id }) => id)).toEqual(['age', 'trend']);
    const labels = (strata: typeof measure.stratifications) =>
      viewsOf({ ...measure, stratifications: strata }, undefined).map(({ label }) => label);
    expect(labels(['sex', 'age', 'district'])).toContain('地区のばらつき（ファネルプロット）');
    expect([labels(['sex', 'age'])[0], labels(['sex'])[0], labels([])[0]]).toEqual([
      '性別・年齢別',
      '性別',
      '内訳',
    ]);
  });

  test('districts are put in an order by their names; a name that nobody has is told', () => {
    const smallest = smallestOf(TOWN);
    expect(smallest.map(({ code }) => code)).toEqual(['a1', 'a2', 'b']);
    expect(orderOf('第二小、 南部,第一小', smallest)).toEqual({ codes: ['a2', 'b', 'a1'], unknown: [] });
    expect(orderOf('第三小、南部', smallest)).toEqual({ codes: ['b'], unknown: ['第三小'] });
  });

  test('a rank is told with its interval, and only where the intervals leave one', () => {
    const rank = (id: string) =>
      ({
        id,
        label: id,
        kind: 'derived',
        formula: id === 'rank' ? 'index' : 'interval',
        unit: '位',
        decimals: 0,
      }) as const;
    const ranked = (limits: readonly (readonly [number, number])[]): ReleasedTable => ({
      id: 'district_ranks.x',
      parameters: {},
      context: fakeContext('順位'),
      dimensions: [
        {
          id: 'district',
          label: '地区',
          partition: false,
          levels: limits.map((_, i) => ({ code: `d${i}`, label: `第${i + 1}小` })),
        },
      ],
      columns: [rank('rank'), rank('rank_lower'), rank('rank_upper')],
      rows: limits.map(([lower, upper], i) => ({
        at: [`d${i}`],
        cells: [i + 1, lower, upper].map((value) => shownCell(value)),
      })),
    });
    expect(
      rankFinding(
        '受診率',
        ranked([
          [1, 1],
          [2, 3],
          [2, 3],
        ]),
      ),
    ).toBe('受診率が最も高いのは第1小（順位の95%区間 1〜1位、3地区のうち）');
    expect(
      rankFinding(
        '受診率',
        ranked([
          [1, 3],
          [1, 3],
          [2, 3],
        ]),
      ),
    ).toContain('どの地区が高いとも言えません');
  });

  test('years that are counted together are asked for together, and are no trend', () => {
    const life = { ...fakeMeasures[0]!, pooledYears: 3 };
    expect(yearsOf(life, 2024, [2025, 2024, 2023, 2022, 2021])).toEqual([2022, 2023, 2024]);
    expect(yearsOf(life, 2022, [2023, 2022])).toEqual([2022]);
    expect(yearsOf(fakeMeasures[0]!, 2023, [2024, 2023, 2022])).toEqual([2023]);
    expect(viewsOf(life, undefined).map(({ id }) => id)).not.toContain('trend');
  });
});

const point = (value: number | null, half = 1): Point => ({
  value,
  lower: value === null ? null : value - half,
  upper: value === null ? null : value + half,
  hidden: value === null,
  denominator: 100,
});

describe('a district and the whole', () => {
  test('differ clearly only where the interval leaves the whole out', () => {
    expect(areaKind(point(40), 35)).toBe('high');
    expect(areaKind(point(35.5), 35)).toBe('highish');
    expect(areaKind(point(34.5), 35)).toBe('lowish');
    expect(areaKind(point(30), 35)).toBe('low');
    expect(areaKind(point(null), 35)).toBe('hidden');
  });

  test('are good or bad only by the way the measure should go', () => {
    expect(toneOf('high', 'higher_is_better')).toBe('good');
    expect(toneOf('high', 'lower_is_better')).toBe('bad');
    expect(toneOf('highish', 'lower_is_better')).toBe('');
    expect(toneOf('low', 'neutral')).toBe('');
  });

  test('the map colours school districts, and care areas by the shapes of their schools', () => {
    const { statistic } = shareTable({
      id: 'x',
      name: '受診率',
      unit: '%',
      dimensions: [years([2023]), districts],
      standardise: false,
    });
    const { boundaries } = fakeGeography();
    const wish = { year: 2023, valueId: undefined };
    const schools = mapAreas(statistic, boundaries, { ...wish, depth: 2 });
    expect(schools).toHaveLength(8);
    const areas = mapAreas(statistic, boundaries, { ...wish, depth: 1 });
    expect(areas.map(({ polygons }) => polygons.length)).toEqual([4, 4]);
    const frame = mapFrame(schools, 400);
    expect(frame.height).toBeLessThanOrEqual(400);
    expect(frame.y(33)).toBeGreaterThan(frame.y(33.1));
  });

  test('a sentence says the difference and whether chance explains it', () => {
    const table = fakeRest({ id: 'x', name: '受診率' }, { id: 'x', year: 2023, district: 'a0' }).table
      .statistic;
    const model = restModel(table, 2023);
    if (model === undefined) throw new Error('no model');
    expect(model.categories).toEqual(['北圏域', 'ほかの地区']);
    expect(restFinding('受診率', model)).toMatch(
      /^受診率は 北圏域 [\d.]+%、ほかの地区 [\d.]+%（差 [+−±][\d.]+ポイント、/u,
    );
    const one = { ...model, series: [{ name: '', points: [point(null), point(30)] }] };
    expect(restFinding('受診率', one)).toContain('比べられません');
  });
});

describe('figures of the overview', () => {
  test('the pyramid has men on the left of one scale and says the elderly share', () => {
    const table = fakePyramid({ year: 2023 }).table.statistic;
    const model = pyramidModel(table);
    if (model === undefined) throw new Error('no model');
    const option = pyramidOption(model, chartPalette('light')) as {
      xAxis: { min: number; max: number };
      series: { data: readonly unknown[] }[];
    };
    expect(option.xAxis.min).toBe(-option.xAxis.max);
    const numbers = (at: number) => (option.series[at]?.data ?? []).filter((one) => typeof one === 'number');
    expect(numbers(0).every((value) => value < 0)).toBe(true);
    expect(numbers(1).every((value) => value > 0)).toBe(true);
    expect(pyramidFinding(table)).toMatch(/^被保険者は [\d,]+人、うち65歳以上が [\d.]+%$/u);
  });

  test('the funnel keeps hidden districts out and names those beyond the limits', () => {
    const { points, hidden } = funnelPoints(fakeFunnel({ id: 'x', name: '受診率' }).table.statistic);
    expect(points).toHaveLength(7);
    expect(hidden).toBe(1);
    expect(points.filter(isOutside).map(({ name }) => name)).toContain('三ツ橋小学校区');
    expect(funnelFinding('受診率', points)).toContain('三ツ橋小学校区（高い）');
    expect(funnelFinding('受診率', [])).toContain('表示できる地区がありません');
  });

  test('a darker cell is a higher number, in greyscale too', () => {
    const table = shareTable({
      id: 'x',
      name: '受診率',
      unit: '%',
      dimensions: [years([2023]), sexes, ages],
      standardise: false,
    }).statistic;
    const model = ageModel(table, 2023);
    if (model === undefined) throw new Error('no model');
    const ink = heatInks(model, chartPalette('light'));
    const all = model.series.flatMap(({ points }) => points).filter(({ value }) => value !== null);
    const sorted = all.toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
    const grey = (fill: string): number =>
      [1, 3, 5].reduce((sum, at) => sum + Number.parseInt(fill.slice(at, at + 2), 16), 0);
    const greys = sorted.map((one) => grey(ink(one).fill));
    expect(greys).toEqual(greys.toSorted((a, b) => b - a));
    expect(new Set(greys).size).toBeGreaterThan(3);
  });
});

describe('a figure for a report', () => {
  test('is traced back to the question that it answers', () => {
    const queries = new QueryClient();
    const answer = fakeFunnel({ id: 'x', name: '受診率' });
    const input = { id: 'x', year: 2023 };
    queries.setQueryData(['releases.list', {}], { entries: [answer.table] });
    queries.setQueryData(['overview.funnel', input], answer);
    expect(sourceOf(queries, answer.table.release)).toEqual({
      operation: 'overview.funnel',
      input,
      statistic: 'districts.x',
      title: '受診率の地区比較',
    });
    expect(sourceOf(queries, { ...answer.table.release })).toBeUndefined();
  });
});

describe('prefecture, nation and same-size municipalities', () => {
  const derived = { kind: 'derived', unit: '%', decimals: 1, from: ['denominator'] } as const;
  const table: ReleasedTable = {
    id: 'reference.x',
    parameters: { year: 2023 },
    context: fakeContext('受診率'),
    dimensions: [sexes],
    columns: [
      { id: 'denominator', label: '分母', kind: 'count', unit: '人', decimals: 0 },
      { ...derived, id: 'value', label: 'この町：受診率', formula: 'share' },
      { ...derived, id: 'value_lower', label: '下限', formula: 'interval' },
      { ...derived, id: 'value_upper', label: '上限', formula: 'interval' },
      { ...derived, id: 'prefecture', label: '県', formula: 'index' },
      { ...derived, id: 'nation', label: '国', formula: 'index' },
    ],
    rows: [{ at: ['all'], cells: [8200, 38.2, 37.1, 39.3, 38.9, 41.5].map(shownCell) }],
  };

  test('stand beside the municipality, with the interval where there is one', () => {
    const model = referenceModel(table);
    expect(model?.categories).toEqual(['この市町村', '県', '国']);
    const [own, prefecture] = model?.series[0]?.points ?? [];
    expect(own).toMatchObject({ value: 38.2, lower: 37.1, upper: 39.3 });
    expect(prefecture).toMatchObject({ value: 38.9, lower: null });
  });

  test('differ clearly only outside the interval', () => {
    expect(referenceFinding('受診率', table)).toBe('受診率は 38.2%、県より −0.7（偶然の範囲）、国より −3.3');
    expect(viewsOf(fakeMeasures[0]!, undefined, true).map(({ id }) => id)).toContain('reference');
  });
});

test('a number is not held against a year in which the measure counted something else', () => {
  const version = (validFrom: number) => ({
    ...{ validFrom, source: '', numerator: '', denominator: '', ageRule: '' },
  });
  const changed = { versions: [version(2008), version(2023)] };
  expect([2021, 2022, 2023].map((year) => isRedefined(changed, year, year + 1))).toEqual([
    false,
    true,
    false,
  ]);
  expect(isRedefined({}, 2022, 2023)).toBe(false);
  // The oldest holds before its year, too.
  expect(isRedefined(changed, 2007, 2008)).toBe(false);
});
