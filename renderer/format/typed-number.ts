/**
 * A number as people type it: full-width digits, thousands separators and a Japanese minus sign too. NaN where the
 * field is empty or holds something else, so that whoever reads it has to ask.
 */
export function typedNumber(text: string): number {
  const plain = text
    .normalize('NFKC')
    .replace(/[−―ー‐–]/gu, '-')
    .trim();
  const grouped = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u.test(plain);
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/u.test(plain) || grouped
    ? Number(plain.replaceAll(',', ''))
    : Number.NaN;
}
