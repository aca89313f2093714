import type { FieldType } from '../fields/types.ts';
import table from './care-service-kinds.json' with { type: 'json' };
import { ATENA, BIRTH, KAIGO, KANA, SEX } from './person-fields.ts';
import type { Layout } from './types.ts';

const KINDS: Readonly<Record<string, readonly string[]>> = table.kinds;
/** In place of a kind: a row of sums, which would count everything twice. */
const SUMS = ['合計', '総計', '計', '小計', '総合計'];

/** Names of the services, or their codes: of a service code of six letters the first two are the kind. */
const SERVICE_KIND: FieldType = {
  kind: 'code',
  codes: {
    ...Object.fromEntries(
      Object.entries(KINDS).flatMap(([code, names]) => names.map((name) => [name, code])),
    ),
    ...Object.fromEntries(SUMS.map((word) => [word, Number.NaN])),
  },
  leading: 2,
  fallback: 'other',
  fallbackIssue: 'value.other_kind',
};

const KIND_HEADINGS = [
  'サービス種類',
  'サービス種類コード',
  'サービス種類名',
  'サービス種類名称',
  'サービス種別',
  'サービス種別コード',
  'サービス名',
  'サービスコード',
  '介護サービス種類',
  '介護サービス',
];
const MONTH_HEADINGS = [
  'サービス提供年月',
  '提供年月',
  'サービス年月',
  'サービス提供月',
  'サービス利用年月',
  '提供月',
  '利用年月',
  '利用月',
];
const UNIT_HEADINGS = [
  '単位数',
  'サービス単位数',
  '請求単位数',
  '給付単位数',
  '算定単位数',
  '利用単位数',
  '合計単位数',
  '単位数合計',
  '総単位数',
  '単位数（決定前）',
];
const DECIDED_HEADINGS = ['決定単位数', '決定後単位数', '再審査後単位数', '単位数（決定後）'];

/** 介護給付実績 as a list with headings: a row for each person, month and service, as spreadsheets and KDB hold it. */
export const CARE_PAYMENT_LIST: Layout = {
  id: 'care_payment_list',
  name: '介護給付実績一覧（見出しで読む表）',
  version: table.version,
  source: `公開された様式はないため、見出しの一般的な言い方で読む。${table.source}`,
  stage: 'care_service',
  order: 55,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [KIND_HEADINGS, MONTH_HEADINGS, [...UNIT_HEADINGS, ...DECIDED_HEADINGS]],
  fields: [
    { ...KAIGO, headings: [...KAIGO.headings, '被保険者番号', '介護保険証番号'] },
    ATENA,
    KANA,
    BIRTH,
    SEX,
    { to: { column: 'month' }, headings: MONTH_HEADINGS, type: { kind: 'month' }, required: true },
    { to: { column: 'service_kind' }, headings: KIND_HEADINGS, type: SERVICE_KIND, required: true },
    { to: { column: 'units' }, headings: UNIT_HEADINGS, type: { kind: 'amount' } },
    { to: { column: 'reviewed_units' }, headings: DECIDED_HEADINGS, type: { kind: 'amount' } },
    {
      to: { column: 'days' },
      headings: [
        '日数',
        '実日数',
        '利用日数',
        'サービス実日数',
        '日数・回数',
        '日数／回数',
        '回数',
        '利用回数',
      ],
      type: { kind: 'amount' },
    },
    {
      to: { column: 'office' },
      headings: ['事業所番号', '事業所コード', 'サービス事業所番号'],
      type: { kind: 'text', digits: 10 },
    },
    { to: { column: 'reference' }, headings: ['整理番号'], type: { kind: 'text' } },
    {
      to: { column: 'review_month' },
      headings: ['審査年月', '審査月', '審査決定年月'],
      type: { kind: 'month' },
    },
    {
      to: { column: 'cancelled' },
      headings: ['作成区分', '給付実績情報作成区分'],
      type: { kind: 'code', codes: { 1: 0, 2: 0, 3: 1, 新規: 0, 修正: 0, 取消: 1 } },
    },
  ],
  createsPersons: true,
};
