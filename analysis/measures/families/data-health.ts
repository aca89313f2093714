import { type MeasureDefinition, measure } from '../definition.ts';
import {
  EXAMINED,
  EXAMINED_AGE_RULE,
  EXAMINED_LATE,
  KOUKI,
  LEGAL_AGE_RULE,
  LEGAL_TARGET,
} from './frames-used.ts';

const KOKUHO_SOURCE = 'データヘルス計画 第3期 共通評価指標（市町村国保）。都道府県の設定により異なる';
const LATE_SOURCE = '第3期 高齢者保健事業の実施計画 総合的な評価指標（共通評価指標）';

/** Row of a common indicator that another family defines: same question, its own id and heading. */
type Reuse = readonly [id: string, name: string, of: string];

const KOKUHO_ROWS: readonly Reuse[] = [
  ['dh.uptake', '特定健康診査実施率', 'checkup.uptake'],
  ['dh.guidance', '特定保健指導実施率', 'guidance.completed.all'],
  ['dh.guidance_decline', '特定保健指導による特定保健指導対象者の減少率', 'checkup.decline.guided'],
  ['dh.hba1c_untreated', 'HbA1c 6.5%以上のうち糖尿病のレセプトのない人の割合', 'gap.hba1c'],
  ['dh.metabolic', '内臓脂肪症候群該当者割合', 'checkup.metabolic'],
  ['dh.pre_metabolic', '内臓脂肪症候群予備群割合', 'checkup.pre_metabolic'],
  ['dh.metabolic_decline', '内臓脂肪症候群該当者の減少率', 'checkup.decline.metabolic'],
  ['dh.exercise', '運動習慣のある人の割合', 'question.exercise'],
  ['dh.willing', '生活習慣改善意欲がある人の割合', 'question.willing'],
  ['dh.drinks_daily', '毎日飲酒する人の割合', 'question.drinks_daily'],
  ['dh.drinks_much', '飲酒日の飲酒量が3合以上の人の割合', 'question.drinks_much'],
  ['dh.continued', '継続受診割合', 'checkup.continued'],
  ['dh.unexamined_3y', '3年連続未受診者割合', 'checkup.unexamined_3y'],
];

const LATE_ROWS: readonly Reuse[] = [
  ['dhl.undernutrition', '低栄養のハイリスク者割合', 'frailty.undernutrition'],
  ['dhl.oral', '口腔のハイリスク者割合', 'frailty.oral'],
  ['dhl.polypharmacy', '服薬（多剤）のハイリスク者割合', 'frailty.polypharmacy'],
  ['dhl.hypnotics', '服薬（睡眠薬）のハイリスク者割合', 'frailty.hypnotics'],
  ['dhl.physical', '身体的フレイルのハイリスク者割合', 'frailty.physical'],
  ['dhl.uncontrolled', '重症化予防（コントロール不良者）の割合', 'frailty.uncontrolled'],
  ['dhl.interrupted', '重症化予防（治療中断者）の割合', 'frailty.interrupted'],
  ['dhl.underlying_frail', '重症化予防（基礎疾患＋フレイル）の割合', 'frailty.underlying_frail'],
  ['dhl.kidney_unvisited', '重症化予防（腎機能不良未受診者）の割合', 'frailty.kidney_unvisited'],
  ['dhl.unknown', '健康状態不明者の割合', 'frailty.unknown'],
  ['dhl.independent_life', '平均自立期間（要介護2以上）', 'care.independent_life'],
];

function own(): readonly MeasureDefinition[] {
  const shared = { family: 'data_health', source: KOKUHO_SOURCE, ageRule: EXAMINED_AGE_RULE } as const;
  const agesOf = (from: number, to: number) => ({ ...LEGAL_TARGET, ages: { from, to } });
  const pressure = (sbp: number, dbp: number) => ({
    any: [
      { checkup: 'sbp', op: '>=', value: sbp } as const,
      { checkup: 'dbp', op: '>=', value: dbp } as const,
    ],
  });
  return [
    measure({
      ...shared,
      id: 'dh.hba1c_8',
      name: 'HbA1c 8.0%以上の人の割合',
      numerator: 'HbA1cが8.0%以上の人',
      denominator: '特定健診受診者のうちHbA1cの値がある人',
      decimals: 2,
      direction: 'lower_is_better',
      question: {
        kind: 'share',
        frame: EXAMINED,
        denominator: { known: ['hba1c'] },
        numerator: { checkup: 'hba1c', op: '>=', value: 8.0 },
      },
    }),
    ...(
      [
        ['guidance', '保健指導判定値', 130, 85],
        ['referral', '受診勧奨判定値', 140, 90],
      ] as const
    ).map(([id, label, sbp, dbp]) =>
      measure({
        ...shared,
        id: `dh.pressure_${id}`,
        name: `血圧が${label}以上の人の割合`,
        numerator: `収縮期${sbp}mmHg以上または拡張期${dbp}mmHg以上の人`,
        denominator: '特定健診受診者のうち血圧の値がある人',
        direction: 'lower_is_better',
        caveats: ['服薬中の人も含む。'],
        question: {
          kind: 'share',
          frame: EXAMINED,
          denominator: { known: ['sbp', 'dbp'] },
          numerator: pressure(sbp, dbp),
        },
      }),
    ),
    measure({
      ...shared,
      id: 'dh.low_bmi',
      name: '前期高齢者のうちBMI 20以下の人の割合',
      numerator: 'BMIが20以下の人',
      denominator: '65〜74歳の特定健診受診者のうちBMIの値がある人',
      direction: 'lower_is_better',
      ageRule: '年度末現在の年齢が65〜74歳',
      question: {
        kind: 'share',
        frame: { ...EXAMINED, ages: { from: 65, to: 74 } },
        denominator: { known: ['bmi'] },
        numerator: { checkup: 'bmi', op: '<=', value: 20 },
      },
    }),
    measure({
      ...shared,
      id: 'dh.chewing',
      name: '50〜74歳の咀嚼良好者の割合',
      numerator: '「何でもかんで食べることができる」と回答した人',
      denominator: '50〜74歳の特定健診受診者のうち回答した人（第3期以降の質問票）',
      direction: 'higher_is_better',
      ageRule: '年度末現在の年齢が50〜74歳',
      question: {
        kind: 'share',
        frame: { ...EXAMINED, ages: { from: 50, to: 74 } },
        denominator: { answered: 'q13', forms: ['period3', 'period4'] },
        numerator: { answer: 'q13', in: { period3: [1], period4: [1] } },
      },
    }),
    ...(
      [
        [40, 49],
        [50, 59],
      ] as const
    ).map(([from, to]) =>
      measure({
        ...shared,
        id: `dh.uptake_${from}s`,
        name: `${from}歳代の特定健診受診率`,
        numerator: '年度中に特定健診を受けた人',
        denominator: `法定報告の対象者のうち年度末${from}〜${to}歳の人`,
        direction: 'higher_is_better',
        ageRule: LEGAL_AGE_RULE,
        question: { kind: 'share', frame: agesOf(from, to), numerator: { examined: true } },
      }),
    ),
  ];
}

function late(): readonly MeasureDefinition[] {
  return [
    measure({
      id: 'dhl.uptake',
      name: '後期高齢者健診受診率',
      family: 'data_health_late',
      source: LATE_SOURCE,
      numerator: '年度中に後期高齢者健診を受けた人',
      denominator: '年度中に後期高齢者医療に加入していた人',
      direction: 'higher_is_better',
      ageRule: '年度末現在の年齢（後期高齢者医療）',
      caveats: [
        '対象から除く人（施設入所・長期入院など）の扱いは広域連合により統一されていない。ここでは除いていない。',
      ],
      question: { kind: 'share', frame: KOUKI, numerator: { examined: true } },
    }),
    measure({
      id: 'dhl.low_bmi',
      name: '後期高齢者健診受診者のうちBMI 20以下の人の割合',
      family: 'data_health_late',
      source: LATE_SOURCE,
      numerator: 'BMIが20以下の人',
      denominator: '後期高齢者健診受診者のうちBMIの値がある人',
      direction: 'lower_is_better',
      ageRule: '年度末現在の年齢（後期高齢者健診の受診者）',
      question: {
        kind: 'share',
        frame: EXAMINED_LATE,
        denominator: { known: ['bmi'] },
        numerator: { checkup: 'bmi', op: '<=', value: 20 },
      },
    }),
  ];
}

/** The common indicators: rows of their own and rows that other families define. */
export function dataHealth(others: readonly MeasureDefinition[]): readonly MeasureDefinition[] {
  const reuse = (rows: readonly Reuse[], family: 'data_health' | 'data_health_late', source: string) =>
    rows.map(([id, name, of]): MeasureDefinition => {
      const found = others.find((definition) => definition.id === of);
      if (!found) throw new RangeError(`no measure ${of}`);
      return { ...found, id, name, family, source: `${source}。定義：${found.source}` };
    });
  return [
    ...own(),
    ...reuse(KOKUHO_ROWS, 'data_health', KOKUHO_SOURCE),
    ...late(),
    ...reuse(LATE_ROWS, 'data_health_late', LATE_SOURCE),
  ];
}
