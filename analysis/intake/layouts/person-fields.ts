import type { FieldType } from '../fields/types.ts';
import type { IdentityRole } from '../identity/keys.ts';
import type { LayoutField } from './types.ts';

const IDENTIFIER: FieldType = { kind: 'identifier' };

function identity(role: IdentityRole, headings: readonly string[], position?: number): LayoutField {
  return {
    to: { identity: role },
    headings,
    type: role === 'kana' ? { kind: 'kana' } : IDENTIFIER,
    ...(position === undefined ? {} : { position }),
  };
}

export const ATENA = identity('atena', ['宛名番号', '住民コード', '住民番号', '個人コード', '宛名コード']);
export const INSURER = identity('insurer', ['保険者番号', '広域連合番号']);
export const SYMBOL = identity('symbol', ['被保険者証記号', '記号', '保険証記号', '被保険者証等記号']);
export const NUMBER = identity('number', ['被保険者証番号', '番号', '保険証番号', '被保険者証等番号']);
export const BRANCH = identity('branch', ['枝番', '被保険者証枝番', '被保険者証等枝番']);
export const KOUKI = identity('kouki', [
  '後期被保険者番号',
  '後期高齢者被保険者番号',
  '後期高齢者医療被保険者番号',
]);
export const KAIGO = identity('kaigo', ['介護被保険者番号', '介護保険被保険者番号']);
export const TICKET = identity('ticket', ['受診券整理番号', '受診券番号']);
export const USE_TICKET = identity('use_ticket', ['利用券整理番号', '利用券番号']);
export const APP = identity('app', [
  'アプリID',
  'アプリＩＤ',
  '参加者ID',
  '利用者ID',
  '会員ID',
  'ユーザーID',
]);
export const KANA = identity('kana', [
  '氏名カナ',
  'カナ氏名',
  '氏名（カナ）',
  'フリガナ',
  '氏名フリガナ',
  '被保険者名カナ',
]);
export const BIRTH: LayoutField = {
  to: { identity: 'birth' },
  headings: ['生年月日', '誕生日', '生年月日（西暦）', '生年月日（和暦）', '出生年月日', 'お誕生日'],
  type: { kind: 'date' },
};
export const SEX: LayoutField = {
  to: { identity: 'sex' },
  headings: ['性別', '性別コード', '男女区分', '性別区分', '男女', '男女別', '性'],
  type: { kind: 'sex' },
};

/** Every identifier that a person-level list may carry; what is there is used, strongest first. */
export const PERSON_FIELDS: readonly LayoutField[] = [
  ATENA,
  INSURER,
  SYMBOL,
  NUMBER,
  BRANCH,
  KOUKI,
  KAIGO,
  TICKET,
  APP,
  KANA,
  BIRTH,
  SEX,
];

/** The same part of an identity at a position of a file without headings. */
export function identityAt(role: IdentityRole | 'birth' | 'sex', position: number): LayoutField {
  if (role === 'birth') return { ...BIRTH, headings: [], position };
  if (role === 'sex') return { ...SEX, headings: [], position };
  return identity(role, [], position);
}
