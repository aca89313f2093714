/** Direct identifiers that stand under a heading that does not say so: told by the form of the values. */

/** Fewer values than this say nothing. */
const LEAST_VALUES = 5;
/** Share of a column's values that must have the form; a stray blank or remark does not hide the rest. */
const SHARE = 0.8;
/** Of twelve-digit numbers of another kind one in eleven passes by chance. */
const MY_NUMBER_SHARE = 0.9;
/** Names of people hardly repeat; those of facilities and districts do. */
const DISTINCT_SHARE = 0.7;

const FAMILY_AND_GIVEN =
  /^[\p{Script=Han}々ヶヵ]{1,5} [\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々ー]{1,6}$/u;
const KANA_NAME = /^[ァ-ヶー]{2,10} [ァ-ヶー]{2,10}$/;
const TELEPHONE = /^(0\d{1,4}[-(]\d{1,4}[-)]\d{3,4}|0[5789]0\d{8}|[^@\s]+@[^@\s]+\.[a-z]+)$/i;
const POSTAL_CODE = /^〒?\d{3}-\d{4}$/;
const ADDRESS = /[都道府県市区町村郡].*\d(番地?|号|-\d|の\d)/;

const TWELVE_DIGITS = /^\d{12}$/;

/**
 * True for twelve digits whose last is the check digit of an individual number.
 *
 * Source: 行政手続における特定の個人を識別するための番号の利用等に関する法律に基づく総務省令第5条.
 */
export function isMyNumber(text: string): boolean {
  if (!TWELVE_DIGITS.test(text)) return false;
  let sum = 0;
  for (let place = 1; place <= 11; place += 1)
    sum += Number(text[11 - place]) * (place <= 6 ? place + 1 : place - 5);
  const rest = sum % 11;
  return Number(text[11]) === (rest <= 1 ? 0 : 11 - rest);
}

/** What the values of a column are; an issue code, undefined where they are no direct identifiers. */
export function directByValues(cells: readonly string[]): string | undefined {
  const values = cells.map((cell) => cell.normalize('NFKC').replace(/\s+/g, ' ').trim()).filter(Boolean);
  if (values.length < LEAST_VALUES) return undefined;
  const share = (fits: (text: string) => boolean) => values.filter(fits).length / values.length;
  if (share(isMyNumber) >= MY_NUMBER_SHARE) return 'privacy.my_number_values';
  if (share((text) => TELEPHONE.test(text)) >= SHARE) return 'privacy.phone_values';
  if (share((text) => POSTAL_CODE.test(text) || ADDRESS.test(text)) >= SHARE) return 'privacy.address_values';
  const names = share((text) => FAMILY_AND_GIVEN.test(text) || KANA_NAME.test(text));
  const distinct = new Set(values).size / values.length;
  return names >= SHARE && distinct >= DISTINCT_SHARE ? 'privacy.name_values' : undefined;
}
