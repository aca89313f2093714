import { PERSON_FIELDS } from './person-fields.ts';
import type { Layout } from './types.ts';

/** One receipt a row, as lists of receipts are exported; points or yen, whichever there is. */
export const CLAIMS_LIST: Layout = {
  id: 'claims_list',
  name: 'レセプト一覧（1行1件の表）',
  version: '2026-1',
  source: '公開された様式はないため、見出しの一般的な言い方で読む',
  stage: 'claim',
  order: 61,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    ['診療年月', '調剤年月', '診療月'],
    ['点数', '合計点数', '決定点数', '請求点数', '医療費', '医療費（円）', '総医療費', '費用額'],
    ['被保険者証番号', '番号', '宛名番号', '後期被保険者番号', '被保険者番号'],
  ],
  fields: [
    ...PERSON_FIELDS,
    {
      to: { column: 'month' },
      headings: ['診療年月', '調剤年月', '診療月'],
      type: { kind: 'month' },
      required: true,
    },
    {
      to: { column: 'points' },
      headings: ['点数', '合計点数', '決定点数', '請求点数'],
      type: { kind: 'amount' },
    },
    {
      to: { column: 'yen' },
      headings: ['医療費', '医療費（円）', '総医療費', '費用額'],
      type: { kind: 'amount' },
    },
    { to: { column: 'days' }, headings: ['診療実日数', '実日数', '日数'], type: { kind: 'amount' } },
    {
      to: { column: 'institution' },
      headings: ['医療機関コード', '医療機関番号', '医療機関等コード'],
      type: { kind: 'text' },
    },
    {
      to: { column: 'setting' },
      headings: ['診療区分', '入外区分', '入外', 'レセプト種別', '入院外来区分', '診療種別'],
      type: {
        kind: 'code',
        codes: {
          入院: 'inpatient',
          入: 'inpatient',
          医科入院: 'inpatient',
          入院外: 'outpatient',
          外来: 'outpatient',
          外: 'outpatient',
          医科入院外: 'outpatient',
          医科外来: 'outpatient',
          調剤: 'pharmacy',
          歯科: 'dental',
          歯科入院外: 'dental',
          歯科外来: 'dental',
          歯科入院: 'dental',
          訪問看護: 'visiting_nurse',
          DPC: 'dpc',
        },
      },
    },
  ],
  createsPersons: true,
  derive: 'claim_row',
};
