import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countsPeople,
  latestByHand,
  smallInProgramme,
  withoutSmall,
} from '../../../analysis/domain/hand-values.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';
import { programmeSchema } from '../../../analysis/domain/programme.ts';
import { sentenceOf } from '../../../analysis/messages/index.ts';

const KPI = {
  id: 'hand1',
  name: '教室に来た人',
  unit: '人',
  direction: 'higher_is_better',
  baseline: { year: 2021, value: 120 },
  target: { year: 2025, value: 5 },
  source: '手入力',
} as const;
const value = (year: number, count: number) => ({
  year,
  value: count,
  source: '受付簿',
  countedBy: '健康増進課',
});
const programmeWith = (kpis: readonly object[]) =>
  programmeSchema.parse({
    ...{ id: 'class', name: '教室', approach: 'population', department: '健康増進' },
    period: { from: 2021, to: null },
    boxes: [{ id: 'o', stage: 'output', text: '来る人が増える', kpis }],
  });

describe('numbers of people that were typed', () => {
  it.each(['人', '名', ' 人 ', '実人数', '延べ人数', '延人', '人（延べ）', '人(実)'])(
    '%s counts people',
    (unit) => {
      expect(countsPeople(unit)).toBe(true);
    },
  );

  it.each(['%', '点', '回', '人/回', '人日', '万人', '人当たり円', '円'])('%s does not', (unit) => {
    expect(countsPeople(unit)).toBe(false);
  });

  it('from one to below the threshold are found in values and baseline; none, a target and other units are not', () => {
    const values = [value(2022, 1), value(2023, 9), value(2024, 10), value(2020, 0)];
    const programme = programmeWith([{ ...KPI, values }]);
    expect(smallInProgramme(programme, 10)).toEqual([
      { kpi: KPI.name, place: 'value', year: 2022 },
      { kpi: KPI.name, place: 'value', year: 2023 },
    ]);
    expect(withoutSmall(programme, 10).boxes[0]!.kpis[0]!.values).toEqual([value(2024, 10), value(2020, 0)]);
    const few = programmeWith([
      { ...KPI, baseline: { year: 2021, value: 9 } },
      { ...KPI, id: 'k', unit: '点', values },
    ]);
    expect(smallInProgramme(few, 10)).toEqual([{ kpi: KPI.name, place: 'baseline', year: 2021 }]);
    expect(withoutSmall(few, 10).boxes[0]!.kpis.map(({ id }) => id)).toEqual(['k']);
  });

  it('nothing is left of them, and nothing else is lost, at any threshold', () => {
    const kpi = fc
      .record({
        unit: fc.constantFrom('人', '名', '%', '点'),
        baseline: fc.nat(30),
        values: fc.uniqueArray(fc.record({ year: fc.integer({ min: 2019, max: 2025 }), count: fc.nat(30) }), {
          selector: ({ year }) => year,
        }),
      })
      .map(({ unit, baseline, values }) => ({
        ...{ ...KPI, unit, baseline: { year: 2021, value: baseline } },
        values: values.map(({ year, count }) => value(year, count)),
      }));
    fc.assert(
      fc.property(
        fc.array(kpi, { maxLength: 4 }),
        fc.constantFrom(10, 20, Number.POSITIVE_INFINITY),
        (kpis, threshold) => {
          const programme = programmeWith(kpis);
          const kept = withoutSmall(programme, threshold);
          expect(smallInProgramme(kept, threshold)).toEqual([]);
          if (smallInProgramme(programme, threshold).length === 0) expect(kept).toEqual(programme);
          const harmless = programme.boxes[0]!.kpis.filter(({ unit }) => !countsPeople(unit));
          expect(kept.boxes[0]!.kpis.filter(({ unit }) => !countsPeople(unit))).toEqual(harmless);
        },
      ),
    );
  });

  it('the reason names indicator, year and remedy, never the number', () => {
    const told = (threshold: number) =>
      sentenceOf(
        new UserIssue('input', 'programme.small_count', {
          kpi: '教室',
          place: 'value',
          year: 2023,
          threshold,
        }),
      );
    expect(told(10)).toBe(
      '評価指標「教室」の令和5年度の値：人数が公開の基準（10人）に満たないため、台帳に入れられません。少ない人数からは個人が分かることがあります。値を空欄にするか、割合や点数など人数でない値にしてください。',
    );
    expect(told(0)).toContain('人数を公表しない自治体');
  });
});

describe('the latest value by hand', () => {
  it('is of the latest year, not before the baseline', () => {
    const values = [value(2022, 50), value(2024, 70), value(2023, 60)];
    expect(latestByHand({ ...KPI, values })).toEqual(value(2024, 70));
    expect(latestByHand({ ...KPI, values: [value(2020, 50)] })).toBeUndefined();
    expect(latestByHand(KPI)).toBeUndefined();
  });
});
