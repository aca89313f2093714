import {
  APP,
  ATENA,
  BIRTH,
  BRANCH,
  INSURER,
  KAIGO,
  KANA,
  KOUKI,
  NUMBER,
  PERSON_FIELDS,
  SEX,
  SYMBOL,
} from './person-fields.ts';
import type { Layout, LayoutField } from './types.ts';

const START_REASONS = {
  転入: 'move_in',
  出生: 'birth',
  社保離脱: 'from_employer',
  社保喪失: 'from_employer',
  '75歳到達': 'age75',
  年齢到達: 'age75',
};
const END_REASONS = {
  転出: 'move_out',
  死亡: 'death',
  社保加入: 'to_employer',
  '75歳到達': 'age75',
  後期高齢者医療加入: 'age75',
  後期加入: 'age75',
  生保: 'welfare',
  生活保護: 'welfare',
  生保開始: 'welfare',
};

const REGISTER_FIELDS: readonly LayoutField[] = [
  {
    to: { column: 'from_date' },
    headings: ['資格取得日', '資格取得年月日', '取得日', '取得年月日'],
    type: { kind: 'date' },
    required: true,
  },
  {
    to: { column: 'to_date' },
    headings: ['資格喪失日', '資格喪失年月日', '喪失日', '喪失年月日'],
    type: { kind: 'date' },
  },
  {
    to: { column: 'start_reason' },
    headings: ['資格取得事由', '取得事由'],
    type: { kind: 'code', codes: START_REASONS, fallback: 'other' },
  },
  {
    to: { column: 'end_reason' },
    headings: ['資格喪失事由', '喪失事由'],
    type: { kind: 'code', codes: END_REASONS, fallback: 'other' },
  },
  { to: { column: 'death_date' }, headings: ['死亡日', '死亡年月日'], type: { kind: 'date' } },
  {
    to: { column: 'school_district' },
    headings: ['小学校区', '小学校区名', '校区', '小学校区コード'],
    type: { kind: 'text' },
  },
  {
    to: { column: 'care_area' },
    headings: ['日常生活圏域', '日常生活圏域名', '圏域', '地域包括支援センター圏域'],
    type: { kind: 'text' },
  },
  {
    to: { column: 'excluded' },
    headings: ['除外フラグ', '健診対象除外', '対象除外'],
    type: { kind: 'flag', yes: ['1', '○', '該当', '除外'], no: ['0', '', '非該当'] },
  },
];

/** 国保の被保険者台帳 as town halls export it; the loss date is the day after the last covered day. */
export const KOKUHO_REGISTER: Layout = {
  id: 'kokuho_register',
  name: '国民健康保険 被保険者台帳',
  version: '2026-1',
  source: '公開された様式はないため、見出しの一般的な言い方で読む',
  stage: 'register',
  order: 10,
  frame: { kind: 'table', metaRows: 15, totals: true },
  recognise: [
    ['資格取得日', '資格取得年月日', '取得日', '取得年月日'],
    ['生年月日'],
    ['被保険者証番号', '番号', '宛名番号'],
  ],
  fields: [ATENA, INSURER, SYMBOL, NUMBER, BRANCH, KANA, BIRTH, SEX, ...REGISTER_FIELDS],
  createsPersons: true,
  derive: 'insurer_kind',
};

const KOUKI_NUMBER: LayoutField = {
  ...KOUKI,
  headings: [...KOUKI.headings, '被保険者番号'],
};

/** 後期高齢者医療の被保険者台帳: one number of eight digits, no symbol. */
export const KOUKI_REGISTER: Layout = {
  ...KOKUHO_REGISTER,
  id: 'kouki_register',
  name: '後期高齢者医療 被保険者台帳',
  recognise: [
    ['資格取得日', '資格取得年月日', '取得日', '取得年月日'],
    ['被保険者番号', '後期被保険者番号', '後期高齢者被保険者番号'],
    ['生年月日'],
  ],
  unless: ['被保険者証記号', '記号'],
  fields: [ATENA, INSURER, KOUKI_NUMBER, KANA, BIRTH, SEX, ...REGISTER_FIELDS],
  order: 11,
};

/** Table of one person's numbers in several systems (国保 → 後期 → 介護, app → resident). */
export const NUMBER_LINK: Layout = {
  id: 'number_link',
  name: '番号対応表',
  version: '2026-1',
  source: '公開された様式はないため、見出しの一般的な言い方で読む',
  stage: 'same_person',
  order: 20,
  frame: { kind: 'table', metaRows: 15 },
  recognise: [
    ['宛名番号', '被保険者証番号', '番号'],
    ['後期被保険者番号', '後期高齢者被保険者番号', '介護被保険者番号', 'アプリID', '参加者ID', '利用者ID'],
  ],
  fields: [...PERSON_FIELDS.filter((field) => field !== KAIGO && field !== APP), KAIGO, APP],
  createsPersons: true,
};
