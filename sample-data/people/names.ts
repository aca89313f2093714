import type { Rng } from '../random.ts';
import type { Sex } from './types.ts';

interface NamePart {
  readonly kanji: string;
  readonly kana: string;
  readonly half: string;
}

const part = (kanji: string, kana: string, half: string): NamePart => ({ kanji, kana, half });

/** Family names nobody has, and two that only CP932 (not strict Shift_JIS) can write. */
const FAMILY: readonly NamePart[] = [
  part('架空', 'カクウ', 'ｶｸｳ'),
  part('見本', 'ミホン', 'ﾐﾎﾝ'),
  part('仮名', 'カメイ', 'ｶﾒｲ'),
  part('例示', 'レイジ', 'ﾚｲｼﾞ'),
  part('模擬', 'モギ', 'ﾓｷﾞ'),
  part('想定', 'ソウテイ', 'ｿｳﾃｲ'),
  part('標本', 'ヒョウホン', 'ﾋﾖｳﾎﾝ'),
  part('試算', 'シサン', 'ｼｻﾝ'),
  part('作例', 'サクレイ', 'ｻｸﾚｲ'),
  part('髙﨑架空', 'タカサキカクウ', 'ﾀｶｻｷｶｸｳ'),
  part('見本﨑', 'ミホンザキ', 'ﾐﾎﾝｻﾞｷ'),
];

const MALE: readonly NamePart[] = [
  part('太郎', 'タロウ', 'ﾀﾛｳ'),
  part('一郎', 'イチロウ', 'ｲﾁﾛｳ'),
  part('次郎', 'ジロウ', 'ｼﾞﾛｳ'),
  part('三郎', 'サブロウ', 'ｻﾌﾞﾛｳ'),
  part('四郎', 'シロウ', 'ｼﾛｳ'),
];
const FEMALE: readonly NamePart[] = [
  part('花子', 'ハナコ', 'ﾊﾅｺ'),
  part('一子', 'カズコ', 'ｶｽﾞｺ'),
  part('二葉', 'フタバ', 'ﾌﾀﾊﾞ'),
  part('三葉', 'ミツバ', 'ﾐﾂﾊﾞ'),
  part('四季', 'シキ', 'ｼｷ'),
];

export interface FullName {
  readonly kanji: string;
  readonly kana: string;
  readonly half: string;
}

/** One family name for a household. */
export function drawFamily(rng: Rng): number {
  return rng.int(0, FAMILY.length - 1);
}

/** Family and given name with a full-width blank, katakana without a blank, half-width katakana with one. */
export function fullName(rng: Rng, family: number, sex: Sex): FullName {
  const last = FAMILY[family] ?? part('架空', 'カクウ', 'ｶｸｳ');
  const first = rng.pick(sex === 1 ? MALE : FEMALE);
  return {
    kanji: `${last.kanji}　${first.kanji}`,
    kana: last.kana + first.kana,
    half: `${last.half} ${first.half}`,
  };
}
