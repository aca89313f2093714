import type { FieldType } from '../fields/types.ts';
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
    動機付け支援: 2,
    動機付け: 2,
    動機づけ支援: 2,
    動機付け相当: 2,
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
