/** 1 男, 2 女. */
export type Sex = 1 | 2;

const MALE = new Set(['1', '01', '男', '男性', '男子', 'M', 'MALE', 'オトコ', 'おとこ', '♂']);
const FEMALE = new Set(['2', '02', '女', '女性', '女子', 'F', 'FEMALE', 'オンナ', 'おんな', '♀']);
/** A code before its word: 1:男, 2.女性, 1（男）. */
const CODE_BEFORE = /^0?[12][:.、\-_(]?(?=[男女])/;

/** Reads a sex in the forms met in municipal files; null when it is none of them. */
export function parseSex(text: string): Sex | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]/gu, '')
    .toUpperCase();
  const cell = plain.replace(CODE_BEFORE, '').replace(/(?<=[男女])\)$/, '');
  if (MALE.has(cell)) return 1;
  if (FEMALE.has(cell)) return 2;
  return null;
}
