/** 1 男, 2 女. */
export type Sex = 1 | 2;

const MALE = new Set(['1', '01', '男', '男性', 'M', 'MALE', 'オトコ']);
const FEMALE = new Set(['2', '02', '女', '女性', 'F', 'FEMALE', 'オンナ']);

/** Reads a sex in the forms met in municipal files; null when it is none of them. */
export function parseSex(text: string): Sex | null {
  const cell = text.normalize('NFKC').trim().toUpperCase();
  if (MALE.has(cell)) return 1;
  if (FEMALE.has(cell)) return 2;
  return null;
}
