/** 傷病名コード of a disease that has none: the receipt writes its name instead. */
export const NO_CODE = '0000999';

/** What a disease without a code goes by: its name, however it is spelt. */
export function diseaseByName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s\p{Cf}・･.,、。\-‐‑–—―ー−]/gu, '')
    .toUpperCase();
}
