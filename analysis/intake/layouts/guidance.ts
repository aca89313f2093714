import type { FieldType } from '../fields/types.ts';
import { checkupFieldType } from './checkup-fields.ts';
import items from './guidance-items.json' with { type: 'json' };
import {
  ATENA,
  BIRTH,
  BRANCH,
  INSURER,
  KANA,
  NUMBER,
  SEX,
  SYMBOL,
  TICKET,
  USE_TICKET,
} from './person-fields.ts';
import type { Layout, LayoutField } from './types.ts';

function date(column: string, ...headings: string[]): LayoutField {
  return { to: { column }, headings, type: { kind: 'date' } };
}

const LEVEL: FieldType = {
  kind: 'code',
  codes: {
    1: 1,
    2: 2,
    3: 2,
    積極的支援: 1,
    積極的: 1,
    積極: 1,
    動機付け支援: 2,
    動機付け: 2,
    動機づけ支援: 2,
    動機づけ: 2,
    動機付け相当: 2,
    動機付け支援相当: 2,
    動機づけ支援相当: 2,
    動機: 2,
  },
};
const MODE: FieldType = {
  kind: 'code',
  codes: {
    1: 1,
    2: 2,
    3: 3,
    4: 4,
    5: 5,
    個別: 1,
    個別支援: 1,
    個別対面: 1,
    グループ: 2,
    グループ支援: 2,
    グループ対面: 2,
    電話: 3,
    電子メール: 4,
    メール: 4,
    遠隔: 5,
    個別遠隔: 5,
  },
};

const COUNT: FieldType = { kind: 'measure', min: 0, max: 9999 };
const INTERIM = ['中間評価時の', '中間評価時', '中間評価'];
const FINAL = [
  '実績評価時の',
  '実績評価時',
  '実績評価',
  '3か月後の評価時の',
  '３か月後評価時の',
  '３か月後評価時',
  '3か月後評価',
  '最終評価時の',
  '最終評価時',
  '最終評価',
];

/** How a measured value or a count of a course is read. */
export function guidanceFieldType(column: string): FieldType {
  const [, value] = /^(?:interim|final)_(.+)$/.exec(column) ?? [];
  return value === undefined ? COUNT : checkupFieldType(value);
}

function measured(column: string, occasions: readonly string[], ...names: string[]): LayoutField {
  return {
    to: { column },
    headings: occasions.flatMap((occasion) => names.map((name) => `${occasion}${name}`)),
    type: guidanceFieldType(column),
  };
}

/** Weight, waist and blood pressure of an evaluation. */
function values(prefix: string, occasions: readonly string[]): LayoutField[] {
  return [
    measured(`${prefix}_waist`, occasions, '腹囲'),
    measured(`${prefix}_weight`, occasions, '体重'),
    measured(`${prefix}_sbp`, occasions, '収縮期血圧', '最高血圧'),
    measured(`${prefix}_dbp`, occasions, '拡張期血圧', '最低血圧'),
  ];
}

/** An answer of the final evaluation; whether a habit improved has the same codes in every list. */
function result(column: string, codes: Readonly<Record<string, number>>, ...names: string[]): LayoutField {
  return {
    to: { column },
    headings: [...names, ...FINAL.flatMap((occasion) => names.map((name) => `${occasion}${name}`))],
    type: { kind: 'code', codes },
  };
}

function habit(column: string, codes: Readonly<Record<string, number>>, ...names: string[]): LayoutField {
  const spellings = names.flatMap((name) => [
    `生活習慣の改善（${name}）`,
    `保健指導による生活習慣の改善（${name}）`,
    `生活習慣改善（${name}）`,
    `${name}の改善`,
  ]);
  return result(column, codes, ...spellings);
}

/** What was measured and achieved; the official names of the 3rd and the 4th period. */
const RESULTS: readonly LayoutField[] = [
  {
    to: { column: 'stage_of_change' },
    headings: ['行動変容ステージ', '行動変容ステージ区分', '生活習慣の改善意思区分'],
    type: { kind: 'code', codes: items.results.stage_of_change.words },
  },
  ...values('interim', INTERIM),
  ...values('final', FINAL),
  result(
    'waist_weight_change',
    items.results.waist_weight_change.words,
    '腹囲・体重の改善',
    '腹囲体重の改善',
    '腹囲2cm・体重2kg減',
    '腹囲２cm・体重２kgの達成状況',
  ),
  habit('habit_diet', items.results.habit.words, '食習慣', '栄養・食生活', '食生活'),
  habit('habit_activity', items.results.habit.words, '運動習慣', '身体活動', '運動'),
  habit('habit_smoking', items.results.smoking.words, '喫煙習慣', '喫煙'),
  habit('habit_rest', items.results.habit.words, '休養習慣', '休養'),
  habit('habit_other', items.results.habit.words, 'その他の生活習慣', 'その他'),
  {
    to: { column: 'process_points' },
    headings: [
      '継続的な支援によるポイント（合計）',
      '継続的支援の実施ポイント合計',
      '実施ポイント合計',
      '支援実施ポイント合計',
      'プロセス評価ポイント',
      'プロセス評価の合計ポイント',
    ],
    type: COUNT,
  },
  {
    to: { column: 'outcome_points' },
    headings: ['アウトカム評価の合計ポイント', 'アウトカム評価ポイント', 'アウトカム評価合計'],
    type: COUNT,
  },
  {
    to: { column: 'contacts' },
    headings: ['実施上の継続的な支援の実施回数', '継続的支援の実施回数', '継続的な支援の実施回数'],
    type: COUNT,
  },
];

/** 特定保健指導の結果: one row a course; the ticket says whose and of which year. */
export const FKAC165: Layout = {
  id: 'guidance_fkac165',
  name: '特定保健指導 結果 CSV（FKAC165）',
  version: '2026-1',
  source: '公開プログラム1本で主な列を確認。見出しで対応づける',
  stage: 'guidance',
  order: 45,
  frame: { kind: 'fkac', fileId: 'FKAC165', idCell: 1 },
  recognise: [['利用券整理番号'], ['初回面接実施日', '初回面接日', '初回面接による支援の支援日']],
  fields: [
    INSURER,
    SYMBOL,
    NUMBER,
    BRANCH,
    KANA,
    ATENA,
    BIRTH,
    SEX,
    TICKET,
    USE_TICKET,
    { to: { column: 'fiscal_year' }, headings: ['年度', '対象年度'], type: { kind: 'fiscal_year' } },
    {
      to: { column: 'level' },
      headings: ['支援レベル', '保健指導区分', '階層化', '保健指導レベル'],
      type: LEVEL,
    },
    date('invited_date', '利用券発行日', '利用券交付日', '案内日'),
    date('first_interview_date', '初回面接実施日', '初回面接日', '初回面接による支援の支援日'),
    date('interim_date', '中間評価実施日', '中間評価日'),
    date('completed_date', '実績評価実施日', '実績評価日', '３か月後評価実施日', '最終評価日'),
    date('dropped_date', '途中終了日'),
    { to: { column: 'mode' }, headings: ['初回面接の支援形態', '支援形態', '初回面接支援形態'], type: MODE },
    ...RESULTS,
  ],
  createsPersons: true,
  derive: 'guidance_year',
};

/** Status list of those selected for guidance: who got a ticket, at which level. */
export const FKCA172: Layout = {
  ...FKAC165,
  id: 'guidance_fkca172',
  name: '特定健診・保健指導 対象者の状況（FKCA172）',
  source: '公開プログラム1本で列を確認',
  order: 44,
  frame: { kind: 'fkac', fileId: 'FKCA172', idCell: 1 },
  recognise: [['利用券整理番号'], ['保健指導レベル']],
};

/** The same in a plain table. */
export const GUIDANCE_LIST: Layout = {
  ...FKAC165,
  id: 'guidance_list',
  name: '特定保健指導 一覧（見出しで読む表）',
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    ['初回面接実施日', '初回面接日', '初回面接による支援の支援日'],
    ['実績評価実施日', '実績評価日', '最終評価日', '３か月後評価実施日'],
  ],
};
