/** Rules by which identifiers of different files become comparable; the results are hashed, never stored. */

/** Spaces, and marks that have no width. */
const SPACES = /[\s\p{Cf}]/gu;
const LEADING_ZEROS = /^0+(?=\d)/;
const DASHES = /[‐‑‒–—―−－\-ー]/g;
const SMALL_KANA = 'ァィゥェォッャュョヮヵヶ';
const LARGE_KANA = 'アイウエオツヤユヨワカケ';

/**
 * Number or symbol as it is compared: NFKC, no spaces, no leading zeros.
 * Empty for a blank or an all-zero number, and for digits that a spreadsheet has turned into 2.41E+10.
 */
export function normaliseIdentifier(text: string): string {
  const cell = text.normalize('NFKC').replace(SPACES, '').replace(/^'/, '');
  if (/^0*$/.test(cell) || isBrokenNumber(cell)) return '';
  return cell.toUpperCase().replace(LEADING_ZEROS, '');
}

/** True for a long number that a spreadsheet has rewritten in scientific notation: the digits are lost. */
export function isBrokenNumber(text: string): boolean {
  return /^\d(\.\d+)?E\+\d+$/i.test(text);
}

/** Name in kana as it is compared: full-width katakana, small kana enlarged, no spaces, dashes or marks. */
export function normaliseKana(text: string): string {
  const kana = text
    .normalize('NFKC')
    .replace(SPACES, '')
    .replace(DASHES, '')
    .replace(/[・･.,、。]/g, '')
    .replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60));
  return /^[ァ-ヶ]+$/.test(kana)
    ? kana.replace(/[ァィゥェォッャュョヮヵヶ]/g, (letter) => LARGE_KANA[SMALL_KANA.indexOf(letter)]!)
    : '';
}

/** Number in a circle, or one with a point or bracket, before a heading; marks of what must be filled in. */
const NUMBER_BEFORE =
  /^[\s\p{Cf}]*(?:[\u2460-\u2473\u2776-\u277f]|[(（]?[\d０-９]{1,3}[.．)）:：、])\s*(?=[^\d０-９\s])/u;
const MARKS_AROUND = /^[\s※*＊★☆●○◎■□◆◇▼▽]+|[\s※*＊]+$/gu;

/**
 * Heading as it is compared: NFKC, without spaces, brackets, middle dots, and without a number and marks around it;
 * upper case.
 */
export function normaliseHeading(text: string): string {
  return text
    .replace(MARKS_AROUND, '')
    .replace(NUMBER_BEFORE, '')
    .normalize('NFKC')
    .replace(/[\s\p{Cf}()[\]{}<>「」『』【】〔〕〈〉《》・･.,:;_'"]/gu, '')
    .replace(DASHES, 'ー')
    .toUpperCase();
}
