/** What stands between the two days of a period: 〜, →, から, 至, or a dash with spaces around it. */
const BETWEEN = /\s*(?:[~〜∼→⇒]|から|より|至)\s*|\s+[-‐‑–—―ー−](?:\s+|$)/u;
const DASH = /[-‐‑–—―ー−]/gu;
/** A length behind a period: (12か月), （1年間）, 12ヶ月. */
const LENGTH_BEHIND = /\s*(?:[([][^()[\]]*[)\]]|\d+\s*(?:[かヶケカヵ箇]月間?|年間))$/u;
/** Dashes of a period whose days are written with dashes: the one in the middle of five. */
const DASHES_OF_TWO_DAYS = 5;
const MIDDLE = 2;

/**
 * The first and the last day of a period in one cell, as texts: 2023/04/01～2024/03/31, 自R5.4.1至R6.3.31,
 * 20230401-20240331. An open end is a blank text. Undefined where the cell is no period.
 */
export function periodOf(text: string): readonly [from: string, to: string] | undefined {
  const cell = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(LENGTH_BEHIND, '')
    .replace(/^自\s*/u, '')
    .replace(/\s*(?:まで|迄)$/u, '');
  const parts = cell.split(BETWEEN);
  if (parts.length === 2) return ordered(parts[0]!, parts[1]!);
  if (parts.length > 2) return undefined;
  const dashes = [...cell.matchAll(DASH)].map(({ index }) => index);
  const at =
    dashes.length === 1 ? dashes[0] : dashes.length === DASHES_OF_TWO_DAYS ? dashes[MIDDLE] : undefined;
  return at === undefined ? undefined : ordered(cell.slice(0, at), cell.slice(at + 1));
}

/** Both at once are blank where nothing is said: that is no period. */
function ordered(from: string, to: string): readonly [string, string] | undefined {
  return from.trim() === '' && to.trim() === '' ? undefined : [from.trim(), to.trim()];
}
