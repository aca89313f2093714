import { describe, expect, test } from 'vitest';
import type { ReleasedFlow } from '../../../analysis/domain/statistic.ts';
import {
  changeFrom,
  districtFinding,
  estimateFinding,
  rangeFinding,
  trendFinding,
} from '../../../renderer/charts/findings.ts';
import type { ChartModel, Point } from '../../../renderer/charts/model.ts';
import { attentionFirst, leftOut, merged } from '../../../renderer/features/import/report.tsx';
import { balanceFinding } from '../../../renderer/features/studies/balance-figure.tsx';
import { effectText } from '../../../renderer/features/studies/effect-text.ts';
import { flowFinding } from '../../../renderer/features/studies/flow.tsx';
import { fakeImportReport } from '../../support/fake-import.ts';
import { fakeStudies, fakeStudyResult } from '../../support/fake-study.ts';

const study = fakeStudyResult(fakeStudies[0]!);

function point(value: number | null, half = 1): Point {
  const limits = value === null ? { lower: null, upper: null } : { lower: value - half, upper: value + half };
  return { value, ...limits, hidden: value === null, denominator: 100 };
}

function model(values: readonly (number | null)[], reference?: number): ChartModel {
  return {
    categories: values.map((_, index) => `地区${index + 1}`),
    series: [{ name: '計', points: values.map((value) => point(value)) }],
    unit: '%',
    decimals: 1,
    valueLabel: '受診率',
    ...(reference === undefined ? {} : { reference: { label: '全体', value: reference } }),
  };
}

describe('sentences over figures', () => {
  test('say between which numbers the groups lie', () => {
    expect(rangeFinding('受診率', model([30, 45.2, 40]))).toBe(
      '受診率：最も高いのは 地区2 45.2%、最も低いのは 地区1 30.0%',
    );
    // What prints alike is one number.
    expect(rangeFinding('受診率', model([99.96, 100, 100.04]))).toBe('受診率は、どれも 100.0%');
    expect(rangeFinding('受診率', model([null, null]))).toContain('伏せています');
    // What cannot be known is not said to be hidden.
    const unknown = [{ name: '計', points: [{ ...point(null), hidden: false }] }];
    expect(rangeFinding('平均自立期間', { ...model([null]), series: unknown })).toBe(
      '平均自立期間：求められる数がありません（理由は下の注にあります）',
    );
  });

  test('an estimate is said with its interval where it has one', () => {
    expect(estimateFinding('改善量', model([-915, -18.6]))).toBe(
      '改善量は −915.0%（地区1、95%信頼区間 −916.0〜−914.0）、−18.6%（地区2、95%信頼区間 −19.6〜−17.6）',
    );
    const bare = model([2]);
    const points = [{ ...point(2), lower: null, upper: null }];
    expect(estimateFinding('改善量', { ...bare, series: [{ name: '計', points }] })).toBe(
      '改善量は 2.0%（地区1）',
    );
  });

  test('what is mostly hidden is not told as a range of everything; a year comes before its step', () => {
    const one = model([97, null, null]);
    const both = [
      { name: '令和2年度', points: one.series[0]!.points },
      { name: '令和6年度', points: model([70, null, null]).series[0]!.points },
    ];
    expect(rangeFinding('流れ', { ...one, series: both, unit: '人', decimals: 0 })).toBe(
      '流れは 97人（令和2年度の地区1）、70人（令和6年度の地区1）（ほかの4区分は伏せています）',
    );
  });

  test('a rank is told among the shown only: what is hidden may be higher or lower', () => {
    expect(rangeFinding('受診率', model([30, 45.2, 40, null]))).toBe(
      '受診率：示せる3区分の中で最も高いのは 地区2 45.2%、最も低いのは 地区1 30.0%（ほかの1区分は伏せています）',
    );
    expect(rangeFinding('到達率', model([0, 0, 0, null, null]))).toBe(
      '到達率は、示せる3区分のどれも 0.0%（ほかの2区分は伏せています）',
    );
    expect(rangeFinding('受診率', model([30, 45.2, null]))).toBe(
      '受診率は 30.0%（地区1）、45.2%（地区2）（ほかの1区分は伏せています）',
    );
    expect(districtFinding('受診率', model([40.5, null, null], 40))).toBe(
      '受診率：示せる1地区の中に、全体（40.0%）と明らかに違う地区はない（ほかの2地区は伏せています）',
    );
    expect(districtFinding('受診率', model([45, 30, null], 40))).toBe(
      '受診率：全体（40.0%）より明らかに高い地区が1、低い地区が1（ほかの1地区は伏せています）',
    );
  });

  test('each arm of a flow is counted on its own, each outcome by its own people', () => {
    const { statistic } = fakeStudyResult(fakeStudies[0]!).flow;
    const arm = (name: string, n: readonly [number, number, number]): ReleasedFlow['steps'] =>
      [`eligible:${name}`, `observed_sbp:${name}`, `observed_cost:${name}`].map((id, i) => ({
        id,
        label: id,
        arm: name,
        persons: { state: 'shown', value: n[i]! },
      }));
    const steps = [...arm('参加', [329, 150, 215]), ...arm('非参加', [1003, 245, 357])];
    expect(flowFinding({ ...statistic, steps })).toBe(
      '比べた人が決まるまで：参加 329人・非参加 1,003人のうち、結果ごとに 参加 150〜215人と非参加 245〜357人を比べた',
    );
  });

  test('name districts only where chance does not explain the difference', () => {
    expect(districtFinding('受診率', model([40.5, 39.5], 40))).toBe(
      '受診率に、全体（40.0%）と明らかに違う地区はない',
    );
    expect(districtFinding('受診率', model([45, 30, 40], 40))).toBe(
      '受診率：全体（40.0%）より明らかに高い地区が1、低い地区が1',
    );
  });

  test('compare the first with the last year that may be seen', () => {
    const seen = model([null, 38, 41.2]);
    const said = '受診率は 地区2 38.0% → 地区3 41.2%（+3.2ポイント';
    expect(trendFinding('受診率', seen)).toBe(`${said}）`);
    expect(trendFinding('受診率', seen, 'higher_is_better')).toBe(`${said}、改善）`);
    expect(trendFinding('受診率', seen, 'lower_is_better')).toBe(`${said}、悪化）`);
    expect(trendFinding('受診率', model([38, 38.5]), 'higher_is_better')).toMatch(/、偶然の範囲）$/u);
    // Without limits nobody can say.
    const bare = {
      ...seen,
      series: seen.series.map((one) => ({
        ...one,
        points: one.points.map((p) => ({ ...p, lower: null, upper: null })),
      })),
    };
    expect(trendFinding('受診率', bare, 'higher_is_better')).toBe(`${said}）`);
  });

  test('a change is good or bad only where the intervals are apart and the measure has a direction', () => {
    const printed = { unit: '%', decimals: 1 };
    const clear = changeFrom(point(40), point(43), printed, 'higher_is_better');
    expect(clear).toEqual({ text: '+3.0ポイント', wanted: true, clear: true });
    expect(changeFrom(point(40), point(43), printed, 'lower_is_better')?.wanted).toBe(false);
    expect(changeFrom(point(40), point(43), printed, 'neutral')).toMatchObject({ wanted: null, clear: true });
    expect(changeFrom(point(40), point(41), printed, 'higher_is_better')).toMatchObject({
      wanted: null,
      clear: false,
    });
    expect(changeFrom(point(null), point(40), printed, 'neutral')).toBeNull();
  });

  test('balance and effect are said with their numbers', () => {
    expect(balanceFinding(study.balance!.statistic)).toMatch(
      /調整後は、9項目で両群が似ている.*1項目は伏せている/u,
    );
    expect(effectText(study.effects[0]!.statistic.effect)).toBe('−2.4mmHg（95%信頼区間 −3.8〜−1.0）');
  });
});

describe('the import report', () => {
  test('accounts for every row that was read', () => {
    expect(leftOut({ rowsRead: 10, rowsLoaded: 10, rowsQuarantined: 0 })).toBe('保留にした行はありません。');
    expect(leftOut({ rowsRead: 1010, rowsLoaded: 1000, rowsQuarantined: 3 })).toBe(
      '3行は使えないため保留にしました。7行は重なりなどのため一つにまとめました。理由はファイルごとの結果にあります。',
    );
  });

  test('rows of a file without a column that all need are not called merged', () => {
    expect(leftOut({ rowsRead: 1040, rowsLoaded: 512, rowsQuarantined: 0 }, 0, 520)).toBe(
      '520行は必要な列がないため取り込めませんでした。8行は重なりなどのため一つにまとめました。理由はファイルごとの結果にあります。',
    );
    const fine = { ...fakeImportReport.files[0]!, name: '良い.csv', rowsRead: 9, rowsLoaded: 9, issues: [] };
    const nothing = { ...fine, name: '化けた.csv', rowsLoaded: 0 };
    expect(attentionFirst([fine, nothing])[0]?.name).toBe('化けた.csv');
  });

  test('says how rows met what was loaded before', () => {
    const issue = (code: string, count: number) => ({ code, count, severity: 'info', sentence: '' }) as const;
    expect(merged([{ rowsLoaded: 10, issues: [issue('duplicate.exact', 3)] }])).toBe('');
    expect(
      merged([
        { rowsLoaded: 30, issues: [issue('batch.rows_replaced', 20)] },
        { rowsLoaded: 5, issues: [issue('duplicate.already_loaded', 7)] },
      ]),
    ).toBe(
      '新しく加わったのは 15行、前に取り込んだ内容を新しくしたのは 20行、前と同じで加えなかったのは 7行です。同じものが二重になることはありません。',
    );
    expect(leftOut({ rowsRead: 20, rowsLoaded: 10, rowsQuarantined: 0 }, 10)).toBe(
      '保留にした行はありません。',
    );
  });

  test('puts refused files and those with most to look at first', () => {
    const [quiet] = fakeImportReport.files.filter((file) => file.issues.length === 0);
    const [busy] = fakeImportReport.files.filter((file) => file.issues.length > 0);
    const refused = { ...quiet!, name: '断られた.csv', status: 'refused' as const };
    expect(attentionFirst([quiet!, busy!, refused]).map((file) => file.name)).toEqual([
      refused.name,
      busy!.name,
      quiet!.name,
    ]);
  });
});
