import type { OperationOutput } from '../../analysis/api/contract/operations.ts';
import type { EffectEstimate, ReleasedEffect, ReleasedWire } from '../../analysis/domain/statistic.ts';
import { fakeContext, fakeRelease, hiddenCell, scatter, shownCell, wireOf } from './fake-tables.ts';

type StudyResult = OperationOutput<'studies.run'>;

export const fakeStudies: readonly StudyResult['study'][] = [
  {
    id: 'walking',
    title: '健康ポイント事業と血圧',
    question: '健康ポイント事業に参加すると、血圧は下がるか',
    programme: '健康ポイント事業',
    design: '比較群のあるコホート（傾向スコアによる重みづけ）',
    outcomes: ['収縮期血圧', '1日の歩数'],
    units: ['mmHg', '歩'],
  },
  {
    id: 'guidance',
    title: '特定保健指導とHbA1c',
    question: '特定保健指導を終えると、HbA1cは下がるか',
    programme: '特定保健指導',
    design: '比較群のあるコホート（傾向スコアによる重みづけ）',
    outcomes: ['HbA1c', '体重'],
    units: ['％', 'kg'],
  },
];

interface EffectWish {
  readonly outcome: string;
  readonly label: string;
  readonly unit: string;
  readonly method: string;
  readonly estimate: number;
  readonly standardError: number;
}

function effectOf(wish: EffectWish): ReleasedWire<ReleasedEffect> {
  const effect: EffectEstimate = {
    outcome: wish.outcome,
    outcomeLabel: wish.label,
    unit: wish.unit,
    scale: 'difference',
    estimand: 'ATT',
    method: wish.method,
    estimate: wish.estimate,
    standardError: wish.standardError,
    interval: [wish.estimate - 1.96 * wish.standardError, wish.estimate + 1.96 * wish.standardError],
    p: 0.0004,
    treated: 812,
    control: 3140,
  };
  return { statistic: { context: fakeContext(wish.label), effect }, release: fakeRelease(0, 8) };
}

const COVARIATES = [
  '年齢',
  '性別（女）',
  '収縮期血圧（前年）',
  'BMI（前年）',
  'HbA1c（前年）',
  '喫煙',
  '運動習慣',
  '服薬（血圧）',
  '医療費（前年）',
  '健診の連続受診',
];

function balance(): NonNullable<StudyResult['balance']> {
  const rows = COVARIATES.map((label, index) => {
    const before = (scatter(label) - 0.4) * 0.9;
    return {
      term: `x${index}`,
      label,
      before: shownCell(before),
      after: index === 5 ? hiddenCell : shownCell(before * 0.09),
      treatedMean: shownCell(20 + 100 * scatter(label)),
      controlMeanBefore: shownCell(22 + 100 * scatter(label)),
      controlMeanAfter: shownCell(20.2 + 100 * scatter(label)),
    };
  });
  const context = fakeContext('調整前後の両群の似かた');
  return { statistic: { context, convention: '参加者の標準偏差で割る', rows }, release: fakeRelease(1, 49) };
}

function overlap(): NonNullable<StudyResult['overlap']> {
  const bins = Array.from({ length: 10 }, (_, index) => index);
  const density = (bin: number, centre: number): number => Math.exp(-((bin - centre) ** 2) / 8);
  return wireOf({
    id: 'study.overlap',
    parameters: {},
    context: fakeContext('参加しやすさの分布'),
    dimensions: [
      {
        id: 'bin',
        label: '参加しやすさ',
        partition: true,
        levels: bins.map((bin) => ({ code: `b${bin}`, label: `${bin / 10}〜${(bin + 1) / 10}` })),
      },
      {
        id: 'arm',
        label: '群',
        partition: true,
        levels: [
          { code: 'treated', label: '参加者' },
          { code: 'control', label: '比較群' },
        ],
      },
    ],
    columns: [{ id: 'persons', label: '人数', kind: 'count', unit: '人', decimals: 0 }],
    rows: bins.flatMap((bin) => [
      {
        at: [`b${bin}`, 'treated'],
        cells: [bin === 9 ? hiddenCell : shownCell(Math.round(220 * density(bin, 5.5)))],
      },
      { at: [`b${bin}`, 'control'], cells: [shownCell(Math.round(700 * density(bin, 3.5)))] },
    ]),
  });
}

const flow: StudyResult['flow'] = {
  statistic: {
    context: fakeContext('対象者の流れ'),
    steps: [
      { id: 'all', label: '令和4年度の国保加入者（40〜74歳）', persons: shownCell(8214) },
      { id: 'checked', label: '前年に健診を受けた', persons: shownCell(4302) },
      { id: 'care', label: '要介護認定なし', persons: shownCell(4180) },
      { id: 'treated', label: '健康ポイントに参加', arm: '参加者', persons: shownCell(903) },
      { id: 'treated_measured', label: '翌年も健診を受けた', arm: '参加者', persons: shownCell(812) },
      { id: 'treated_died', label: '翌年までに死亡', arm: '参加者', persons: hiddenCell },
      { id: 'control', label: '参加していない', arm: '比較群', persons: shownCell(3277) },
      { id: 'control_measured', label: '翌年も健診を受けた', arm: '比較群', persons: shownCell(3140) },
    ],
  },
  release: fakeRelease(1, 7),
};

/** A study as it comes back from analysis; every number is made up. */
export function fakeStudyResult(study: StudyResult['study']): StudyResult {
  const sbp = { outcome: 'sbp', label: '収縮期血圧', unit: 'mmHg' };
  return {
    study,
    lock: {
      hash: 'f'.repeat(64),
      lockedAt: '2026-11-20T05:30:00.000Z',
      changedSince: false,
      stage: 'opened',
      openedUnattended: false,
      changedAfterOutcomes: false,
      changes: [],
    },
    targetTrial: [
      { item: '対象者', text: '令和4年度に40〜74歳で、前年に特定健診を受け、要介護認定のない国保加入者' },
      { item: '比べる行動', text: '令和4年度に健康ポイント事業へ参加する／しない' },
      { item: '開始時点', text: '令和4年度の健診日' },
      { item: '見るもの', text: '令和5年度の健診での収縮期血圧（mmHg）' },
      { item: '割り付け', text: '無作為ではない。前年の健診・医療・生活習慣で調整する' },
      { item: '推定する量', text: '実際に参加した人にとっての差（ATT）' },
    ],
    checks: [
      {
        id: 'balance',
        label: '両群の似かた',
        verdict: 'good',
        explanation: '調整後の標準化差はすべて0.1以下',
        action: '',
      },
      {
        id: 'overlap',
        label: '重なり',
        verdict: 'good',
        explanation: '参加者の98%に、似た比較相手がいる',
        action: '',
      },
      {
        id: 'missing',
        label: '追えなかった人',
        verdict: 'caution',
        explanation: '参加者の10%、比較群の4%が翌年の健診を受けていない',
        action: '受けなかった人の特徴を、結果の説明に添えてください',
      },
    ],
    evidenceLevel: '2b',
    flow,
    balance: balance(),
    overlap: overlap(),
    effects: [
      effectOf({ ...sbp, method: '傾向スコアの重みづけ（IPTW）', estimate: -2.4, standardError: 0.7 }),
    ],
    alternatives: [
      effectOf({ ...sbp, method: '二重に頑健な推定（AIPW）', estimate: -2.2, standardError: 0.65 }),
      effectOf({ ...sbp, method: '回帰による調整', estimate: -2.6, standardError: 0.8 }),
      effectOf({ ...sbp, method: '単純な前後差（参考）', estimate: -5.1, standardError: 0.5 }),
    ],
    reading: [
      '健康ポイントに参加した人の収縮期血圧は、参加しなかった場合より 2.4mmHg 低かったと見積もられます（95%信頼区間 1.0〜3.8）。',
      '参加するかどうかは無作為に決まったものではないため、調べていない違いの影響が残っている可能性があります。',
    ],
    settings: 'id: walking\nestimand: ATT\nmethod: iptw\n',
    formula: ['差 = Σ w Y（参加）／Σ w − Σ w Y（非参加）／Σ w（Hájek）'],
    code: 'w <- weightit(exposed ~ age, data = d, estimand = "ATT")\n',
    power: [
      { outcome: 'sbp', label: '収縮期血圧', unit: 'mmHg', decimals: 1, detectable: 1.9, important: 2 },
    ],
    sets: [
      {
        id: 'weights',
        kind: 'sensitivity',
        title: '重みの打ち切りと、参加がほぼ決まっている人の除外',
        reading: '水準を変えても推定が大きく動かなければ、少数の人の重みに左右されていません。',
        effects: [
          effectOf({ ...sbp, method: '重みを上下1％で打ち切り', estimate: -2.3, standardError: 0.7 }),
          effectOf({ ...sbp, method: '重みを上下5％で打ち切り', estimate: -2.1, standardError: 0.6 }),
        ],
      },
    ],
    figures: [{ kind: 'survival', title: '要介護認定がない人の割合', table: survivalTable() }],
    bounds: [
      {
        label: 'E値（VanderWeele & Ding 2017）',
        text: '記録にない要因が 1.40倍以上かかわっていれば、区間は差なしを含みます。',
      },
    ],
  };
}

function survivalTable(): StudyResult['figures'][number]['table'] {
  const months = [0, 6, 12, 18, 24];
  return wireOf({
    id: 'study.survival',
    parameters: {},
    context: fakeContext('要介護認定がない人の割合'),
    dimensions: [
      {
        id: 'arm',
        label: '群',
        partition: true,
        levels: [
          { code: 'treated', label: '参加' },
          { code: 'control', label: '非参加' },
        ],
      },
      {
        id: 'time',
        label: '経過（か月）',
        partition: false,
        levels: months.map((month) => ({ code: String(month), label: `${month}か月` })),
      },
    ],
    columns: [
      { id: 'survival', label: '生存割合', kind: 'derived', unit: '%', decimals: 1, from: ['at_risk'] },
      { id: 'at_risk', label: 'リスク人数（概数）', kind: 'count', unit: '人', decimals: 0 },
      ...(['lower', 'upper'] as const).map((id) => ({
        id,
        label: `95％信頼限界の${id === 'lower' ? '下限' : '上限'}`,
        kind: 'derived' as const,
        unit: '%',
        decimals: 1,
        from: ['survival', 'at_risk'],
        formula: 'interval' as const,
      })),
    ],
    rows: ['treated', 'control'].flatMap((arm, i) =>
      months.map((month) => ({
        at: [arm, String(month)],
        cells: [0, 800 - 10 * month, -month / 10, month / 12].map((value, column) =>
          shownCell(column === 1 ? value : 100 - month * (0.3 + 0.1 * i) + value),
        ),
      })),
    ),
  });
}

/** Answers of the study operations: a design is locked, diagnosed and opened in this order. */
export function studyAnswers() {
  const stages = new Map<string, StudyResult['lock']['stage']>();
  const resultOf = (id: string) => {
    const study = fakeStudies.find((each) => each.id === id) ?? fakeStudies[0]!;
    const result = fakeStudyResult(study);
    return { ...result, lock: { ...result.lock, stage: stages.get(id) ?? 'draft' } };
  };
  const planOf = ({ study, lock, targetTrial, settings, formula, code }: StudyResult) => ({
    study,
    lock,
    targetTrial,
    settings,
    formula,
    code,
  });
  const move = (id: string, stage: StudyResult['lock']['stage']) => {
    stages.set(id, stage);
    return resultOf(id);
  };
  return {
    'studies.list': () => ({
      studies: fakeStudies,
      offers: [
        {
          id: 'care',
          kind: 'フレイル予防教室',
          question: '参加した人は、要介護認定を受けるまでの期間が延びたか',
          design: '発生までの期間の比較（生存時間解析）',
          missing: ['要介護認定の記録'],
        },
      ],
    }),
    'studies.design': ({ id }: { id: string }) => ({
      ...planOf(resultOf(id)),
      method: '傾向スコアの重みづけ（IPTW）',
    }),
    'studies.lock': ({ id }: { id: string }) => move(id, 'locked').lock,
    'studies.diagnose': ({ id }: { id: string }) => {
      const result = move(id, 'diagnosed');
      const { checks, flow, power, balance: before, overlap: bins } = result;
      return {
        ...planOf(result),
        checks,
        flow,
        power,
        ...(before ? { balance: before } : {}),
        ...(bins ? { overlap: bins } : {}),
      };
    },
    'studies.run': ({ id }: { id: string }) => move(id, 'opened'),
    'studies.figures': () => ({ pictures: [] }),
    'studies.check': () => ({ faults: [] }),
    'studies.save': () => ({ id: 'walking' }),
    'studies.remove': () => ({ done: true as const }),
  };
}
