import type { Layout } from './types.ts';

const CODE_HEADINGS = ['傷病名コード', '傷病コード', '病名コード', '院内病名コード', '独自病名コード'];
const NAME_HEADINGS = [
  '傷病名',
  '傷病名称',
  '病名',
  '院内病名',
  '独自病名',
  '未コード化傷病名',
  '疾病名',
  '疾患名',
];
const ICD10_HEADINGS = [
  'ICD10',
  'ICD10コード',
  'ICD-10',
  'ICD-10コード',
  'ICD',
  'ICDコード',
  'ICD10（2013年版）',
  'ICD10分類',
  '国際疾病分類',
  '国際疾病分類コード',
];

/**
 * A table of the user's own: diseases by code, or by the name that receipts write where there is no code, and their
 * ICD-10. What was loaded last counts; within one import this comes after the master.
 */
export const DISEASE_TABLE: Layout = {
  id: 'disease_table',
  name: '傷病名と ICD-10 の対応表（独自）',
  version: '2026-1',
  source: '利用者が作る表。見出しの一般的な言い方で読む',
  stage: 'disease_master',
  order: 1,
  frame: { kind: 'table', metaRows: 15 },
  recognise: [[...CODE_HEADINGS, ...NAME_HEADINGS], ICD10_HEADINGS],
  unless: ['診療年月', '診療月', '被保険者証番号', '宛名番号', '生年月日', '性別'],
  fields: [
    { to: { column: 'disease_code' }, headings: CODE_HEADINGS, type: { kind: 'text', digits: 7 } },
    { to: { column: 'name' }, headings: NAME_HEADINGS, type: { kind: 'text' } },
    { to: { column: 'icd10' }, headings: ICD10_HEADINGS, type: { kind: 'icd10' }, required: true },
  ],
  requiresOne: { columns: ['disease_code', 'name'], fault: 'master.no_disease' },
  createsPersons: false,
  derive: 'disease_by_name',
};
