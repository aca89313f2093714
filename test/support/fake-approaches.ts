import type { OperationOutput } from '../../analysis/api/contract/operations.ts';
import type { Column, ReleasedTable, ReleasedWire } from '../../analysis/domain/statistic.ts';
import { fakeContext, hiddenCell, shownCell, wireOf } from './fake-tables.ts';

const share: Column = {
  id: 'share',
  label: '割合',
  kind: 'derived',
  formula: 'share',
  unit: '%',
  decimals: 1,
};
const persons: Column = { id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 };

function distribution(): ReleasedWire<ReleasedTable> {
  const classes = Array.from({ length: 12 }, (_, index) => 90 + index * 10);
  const density = (value: number, mean: number): number => 22 * Math.exp(-((value - mean) ** 2) / 580);
  return wireOf({
    id: 'approaches.distribution',
    parameters: {},
    context: fakeContext('収縮期血圧の分布'),
    dimensions: [
      {
        id: 'bin',
        label: '収縮期血圧',
        partition: true,
        levels: classes.map((from) => ({ code: String(from), label: `${from}〜` })),
      },
      {
        id: 'year',
        label: '年度',
        partition: false,
        levels: [
          { code: '2021', label: '令和3年度' },
          { code: '2023', label: '令和5年度' },
        ],
      },
    ],
    columns: [persons, share],
    rows: classes.flatMap((from) =>
      [131, 128].map((mean, index) => {
        const value = density(from, mean);
        const hidden = from >= 190;
        return {
          at: [String(from), index === 0 ? '2021' : '2023'],
          cells: hidden ? [hiddenCell, hiddenCell] : [shownCell(Math.round(value * 40)), shownCell(value)],
        };
      }),
    ),
  });
}

function funnel(): ReleasedWire<ReleasedTable> {
  const steps = [
    ['対象になった', 620],
    ['案内した', 604],
    ['初回面接', 212],
    ['終了した', 171],
    ['改善した', 64],
  ] as const;
  return wireOf({
    id: 'approaches.funnel',
    parameters: {},
    context: fakeContext('特定保健指導の流れ'),
    dimensions: [
      {
        id: 'step',
        label: '段階',
        partition: false,
        levels: steps.map(([label], index) => ({ code: `s${index}`, label })),
      },
    ],
    columns: [persons],
    rows: steps.map(([, count], index) => ({ at: [`s${index}`], cells: [shownCell(count)] })),
  });
}

export function fakeApproaches(factor: string): OperationOutput<'approaches.compare'> {
  return {
    factor,
    factorName: '収縮期血圧',
    unit: 'mmHg',
    population: {
      reading:
        '健診を受けた4,102人の平均は 131.0 から 128.4mmHg へ下がりました（差 −2.6、95%信頼区間 −3.2〜−2.0）。',
      tables: [distribution()],
    },
    highRisk: {
      reading: '対象620人のうち、指導を終えた人は171人（27.6%）でした。',
      tables: [funnel()],
    },
    missed: '',
    coarser: [],
    sideBySide: { reading: '届いた人は、ポピュレーション 4,102人、ハイリスク 171人でした。', tables: [] },
    grounds: [
      {
        id: 'approaches.side_by_side.effect',
        label: '1人当たりの改善（平均）',
        side: 'population',
        grounds: [
          {
            basis: 'measured_here',
            what: '年齢調整平均の変化',
            source: '表「平均の変化」',
            persons: 4_102,
            interval: '−2.60mmHg（−3.20〜−2.00）',
          },
        ],
      },
    ],
    evidence: [
      { statement: '平均と分布の動き', basis: 'measured_here' },
      { statement: '血圧が下がったことによる将来の脳卒中の減り方', basis: 'assumed' },
    ],
  };
}
