import { PERSON_FIELDS } from './person-fields.ts';
import type { Layout } from './types.ts';

/** Any list with one person a row: the identifiers are hashed, every other column is kept under its heading. */
export const PERSON_LIST: Layout = {
  id: 'person_list',
  name: '個人別の一覧（列をそのまま使う表）',
  version: '2026-1',
  source: '様式を問わない。識別に使う列だけを見出しで決める',
  stage: 'custom_list',
  order: 92,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    [
      '宛名番号',
      '被保険者証番号',
      '番号',
      '後期被保険者番号',
      '介護被保険者番号',
      'アプリID',
      '参加者ID',
      '受診券整理番号',
    ],
  ],
  fields: PERSON_FIELDS,
  createsPersons: true,
  keepsOtherColumns: true,
  lastResort: true,
};
