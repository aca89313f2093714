import { PERSON_FIELDS } from './person-fields.ts';
import type { Layout } from './types.ts';

/** がん検診など、自治体検診の受診者一覧. */
export const SCREENING_LIST: Layout = {
  id: 'screening_list',
  name: 'がん検診 受診者一覧',
  version: '2026-1',
  source: '公開された様式はないため、見出しの一般的な言い方で読む',
  stage: 'screening',
  order: 48,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    ['検診種別', '検診名', 'がん検診の種類', 'がん種', '検診区分'],
    ['受診日', '検診受診日', '受診年月日', '検診日', '検診年月日'],
  ],
  unless: ['収縮期血圧', '健診機関コード'],
  fields: [
    ...PERSON_FIELDS,
    {
      to: { column: 'programme' },
      headings: ['検診種別', '検診名', 'がん検診の種類', 'がん種', '検診区分'],
      type: {
        kind: 'code',
        codes: {
          肺がん: 'lung',
          肺がん検診: 'lung',
          肺: 'lung',
          胃がん: 'stomach',
          胃がん検診: 'stomach',
          胃: 'stomach',
          大腸がん: 'colorectal',
          大腸がん検診: 'colorectal',
          大腸: 'colorectal',
          乳がん: 'breast',
          乳がん検診: 'breast',
          乳: 'breast',
          子宮頸がん: 'cervix',
          子宮頸がん検診: 'cervix',
          子宮がん: 'cervix',
          子宮頸: 'cervix',
          肝炎: 'hepatitis',
          肝炎ウイルス: 'hepatitis',
          骨粗鬆症: 'osteoporosis',
          骨粗しょう症: 'osteoporosis',
          歯周疾患: 'periodontal',
        },
        fallback: 'other',
      },
      required: true,
    },
    {
      to: { column: 'fiscal_year' },
      headings: ['年度', '検診年度', '受診年度'],
      type: { kind: 'fiscal_year' },
    },
    {
      to: { column: 'invited_date' },
      headings: ['案内日', '勧奨日', '受診券発行日', '通知日'],
      type: { kind: 'date' },
    },
    {
      to: { column: 'screened_date' },
      headings: ['受診日', '検診受診日', '受診年月日', '検診日', '検診年月日'],
      type: { kind: 'date' },
    },
    {
      to: { column: 'needs_workup' },
      headings: ['判定', '要精検', '精検要否', '検診結果', '総合判定'],
      type: {
        kind: 'flag',
        yes: ['要精検', '要精密検査', '要', '2', '陽性'],
        no: ['精検不要', '異常なし', '不要', '1', '陰性', '異常認めず'],
      },
    },
    {
      to: { column: 'workup_date' },
      headings: ['精検受診日', '精密検査受診日', '精検日'],
      type: { kind: 'date' },
    },
    {
      to: { column: 'workup_state' },
      headings: ['精検受診', '精検受診状況', '精密検査受診'],
      type: {
        kind: 'code',
        codes: {
          受診: 'done',
          済: 'done',
          あり: 'done',
          未受診: 'not_done',
          なし: 'not_done',
          未把握: 'unknown',
          不明: 'unknown',
        },
        fallback: 'unknown',
      },
    },
    {
      to: { column: 'cancer_found' },
      headings: ['精検結果', '精密検査結果', '診断結果'],
      type: {
        kind: 'flag',
        yes: ['がん', 'がんあり', '原発性がん', 'がんであった者', '癌', '早期がん', '進行がん'],
        no: [
          '異常なし',
          '異常認めず',
          'がん以外の疾患',
          'がん以外',
          '良性',
          'ポリープ',
          'がんなし',
          '経過観察',
        ],
      },
    },
  ],
  requiresOne: {
    columns: ['screened_date', 'fiscal_year', 'invited_date', 'workup_date'],
    fault: 'screening.no_year',
  },
  createsPersons: true,
  derive: 'screening_year',
};
