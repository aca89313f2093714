import type { OperationInput, OperationOutput } from '../../analysis/api/contract/operations.ts';
import { type Programme, programmeSchema } from '../../analysis/domain/programme.ts';
import { fakeContext, shareTable, shownCell, wireOf, years } from './fake-tables.ts';

const WALK: Programme = programmeSchema.parse({
  id: 'walk',
  name: '健康ポイント',
  approach: 'population',
  department: '健康増進',
  digitalLevel: 2,
  period: { from: 2021, to: null },
  boxes: [
    { id: 'i', stage: 'input', text: '予算と担当2名' },
    { id: 'a', stage: 'activity', text: '歩数に応じたポイント' },
    {
      id: 'o',
      stage: 'output',
      text: '参加者が増える',
      kpis: [
        {
          id: 'reach',
          name: '到達率',
          measure: 'programme.reach.population',
          unit: '%',
          direction: 'higher_is_better',
          baseline: { year: 2021, value: 5 },
          target: { year: 2025, value: 12 },
          source: '参加者名簿',
        },
      ],
    },
  ],
  arrows: [{ from: 'i', to: 'a', evidence: '事業計画', level: '4' }],
  channels: [{ id: 'letter', name: '郵送', sent: 4_000, yenPerUnit: 120 }],
  contract: {
    name: '健康ポイントの成果連動',
    cap: 3_000_000,
    indicators: [
      {
        id: 'reach',
        name: '到達率',
        unit: '%',
        payment: { type: 'linear', yen: 2_000_000, floor: 5, cap: 12 },
      },
      {
        ...{ id: 'steps', name: '歩数の差', unit: '歩', evidence: '2b' },
        payment: { type: 'threshold', yen: 1_000_000, reach: 300 },
      },
    ],
  },
});

type List = OperationOutput<'programmes.list'>['programmes'][number];

function entry({ id, name, approach, department, period, contract }: Programme): List {
  return {
    id,
    name,
    approach,
    department,
    digitalLevel: 2,
    from: period.from,
    to: period.to,
    saved: true,
    kpis: 1,
    faults: 1,
    contract: contract !== undefined,
  };
}

/** A register of made-up programmes that can be changed. */
export function fakeProgrammes() {
  const held = new Map<string, Programme>([[WALK.id, WALK]]);
  const done = { done: true } as const;
  return {
    'programmes.list': () => ({ programmes: [...held.values()].map(entry), faults: [] }),
    'programmes.read': ({ id }: OperationInput<'programmes.read'>) => ({
      programme: held.get(id) ?? WALK,
      faults: ['矢印「a→o」に根拠が書かれていません。'],
    }),
    'programmes.check': () => ({ faults: [] }),
    'programmes.save': ({ programme }: OperationInput<'programmes.save'>) => {
      held.set(programme.id, programme);
      return done;
    },
    'programmes.remove': ({ id }: OperationInput<'programmes.remove'>) => {
      held.delete(id);
      return done;
    },
    'programmes.board': (): OperationOutput<'programmes.board'> => ({
      kpis: [
        {
          ...{ id: 'hand1', box: 'o', name: '満足度', unit: '点', status: 'achieved' },
          reading:
            '基準値 70点（令和3年度）、目標 85点（令和7年度）。令和5年度は 86点で、目標を達成しています。',
          anyway: '',
          byHand: [{ year: 2023, value: 86, source: '終了時アンケート', countedBy: '委託事業者' }],
        },
        {
          id: 'reach',
          box: 'o',
          name: '到達率',
          unit: '%',
          reading: '基準値 5%（令和3年度）、目標 12%（令和7年度）。令和5年度は 9%で、目標に向けて順調です。',
          status: 'on_track',
          anyway: '値の高い人を選んで追った値ではないため、平均への回帰の見込みは要りません。',
          table: shareTable({
            id: 'programme.reach.population',
            name: '到達率',
            unit: '%',
            dimensions: [years([2021, 2022, 2023])],
            standardise: false,
          }),
        },
      ],
    }),
    'programmes.reach': (): OperationOutput<'programmes.reach'> => ({
      tables: [
        wireOf({
          id: 'programme.channels',
          parameters: { programme: 'walk', year: 2023, by: 'none' },
          context: fakeContext('案内の手段別の参加率'),
          dimensions: [
            {
              id: 'channel',
              label: '案内の手段',
              partition: false,
              levels: [
                { code: 'letter', label: '郵送' },
                { code: 'app', label: 'アプリ' },
              ],
            },
          ],
          columns: [
            { id: 'invited', label: '案内した人', kind: 'count', unit: '人', decimals: 0 },
            { id: 'conversion', label: '参加率', kind: 'derived', formula: 'share', unit: '%', decimals: 1 },
          ],
          rows: [
            { at: ['letter'], cells: [shownCell(900), shownCell(6.2)] },
            { at: ['app'], cells: [shownCell(300), shownCell(15.1)] },
          ],
        }),
      ],
      recorded: 'joined',
      budget: 1_200_000,
      keptBack: [],
    }),
    'programmes.payment': ({
      outcomes,
      openStudies,
    }: OperationInput<'programmes.payment'>): OperationOutput<'programmes.payment'> => ({
      indicators: [
        {
          indicator: 'reach',
          name: '到達率',
          unit: '%',
          value: outcomes[0]?.value ?? 9,
          interval: [7.8, 10.2],
          source: outcomes.length > 0 ? 'given' : 'measure',
          evidence: '4',
          earned: 1_142_857,
          paid: 1_142_857,
          retained: 0,
          reason: 'paid',
          sentence: '支払います。',
          anyway: '',
        },
        {
          ...{ indicator: 'steps', name: '歩数の差', unit: '歩', value: null, interval: null },
          ...{ source: 'none', evidence: null, earned: 500_000, paid: 350_000, retained: 150_000 },
          reason: 'durability_pending',
          ...{ sentence: '持続の確認まで一部を留め置きます。', anyway: '' },
        },
      ],
      waiting:
        openStudies || outcomes.some(({ indicator }) => indicator === 'steps')
          ? []
          : [{ indicator: '歩数の差', study: 'p01', title: '健康ウォーキングポイントの効果' }],
      variable: 1_142_857,
      fixed: 0,
      total: 1_142_857,
      capped: false,
      expected: { mean: 1_140_000, percentiles: [1_000_000, 1_142_857, 1_290_000], fullPayment: 0 },
    }),
  };
}

const band = (estimate: number) => ({ estimate, lower: estimate * 0.8, upper: estimate * 1.2 });

const SLIDER = { basis: 'assumed', what: '移動', source: 'つまみ', persons: null, interval: null } as const;
const SLIDERS = { population: [SLIDER], highRisk: [SLIDER] };

/** A what-if with made-up numbers that follow the sliders. */
export function fakeWhatIf({
  shift,
  tail,
}: OperationInput<'approaches.whatIf'>): OperationOutput<'approaches.whatIf'> {
  const reached = 1000 * tail.share * (tail.reachTo - tail.reachFrom);
  const side = (mean: number, persons: number) => ({
    meanChange: band(mean),
    units: band(-1000 * mean),
    unitsPerMillionYen: null,
    tiers: [{ tier: 140, before: band(0.3), after: band(0.28), change: band(-0.02) }],
    events: [],
    reachedPer1000: persons,
    yenPer1000: null,
  });
  const mean = (reached * tail.effect) / 1000;
  return {
    factorName: '収縮期血圧',
    unit: 'mmHg',
    persons: 4_102,
    population: side(shift, 1000),
    highRisk: side(mean, reached),
    equivalentShift: band(mean),
    rows: [
      {
        id: 'units',
        label: '千人当たりの改善量（mmHg・人）',
        decimals: 1,
        now: null,
        population: band(-1000 * shift),
        highRisk: band(-1000 * mean),
        grounds: SLIDERS,
      },
      {
        id: 'mean_change',
        label: '収縮期血圧の全体の平均の変化（mmHg）',
        decimals: 2,
        now: null,
        population: band(shift),
        highRisk: band(mean),
        grounds: SLIDERS,
      },
      {
        id: 'tier_140',
        label: '140mmHg以上の割合：計画のあと（%）',
        decimals: 1,
        now: band(30),
        population: band(28),
        highRisk: band(29),
        grounds: SLIDERS,
      },
    ],
    curve: [100, 120, 140, 160].map((edge, i) => ({
      label: `${edge}以上`,
      now: 25,
      population: 25 + i,
      highRisk: 25 - i,
    })),
    reading: '試験用の一文です。',
    assumptions: ['健診を受けた人の分布を、住民全体の分布とみなしている。'],
  };
}
