import type { FieldType } from '../fields/types.ts';
import { ATENA, BIRTH, identityAt, KAIGO, KANA, SEX } from './person-fields.ts';
import type { Layout, LayoutField } from './types.ts';

export const CARE_LEVEL: FieldType = {
  kind: 'code',
  codes: {
    1: '01',
    '01': '01',
    非該当: '01',
    自立: '01',
    6: '06',
    '06': '06',
    事業対象者: '06',
    11: '11',
    経過的要介護: '11',
    12: '12',
    要支援1: '12',
    支援1: '12',
    支1: '12',
    13: '13',
    要支援2: '13',
    支援2: '13',
    支2: '13',
    21: '21',
    要介護1: '21',
    介護1: '21',
    介1: '21',
    22: '22',
    要介護2: '22',
    介護2: '22',
    介2: '22',
    23: '23',
    要介護3: '23',
    介護3: '23',
    介3: '23',
    24: '24',
    要介護4: '24',
    介護4: '24',
    介4: '24',
    25: '25',
    要介護5: '25',
    介護5: '25',
    介5: '25',
  },
};

function date(column: string, headings: readonly string[], required = false): LayoutField {
  return { to: { column }, headings, type: { kind: 'date' }, ...(required ? { required } : {}) };
}

const LEVEL_HEADINGS = [
  '二次判定',
  '二次判定結果',
  '要介護状態区分',
  '要介護状態区分等',
  '要介護度',
  '要介護認定区分',
  '要介護認定結果',
  '認定結果',
  '認定区分',
  '介護度',
];

/** The first or the last day of the period for which a certification holds. */
function periodHeadings(...ends: readonly string[]): string[] {
  return ends.flatMap((end) => [
    `有効期間${end}`,
    `認定有効期間${end}`,
    `有効期間${end}日`,
    `認定有効期間${end}日`,
    `有効期間${end}年月日`,
    `認定有効期間${end}年月日`,
    `認定有効${end}日`,
    `認定期間${end}日`,
    `認定${end}日`,
    `認定${end}年月日`,
  ]);
}

const FROM_HEADINGS = periodHeadings('開始', '自', 'から');
const TO_HEADINGS = [
  ...periodHeadings('終了', '至', 'まで', '満了'),
  '有効期限',
  '認定有効期限',
  '認定有効期限日',
  '認定の有効期限',
];
const PERIOD_NAMES = ['認定有効期間', '有効期間', '要介護認定有効期間', '認定期間', '認定の有効期間'];
const PERIOD_REMARKS = [
  '',
  '（自～至）',
  '（自至）',
  '（開始～終了）',
  '（から～まで）',
  '自至',
  '自～至',
  '開始～終了',
];
const PERIOD_HEADINGS = PERIOD_NAMES.flatMap((name) => PERIOD_REMARKS.map((remark) => `${name}${remark}`));

/** Both days of the period in one cell: 2023/04/01～2024/03/31. */
const PERIOD: LayoutField = {
  to: { column: 'from_date' },
  headings: PERIOD_HEADINGS,
  type: { kind: 'date', of: 'first' },
  required: true,
  rank: 2,
  second: { to: { column: 'to_date' }, type: { kind: 'date', of: 'second' } },
};

/** Short list of certifications, as towns export it. */
export const CARE_CERTIFICATION: Layout = {
  id: 'care_certification',
  name: '要介護認定者一覧',
  version: '2026-1',
  source: '公開された様式はないため、見出しの一般的な言い方で読む',
  stage: 'care_certification',
  order: 50,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [LEVEL_HEADINGS, [...FROM_HEADINGS, ...PERIOD_HEADINGS]],
  fields: [
    { ...KAIGO, headings: [...KAIGO.headings, '被保険者番号'] },
    ATENA,
    KANA,
    BIRTH,
    SEX,
    {
      to: { column: 'level' },
      headings: LEVEL_HEADINGS,
      type: CARE_LEVEL,
      required: true,
    },
    date('applied_date', ['申請日', '認定申請日', '申請年月日']),
    date('decided_date', ['認定日', '二次判定日', '認定年月日']),
    date('from_date', FROM_HEADINGS, true),
    date('to_date', TO_HEADINGS),
    PERIOD,
  ],
  createsPersons: true,
};

function at(column: string, position: number, type: FieldType, required = false): LayoutField {
  return { to: { column }, headings: [], position, type, ...(required ? { required } : {}) };
}

const AMOUNT: FieldType = { kind: 'amount' };
const MONTH: FieldType = { kind: 'month' };
const TEXT: FieldType = { kind: 'text' };
const PAYMENT_RECORDS = ['1111', '1112', '1113', '1114', '1141', '1142', '1143', '1144'];

/** 給付実績 H1 (basic): who the insured person is, and cancellations. */
export const CARE_PAYMENT_H1: Layout = {
  id: 'care_payment_h1',
  name: '介護給付実績（H1 基本情報）',
  version: '2026-1',
  source: '国保連 介護給付実績インタフェースの項目順',
  stage: 'care_service',
  order: 55,
  frame: {
    kind: 'positional',
    minimumCells: 80,
    match: [
      { cell: 0, oneOf: ['2'] },
      { cell: 2, oneOf: PAYMENT_RECORDS },
      { cell: 4, oneOf: ['01'] },
    ],
  },
  recognise: [],
  fields: [
    identityAt('kaigo', 7),
    identityAt('birth', 18),
    identityAt('sex', 19),
    at('month', 8, MONTH, true),
    at('office', 10, TEXT),
    at('reference', 11, TEXT),
    at('review_month', 89, MONTH),
    at('cancelled', 5, { kind: 'code', codes: { 1: 0, 2: 0, 3: 1 } }),
  ],
  createsPersons: true,
};

/** 給付実績 D1 (detail): units by service; the values after re-examination are preferred. */
export const CARE_PAYMENT_D1: Layout = {
  ...CARE_PAYMENT_H1,
  id: 'care_payment_d1',
  name: '介護給付実績（D1 明細情報）',
  frame: {
    kind: 'positional',
    minimumCells: 30,
    match: [
      { cell: 0, oneOf: ['2'] },
      { cell: 2, oneOf: PAYMENT_RECORDS },
      { cell: 4, oneOf: ['02'] },
    ],
  },
  fields: [
    identityAt('kaigo', 6),
    at('month', 7, MONTH, true),
    at('office', 8, TEXT),
    at('reference', 9, TEXT),
    at('service_kind', 10, { kind: 'text', digits: 2 }, true),
    at('service_item', 11, TEXT),
    at('days', 13, AMOUNT),
    at('units', 17, AMOUNT),
    at('reviewed_units', 27, AMOUNT),
    at('review_month', 33, MONTH),
  ],
};

/**
 * 認定ソフト2009 → センター送信 CSV: 328 columns by position. Later editions have other counts of columns and are
 * read by their headings. Withdrawn applications have no second judgement: those rows are set aside with the reason.
 */
export const CERTIFICATION_SOFTWARE: Layout = {
  id: 'care_certification_software',
  name: '要介護認定情報（認定ソフト2009・328項目）',
  version: '2009-1',
  source: '認定ソフト2009 の送信 CSV の項目順（公開プログラム1本で確認）',
  stage: 'care_certification',
  order: 50,
  frame: {
    kind: 'positional',
    minimumCells: 328,
    exactCells: true,
    match: [{ cell: 3, digits: true }],
  },
  recognise: [],
  fields: [
    identityAt('kaigo', 4),
    identityAt('kana', 15),
    identityAt('birth', 12),
    identityAt('sex', 14),
    at('applied_date', 5, { kind: 'date' }),
    at('decided_date', 66, { kind: 'date' }),
    at('level', 67, CARE_LEVEL, true),
    at('from_date', 68, { kind: 'date' }, true),
    at('to_date', 69, { kind: 'date' }),
  ],
  createsPersons: true,
};
