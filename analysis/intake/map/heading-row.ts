import { LAYOUTS } from '../layouts/index.ts';
import { ITEM_CODE } from '../layouts/item-codes.ts';
import { directIdentifier, headingsOf } from './headings.ts';

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

const DEEPEST = 15;
/** Values, not headings: numbers, dates, times. */
const VALUE = /^[¥\\+-]?[\d,./:%年月日時分歳+~〜ー-]+$|^[MTSHR明大昭平令]/u;
/** Parts of words that headings of municipal lists are made of. */
const HEADING_PART =
  /番号|氏名|カナ|性別|生年|年月|年度|年齢|日$|区分|コード|名$|記号|ID|種別|事由|血圧|体重|身長|結果|判定|有無|回数|点数|金額|費|率$|数$|値$|地区|校区|住所|電話|備考|状況|フラグ|質問/u;
const LEAST_SHARE = 0.5;

/**
 * The row that holds the headings of an unknown table; undefined where no row can be told from data with certainty,
 * because headings are shown to the user and values never are.
 */
export function headingRowOf(rows: readonly Row[]): Row | undefined {
  const known = knownHeadings();
  const widest = Math.max(0, ...rows.map((row) => row.cells.length));
  for (const row of rows.slice(0, DEEPEST)) {
    const headings = headingsOf(row.cells).filter(({ key }) => key !== '');
    if (headings.length < 2 || row.cells.length * 2 < widest) continue;
    if (headings.some(({ key }) => VALUE.test(key) && !ITEM_CODE.test(key) && !known.has(key))) continue;
    const heading = headings.filter(
      (each) =>
        known.has(each.key) ||
        HEADING_PART.test(each.key) ||
        ITEM_CODE.test(each.key) ||
        directIdentifier(each),
    );
    if (heading.length < 2 || heading.length < headings.length * LEAST_SHARE) continue;
    if (!repeatsBelow(row, rows)) return row;
  }
  return undefined;
}

/** A value of a list occurs again further down; a heading does not. */
function repeatsBelow(row: Row, rows: readonly Row[]): boolean {
  const below = rows.filter(({ line }) => line > row.line);
  const again = row.cells.filter(
    (cell, index) => cell.trim() !== '' && below.some((other) => other.cells[index] === cell),
  );
  return again.length * 4 > row.cells.filter((cell) => cell.trim() !== '').length;
}

let cached: ReadonlySet<string> | undefined;
function knownHeadings(): ReadonlySet<string> {
  cached ??= new Set(
    headingsOf(LAYOUTS.flatMap(({ fields }) => fields.flatMap(({ headings }) => headings))).map(
      ({ key }) => key,
    ),
  );
  return cached;
}
