import { seal } from '../../../analysis/disclosure/released.ts';
import type {
  Column,
  Dimension,
  EffectEstimate,
  ReleasedBalance,
  ReleasedCell,
  ReleasedEffect,
  ReleasedFlow,
  ReleasedTable,
  ReleaseRecord,
} from '../../../analysis/domain/statistic.ts';
import type { Released } from '../../../analysis/reporting/released.ts';

/** Made-up released statistics in the shapes that the measures, approaches and studies produce. */

export const shown = (value: number): ReleasedCell => ({ state: 'shown', value });
export const hidden: ReleasedCell = { state: 'hidden', reason: 'primary' };

/** Repeatable numbers in [0, 1). */
export function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898 + 4.1414) * 43758.5453;
  return x - Math.floor(x);
}

export function record(id: string, hiddenCells = 0): ReleaseRecord {
  return {
    releaseId: `R-TEST-${id}`,
    ruleVersion: 'sdc-2026.1',
    threshold: 10,
    hidden: { primary: hiddenCells, secondary: hiddenCells, other: 0 },
    shown: 100,
    proof: hiddenCells > 0 ? 'proved' : 'nothing_hidden',
    sourceHash: `5f3a${id.padEnd(60, '0').replace(/[^0-9a-f]/g, 'a')}`,
  };
}

export const context = (title: string) => ({
  title,
  population: '年度を通じて国民健康保険に加入していた40〜74歳の人',
  period: '令和3年度〜令和5年度（2021年4月〜2024年3月）',
  source: '特定健診結果（架空データ）',
  method: '直接法による年齢調整（平成27年モデル人口）',
  caveats: ['受診した人だけの値です。'],
});

export const years: Dimension = {
  id: 'year',
  label: '年度',
  partition: false,
  levels: [2021, 2022, 2023].map((year) => ({ code: String(year), label: `令和${year - 2018}年度` })),
};

const totalled = (id: string, label: string, total: string, names: readonly string[]): Dimension => ({
  id,
  label,
  partition: true,
  levels: [
    { code: 'all', label: total },
    ...names.map((name, index) => ({ code: String(index + 1), label: name, parent: 'all' })),
  ],
});

export const sexes = totalled('sex', '性別', '男女計', ['男', '女']);
export const ages = totalled('age', '年齢階級', '総数', [
  '40〜44歳',
  '45〜49歳',
  '50〜54歳',
  '55〜59歳',
  '60〜64歳',
  '65〜69歳',
  '70〜74歳',
]);
export const districts = totalled('district', '地区', '市町村全体', [
  '中央地区',
  '髙﨑地区',
  '北部・山間地区',
  '港南地区',
  '新町＆駅前地区',
  '西の台地区',
]);

export function shareColumns(name: string): readonly Column[] {
  const persons = { unit: '人', decimals: 0 };
  const percent = { unit: '%', decimals: 1 };
  const from = ['numerator', 'denominator'];
  return [
    { id: 'denominator', label: '分母', kind: 'count', ...persons },
    { id: 'numerator', label: '分子', kind: 'count_subset', of: 'denominator', ...persons },
    { id: 'value', label: name, kind: 'derived', formula: 'share', from, ...percent },
    { id: 'value_lower', label: '95%信頼区間 下限', kind: 'derived', formula: 'interval', from, ...percent },
    { id: 'value_upper', label: '95%信頼区間 上限', kind: 'derived', formula: 'interval', from, ...percent },
  ];
}

function product(dimensions: readonly Dimension[]): readonly (readonly string[])[] {
  return dimensions.reduce<readonly (readonly string[])[]>(
    (rows, dimension) => rows.flatMap((at) => dimension.levels.map(({ code }) => [...at, code])),
    [[]],
  );
}

export interface ShareRequest {
  readonly id: string;
  readonly name: string;
  readonly base: number;
  readonly dimensions: readonly Dimension[];
  /** Rows (joined level codes) whose numbers are hidden. */
  readonly hide?: readonly string[];
}

/** A share with Wilson-like limits; the numbers only look plausible. */
export function shareTable(request: ShareRequest): Released<ReleasedTable> {
  const rows = product(request.dimensions).map((at, index) => {
    const people = Math.round(
      at.reduce((n, code) => n / (code === 'all' ? 1 : code.length === 4 ? 1 : 5), 18_000) *
        (0.8 + 0.4 * noise(index)),
    );
    const trend = at[0]?.length === 4 ? (Number(at[0]) - 2021) * 1.3 : 0;
    const share = (request.base + trend + 9 * (noise(index + 7) - 0.5)) / 100;
    const k = Math.round(people * share);
    const half = 196 * Math.sqrt((share * (1 - share)) / people);
    const value = (100 * k) / people;
    const cells = [shown(people), shown(k), shown(value), shown(value - half), shown(value + half)];
    const hide = request.hide?.includes(at.join('/')) === true;
    return { at, cells: hide ? cells.map((cell, column) => (column === 0 ? cell : hidden)) : cells };
  });
  const table = {
    id: request.id,
    parameters: { years: '2021,2022,2023' },
    context: context(request.name),
    dimensions: request.dimensions,
    columns: shareColumns(request.name),
    rows,
  };
  return seal(table, record(request.id, request.hide?.length ?? 0));
}

/** Yen a person. */
export function yenTable(id: string, name: string): Released<ReleasedTable> {
  const columns: readonly Column[] = [
    { id: 'denominator', label: '対象者', kind: 'count', unit: '人', decimals: 0 },
    {
      id: 'value',
      label: name,
      kind: 'derived',
      formula: 'rate',
      from: ['denominator'],
      unit: '円',
      decimals: 0,
    },
  ];
  const rows = years.levels.map(({ code }, index) => ({
    at: [code],
    cells: [shown(21_345 - index * 210), shown(351_234 + index * 6_789)],
  }));
  return seal({ id, parameters: {}, context: context(name), dimensions: [years], columns, rows }, record(id));
}

export function distribution(): Released<ReleasedTable> {
  const bins: Dimension = totalled(
    'bin',
    '収縮期血圧（mmHg）',
    '全体',
    Array.from({ length: 14 }, (_, index) => `${95 + index * 5}〜${99 + index * 5}`),
  );
  const two = { ...years, levels: [years.levels[0]!, years.levels[2]!] };
  const columns: readonly Column[] = [
    { id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 },
    {
      id: 'share',
      label: '割合',
      kind: 'derived',
      formula: 'share',
      from: ['persons'],
      unit: '%',
      decimals: 1,
    },
  ];
  const rows = two.levels.flatMap(({ code }, year) => {
    const weights = bins.levels
      .slice(1)
      .map((_, index) => Math.exp(-((95 + index * 5 - (131 - 3 * year)) ** 2) / 500));
    const sum = weights.reduce((a, b) => a + b, 0);
    return bins.levels.map((bin, index) => {
      const share = index === 0 ? 1 : (weights[index - 1] ?? 0) / sum;
      const cells =
        index === bins.levels.length - 1 && year === 1
          ? [hidden, hidden]
          : [shown(Math.round(6000 * share)), shown(100 * share)];
      return { at: [code, bin.code], cells };
    });
  });
  return seal(
    {
      id: 'approaches.distribution',
      parameters: {},
      context: context('収縮期血圧の分布'),
      dimensions: [two, bins],
      columns,
      rows,
    },
    record('distribution', 1),
  );
}

export function cascade(): Released<ReleasedTable> {
  const steps = [
    '健診受診者',
    '保健指導対象者',
    '案内した人',
    '初回面接を受けた人',
    '終了者',
    '翌年度も健診を受けた終了者',
    '翌年度に対象でなくなった終了者',
  ];
  const columns: readonly Column[] = steps.map((label, index) => ({
    id: `step${index}`,
    label,
    unit: '人',
    decimals: 0,
    ...(index === 0 ? { kind: 'count' as const } : { kind: 'count_subset' as const, of: `step${index - 1}` }),
  }));
  const counts = [6_312, 742, 701, 256, 203, 171, 52];
  const rows = years.levels.flatMap(({ code }, year) =>
    sexes.levels.map((sex) => ({
      at: [code, sex.code],
      cells: counts.map((n, step) =>
        step > 4 && year === 2 ? shown(0) : shown(Math.round(n / (sex.code === 'all' ? 1 : 2))),
      ),
    })),
  );
  return seal(
    {
      id: 'approaches.funnel',
      parameters: {},
      context: context('特定保健指導の流れ'),
      dimensions: [years, sexes],
      columns,
      rows,
    },
    record('funnel'),
  );
}

export function effect(given: Partial<EffectEstimate> = {}): Released<ReleasedEffect> {
  const full: EffectEstimate = {
    outcome: 'sbp',
    outcomeLabel: '収縮期血圧',
    unit: 'mmHg',
    scale: 'difference',
    estimand: 'ATT',
    method: 'IPTW（傾向スコアによる重みづけ）',
    estimate: -3.21,
    standardError: 0.52,
    interval: [-4.23, -2.19],
    p: 0.00001,
    treated: 1_204,
    control: 4_876,
    ...given,
  };
  return seal(
    { context: context(`${full.outcomeLabel}の差`), effect: full },
    record(`effect-${full.method.length}-${full.outcome}`),
  );
}

export function studyFlow(): Released<ReleasedFlow> {
  const steps = [
    { id: 'insured', label: '国保加入者（40〜74歳）', persons: shown(18_345) },
    { id: 'examined', label: '参加前に健診を受けた人', persons: shown(6_312) },
    { id: 'eligible', label: '条件にあてはまる人', persons: shown(6_080) },
    { id: 'joined', label: '参加した人', arm: 'treated', persons: shown(1_204) },
    { id: 'others', label: '参加しなかった人', arm: 'control', persons: shown(4_876) },
    { id: 'moved', label: '転出などで追えなかった参加者', arm: 'treated', persons: hidden },
  ];
  return seal({ context: context('対象者の流れ'), steps }, record('flow', 1));
}

export function balance(): Released<ReleasedBalance> {
  const labels = [
    '年齢',
    '女性',
    '収縮期血圧（参加前）',
    'BMI（参加前）',
    'HbA1c（参加前）',
    '降圧薬',
    '喫煙',
    '前年の医療費',
    '通院の回数',
  ];
  const rows = labels.map((label, index) => ({
    term: `x${index}`,
    label,
    before: shown((noise(index) - 0.45) * 0.6),
    after: index === 6 ? hidden : shown((noise(index + 20) - 0.5) * 0.09),
    treatedMean: shown(50 + index),
    controlMeanBefore: shown(49 + index),
    controlMeanAfter: shown(50 + index),
  }));
  return seal({ context: context('背景のそろい方'), convention: 'cobalt', rows }, record('balance', 1));
}
