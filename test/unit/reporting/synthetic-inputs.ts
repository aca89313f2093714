import type {
  MeasureInput,
  PaymentInput,
  ReportInputs,
  StudyInput,
} from '../../../analysis/reporting/inputs.ts';
import {
  ages,
  balance,
  cascade,
  distribution,
  districts,
  effect,
  sexes,
  shareTable,
  studyFlow,
  years,
  yenTable,
} from './synthetic-tables.ts';

function measure(given: Partial<MeasureInput> & Pick<MeasureInput, 'id' | 'name' | 'tables'>): MeasureInput {
  return {
    family: 'checkup',
    unit: '%',
    direction: 'higher_is_better',
    numerator: '特定健診を受けた人',
    denominator: '年度を通じて加入していた40〜74歳の人',
    source: '厚生労働省 特定健康診査・特定保健指導に関するデータ',
    periodRule: '年度（4月〜翌年3月）',
    ageRule: '年度末の年齢',
    caveats: ['年度途中に加入した人と脱退した人は含みません。'],
    ...given,
  };
}

function measures(): readonly MeasureInput[] {
  const share = (id: string, name: string, base: number, hide: readonly string[] = []) => [
    shareTable({ id: `${id}.trend`, name, base, dimensions: [years] }),
    shareTable({
      id: `${id}.district`,
      name,
      base,
      dimensions: [years, districts],
      hide: hide.map((code) => `2023/${code}`),
    }),
    shareTable({ id: `${id}.agesex`, name, base, dimensions: [years, ages, sexes], hide: ['2023/1/2'] }),
  ];
  return [
    measure({
      id: 'checkup_rate',
      name: '特定健診受診率',
      tables: share('checkup_rate', '特定健診受診率', 38, ['5']),
    }),
    measure({
      id: 'metabolic',
      name: 'メタボリックシンドローム該当率',
      direction: 'lower_is_better',
      numerator: 'メタボリックシンドローム該当者',
      denominator: '特定健診の受診者',
      tables: share('metabolic', 'メタボリックシンドローム該当率', 20, ['3']),
    }),
    measure({
      id: 'cost',
      name: '一人当たり医療費（年）',
      family: 'cost',
      unit: '円',
      direction: 'neutral',
      numerator: '医科・調剤の医療費',
      denominator: '被保険者（年換算）',
      tables: [yenTable('cost.trend', '一人当たり医療費（年）')],
    }),
    measure({
      id: 'care',
      name: '要介護認定率',
      family: 'care',
      direction: 'lower_is_better',
      numerator: '要介護・要支援の認定を受けている人',
      denominator: '第1号被保険者',
      tables: share('care', '要介護認定率', 17),
    }),
  ];
}

export function study(given: Partial<StudyInput> = {}): StudyInput {
  return {
    study: {
      id: 'walking',
      title: 'ウォーキングポイント事業の効果検証',
      question: 'ウォーキングポイントに参加すると、収縮期血圧は下がるか',
      programme: 'ウォーキングポイント事業',
      design: '傾向スコアによる重みづけ（IPTW）で、参加者と不参加者の背景をそろえて比較',
      outcomes: ['sbp'],
    },
    lock: { hash: 'c0ffee00c0ffee00c0ffee00', lockedAt: '2026-10-01T09:00:00+09:00', changedSince: false },
    targetTrial: [
      { item: '対象', text: '40〜74歳の国保加入者で、参加前の年に特定健診を受けた人' },
      { item: '介入', text: '事業への参加（最初の登録日から）' },
      { item: '比較', text: '同じ時期に参加していない人' },
      { item: '成果', text: '翌年度の健診の収縮期血圧' },
    ],
    checks: [
      {
        id: 'balance',
        label: '背景のそろい方',
        verdict: 'good',
        explanation: 'すべての項目で標準化差が0.1未満です。',
        action: '対応は不要です。',
      },
      {
        id: 'overlap',
        label: '重なり',
        verdict: 'caution',
        explanation: '参加する見込みの高い人の一部に、比べる相手が少ない範囲があります。',
        action: '重みを1％で切り詰めました。',
      },
      {
        id: 'unmeasured',
        label: '測っていない違い',
        verdict: 'caution',
        explanation: '健康への関心は測っていません。',
        action: 'E値を付記します。',
      },
    ],
    evidenceLevel: '2b',
    flow: studyFlow(),
    balance: balance(),
    overlap: distribution(),
    effects: [
      effect(),
      effect({
        outcome: 'hba1c',
        outcomeLabel: 'HbA1c',
        unit: '%',
        estimate: -0.021,
        standardError: 0.018,
        interval: [-0.056, 0.014],
        p: 0.24,
      }),
    ],
    alternatives: [
      effect({ method: '二重頑健推定（AIPW）', estimate: -3.05, interval: [-4.1, -2.0] }),
      effect({ method: '傾向スコアマッチング', estimate: -2.88, interval: [-4.3, -1.46] }),
      effect({
        method: '単純な前後比較（参考）',
        estimate: -5.9,
        standardError: 0.4,
        interval: [-6.7, -5.1],
      }),
    ],
    sets: [
      {
        id: 'truncation',
        title: '重みの切り詰めを変える',
        reading: '水準を変えても推定が大きく動かなければ、少数の人の重みに左右されていません。',
        effects: [
          effect({ method: '切り詰めなし', estimate: -3.18, interval: [-4.3, -2.06] }),
          effect({ method: '上下5％で切り詰め', estimate: -3.02, interval: [-4.0, -2.04] }),
        ],
      },
    ],
    bounds: [{ label: 'E値', text: '区間をなくすには1.6倍以上かかわる要因が必要です。' }],
    reading: [],
    settings: 'seed 20261121',
    ...given,
  };
}

/** A complete bag of made-up results for a made-up town. */
export function syntheticInputs(given: Partial<ReportInputs> = {}): ReportInputs {
  return {
    workspace: {
      municipality: '見本市（架空）',
      population: 98_000,
      year: 2023,
      calendar: 'wareki',
      accent: '#0B4F8A',
      synthetic: true,
      date: '2026-11-21',
    },
    measures: measures(),
    approaches: [
      {
        factor: 'sbp',
        factorName: '収縮期血圧',
        unit: 'mmHg',
        population: {
          reading:
            '収縮期血圧の平均は3.0 mmHg低くなりました。分布全体が低い方へ動いています（受診者6,000人）。',
          tables: [distribution()],
        },
        highRisk: { reading: '保健指導の対象者742人のうち、終了した人は203人でした。', tables: [cascade()] },
        sideBySide: {
          reading: '同じ物差しでは、全体の動きの方が広く、個々の変化は小さいという特徴があります。',
          tables: [],
        },
        evidence: [
          { statement: '収縮期血圧の平均の差', basis: 'measured_here' },
          { statement: '血圧が1 mmHg下がったときの脳卒中の減り方', basis: 'assumed' },
        ],
      },
    ],
    studies: [study()],
    programmes: [
      {
        id: 'walking',
        name: 'ウォーキングポイント事業',
        approach: 'population',
        aim: '歩く人を増やし、血圧の分布全体を低い方へ動かす',
        target: '18歳以上の市民',
        content: '歩数計アプリで歩数に応じて景品と交換できるポイントを付ける',
        period: '令和3年度〜',
        costs: [
          { item: '委託料', fiscalYear: 2022, yen: 12_400_000 },
          { item: '委託料', fiscalYear: 2023, yen: 13_100_000 },
        ],
      },
      {
        id: 'guidance',
        name: '特定保健指導',
        approach: 'high_risk',
        aim: 'メタボリックシンドロームの人を減らす',
        target: '特定健診で対象と判定された人',
        content: '初回面接と3か月以上の支援',
        period: '平成20年度〜',
        costs: [{ item: '委託料', fiscalYear: 2023, yen: 8_250_000 }],
      },
    ],
    provenance: {
      appVersion: '0.1.0',
      workspaceHash: 'ab12cd34ef56ab12cd34ef56ab12cd34',
      sources: [
        { name: '特定健診結果', detail: 'FKAC167 令和3〜5年度 18,936行', hash: '1'.repeat(64) },
        { name: '被保険者台帳', detail: '令和6年3月末 21,345行', hash: '2'.repeat(64) },
      ],
    },
    intake: {
      files: [
        {
          name: 'FKAC167_R05.csv',
          layoutName: '特定健診結果（FKAC167）',
          importedAt: '2026-11-20T10:00:00+09:00',
          rowsRead: 6_400,
          rowsLoaded: 6_312,
          rowsQuarantined: 88,
          hash: '1'.repeat(64),
        },
      ],
    },
    payments: [payment()],
    district: '3',
    ...given,
  };
}

/** A contract with one indicator from a study, one without a value. */
function payment(): PaymentInput {
  const [effect] = study().effects;
  return {
    name: '歩数ポイント成果連動契約',
    lines: [
      {
        name: '収縮期血圧の差',
        rule: '−4 mmHgで満額、0で0円（その間は比例）',
        ...(effect === undefined ? {} : { value: { ref: 'effect', effect, field: 'estimate' } as const }),
        evidence: { agreed: '2b', found: '2b' },
        clauses: ['持続の確認：25%を留め置き、後で確かめたときに支払う'],
        due: { earned: 2_400_000, paid: 1_800_000, retained: 600_000 },
        reason: '1年後の確認まで4分の1を留保',
        anyway: '比較群との差なので、平均への回帰の見込みは差し引かれています。',
      },
      {
        name: '受診率',
        rule: '40%以上で50万円',
        clauses: [],
        reason: '値がないため算定しません',
        anyway: '',
      },
    ],
    fixed: 3_000_000,
    variable: 1_800_000,
    total: 4_800_000,
    cap: 5_000_000,
    capped: false,
  };
}
