import { describe, expect, test } from 'vitest';
import type { Column, ReleasedCell, ReleasedTable } from '../../../analysis/domain/statistic.ts';
import { headlineOf } from '../../../renderer/features/approaches/headlines.ts';

type Row = readonly [at: readonly string[], values: readonly (number | null | 'hidden')[]];

/** A released table with these rows; intervals end in `_lower` and `_upper`. */
function table(
  id: string,
  title: string,
  dimensions: ReleasedTable['dimensions'],
  printed: { readonly unit: string; readonly decimals: number },
  ids: readonly string[],
  rows: readonly Row[],
  factor = 'sbp',
): ReleasedTable {
  const columns = ids.map((name): Column => {
    const isLimit = /_(?:lower|upper)$/u.test(name);
    const of = name.replace(/_(?:lower|upper)$/u, '');
    return {
      id: name,
      label: name,
      kind: 'derived',
      formula: isLimit ? 'interval' : 'index',
      from: [isLimit ? of : 'n'],
      ...printed,
    };
  });
  const cell = (value: number | null | 'hidden'): ReleasedCell =>
    value === 'hidden'
      ? { state: 'hidden', reason: 'primary' }
      : value === null
        ? { state: 'none' }
        : { state: 'shown', value };
  return {
    id,
    parameters: { factor },
    context: { title, population: '', period: '', source: '', method: '', caveats: [] },
    dimensions,
    columns,
    rows: rows.map(([at, values]) => ({ at, cells: values.map(cell) })),
  } as unknown as ReleasedTable;
}

const levels = (...codes: readonly (readonly [string, string])[]) =>
  codes.map(([code, label]) => ({ code, label }));
const dimension = (id: string, ...codes: readonly (readonly [string, string])[]) => ({
  id,
  label: id,
  partition: false,
  levels: levels(...codes),
});
const SEX = dimension('sex', ['all', '男女計'], ['1', '男'], ['2', '女']);
const MMHG = { unit: 'mmHg', decimals: 1 };

describe('what a figure of the approaches says to a council', () => {
  const funnel = (values: Row[1]) =>
    table(
      'approaches.funnel',
      '特定保健指導の流れ',
      [dimension('year', ['2023', '令和5年度'], ['2024', '令和6年度']), dimension('whole', ['all', '全体'])],
      { unit: '人', decimals: 0 },
      ['eligible', 'first_interview', 'completed', 'completed_share'],
      [
        [
          ['2023', 'all'],
          [1, 1, 1, 1],
        ],
        [['2024', 'all'], values],
      ],
    );

  test('the cascade: of whom how many, in the newest year; hidden steps are said to be hidden', () => {
    expect(headlineOf(funnel([3241, 1322, 1130, 35]))).toBe(
      '令和6年度は、保健指導の対象 3,241人のうち、初回面接を受けたのは 1,322人、終了したのは 1,130人（35人）',
    );
    expect(headlineOf(funnel([70, 'hidden', 'hidden', 'hidden']))).toBe(
      '令和6年度は、保健指導の対象 70人。途中の段階は人数が少ないため伏せています',
    );
    expect(headlineOf(funnel(['hidden', 'hidden', 'hidden', 'hidden']))).toBeUndefined();
  });

  const mean = (values: Row[1], factor = 'sbp') =>
    table(
      'approaches.mean',
      `${factor === 'sbp' ? '収縮期血圧' : 'HDLコレステロール'}の平均の変化`,
      [SEX],
      MMHG,
      ['change', 'change_lower', 'change_upper'],
      [
        [['all'], values],
        [['1'], [9, 8, 10]],
        [['2'], [9, 8, 10]],
      ],
      factor,
    );

  test('a mean went up or down only where its interval says so', () => {
    expect(headlineOf(mean([-1.3, -1.6, -1]))).toBe(
      '収縮期血圧の平均は、年齢をそろえると 1.3mmHg 下がりました（95%信頼区間 −1.6〜−1.0）。改善です',
    );
    expect(headlineOf(mean([0.9, -0.9, 2.8]))).toBe(
      '収縮期血圧の平均は、年齢をそろえると +0.9mmHg（95%信頼区間 −0.9〜+2.8）で、改善したとも悪化したともいえません',
    );
    expect(headlineOf(mean([1.3, 1, 1.6]))).toContain('上がりました（95%信頼区間 +1.0〜+1.6）。悪化です');
    // The same rise of what protects.
    expect(headlineOf(mean([1.3, 1, 1.6], 'hdl'))).toContain(
      '上がりました（95%信頼区間 +1.0〜+1.6）。改善です',
    );
  });

  test('before and after never stands without what would have happened anyway', () => {
    const ids = ['change', 'expected', 'net', 'net_lower', 'net_upper'];
    const groups = [dimension('group', ['completed', '終了者'], ['not_completed', '終了していない人'])];
    const of = (values: Row[1]) =>
      table('approaches.before_after', '前後', groups, MMHG, ids, [[['completed'], values]]);
    expect(headlineOf(of([-2, -0.8, -1.2, -2, -0.4]))).toBe(
      '保健指導を終えた人の変化は −2.0mmHg。何もしなくても −0.8mmHg と見込まれ、差し引きは −1.2mmHg（95%信頼区間 −2.0〜−0.4）で、見込みより改善しています',
    );
    expect(headlineOf(of([-2, -1.9, -0.1, -1, 0.8]))).toMatch(/見込みとの差があるとはいえません$/u);
    expect(headlineOf(of([-0.4, -1, 0.6, 0.2, 1]))).toBe(
      '保健指導を終えた人の変化は −0.4mmHg。何もしなくても −1.0mmHg と見込まれ、差し引きは +0.6mmHg（95%信頼区間 +0.2〜+1.0）で、見込みより悪化しています',
    );
    // Without the expectation nothing is said of the change.
    expect(headlineOf(of([-2, 'hidden', 'hidden', 'hidden', 'hidden']))).toBe(
      '前後：何もしなくても見込まれる変化を、人数が少ないため示せません',
    );
  });

  test('whether the whole curve moved', () => {
    const of = (values: Row[1]) =>
      table(
        'approaches.quantiles',
        '収縮期血圧の分布の位置の変化',
        [SEX],
        MMHG,
        ['p5_change', 'p50_change', 'p95_change'],
        [[['all'], values]],
      );
    expect(headlineOf(of([-2, -2, -2]))).toBe(
      '収縮期血圧（下がると改善）は、低い人も真ん中の人も高い人も、同じ −2.0mmHg 動きました',
    );
    expect(headlineOf(of([0, -1, -5]))).toContain('高いほうの人（上から5%の位置）で −5.0mmHg');
  });

  test('how many for one, where chance is ruled out; else that it cannot be said', () => {
    const ids = ['share', 'others_share', 'nnt', 'nnt_lower', 'nnt_upper', 'arr', 'arr_lower', 'arr_upper'];
    const of = (values: Row[1], gap: Row[1] = [3.2, 1, 5]) =>
      table('approaches.number_needed', '', [dimension('whole', ['all', '全体'])], MMHG, ids, [
        [['all'], [...values, ...gap]],
      ]);
    expect(headlineOf(of([35.2, 32, 31.6, 20.1, 73.2]))).toContain(
      '31.6mmHgにつき1人（95%信頼区間 20.1〜73.2mmHg）',
    );
    expect(headlineOf(of([35.2, 32, null, null, null], [3.2, -1, 7]))).toContain('何人に1人とは言えません');
    // A difference that may not be shown is not one of chance.
    const hidden = of([35.2, 32, 'hidden', 'hidden', 'hidden'], ['hidden', 'hidden', 'hidden']);
    expect(headlineOf(hidden)).toContain('差の区間は示せないため、何人に1人とは言えません');
    // More of the others left eligibility: no number is needed for that.
    expect(headlineOf(of([32, 35.2, -31.6, -73.2, -20.1], [-3.2, -5, -1]))).toBe(
      '対象でなくなったのは、終了した人の 32.0mmHg、終了していない人の 35.2mmHg。終了した人のほうが少なく、悪い結果です',
    );
  });

  test('of those who fell ill, how many a checkup had found high', () => {
    const of = (values: Row[1]) =>
      table(
        'approaches.capture',
        '',
        [dimension('outcome', ['stroke', '脳卒中']), dimension('tier', ['130', '130mmHg以上'])],
        { unit: '人', decimals: 0 },
        ['events', 'captured', 'capture'],
        [[['stroke', '130'], values]],
      );
    expect(headlineOf(of([1038, 431, 42]))).toBe(
      'のちに脳卒中になった 1,038人のうち、健診で130mmHg以上だった人は 431人（42人）',
    );
    // Hidden is not the same as nobody: who fell ill are too few to be divided.
    expect(headlineOf(of([23, 'hidden', 'hidden']))).toContain('分けると少人数になるため、割合は示せません');
    expect(headlineOf(of([0, 0, null]))).toBeUndefined();
  });

  test('both approaches side by side, each with which way it went', () => {
    const of = (population: Row[1], highRisk: Row[1]) =>
      table(
        'approaches.side_by_side',
        '',
        [dimension('approach', ['population', '集団全体'], ['high_risk', '保健指導'])],
        { unit: 'mmHg・人／千人', decimals: 1 },
        ['units', 'units_lower', 'units_upper'],
        [
          [['population'], population],
          [['high_risk'], highRisk],
        ],
      );
    expect(headlineOf(of([-1303.7, -1575.6, -1031.8], [-45.6, -174, 84]))).toBe(
      '住民千人当たりの改善量（mmHg・人）：集団全体は −1,303.7（悪化）、保健指導は −45.6（差があるとはいえない）',
    );
    expect(headlineOf(of([1303.7, 1031.8, 1575.6], [45.6, 4, 84]))).toContain('+45.6（改善）');
  });

  test('shares beyond a tier, beside what the mean alone would have made of them', () => {
    const of = (values: Row[1]) =>
      table(
        'approaches.tiers',
        '',
        [SEX, dimension('tier', ['160', '160mmHg以上'])],
        { unit: '%', decimals: 1 },
        ['share_from', 'share_to', 'predicted', 'excess', 'excess_lower', 'excess_upper'],
        [[['all', '160'], values]],
      );
    expect(headlineOf(of([1.2, 1.9, 1.3, 0.6, 0.4, 0.8]))).toBe(
      '160mmHg以上の人は 1.2% から 1.9% へ（平均の動きだけなら 1.3%。それと比べて悪化）',
    );
    expect(headlineOf(of([1.2, 1.3, 1.3, 0, -0.2, 0.2]))).toContain('それと比べて差があるとはいえない');
  });

  test('what share of events the factor accounts for, and in whom most of it lies', () => {
    const of = (whole: Row[1], factor = 'sbp') =>
      table(
        'approaches.burden',
        '',
        [
          dimension('outcome', ['0', '脳卒中']),
          dimension('class', ['all', '全体'], ['0', '130mmHg未満'], ['1', '130mmHg以上']),
        ],
        { unit: '%', decimals: 1 },
        ['paf', 'paf_lower', 'paf_upper'],
        [
          [['0', 'all'], whole],
          [
            ['0', '0'],
            [4.4, 3.5, 5.2],
          ],
          [
            ['0', '1'],
            [22.9, 17, 29.2],
          ],
        ],
        factor,
      );
    expect(headlineOf(of([27.3, 20.5, 34.4]))).toBe(
      '試算：脳卒中のうち、収縮期血圧が基準の値より高いことによるのは 27.3%（20.5〜34.4%）。最も多くを占めるのは 130mmHg以上の人（22.9%）',
    );
    expect(headlineOf(of([27.3, 20.5, 34.4], 'hdl'))).toContain('基準の値より低いことによるのは');
    expect(headlineOf(of(['hidden', 'hidden', 'hidden']))).toBeUndefined();
  });

  test('events that the measured changes prevent or bring', () => {
    const of = (population: Row[1], highRisk: Row[1]) =>
      table(
        'approaches.events',
        '',
        [
          dimension('outcome', ['0', '脳卒中']),
          dimension('approach', ['population', '集団全体'], ['high_risk', '保健指導']),
        ],
        { unit: '件／千人・年', decimals: 3 },
        ['events', 'events_lower', 'events_upper'],
        [
          [['0', 'population'], population],
          [['0', 'high_risk'], highRisk],
        ],
      );
    expect(headlineOf(of([-0.077, -0.107, -0.052], [0.005, -0.001, 0.009]))).toBe(
      '試算：動いた量から予防できる脳卒中（件／千人・年）：集団全体は −0.077（脳卒中が増える）、保健指導は +0.005（脳卒中が減るとも増えるともいえない）',
    );
  });
});
